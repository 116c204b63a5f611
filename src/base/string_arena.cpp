#include "base/string_arena.h"

#include <algorithm>

namespace gongwen::base {

std::span<char> StringArena::allocate(std::size_t size) {
  total_ += size;
  if (size > kBlockSize / 4 && size > left_) {
    // A large text gets its own block, so that the rest of the current block is not wasted.
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    return {blocks_.back().get(), size};
  }
  if (size > left_) {
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockSize));
    next_ = blocks_.back().get();
    left_ = kBlockSize;
  }
  char* const begin = next_;
  next_ += size;
  left_ -= size;
  return {begin, size};
}

void StringArena::forget_since(const Mark& mark) {
  blocks_.resize(mark.blocks);
  next_ = mark.next;
  left_ = mark.left;
  total_ = mark.total;
}

std::string_view StringArena::store(std::string_view text) {
  if (text.empty()) return {};
  const std::span<char> room = allocate(text.size());
  std::copy(text.begin(), text.end(), room.begin());
  return {room.data(), room.size()};
}

}  // namespace gongwen::base
