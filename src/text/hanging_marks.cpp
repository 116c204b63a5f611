
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

bool is_full_width_blank(const ShapedParagraph& paragraph, const LineUnit& unit) {
  return unit.kind == UnitKind::Text && unit.text_length > 0 && paragraph.text[unit.text_begin] == 0x3000;
}

bool is_separator(const ShapedParagraph& paragraph, std::uint32_t unit) {
  const auto is_text = [&](std::uint32_t i, bool blank) {
    const LineUnit& text = paragraph.units[i];
    return text.kind == UnitKind::Text && text.text_length > 0 && is_full_width_blank(paragraph, text) == blank;
  };
  const TextStyle& style = style_of(paragraph.units[unit], paragraph);
  return style.wraps && style.collapses_spaces && is_text(unit, true) && unit > 0 &&
         unit + 1 < paragraph.units.size() && is_text(unit - 1, false) && is_text(unit + 1, false);
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
