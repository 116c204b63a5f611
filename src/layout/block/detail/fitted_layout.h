// Text that fits (`-gw-fit`): the content of a box, held by one anonymous block, is scaled down as a whole until it
// fits into the box, but not below a minimum size; after that its lines may be broken more often.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// Lays out the anonymous block of a box with `-gw-fit`. Sizes are tried in whole percents by bisection, and the text
/// is shaped once: content at 80 % is content at its full size in a space a quarter wider, drawn smaller. The fragment
/// has the size at which it is drawn; its children have those at which they were laid out (Fragment::shrunk_to).
LayoutResult layout_fitted(const LayoutInput& input, LayoutContext& context);

/// Content-box widths of that block: its minimum width is that at its smallest size.
IntrinsicSizes fitted_content_sizes(BoxId box, const IntrinsicSizes& natural, const LayoutContext& context);

/// The smallest size that `-gw-fit` allows, in percent of the style's font size.
int least_fit_percent(const style::ComputedStyle& style);

inline constexpr int kFullSize = 100;  // percent

/// Returns the largest size from `least` to `most`, in percent, at which content fits; it is known to fit at `least`. A
/// smaller size makes content neither wider nor higher, so the sizes that fit form one range.
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

/// A style with smaller letters, for text in page margins, which has no box. Created once per style and percentage.
style::StyleId smaller_style(style::StyleId usual, int percent, LayoutContext& context);

}  // namespace gongwen::layout
