// LayoutCache: what one algorithm remembers of the document that is being laid out. Each algorithm has its own type for
// that, which names nothing outside of the algorithm; the context keeps one of each.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace gongwen::layout {

class LayoutCache {
 public:
  virtual ~LayoutCache() = default;
  /// Forgets what another round of layout must not see: fragments, and content that depends on page references.
  virtual void begin_round() = 0;
  /// Forgets the fragments of pages that are finished; what holds none has nothing to forget.
  virtual void drop_fragments() { begin_round(); }
  /// Whether what it holds may differ where page references do; facts of styles and of the box tree do not.
  virtual bool depends_on_pages() const { return true; }
};

/// Facts that hold as long as the document does.
class DocumentFacts : public LayoutCache {
 public:
  void begin_round() override {}
  bool depends_on_pages() const override { return false; }
};

/// Sizes and widths: they hold for a round, and have no fragments.
class RoundFacts : public LayoutCache {
 public:
  void drop_fragments() override {}
};

/// One cache of each type that has been asked for.
class LayoutCaches {
 public:
  template <typename Cache>
  Cache& get() {
    static const std::size_t slot = next_slot();
    if (slot >= caches_.size()) caches_.resize(slot + 1);
    std::unique_ptr<LayoutCache>& cache = caches_[slot];
    if (cache == nullptr) cache = std::make_unique<Cache>();
    return static_cast<Cache&>(*cache);
  }
  void begin_round();
  void drop_fragments();
  /// Exchanges what depends on page references with another set.
  void exchange_content(LayoutCaches& other);

 private:
  static std::size_t next_slot();

  std::vector<std::unique_ptr<LayoutCache>> caches_;
};

}  // namespace gongwen::layout
