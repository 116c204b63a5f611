// StringArena: owns many short texts that live as long as one document; views into it stay valid when it grows or
// moves.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::base {

class StringArena {
 public:
  StringArena() = default;
  StringArena(StringArena&&) noexcept = default;
  StringArena& operator=(StringArena&&) noexcept = default;

  /// Copies `text`; the view is valid as long as the arena.
  std::string_view store(std::string_view text);

  /// Room for `size` bytes to be written by the caller.
  std::span<char> allocate(std::size_t size);

  std::size_t size_in_bytes() const { return total_; }

  /// How full the arena is at one moment.
  struct Mark {
    std::size_t blocks = 0;
    char* next = nullptr;
    std::size_t left = 0;
    std::size_t total = 0;
  };
  Mark mark() const { return {blocks_.size(), next_, left_, total_}; }
  /// Forgets the texts that were stored since; their views are no longer valid. `mark` is of this arena, and nothing
  /// before it was forgotten meanwhile.
  void forget_since(const Mark& mark);

 private:
  static constexpr std::size_t kBlockSize = std::size_t{16} * 1024;

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t total_ = 0;
};

}  // namespace gongwen::base
