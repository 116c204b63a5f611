// Marks that may hang (css-text-4 section 8.4.2): opening and closing marks, stops and commas; and blanks that do.
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

/// What a text unit takes outside of the line, if it begins the first line of a paragraph.
TextLength hang_at_start(const LineUnit& unit, const ShapedParagraph& paragraph);
/// … if it ends the last line.
TextLength hang_at_last_end(const LineUnit& unit, const ShapedParagraph& paragraph);
/// … if it ends any line, where its style says so in this way.
TextLength hang_at_end(const LineUnit& unit, const ShapedParagraph& paragraph, HangingMarks::End how);

/// A single ideographic space between two characters, as titles of standards have it, shows nothing where a line ends
/// with it (css-text-3 section 4.1.3: it hangs). Rows of them are blanks to be filled in, and stay.
bool is_separator(const ShapedParagraph& paragraph, std::uint32_t unit);

}  // namespace gongwen::text
