// NameIndex: a hash index of the names in a constant table, built by the compiler so that program start costs nothing.
//   constexpr base::NameIndex<std::size(kTable), [](std::size_t i) { return kTable[i].name; }> kByName;
//   if (const auto place = kByName.find("a")) …
#pragma once

#include "base/utf8.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::base {

/// `kNameAt(i)` is the name at place `i` of the table, 0 ≤ i < `kCount`.
template <std::size_t kCount, auto kNameAt>
class NameIndex {
 public:
  constexpr NameIndex() {
    for (std::size_t i = 0; i < kCount; ++i) {
      std::uint16_t& slot = slots_[slot_of(kNameAt(i))];
      if (slot == 0) slot = static_cast<std::uint16_t>(i + 1);
    }
  }

  /// The first place with this name.
  constexpr std::optional<std::size_t> find(std::string_view name) const {
    const std::uint16_t place = slots_[slot_of(name)];
    return place == 0 ? std::nullopt : std::optional<std::size_t>(place - 1);
  }
  /// Finds a name ignoring ASCII case; the names of the table must be in lower case.
  std::optional<std::size_t> find_in_any_case(std::string_view name) const {
    const std::optional<std::size_t> found = find(name);
    return found ? found : find(ascii_lowercase(name));
  }

 private:
  static_assert(kCount < UINT16_MAX);
  /// At least twice as many slots as names, so that the search for a missing name soon meets a free slot.
  static constexpr std::size_t kSlots = std::bit_ceil(2 * kCount + 1);

  /// FNV-1a.
  static constexpr std::uint32_t hash(std::string_view name) {
    std::uint32_t value = 2'166'136'261;
    for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16'777'619;
    return value ^ value >> 15;
  }

  /// The slot of the name, or the free slot where it would be (linear probing).
  constexpr std::size_t slot_of(std::string_view name) const {
    std::size_t slot = hash(name) % kSlots;
    while (slots_[slot] != 0 && kNameAt(std::size_t{slots_[slot]} - 1) != name) slot = (slot + 1) % kSlots;
    return slot;
  }

  std::array<std::uint16_t, kSlots> slots_{};  // places in the table, from 1; 0: free
};

}  // namespace gongwen::base
