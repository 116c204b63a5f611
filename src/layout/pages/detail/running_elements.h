// Running elements (css-gcpm-3 section 1.2): elements taken out of the flow and laid out in the margins of pages.
#pragma once

#include "layout/core/context.h"

#include <map>
#include <tuple>

namespace gongwen::layout {

/// Lays out running elements, each as often as pages show it. One that says nothing of its page is laid out once for
/// each width.
class RunningElements {
 public:
  explicit RunningElements(LayoutContext& context) : context_(context) {}

  /// The element as a block in a margin box of this width. `context.page_texts` has the texts of the page.
  struct Placed {
    Point offset;  // of the border box
    const Fragment* fragment = nullptr;
    LayoutUnit height;  // with margins
  };
  /// In a page-margin box of this width and style.
  Placed layout(BoxId box, LayoutUnit width, const style::ComputedStyle& around);
  IntrinsicSizes sizes(BoxId box);

 private:
  bool depends_on_page(BoxId box);

  LayoutContext& context_;
  std::map<std::tuple<BoxId, LayoutUnit, bool>, Placed> placed_;  // by box, width and direction
  std::map<BoxId, bool> depends_;
};

}  // namespace gongwen::layout
