// StringArena: owns many short texts that live as long as one document; views into it stay valid when it grows or
// moves.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gongwen::base {

// SegmentedVector: an index-linked tree of any size. It grows without moving what it holds and without room for twice
// as much, and gives back the memory of elements that are not used any more, while the others keep their numbers:
//   nodes.release(first, end);  // nodes[first] … nodes[end - 1] are gone, as far as they fill whole segments

template <typename T>
class SegmentedVector {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  SegmentedVector() = default;
  SegmentedVector(SegmentedVector&& other) noexcept
      : segments_(std::move(other.segments_)), size_(std::exchange(other.size_, 0)) {}
  SegmentedVector& operator=(SegmentedVector&& other) noexcept {
    segments_ = std::move(other.segments_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// `index` < size(), and not released: those are at no address.
  const T& operator[](std::size_t index) const { return segments_[index / kSegment].get()[index % kSegment]; }
  T& operator[](std::size_t index) { return segments_[index / kSegment].get()[index % kSegment]; }

  void push_back(const T& element) {
    if (size_ == segments_.size() * kSegment) segments_.emplace_back(std::allocator<T>().allocate(kSegment));
    std::construct_at(&(*this)[size_], element);
    ++size_;
  }
  /// Forgets all but the first `size` elements, which is not more than the current number; none of these has been
  /// released.
  void shorten(std::size_t size) { size_ = size; }

  /// Gives back the memory of the elements from `begin` to before `end`, except for up to two segments at the ends.
  void release(std::size_t begin, std::size_t end) {
    for (std::size_t i = (begin + kSegment - 1) / kSegment; i < end / kSegment; ++i) segments_[i].reset();
  }

  /// Elements that lie, and go, together.
  static constexpr std::size_t kSegment = 256;

 private:
  struct Free {
    void operator()(T* segment) const { std::allocator<T>().deallocate(segment, kSegment); }
  };

  std::vector<std::unique_ptr<T, Free>> segments_;
  std::size_t size_ = 0;
};

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
