// How free space is shared among items, lines and tracks, and where a box is in it (css-align-3 sections 4 and 5,
// css-flexbox-1 section 8).
#pragma once

#include "base/layout_unit.h"
#include "style/computed_style.h"

#include <cstddef>

namespace gongwen::layout {

/// Space before the first of several things in a row, and more of it between them.
struct SpaceShares {
  base::LayoutUnit before;
  base::LayoutUnit between;
};

using ContentAlignment = style::Alignment<style::ContentAlignment>;
using ItemAlignment = style::Alignment<style::ItemAlignment>;

/// `reversed`: the axis runs from right to left or upwards, so that `start` is at its end.
/// What `space-*` would do with less than nothing is left at the start. Baselines of lines are not shared: they fall
/// back to the start, the last ones to the end (section 5.4).
SpaceShares share_space(const ContentAlignment& alignment, base::LayoutUnit free, std::size_t count, bool reversed);

/// How far a box with this alignment moves from the start of a space that is `free` larger. Baselines are what they
/// mean in a column: `flex-start`, the last ones `flex-end`, unless that is too narrow (css-flexbox-1 section 8.3).
base::LayoutUnit aligned_offset(const ItemAlignment& alignment, base::LayoutUnit free, bool reversed);

}  // namespace gongwen::layout
