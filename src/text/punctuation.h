// Chinese marks and blanks: kinds of characters, spaces between them, hanging marks, positions of emphasis marks.
#pragma once

#include "base/unicode.h"
#include "text/line_breaker.h"

namespace gongwen::text {

// Marks that may hang (css-text-4 section 8.4.2): opening and closing marks, stops and commas; and hanging blanks.

/// The part of a text unit that is outside of the line, if it starts the first line of a paragraph.
TextLength hang_at_start(const LineUnit& unit, const ShapedParagraph& paragraph);
/// … if it ends the last line.
TextLength hang_at_last_end(const LineUnit& unit, const ShapedParagraph& paragraph);
/// … if it ends any line, and its style allows or forces that as `how` says.
TextLength hang_at_end(const LineUnit& unit, const ShapedParagraph& paragraph, HangingMarks::End how);

/// Whether a character may hang at the end of any line, or at the end of the last one.
bool may_hang_at_end(char32_t code_point, bool is_as_office = false);
bool may_hang_at_last_end(char32_t code_point);

/// Whether a unit is an ideographic space.
inline bool is_full_width_blank(const ShapedParagraph& paragraph, const LineUnit& unit) {
  return unit.kind == UnitKind::Text && unit.text_length > 0 && paragraph.text[unit.text_begin] == 0x3000;
}
/// Whether an ideographic space has no other one beside it.
bool is_single_blank(const ShapedParagraph& paragraph, std::uint32_t unit);
/// A single ideographic space between two characters, as in titles of standards, hangs if a line ends with it
/// (css-text-3 section 4.1.2). Rows of them would hang, too, but they are blanks to be filled in, so they stay.
inline bool is_separator(const ShapedParagraph& paragraph, std::uint32_t unit) {
  return is_full_width_blank(paragraph, paragraph.units[unit]) && is_single_blank(paragraph, unit);
}

// Which characters get emphasis marks (css-text-decor-3 section 3.5, GB/T 15834-2011).

/// All except blanks, controls and punctuation; signs that are read as words, such as % and &, count as characters.
bool takes_emphasis_mark(char32_t code_point);

// Chinese marks and blanks (GB/T 15834-2011 clause 5, CLREQ 3.1, css-text-4 sections 8.1 and 8.2).

/// Which half of a full-width mark is blank in mainland China: the right one of stops and closing marks, the left one
/// of opening marks; none of marks whose ink fills the whole width.
MarkSide mark_side(char32_t code_point);

/// Stops and commas that Traditional Chinese sets in the middle of their square (CLREQ 3.1.3): ，。、；：！？.
bool is_centred_mark(char32_t code_point);

/// The step of squeezing at which a mark shrinks.
MarkKind mark_kind(char32_t code_point);

/// Letters and digits, which get a space beside Han.
bool is_latin_or_digit(char32_t code_point);
bool is_digit(char32_t code_point);
/// Characters that control the shaper or the line breaker and have no shape.
using base::is_ignorable;

/// Whether a character selects a form of the character before it: FE00 to FE0F, and those of ideographic variants.
inline bool is_variation_selector(char32_t c) { return c >= 0xFE00 && (c <= 0xFE0F || (c >= 0xE0100 && c <= 0xE01EF)); }

/// A last line with fewer characters is too short (GB/T 15834-2011 5.1.11).
inline constexpr std::uint32_t kMinLastCharacters = 2;

/// The number of characters in the units, except punctuation.
std::uint32_t count_characters(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end);
/// Whether any of them is Han or kana.
bool has_wide_character(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end);

/// Finds narrow forms of marks, adds spaces between Han and Latin, and determines which gaps may stretch, over the
/// whole paragraph. Call it after shaping and before breaking.
void space_units(ShapedParagraph& paragraph, FontContext& fonts);

/// `letter-spacing` (css-text-3 section 8.2): between two characters of one line, by the style of the innermost box
/// that holds both.
void space_letters(ShapedParagraph& paragraph);

}  // namespace gongwen::text
