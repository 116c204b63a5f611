// SegmentedVector: an index-linked tree of any size. It grows without moving what it holds and without room for twice
// as much, and gives back the memory of elements that are not used any more, while the others keep their numbers:
//   nodes.release(first, end);  // nodes[first] … nodes[end - 1] are gone, as far as they fill whole segments
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace gongwen::base {

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

}  // namespace gongwen::base
