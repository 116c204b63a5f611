// Setting a line to its measure: which gaps give or grow, in the order of CLREQ.
#pragma once

#include "text/line_breaker.h"

#include <vector>

namespace gongwen::text {

/// What a unit of a line gets or gives.
struct UnitAdjustment {
  TextLength after;  // added to the gap after it; negative when it gives
  TextLength cut;    // taken from a mark's own blanks
};

/// `text-justify` (css-text-4 section 7.3): which gaps grow.
enum class JustifyGaps : std::uint8_t { Auto, InterWord, InterCharacter };

/// Distributes `line.squeeze` over the line, step by step; within a step in proportion to what each place can give.
/// One entry for each unit from `line.begin` on; none when the line is not squeezed.
std::vector<UnitAdjustment> squeeze_line(const ShapedParagraph& paragraph, const LineRange& line);

/// Takes from `room` what blanks between words and gaps between Han and Latin grow by before all others; what is left
/// in `room` is for all gaps alike. None where the paragraph has no limits.
std::vector<UnitAdjustment> stretch_line(const ShapedParagraph& paragraph, const LineRange& line, TextLength& room);

/// By how much this number of gaps of a line may grow in total; a line that needs more is left short. If -gw-squeeze
/// sets no limit, it is still filled, and more than 1 em counts as stretched.
TextLength max_gap_growth(const ShapedParagraph& paragraph, const LineRange& line, std::int64_t gaps);

/// Whether the justifier may widen the gap after this unit.
bool may_stretch_after(const LineUnit& unit, JustifyGaps gaps);

}  // namespace gongwen::text
