#include "layout/pages/detail/running_elements.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"
#include "layout/core/detail/layout_box.h"

namespace gongwen::layout {
namespace {

/// Memory of the context that must not be used for content which differs from page to page: set aside, and put back.
class WithoutMemory {
 public:
  explicit WithoutMemory(LayoutContext& context) : context_(context) { exchange(); }
  ~WithoutMemory() { exchange(); }
  WithoutMemory(const WithoutMemory&) = delete;
  WithoutMemory& operator=(const WithoutMemory&) = delete;

 private:
  void exchange() { context_.caches.exchange_content(set_aside_); }

  LayoutContext& context_;
  LayoutCaches set_aside_;
};

bool holds_reference(BoxId box, const LayoutContext& context) {
  std::vector<BoxId> open{box};
  while (!open.empty()) {
    const boxes::Box& entry = context.box(open.back());
    open.pop_back();
    if (entry.kind == boxes::BoxKind::Reference) return true;
    for (BoxId child = entry.first_child; child; child = context.box(child).next_sibling) open.push_back(child);
  }
  return false;
}

RunningElements::Placed lay_out(BoxId box, LayoutUnit width, bool runs_rtl, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const Edges margins = margin_widths(style, width);
  LayoutInput input;
  input.box = box;
  input.available = {width, std::nullopt};
  input.is_formatting_root = true;
  const LayoutResult result = layout_box(input, context);
  const LayoutUnit top = margins.top + result.offset;
  return {{left_margin_in(runs_rtl, style, width, result.fragment->size.width), top},
          result.fragment,
          top + result.fragment->size.height + margins.bottom};
}

}  // namespace

bool RunningElements::depends_on_page(BoxId box) {
  const auto [entry, is_new] = depends_.try_emplace(box);
  if (is_new) entry->second = holds_reference(box, context_);
  return entry->second;
}

RunningElements::Placed RunningElements::layout(BoxId box, LayoutUnit width, const style::ComputedStyle& around) {
  const bool runs_rtl = is_rtl(around);
  if (depends_on_page(box)) {
    const WithoutMemory without(context_);
    return lay_out(box, width, runs_rtl, context_);
  }
  const auto [entry, is_new] = placed_.try_emplace({box, width, runs_rtl});
  if (is_new) entry->second = lay_out(box, width, runs_rtl, context_);
  return entry->second;
}

IntrinsicSizes RunningElements::sizes(BoxId box) {
  if (!depends_on_page(box)) return intrinsic_contribution(box, context_);
  const WithoutMemory without(context_);
  return intrinsic_contribution(box, context_);
}

}  // namespace gongwen::layout
