// Arena: the memory of one expansion or one TemplateSet. Values are never freed one by one, so they
// can be copied as plain bytes without reference counting; the destructor of the arena frees
// everything.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gongwen::templating {

/// Thrown if an arena would exceed its budget; turned into a message where expansions are
/// entered.
struct ArenaExhausted {};

class Arena {
 public:
  explicit Arena(std::uint64_t budget_bytes) : budget_(budget_bytes) {}
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  /// Allocates `size` bytes, aligned for any object.
  void* allocate(std::size_t size) {
    size = (size + kAlignment - 1) & ~(kAlignment - 1);
    if (size > left_) return allocate_block(size);
    left_ -= size;
    return std::exchange(next_, next_ + size);
  }

  template <typename Object, typename... Arguments>
  Object& make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<Object>, "an arena runs no destructors");
    return *new (allocate(sizeof(Object))) Object{std::forward<Arguments>(arguments)...};
  }

  /// `count` elements, not initialised.
  template <typename Element>
  std::span<Element> array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<Element>);
    if (count > budget_ / sizeof(Element)) throw ArenaExhausted{};
    return {static_cast<Element*>(allocate(count * sizeof(Element))), count};
  }

  template <typename Element>
  std::span<const Element> copy(std::span<const Element> elements) {
    const std::span<Element> room = array<Element>(elements.size());
    std::uninitialized_copy(elements.begin(), elements.end(), room.begin());
    return room;
  }

  std::string_view store(std::string_view text) {
    if (text.empty()) return {};
    const std::span<const char> room = copy(std::span<const char>(text.data(), text.size()));
    return {room.data(), room.size()};
  }

 private:
  static constexpr std::size_t kAlignment = 8;
  static constexpr std::size_t kFirstBlockSize = std::size_t{4} * 1024;
  static constexpr std::size_t kLargestBlockSize = std::size_t{64} * 1024;

  void* allocate_block(std::size_t size);

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t next_block_size_ = kFirstBlockSize;
  std::uint64_t budget_;
};

/// A growing sequence in an arena. Memory that it outgrows stays in the arena, so views of it remain
/// valid.
template <typename Element>
class ArenaVector {
  static_assert(std::is_trivially_copyable_v<Element>);

 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Element* begin() { return data_; }
  Element* end() { return data_ + size_; }
  const Element* begin() const { return data_; }
  const Element* end() const { return data_ + size_; }
  Element& operator[](std::size_t index) { return data_[index]; }
  const Element& operator[](std::size_t index) const { return data_[index]; }
  Element& back() { return data_[size_ - 1]; }
  std::span<const Element> span() const { return {data_, size_}; }

  void push_back(Arena& arena, const Element& element) {
    const Element copy = element;  // `element` may be an element of this sequence
    if (size_ == capacity_) reserve(arena, std::max<std::size_t>(4, std::size_t{capacity_} * 2));
    new (data_ + size_++) Element(copy);
  }
  void insert(Arena& arena, std::size_t index, const Element& element) {
    push_back(arena, element);
    std::rotate(begin() + index, end() - 1, end());
  }
  void erase(std::size_t index) {
    std::copy(begin() + index + 1, end(), begin() + index);
    --size_;
  }
  void clear() { size_ = 0; }
  void reserve(Arena& arena, std::size_t capacity) {
    if (capacity <= capacity_) return;
    const std::span<Element> room = arena.array<Element>(capacity);
    std::uninitialized_copy(begin(), end(), room.begin());
    data_ = room.data();
    capacity_ = static_cast<std::uint32_t>(capacity);
  }

 private:
  Element* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace gongwen::templating
