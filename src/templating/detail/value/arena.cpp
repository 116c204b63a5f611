#include "templating/detail/value/arena.h"

// Blocks from which objects are cut; nothing is freed before the arena ends.
namespace gongwen::templating {

void* Arena::allocate_block(std::size_t size) {
  // A large object gets its own block, and the rest of the current block stays in use.
  const bool large = size > next_block_size_ / 4;
  const std::size_t block_size = large ? size : next_block_size_;
  if (block_size > budget_) throw ArenaExhausted{};
  budget_ -= block_size;
  blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block_size));
  std::byte* const begin = blocks_.back().get();
  if (large) return begin;
  next_block_size_ = std::min(next_block_size_ * 2, kLargestBlockSize);
  next_ = begin + size;
  left_ = block_size - size;
  return begin;
}

}  // namespace gongwen::templating
