// The boxes in the margins of a page (css-page-3 section 5): running heads and feet, page numbers.
#pragma once

#include "layout/page_facts.h"

namespace gongwen::layout {

struct MarginContent {
  const PageStrings& strings;
  std::int32_t page_count = 0;
};

void fill_margin_boxes(PageLayout& page, const MarginContent& content, LayoutContext& context);

/// Sizes along one edge of the page (css-page-3 section 5.3.2): what each of up to three boxes asks for, and what the
/// edge has.
struct EdgeBoxSize {
  bool generated = false;
  std::optional<LayoutUnit> fixed;
  LayoutUnit min_content;
  LayoutUnit max_content;
};
struct EdgeSizes {
  LayoutUnit first;
  LayoutUnit middle;
  LayoutUnit last;
};
EdgeSizes distribute_edge(const EdgeBoxSize& first, const EdgeBoxSize& middle, const EdgeBoxSize& last,
                          LayoutUnit available);

}  // namespace gongwen::layout
