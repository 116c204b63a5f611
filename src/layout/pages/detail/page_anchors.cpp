#include "layout/core/shown_part.h"
#include "layout/pages/detail/page_facts.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxFlow;

class AnchorWalk {
 public:
  explicit AnchorWalk(const LayoutContext& context) : context_(context) {}

  void visit(const Fragment& fragment, LayoutUnit top) {
    if (fragment.is_repeated) return;
    if (fragment.kind == FragmentKind::Text) return note_bottom(fragment, top);  // most are, and have nothing in them
    const Place outer = place_;
    enter(fragment, top);
    const LayoutUnit outer_cut = cut_;
    if (overflow_cut(fragment, context_).down) cut_ = std::min(cut_, top + fragment.size.height);
    for (const ChildFragment& child : fragment.children) visit(*child.fragment, top + child.offset.y);
    place_ = outer;
    cut_ = outer_cut;
  }

  PageAnchors take() { return std::move(found_); }

 private:
  struct Place {
    std::optional<LayoutUnit> line_bottom;  // of the outermost line
    LayoutUnit block_top;
  };

  /// A box that continues fills the page however little is in it.
  void note_bottom(const Fragment& fragment, LayoutUnit top) {
    if (!fragment.is_continued_after)
      found_.bottom = std::max(found_.bottom, std::min(top + fragment.size.height, cut_));
  }

  void enter(const Fragment& fragment, LayoutUnit top) {
    note_bottom(fragment, top);
    switch (fragment.kind) {
      case FragmentKind::Box:
        if (!place_.line_bottom) place_.block_top = top;
        break;
      case FragmentKind::Line:
        if (!place_.line_bottom) place_.line_bottom = std::min(top + fragment.size.height, cut_);
        break;
      case FragmentKind::Anchor: note(fragment, top); break;
      case FragmentKind::InlineBox:
      case FragmentKind::Text:
      case FragmentKind::Leader: break;
    }
  }

  void note(const Fragment& fragment, LayoutUnit top) {
    const PageAnchor anchor{fragment.box, place_.line_bottom.value_or(top), place_.block_top};
    const BoxFlow flow = context_.box(fragment.box).flow;
    if (flow == BoxFlow::Footnote) found_.notes.push_back(anchor);
    if (flow == BoxFlow::PageFloat) found_.floats.push_back(anchor);
  }

  const LayoutContext& context_;
  PageAnchors found_;
  LayoutUnit cut_ = LayoutUnit::max();  // below it a box hides its overflow, which takes no room
  Place place_;
};

}  // namespace

bool PageAnchors::has_float(BoxId box) const {
  return std::any_of(floats.begin(), floats.end(), [&](const PageAnchor& anchor) { return anchor.box == box; });
}

PageAnchors find_page_anchors(const Fragment& root, LayoutUnit top, const LayoutContext& context) {
  AnchorWalk walk(context);
  walk.visit(root, top);
  return walk.take();
}

}  // namespace gongwen::layout
