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

struct BreakToken;
using BreakTokenPtr = std::shared_ptr<const BreakToken>;

/// A float that goes on on the next page, or waits for it.
struct FloatRest {
  BreakTokenPtr token;
  base::LayoutUnit container_left;  // of its containing block in the formatting context
  base::LayoutUnit container_width;
};

struct BreakToken {
  enum class Where : std::uint8_t { Before, Inside };
  boxes::BoxId box;
  Where where = Where::Inside;
  /// Block size of the box that earlier pages have used up, without borders and paddings; of a flex item that has not
  /// begun, what of the space above it they have.
  base::LayoutUnit consumed;
  /// Of a cell whose children have heights in percent: what these refer to, the height of its rows in one piece.
  base::LayoutUnit cell_height;
  /// All children are laid out; only the box's own height goes on.
  bool children_done = false;
  /// The box itself has ended; only what overflows it goes on, beside what follows (css-break-3 section 2.1).
  bool box_done = false;
  /// Inline content: the first line unit that is left. Tables: the row, counted over the whole grid.
  std::uint32_t position = 0;
  /// Inline content: floats before this unit are placed, also where their line is still to come.
  std::uint32_t floats_until = 0;
  PageDemand demand = PageDemand::Any;
  bool forced = false;
  std::vector<BreakTokenPtr> children;
  /// Children that have ended and have overflow to go on: each a flow parallel to that of `children`.
  std::vector<BreakTokenPtr> overflowing;
  /// Of a box that establishes a block formatting context: its floats that are not finished.
  std::vector<FloatRest> floats;
};

/// Whether a box's content goes on, its floats included, or only the box itself.
inline bool has_content_left(const BreakToken& token) {
  return !token.children_done || !token.floats.empty() || !token.overflowing.empty();
}

/// Whether a page between the two would have brought the document no further. Heights count only where nothing but a
/// box's own height goes on, or what an item has above it; tokens may be null.
enum class Heights : bool { Ignored, Told };
bool is_same_place(const BreakToken* a, const BreakToken* b, Heights heights = Heights::Told);

}  // namespace gongwen::layout
