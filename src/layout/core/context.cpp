#include "layout/core/context.h"

#include <algorithm>
#include <atomic>

namespace gongwen::layout {

/// Each type of cache gets a number on first use, on any thread, since several documents may be laid out at once.
std::size_t LayoutCaches::next_slot() {
  static std::atomic<std::size_t> next = 0;
  return next++;
}

void LayoutCaches::begin_round() {
  for (const auto& cache : caches_) {
    if (cache != nullptr) cache->begin_round();
  }
}

void LayoutCaches::drop_fragments() {
  for (const auto& cache : caches_) {
    if (cache != nullptr) cache->drop_fragments();
  }
}

/// Sets aside, or puts back, the caches that depend on page references; facts of styles and boxes stay
/// (margin_content.cpp).
void LayoutCaches::exchange_content(LayoutCaches& other) {
  const std::size_t count = std::max(caches_.size(), other.caches_.size());
  caches_.resize(count);
  other.caches_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    // A cache may be missing on one side; its kind is that of the other side.
    const LayoutCache* const known = caches_[i] != nullptr ? caches_[i].get() : other.caches_[i].get();
    if (known != nullptr && known->depends_on_pages()) caches_[i].swap(other.caches_[i]);
  }
}

LayoutContext::LayoutContext(const boxes::BoxTree& box_tree, style::StyleTree& style_tree, const dom::Tree& dom_tree,
                             text::FontContext& font_context, diagnostics::DiagnosticSink& diagnostic_sink)
    : boxes(box_tree), styles(style_tree), dom(dom_tree), fonts(font_context), sink(diagnostic_sink) {}

/// One style id for each style of a page, so that a margin box on a hundred pages has one style.
style::StyleId LayoutContext::page_style_id(const style::ComputedStyle& style) {
  const auto [entry, is_new] = page_style_ids_.try_emplace(&style);
  if (is_new) entry->second = styles.add(style);
  return entry->second;
}

/// Fragments live in one pool, which is replaced as a whole: nothing that outlives a round may point into it.
void LayoutContext::begin_round() {
  fragments = FragmentPool();
  caches.begin_round();
}

void LayoutContext::drop_fragments() {
  caches.drop_fragments();
  fragments = FragmentPool();
}

}  // namespace gongwen::layout
