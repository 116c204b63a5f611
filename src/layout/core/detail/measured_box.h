// A box laid out by itself and without pages: what flex containers measure their items by. Remembered until the round
// ends, so that containers in containers are not measured again at every level.
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

namespace gongwen::layout {

// How far down the content of a fragment reaches.

/// From the fragment's top; what a box cuts off does not count.
LayoutUnit overflow_bottom(const Fragment& fragment, const LayoutContext& context);

/// What the result of a box that is laid out by itself and without pages depends on.
struct MeasureKey {
  BoxId box;
  LayoutUnit inline_size;
  AvailableSize available;
  std::optional<LayoutUnit> block_size;
  bool is_definite = true;
  const SubgridTracks* subgrid = nullptr;
  friend bool operator==(const MeasureKey& a, const MeasureKey& b) {
    return a.box == b.box && a.inline_size == b.inline_size && a.available.inline_size == b.available.inline_size &&
           a.available.block_size == b.available.block_size && a.block_size == b.block_size &&
           a.is_definite == b.is_definite && a.subgrid == b.subgrid;
  }
};
struct MeasureKeyHash {
  std::size_t operator()(const MeasureKey& key) const;
};

/// `input` has a fixed width, no strut, and is not resumed; its page is not looked at.
LayoutResult measured_box(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
