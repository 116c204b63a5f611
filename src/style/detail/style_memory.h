// StyleMemory: the styles that documents with the same rules have, handed from one to the next: the documents of a
// batch ask for the same ones. It only remembers; a document is the same with a new one.
#pragma once

#include "base/string_arena.h"
#include "style/computed_style.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

struct IndexedRule;

/// What decides a computed style: equal keys give equal styles.
struct StyleKey {
  StyleId parent;
  StyleId around;  // the box that it is in, where the parent has none
  std::vector<const IndexedRule*> rules;
  std::string_view inline_style;
  std::string_view language;
  std::string hints;  // what attributes say of the look
  bool is_header_cell = false;
  bool gives_up_overflow = false;  // of the root and of the body, to the viewport
  friend bool operator==(const StyleKey&, const StyleKey&) = default;
};

struct StyleKeyHash {
  std::size_t operator()(const StyleKey& key) const;
};

/// Its keys and ids are its own: a parent is one of the styles that it has.
class StyleMemory {
 public:
  /// None when it is not known.
  StyleId find(const StyleKey& key) const;
  const std::shared_ptr<const ComputedStyle>& style(StyleId id) const { return styles_[id.index()]; }
  /// None when it has as many as it may.
  StyleId add(StyleKey key, std::shared_ptr<const ComputedStyle> style);

 private:
  /// Far more than a kind of documents has; a document may give each element a language.
  static constexpr std::size_t kMaxStyles = 1'000;

  std::unordered_map<StyleKey, StyleId, StyleKeyHash> known_;
  std::vector<std::shared_ptr<const ComputedStyle>> styles_;
  base::StringArena languages_;
};

/// The memories that no document has at the moment. Shared by threads. A copy has none: keys name the rules of one set.
class StyleMemoryPool {
 public:
  StyleMemoryPool() = default;
  StyleMemoryPool(const StyleMemoryPool&) {}
  StyleMemoryPool& operator=(const StyleMemoryPool&) {
    forget();
    return *this;
  }

  std::unique_ptr<StyleMemory> borrow();
  void give_back(std::unique_ptr<StyleMemory> memory);
  void forget();

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<StyleMemory>> free_;  // the last given back last
};

}  // namespace gongwen::style
