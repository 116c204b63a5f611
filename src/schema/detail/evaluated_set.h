// EvaluatedSet: which items of an array, or members of an object, some check has looked at. What is
// left is the business of unevaluatedItems and unevaluatedProperties. JSON Schema Core 11.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gongwen::schema {

class EvaluatedSet {
 public:
  /// Members are numbered in the order of their names.
  bool has(std::size_t index) const { return index < first_ || (index < others_.size() && others_[index]); }

  void add(std::size_t index) {
    if (index < first_) return;
    if (index >= others_.size()) others_.resize(index + 1);
    others_[index] = true;
  }
  void add_first(std::size_t count) { first_ = std::max(first_, count); }

  void merge(const EvaluatedSet& other) {
    add_first(other.first_);
    if (others_.size() < other.others_.size()) others_.resize(other.others_.size());
    for (std::size_t i = 0; i < other.others_.size(); ++i) {
      if (other.others_[i]) others_[i] = true;
    }
  }

 private:
  std::size_t first_ = 0;     // all before this index
  std::vector<bool> others_;  // single ones
};

}  // namespace gongwen::schema
