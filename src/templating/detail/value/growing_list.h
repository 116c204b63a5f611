// GrowingList: a list to which one thread appends while others read its elements. Elements never move. A reader learns
// the index of an element after it was added: under the lock under which it was added, or because it was there before
// the reader started.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace gongwen::templating {

template <typename T>
class GrowingList {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    Iterator(const GrowingList& list, std::size_t at) : list_(&list), at_(at) {}
    const T& operator*() const { return (*list_)[at_]; }
    const T* operator->() const { return &(*list_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) { return {*list_, at_++}; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const GrowingList* list_ = nullptr;
    std::size_t at_ = 0;
  };

  std::size_t size() const { return size_.load(std::memory_order_acquire); }
  bool empty() const { return size() == 0; }
  const T& operator[](std::size_t index) const { return segment(index)[index - first_of(number_of(index))]; }
  T& operator[](std::size_t index) { return segment(index)[index - first_of(number_of(index))]; }
  const T& back() const { return (*this)[size() - 1]; }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

  T& push_back(T element) {
    const std::size_t index = size_.load(std::memory_order_relaxed);
    const std::size_t number = number_of(index);
    if (segments_[number] == nullptr) segments_[number] = std::make_unique<T[]>(kFirst << number);
    T& added = (*this)[index];
    added = std::move(element);
    size_.store(index + 1, std::memory_order_release);
    return added;
  }
  /// Removes the last elements; no other thread may know of them.
  void shorten(std::size_t size) { size_.store(size, std::memory_order_relaxed); }

 private:
  // Each segment is twice as long as the one before it.
  static constexpr std::size_t kFirst = 32;
  static constexpr std::size_t kSegments = 27;  // 2^32 elements

  static std::size_t number_of(std::size_t index) {
    return static_cast<std::size_t>(std::bit_width(index / kFirst + 1)) - 1;
  }
  static std::size_t first_of(std::size_t number) { return kFirst * ((std::size_t{1} << number) - 1); }
  T* segment(std::size_t index) const { return segments_[number_of(index)].get(); }

  std::array<std::unique_ptr<T[]>, kSegments> segments_;
  std::atomic<std::size_t> size_ = 0;
};

}  // namespace gongwen::templating
