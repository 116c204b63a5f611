#include "layout/core/context.h"

#include "layout/flex/detail/flex_plan.h"
#include "layout/inline/detail/line_stack.h"
#include "layout/table/detail/table_widths.h"

namespace gongwen::layout {

LayoutContext::LayoutContext(const boxes::BoxTree& box_tree, style::StyleTree& style_tree, const dom::Tree& dom_tree,
                             text::FontContext& font_context, diagnostics::DiagnosticSink& diagnostic_sink)
    : boxes(box_tree), styles(style_tree), dom(dom_tree), fonts(font_context), sink(diagnostic_sink) {}
LayoutContext::~LayoutContext() = default;

style::StyleId LayoutContext::page_style_id(const style::ComputedStyle& style) {
  const auto [entry, is_new] = page_style_ids_.try_emplace(&style);
  if (is_new) entry->second = styles.add(style);
  return entry->second;
}

void LayoutContext::begin_round() {
  fragments = FragmentPool();
  std::erase_if(inline_contents,
                [](const auto& entry) { return entry.second->depends_on_pages || !entry.second->objects.empty(); });
  line_stacks.clear();
  intrinsic_sizes.clear();
  table_widths.clear();
  measured_boxes.clear();
  flex_plans.clear();
}

}  // namespace gongwen::layout
