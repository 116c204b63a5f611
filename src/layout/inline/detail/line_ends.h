// Special ends of lines: those whose rest is hidden (`text-overflow`, `line-clamp`: css-overflow-4 sections 3.1 and 4),
// and those of cells that are aligned at a character, such as the decimal point (css-text-4 section 7.1.1).
#pragma once

#include "layout/inline/detail/inline_layout.h"

#include <memory>
#include <optional>

namespace gongwen::layout {

/// A line that ends early, with the content shown at its end.
struct CutLine {
  text::LineRange line;
  LineCut cut;
  std::unique_ptr<const InlineContent> mark;
};

/// Cuts a line; nullopt if it is shown as a whole. Reports: layout/text-cut, once for each container.
std::optional<CutLine> cut_line(const InlineContent& content, const text::LineRange& line,
                                const LineContainer& container, const LineSpace& space, LayoutContext& context);

/// The number of lines of a block container that are shown; 0 for all.
std::size_t shown_lines(BoxId box, const LayoutContext& context);

/// The distance between the end of a line and the end of its measure that puts the characters of its column below each
/// other; zero without such an alignment, and outside of cells.
text::TextLength alignment_shift(BoxId container, LayoutContext& context);

}  // namespace gongwen::layout
