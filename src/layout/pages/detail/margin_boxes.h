// The boxes in the margins of a page (css-page-3 section 5): running heads and feet, page numbers.
#pragma once

#include "layout/pages/detail/page_facts.h"
#include "layout/pages/detail/running_elements.h"

#include <set>

namespace gongwen::layout {

/// Fills the margin boxes of one page after the other.
class MarginBoxes {
 public:
  explicit MarginBoxes(LayoutContext& context) : context_(context), running_(context) {}

  /// Reports: layout/margin-overflow, once for each of the boxes.
  void fill(PageLayout& page, const PageValues& values);

 private:
  void check_room(const PageLayout& page, const MarginBoxFragment& placed);

  LayoutContext& context_;
  RunningElements running_;
  std::set<css::MarginBox> overflowing_;
};

}  // namespace gongwen::layout
