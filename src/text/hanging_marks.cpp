
#include "text/punctuation.h"

namespace gongwen::text {
namespace {

/// Opening brackets and quotation marks (Ps, Pi, Pf, and the typewriter's quotes).
bool is_opening(char32_t c) {
  switch (c) {
    case U'(':
    case U'[':
    case U'{':
    case U'"':
    case U'\'':
    case 0xAB:
    case 0x201E:
    case 0x201A: return true;
    default: return mark_side(c) == MarkSide::BlankBefore;
  }
}

/// Stops and commas are not closing marks here.
bool is_stop_or_comma(char32_t c) {
  switch (c) {
    case U',':
    case U'.':
    case U'，':
    case U'。':
    case U'、':
    case U'．':
    case 0x060C:
    case 0x06D4:
    case 0xFF61:
    case 0xFF64: return true;
    default: return c >= 0xFE50 && c <= 0xFE52;
  }
}

bool is_closing(char32_t c) {
  switch (c) {
    case U')':
    case U']':
    case U'}':
    case U'"':
    case U'\'':
    case 0xBB: return true;
    case U'；':
    case U'：': return false;
    default: return mark_side(c) == MarkSide::BlankAfter && !is_stop_or_comma(c);
  }
}

bool is_one_character(const LineUnit& unit) { return unit.kind == UnitKind::Text && unit.text_length == 1; }

const TextStyle& style_of(const LineUnit& unit, const ShapedParagraph& paragraph) {
  return paragraph.styles[unit.style];
}

}  // namespace

bool is_single_blank(const ShapedParagraph& paragraph, std::uint32_t unit) {
  const std::vector<LineUnit>& units = paragraph.units;
  const TextStyle& style = style_of(units[unit], paragraph);
  if (!style.wraps || !style.collapses_spaces) return false;
  const auto is_character = [&](const LineUnit& text) {
    return text.kind == UnitKind::Text && text.text_length > 0 && !is_full_width_blank(paragraph, text);
  };
  const auto parts_nothing = [](const LineUnit& other) {
    return other.kind == UnitKind::OpenEdge || other.kind == UnitKind::CloseEdge || other.kind == UnitKind::Anchor;
  };
  std::size_t before = unit;
  while (before > 0 && parts_nothing(units[before - 1])) --before;
  std::size_t after = unit + 1;
  while (after < units.size() && parts_nothing(units[after])) ++after;
  return before > 0 && after < units.size() && is_character(units[before - 1]) && is_character(units[after]);
}

TextLength hang_at_start(const LineUnit& unit, const ShapedParagraph& paragraph) {
  if (!is_one_character(unit) || !style_of(unit, paragraph).hanging.first) return {};
  return is_opening(paragraph.text[unit.text_begin]) ? unit.advance : TextLength();
}

TextLength hang_at_last_end(const LineUnit& unit, const ShapedParagraph& paragraph) {
  if (!is_one_character(unit) || !style_of(unit, paragraph).hanging.last) return {};
  return is_closing(paragraph.text[unit.text_begin]) ? unit.advance : TextLength();
}

TextLength hang_at_end(const LineUnit& unit, const ShapedParagraph& paragraph, HangingMarks::End how) {
  if (!is_one_character(unit) || style_of(unit, paragraph).hanging.end != how) return {};
  return is_stop_or_comma(paragraph.text[unit.text_begin]) ? unit.advance : TextLength();
}

}  // namespace gongwen::text
