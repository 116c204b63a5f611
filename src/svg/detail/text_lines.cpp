#include "svg/detail/text_lines.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "base/xml_writer.h"
#include "paint/glyph_placement.h"
#include "svg/detail/svg_text.h"

#include <cmath>

namespace gongwen::svg {
namespace {

constexpr std::string_view kStart = "<text fill-opacity=\"0\" xml:space=\"preserve\"";

std::string characters_of(const layout::TextRun& run) {
  std::u32string text;
  for (const char32_t c : run.text) {
    if (base::is_xml_character(c)) text.push_back(c);
  }
  return base::escape_markup(base::to_utf8(text));
}

/// Text of a vertical line, along that line.
std::string turned_text(const paint::DrawGlyphs& item, const std::string& characters) {
  const bool upwards = item.turn == layout::QuarterTurn::Counterclockwise;
  base::Transform turn = paint::turn_transform(upwards ? item.turn : layout::QuarterTurn::Clockwise);
  turn.e = item.position.x.to_px();
  turn.f = item.position.y.to_px();
  std::string text(kStart);
  append_transform(text, "transform", turn);
  append_attribute(text, "font-size", item.run->size.to_px());
  append_attribute(text, "textLength", paint::run_length(*item.run));
  return text + " lengthAdjust=\"spacingAndGlyphs\">" + characters + "</text>\n";
}

}  // namespace

bool TextLines::continues(const paint::DrawGlyphs& item) const {
  return count_ > 0 && item.position.y == last_.y && std::abs(item.position.x.to_px() - end_) <= item.run->size.to_px();
}

/// As long as the outlines, whatever font the program takes for it.
std::string TextLines::add(const paint::DrawGlyphs& item) {
  const std::string characters = characters_of(*item.run);
  if (characters.empty()) return {};
  if (item.turn != layout::QuarterTurn::None || item.run->is_upright) return take() + turned_text(item, characters);
  std::string before;
  if (!continues(item)) before = take();
  const double length = paint::run_length(*item.run) * item.run->x_scale;
  std::string attributes;
  append_attribute(attributes, "x", item.position.x.to_px());
  append_attribute(attributes, "y", item.position.y.to_px());
  append_attribute(attributes, "font-size", item.run->size.to_px());
  append_attribute(attributes, "textLength", length);
  attributes += " lengthAdjust=\"spacingAndGlyphs\">" + characters;
  if (count_ == 0) first_ = attributes;
  spans_ += "<tspan" + attributes + "</tspan>";
  ++count_;
  last_ = item.position;
  end_ = item.position.x.to_px() + length;
  return before;
}

std::string TextLines::take() {
  std::string text;
  if (count_ == 1) text.append(kStart).append(first_).append("</text>\n");
  if (count_ > 1) text.append(kStart).append(">").append(spans_).append("</text>\n");
  spans_.clear();
  count_ = 0;
  return text;
}

}  // namespace gongwen::svg
