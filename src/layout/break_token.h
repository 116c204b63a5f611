// BreakToken: where layout goes on on the next page. Tokens form a tree that mirrors the boxes which are not finished:
// resuming means walking down it again (css-break-3).
#pragma once

#include "base/layout_unit.h"
#include "boxes/box.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::layout {

/// Which side of the sheet must come next.
enum class PageDemand : std::uint8_t { Any, Left, Right };

struct BreakToken {
  enum class Where : std::uint8_t { Before, Inside };
  boxes::BoxId box;
  Where where = Where::Inside;
  /// Block size of the box that earlier pages have used up, without borders and paddings.
  base::LayoutUnit consumed;
  /// All children are laid out; only the box's own height goes on.
  bool children_done = false;
  /// Inline content: the first line unit that is left. Tables: the row, counted over the whole grid.
  std::uint32_t position = 0;
  PageDemand demand = PageDemand::Any;
  bool forced = false;
  std::vector<std::shared_ptr<const BreakToken>> children;
};

using BreakTokenPtr = std::shared_ptr<const BreakToken>;

}  // namespace gongwen::layout
