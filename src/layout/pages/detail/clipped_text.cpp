#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/pages/detail/page_facts.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// Whether too much of a text is cut off for reading it.
bool is_cut(const Fragment& text, Point position, const Rect& area) {
  const LayoutUnit tolerance = LayoutUnit::from_px(1);
  const LayoutUnit baseline = position.y + text.baseline.value_or(text.size.height);
  // Two thirds of the ascent: where the letters of most faces end.
  const LayoutUnit top = baseline - text.baseline.value_or(LayoutUnit()) * 2 / 3;
  return position.x < area.left() - tolerance || position.x + text.size.width > area.right() + tolerance ||
         baseline > area.bottom() + tolerance || top < area.top() - tolerance;
}

bool has_no_ink(const TextRun& run) { return std::all_of(run.text.begin(), run.text.end(), base::is_gap_in_line); }

const Fragment* find_cut_text(const Fragment& fragment, Point position, const Rect& area) {
  if (fragment.kind == FragmentKind::Text) {
    return fragment.run != nullptr && !has_no_ink(*fragment.run) && is_cut(fragment, position, area) ? &fragment
                                                                                                     : nullptr;
  }
  for (const ChildFragment& child : fragment.children) {
    if (const Fragment* const found = find_cut_text(*child.fragment, position + child.offset, area)) return found;
  }
  return nullptr;
}

}  // namespace

void report_clipped_text(const Fragment& fragment, Point position, const Rect& area, LayoutContext& context) {
  const Fragment* const text = find_cut_text(fragment, position, area);
  if (text == nullptr) return;
  constexpr std::size_t kShown = 20;
  std::string shown = base::to_utf8(text->run->text.substr(0, kShown));
  if (text->run->text.size() > kShown) shown += "…";
  context.sink.report(diagnostics::messages::LayoutTextClipped, text->origin, shown);
}

}  // namespace gongwen::layout
