// Marks that may hang (css-text-4 section 8.4.2): opening and closing marks, stops and commas.
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

/// What a text unit takes outside of the line, if it begins the first line of a paragraph.
TextLength hang_at_start(const LineUnit& unit, const ShapedParagraph& paragraph);
/// … if it ends the last line.
TextLength hang_at_last_end(const LineUnit& unit, const ShapedParagraph& paragraph);
/// … if it ends any line, where its style says so in this way.
TextLength hang_at_end(const LineUnit& unit, const ShapedParagraph& paragraph, HangingMarks::End how);

}  // namespace gongwen::text
