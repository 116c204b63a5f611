// Text that fits (`-gw-fit`): the content of a box, held by one anonymous block, is made smaller as a whole until it
// fits into the box, down to a least size; then its lines may be broken more often.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// Lays out the anonymous block of a box with `-gw-fit`. Sizes are tried in whole percents by bisection, with text that
/// is shaped once: content at 80 % is content at its full size in a room a quarter wider, drawn smaller. The fragment
/// has the size at which it is drawn; its children have those at which they were laid out (Fragment::shrunk_to).
LayoutResult layout_fitted(const LayoutInput& input, LayoutContext& context);

/// Content-box widths of that block: at least as narrow as its smallest size makes it.
IntrinsicSizes fitted_content_sizes(BoxId box, const IntrinsicSizes& natural, const LayoutContext& context);

/// The smallest size that `-gw-fit` allows, in percent of the style's own.
int least_fit_percent(const style::ComputedStyle& style);

inline constexpr int kFullSize = 100;  // percent

/// The largest size from `least` to `most`, in percent, at which content fits, as it does at the least. A smaller size
/// makes content neither wider nor higher, so the sizes that fit are one range.
template <typename Fits>
int largest_fitting(int least, int most, const Fits& fits) {
  if (fits(most)) return most;
  int fitting = least;
  for (int too_large = most; too_large - fitting > 1;) {
    const int middle = (fitting + too_large) / 2;
    (fits(middle) ? fitting : too_large) = middle;
  }
  return fitting;
}

/// A style with smaller letters: for text that has no box, in the margins of pages. Remembered.
style::StyleId smaller_style(style::StyleId usual, int percent, LayoutContext& context);

}  // namespace gongwen::layout
