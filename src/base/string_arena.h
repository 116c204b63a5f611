// StringArena: owns the many short texts of one document; views of them stay valid when the arena grows or is moved.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gongwen::base {

// SegmentedVector: storage for the nodes of an index-linked tree of any size. It grows without moving its elements and
// without reserving twice their size, and can free ranges of elements while the others keep their indexes:
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
  /// `index` < size(); the element must not have been released.
  const T& operator[](std::size_t index) const { return segments_[index / kSegment].get()[index % kSegment]; }
  T& operator[](std::size_t index) { return segments_[index / kSegment].get()[index % kSegment]; }

  void push_back(const T& element) {
    if (size_ == segments_.size() * kSegment) segments_.emplace_back(std::allocator<T>().allocate(kSegment));
    std::construct_at(&(*this)[size_], element);
    ++size_;
  }
  /// Keeps only the first `size` elements, `size` ≤ size(); none of the others may have been released.
  void shorten(std::size_t size) { size_ = size; }

  /// Frees the elements from `begin` to before `end`, except for up to two segments at the ends, which they share with
  /// others.
  void release(std::size_t begin, std::size_t end) {
    for (std::size_t i = (begin + kSegment - 1) / kSegment; i < end / kSegment; ++i) segments_[i].reset();
  }

  /// Elements that are allocated, and freed, together.
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

  /// Copies `text`; the view is valid until the arena is destroyed or forgets the text.
  std::string_view store(std::string_view text);

  /// Memory for `size` bytes, which the caller writes.
  std::span<char> allocate(std::size_t size);

  std::size_t size_in_bytes() const { return total_; }

  /// A fill level, to return to with forget_since.
  struct Mark {
    std::size_t blocks = 0;
    char* next = nullptr;
    std::size_t left = 0;
    std::size_t total = 0;
  };
  Mark mark() const { return {blocks_.size(), next_, left_, total_}; }
  /// Forgets the texts that were stored after `mark`, which invalidates their views. `mark` must come from this arena,
  /// and no earlier mark may have been returned to meanwhile.
  void forget_since(const Mark& mark);

 private:
  static constexpr std::size_t kBlockSize = std::size_t{16} * 1024;

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t total_ = 0;
};

}  // namespace gongwen::base
