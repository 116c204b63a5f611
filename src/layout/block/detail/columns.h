// Columns: lays out the content of a multi-column container (css-multicol-1) in rows of columns, with the boxes that
// span all columns between them. A column is a fragmentainer like a page: the container's own box is laid out in it as
// its content alone (LayoutInput::is_column), and continues in the next one from a break token.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <vector>

namespace gongwen::layout {

/// The number of columns and their width (css-multicol-1 section 3.4).
struct ColumnMeasures {
  int count = 1;
  LayoutUnit width;
  LayoutUnit gap;
  LayoutUnit left(std::size_t column) const { return (width + gap) * static_cast<int>(column); }
};
ColumnMeasures column_measures(const style::ComputedStyle& style, LayoutUnit available);

/// Content-box widths of a container, given those of its content in one column. If `column-width` is set, they are at
/// most those of the columns that it asks for (css-sizing-3 section 5.3).
IntrinsicSizes multicol_sizes(const style::ComputedStyle& style, IntrinsicSizes content);

struct ColumnsInput {
  BoxId box;
  LayoutUnit width;                           // of the content box
  std::optional<LayoutUnit> percentage_base;  // what heights in percent refer to
  /// The space for columns on this page that the container's own height or its maximum height leaves.
  LayoutUnit max_height = LayoutUnit::max();
  Fragmentainer room;                  // from the content box's top
  const BreakToken* resume = nullptr;  // of the container
};

struct ColumnsResult {
  Outcome outcome = Outcome::Complete;
  BreakAppeal appeal = BreakAppeal::Perfect;
  std::vector<ChildFragment> children;  // offsets count from the content box's corner
  std::vector<InnerBorder> rules;
  std::vector<FragmentColumn> columns;
  LayoutUnit height;
  std::optional<LayoutUnit> baseline;
  std::optional<LayoutUnit> last_baseline;
  std::optional<LayoutUnit> first_line;    // the line that a marker is placed beside, in any row
  std::vector<BreakTokenPtr> rest;         // the content, preceded by a box over all columns if one comes first
  std::vector<BreakTokenPtr> overflowing;  // of boxes over all columns that have ended
  Forced forced = Forced::No;
  PageDemand demand = PageDemand::Any;
};

ColumnsResult layout_columns(const ColumnsInput& input, LayoutContext& context);

}  // namespace gongwen::layout
