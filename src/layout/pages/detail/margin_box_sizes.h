// The sizes of margin boxes that share an edge of the page (css-page-3 section 5.3).
#pragma once

#include "layout/core/detail/layout_input.h"
#include "style/computed_style.h"

namespace gongwen::layout {

/// What one box asks for along its edge; all sizes with margins, borders and paddings.
struct EdgeBoxSize {
  bool generated = false;
  std::optional<LayoutUnit> fixed;
  LayoutUnit min_content;
  LayoutUnit max_content;
  LayoutUnit least;                     // min-width or min-height
  LayoutUnit most = LayoutUnit::max();  // max-width or max-height
};
struct EdgeSizes {
  LayoutUnit first;
  LayoutUnit middle;
  LayoutUnit last;
};

/// Section 5.3.2: the sizes along the edge, first without minima and maxima, then with those that were exceeded as
/// fixed sizes.
EdgeSizes distribute_edge(const EdgeBoxSize& first, const EdgeBoxSize& middle, const EdgeBoxSize& last,
                          LayoutUnit available);

/// A box across its edge, where it has the whole depth of the page margin (section 5.3.1 for corners, 5.3.3 for the
/// others).
struct CrossSize {
  LayoutUnit before;  // margin towards the page's left or upper edge
  LayoutUnit size;    // of the border box
};
/// What the style says across the edge.
struct CrossStyle {
  const style::Margin& before;
  const style::Margin& after;
  const style::Size& size;
  const style::Size& least;
  const style::Size& most;
  LayoutUnit edges;  // borders and paddings
  style::BoxSizing sizing;
  /// The outer margin gives way when too much is said: that of upper and left boxes is the one before.
  bool outer_is_before;
};
CrossSize resolve_cross_size(const CrossStyle& style, LayoutUnit available, LayoutUnit percent_base);

}  // namespace gongwen::layout
