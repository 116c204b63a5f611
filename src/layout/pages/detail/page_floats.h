// Page floats (css-page-floats-3): blocks at the head or the foot of a page, one below the other in the order of the
// document.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <vector>

namespace gongwen::layout {

/// A float that a page has yet to show, or to show the rest of.
struct WaitingFloat {
  BoxId box;
  BreakTokenPtr rest;
};

/// A float, or a part of it, laid out at the width of the page area.
struct LaidOutFloat {
  const Fragment* fragment = nullptr;  // none when nothing fits
  Point offset;                        // of the border box in the margin box
  LayoutUnit height;                   // of the margin box
  BreakTokenPtr rest;

  bool is_complete() const { return fragment != nullptr && rest == nullptr; }
};

/// Whether a float is broken or kept whole where the room does not suffice.
enum class FloatBreak : std::uint8_t { KeepWhole, Allowed };

LaidOutFloat layout_page_float(const WaitingFloat& waiting, Size page_area, LayoutUnit room, FloatBreak breaking,
                               LayoutContext& context);

/// The floats of one page.
class PageFloats {
 public:
  /// At the foot, or at the head, below those that are there already.
  void add(const LaidOutFloat& placed, bool at_foot);
  LayoutUnit head_height() const { return head_height_; }
  LayoutUnit foot_height() const { return foot_height_; }
  LayoutUnit height() const { return head_height_ + foot_height_; }
  bool empty() const { return head_.empty() && foot_.empty(); }

  /// Fragments from the page's corner; the foot ends above `foot_end`.
  void place_head(Point area, std::vector<ChildFragment>& out) const;
  void place_foot(LayoutUnit left, LayoutUnit foot_end, std::vector<ChildFragment>& out) const;

 private:
  static void place(const std::vector<LaidOutFloat>& floats, Point at, std::vector<ChildFragment>& out);

  std::vector<LaidOutFloat> head_;
  std::vector<LaidOutFloat> foot_;
  LayoutUnit head_height_;
  LayoutUnit foot_height_;
};

}  // namespace gongwen::layout
