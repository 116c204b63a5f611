// NumberSet: a set of hashes that takes little room: what a batch remembers of each record must not count in its
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gongwen::engine {

class NumberSet {
 public:
  /// Returns: whether the number is new.
  bool insert(std::uint64_t number);
  bool contains(std::uint64_t number) const;
  std::size_t size() const { return size_; }

 private:
  bool place(std::uint64_t number);
  void grow();

  std::vector<std::uint64_t> places_;  // 0: free
  std::size_t size_ = 0;
};

}  // namespace gongwen::engine
