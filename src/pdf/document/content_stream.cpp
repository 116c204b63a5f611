#include "pdf/document/content_stream.h"

#include "pdf/syntax/syntax.h"

#include <algorithm>
#include <cstdlib>
#include <span>

namespace gongwen::pdf {
namespace {

using base::LayoutUnit;
using layout::RunGlyph;
using layout::TextRun;
using paint::Color;

/// 1/64 px to 1/1000 pt, rounded to nearest.
std::int64_t to_milli_points(LayoutUnit length) {
  const std::int64_t scaled = std::int64_t{length.raw()} * 750;
  return (scaled + (scaled < 0 ? -32 : 32)) / 64;
}

/// 1/65536 px to 1/10,000 pt.
std::int64_t to_spacing(std::int64_t raw) {
  const std::int64_t scaled = raw * 7500;
  return (scaled + (scaled < 0 ? -32768 : 32768)) / 65536;
}

std::string_view artifact_properties(paint::ArtifactKind kind) {
  switch (kind) {
    case paint::ArtifactKind::Layout: return "<</Type/Layout>>";
    case paint::ArtifactKind::Header: return "<</Type/Pagination/Subtype/Header/Attached[/Top]>>";
    case paint::ArtifactKind::Footer: return "<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>";
    case paint::ArtifactKind::Pagination: return "<</Type/Pagination>>";
  }
  return {};
}

/// Gray as gray: presses print it with black ink alone.
void append_color(std::string& out, Color color, std::string_view gray, std::string_view rgb) {
  const auto channel = [&](std::uint8_t value) {
    append_fixed(out, (std::int64_t{value} * 1000 + 127) / 255, 3);
    out.push_back(' ');
  };
  channel(color.red);
  if (color.red == color.green && color.green == color.blue) {
    out += gray;
  } else {
    channel(color.green);
    channel(color.blue);
    out += rgb;
  }
  out.push_back('\n');
}

/// Whether a stretch of content that begins here has nothing but glyphs.
bool is_text_alone(std::span<const paint::DisplayItem> items) {
  const auto other = std::find_if_not(items.begin(), items.end(), [](const paint::DisplayItem& item) {
    return std::holds_alternative<paint::DrawGlyphs>(item);
  });
  return other != items.end() && std::holds_alternative<paint::EndTag>(*other);
}

}  // namespace

ContentStream::ContentStream(const FontUsage& fonts, const paint::StructureTree& structure, base::Size page_size)
    : fonts_(fonts), structure_(structure), page_height_(to_milli_points(page_size.height)) {}

std::string ContentStream::write(const paint::PageDisplay& page) {
  const std::span<const paint::DisplayItem> items(page.items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    // Stretches of text share a text object; all others stand outside of any.
    if (std::holds_alternative<paint::BeginTag>(items[i]))
      is_text_alone(items.subspan(i + 1)) ? begin_text() : end_text();
    std::visit([this](const auto& command) { play(command); }, items[i]);
  }
  end_text();
  return std::move(out_);
}

ContentStream::MilliPoints ContentStream::x_of(LayoutUnit x) const { return to_milli_points(x); }
ContentStream::MilliPoints ContentStream::y_of(LayoutUnit y) const { return page_height_ - to_milli_points(y); }

void ContentStream::number(MilliPoints value) {
  append_fixed(out_, value, 3);
  out_.push_back(' ');
}

void ContentStream::set_opacity(std::uint8_t alpha) {
  if (alpha == opacity_) return;
  opacity_ = alpha;
  std::string& name = used_opacities_[alpha];
  if (name.empty()) name = "A" + std::to_string(alpha);
  append_name(out_, name);
  out_ += " gs\n";
}

void ContentStream::set_fill(Color color) {
  set_opacity(color.alpha);
  color.alpha = 255;
  if (color == fill_) return;
  fill_ = color;
  append_color(out_, color, "g", "rg");
}

void ContentStream::set_stroke(Color color) {
  set_opacity(color.alpha);
  color.alpha = 255;
  if (color == stroke_) return;
  stroke_ = color;
  append_color(out_, color, "G", "RG");
}

void ContentStream::play(const paint::FillRect& item) {
  end_text();
  set_fill(item.color);
  const MilliPoints left = x_of(item.rect.left());
  const MilliPoints bottom = y_of(item.rect.bottom());
  number(left);
  number(bottom);
  number(x_of(item.rect.right()) - left);
  number(y_of(item.rect.top()) - bottom);
  out_ += "re f\n";
}

void ContentStream::play(const paint::StrokeLine& item) {
  end_text();
  set_stroke(item.color);
  const MilliPoints width = to_milli_points(item.width);
  number(width);
  out_ += "w ";
  switch (item.style) {
    case paint::LineStyle::Solid: out_ += "0 J[]0 d\n"; break;
    case paint::LineStyle::Dashed:
      out_ += "0 J[";
      number(width * 3);
      out_ += "]0 d\n";
      break;
    case paint::LineStyle::Dotted:
      out_ += "1 J[0 ";
      number(width * 2);
      out_ += "]0 d\n";
      break;
  }
  number(x_of(item.from.x));
  number(y_of(item.from.y));
  out_ += "m ";
  number(x_of(item.to.x));
  number(y_of(item.to.y));
  out_ += "l S\n";
}

void ContentStream::play(const paint::BeginTag& item) {
  append_name(out_, paint::role_name(structure_.element(item.element).role));
  out_ += "<</MCID ";
  append_integer(out_, item.content);
  out_ += ">>BDC\n";
  marked_in_text_ = in_text_;
}

void ContentStream::play(const paint::BeginArtifact& item) {
  end_text();
  out_ += "/Artifact";
  out_ += artifact_properties(item.kind);
  out_ += "BDC\n";
  marked_in_text_ = false;
}

/// Section 14.6.1: marked content and text objects lie within each other, never across.
void ContentStream::play(const paint::EndTag&) {
  if (!marked_in_text_) end_text();
  out_ += "EMC\n";
}

void ContentStream::begin_text() {
  if (in_text_) return;
  in_text_ = true;
  out_ += "BT\n";
  line_x_ = line_y_ = 0;
  sheared_ = false;
}

void ContentStream::end_text() {
  if (!in_text_) return;
  in_text_ = false;
  out_ += "ET\n";
}

void ContentStream::move_to(MilliPoints x, MilliPoints y, bool oblique) {
  if (oblique || sheared_) {
    // A slant that the face lacks is drawn at 12 degrees.
    out_ += oblique ? "1 0 .2126 1 " : "1 0 0 1 ";
    number(x);
    number(y);
    out_ += "Tm\n";
  } else if (x != line_x_ || y != line_y_) {
    number(x - line_x_);
    number(y - line_y_);
    out_ += "Td\n";
  }
  sheared_ = oblique;
  line_x_ = x;
  line_y_ = y;
}

void ContentStream::select_font(const UsedFont& font, const paint::DrawGlyphs& item) {
  const TextRun& run = *item.run;
  if (font_ != font.id() || size_ != run.size) {
    std::string& name = used_fonts_[font.id()];
    if (name.empty()) name = "F" + std::to_string(font.id().value);
    append_name(out_, name);
    out_.push_back(' ');
    append_fixed(out_, (std::int64_t{run.size.raw()} * 7500 + 32768) / 65536, 4);
    out_ += " Tf\n";
    font_ = font.id();
    size_ = run.size;
  }
  set_fill(item.color);
  if (run.synthetic_bold) {
    // A bold that the face lacks is drawn by stroking the outlines, at 1/36 em.
    set_stroke(item.color);
    append_fixed(out_, std::int64_t{run.size.raw()} * 750 / 65536 / 36, 3);
    out_ += " w 0 J[]0 d\n";
  }
  if (run.synthetic_bold != stroked_text_) {
    out_ += run.synthetic_bold ? "2 Tr\n" : "0 Tr\n";
    stroked_text_ = run.synthetic_bold;
  }
}

void ContentStream::play(const paint::DrawGlyphs& item) {
  const UsedFont* const font = fonts_.find(item.run->face);
  if (font == nullptr || item.run->glyphs.empty()) return;
  begin_text();
  select_font(*font, item);
  move_to(x_of(item.position.x), y_of(item.position.y), item.run->synthetic_oblique);
  show(*font, *item.run);
}

namespace {

/// What a glyph is wider than the font states, in 1/65536 px.
std::int64_t extra_advance(const UsedFont& font, CharacterCode code, const RunGlyph& glyph, base::FontSize size) {
  return glyph.advance - std::int64_t{font.stated_width(code)} * size.raw() / 1000;
}

}  // namespace

/// Shows a run. Spacing that is the same behind every glyph goes into the character spacing, everything else into
/// corrections between the glyphs, each as large as the error that has added up.
void ContentStream::show(const UsedFont& font, const TextRun& run) {
  std::vector<CharacterCode> codes;
  std::vector<std::int64_t> extras;
  bool has_offsets = false;
  for_each_glyph(run, [&](const RunGlyph& glyph, std::u32string_view text) {
    codes.push_back(font.code(glyph.glyph, text));
    extras.push_back(extra_advance(font, codes.back(), glyph, run.size));
    has_offsets = has_offsets || glyph.x_offset != 0 || glyph.y_offset != 0;
  });
  // Half a thousandth of an em is less than any reader shows.
  const std::int64_t tolerance = run.size.raw() / 1000;
  bool uniform = true;
  for (std::size_t i = 1; i + 1 < extras.size(); ++i)
    uniform = uniform && std::abs(extras[i] - extras[0]) <= tolerance / 2;
  const std::int64_t spacing =
      uniform && extras.size() > 1 && std::abs(extras[0]) > tolerance ? to_spacing(extras[0]) : 0;
  if (spacing != spacing_) {
    append_fixed(out_, spacing, 4);
    out_ += " Tc\n";
    spacing_ = spacing;
  }
  const std::int64_t spacing_raw = spacing * 65536 / 7500;
  const std::int32_t em = font.face().metrics().units_per_em;
  std::string shown = "[";
  std::string bytes;
  std::int64_t error = 0;
  const auto flush = [&] {
    if (!bytes.empty()) append_literal(shown, bytes);
    bytes.clear();
  };
  bool corrected = false;
  const auto correct = [&](std::int64_t raw) {
    flush();
    corrected = true;
    // Corrections are in thousandths of an em, to the left.
    append_fixed(shown, -raw * 10'000 / std::max(1, run.size.raw()), 1);
  };
  std::int64_t rise = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const RunGlyph& glyph = run.glyphs[i];
    if (std::abs(error) > tolerance) {
      correct(error);
      error = 0;
    }
    const std::int64_t wanted_rise = std::int64_t{glyph.y_offset} * run.size.raw() / em;
    if (has_offsets && wanted_rise != rise) {
      flush();
      if (shown.size() > 1) out_ += shown + "]TJ\n";
      append_fixed(out_, to_spacing(wanted_rise), 4);
      out_ += " Ts\n";
      shown = "[";
      corrected = false;
      rise = wanted_rise;
    }
    const std::int64_t shift = std::int64_t{glyph.x_offset} * run.size.raw() / em;
    if (shift != 0) correct(shift);
    bytes.push_back(static_cast<char>(codes[i] >> 8));
    bytes.push_back(static_cast<char>(codes[i] & 0xFF));
    error += extras[i] - spacing_raw - shift;
  }
  flush();
  // One string alone needs no array.
  out_ += corrected ? shown + "]TJ\n" : shown.substr(1) + "Tj\n";
  if (rise != 0) out_ += "0 Ts\n";
}

}  // namespace gongwen::pdf
