#include "text/detail/font_memory.h"

#include <algorithm>

namespace gongwen::text {
// Renders borrow a memory, fill it and give it back, so that the next document of a batch finds glyphs and faces that
// are known already. Memories are never shared by two renders at once, so their use needs no locks.
namespace {

/// Number of memories that are kept: as many as threads may render at once, with a second kind of documents in between.
constexpr std::size_t kMaxFree = 32;
constexpr std::size_t kMaxStacks = 64;
constexpr std::size_t kMaxRememberedBytes = std::size_t{2} << 20;

/// A memory that has grown beyond what documents of a kind need is dropped, so that a long batch does not grow.
bool is_worth_keeping(const FontMemory& memory) {
  if (memory.stacks.size() > kMaxStacks) return false;
  std::size_t bytes = 0;
  // Only the tables of characters count: everything else is small.
  for (const FontMemory::FaceEntry& face : memory.faces) {
    bytes += face.glyphs.bytes();
    for (const auto& [language, glyphs] : face.upright_glyphs) {
      bytes += language.size() + sizeof glyphs + glyphs.bytes();
    }
  }
  for (const FontMemory::StackEntry& stack : memory.stacks) bytes += stack.choices.bytes();
  return bytes <= kMaxRememberedBytes;
}

}  // namespace

/// The last one given back first: its data is most likely still in the processor's cache.
std::unique_ptr<FontMemory> FontMemoryPool::borrow(const std::vector<FontFaceDefinition>& definitions) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(free_.rbegin(), free_.rend(), [&](const std::unique_ptr<FontMemory>& memory) {
      return memory->definitions == definitions;
    });
    if (found != free_.rend()) {
      std::unique_ptr<FontMemory> memory = std::move(*found);
      free_.erase(std::next(found).base());
      return memory;
    }
  }
  // Made outside of the lock, since no other thread can see it yet.
  auto made = std::make_unique<FontMemory>();
  made->definitions = definitions;
  return made;
}

/// When the pool is full, the memory that was unused for longest is dropped.
void FontMemoryPool::give_back(std::unique_ptr<FontMemory> memory) {
  // Measured before taking the lock.
  if (!is_worth_keeping(*memory)) return;
  const std::lock_guard lock(mutex_);
  if (free_.size() >= kMaxFree) free_.erase(free_.begin());
  free_.push_back(std::move(memory));
}

}  // namespace gongwen::text
