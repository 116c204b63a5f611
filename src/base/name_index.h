// NameIndex: finds a name in a table that is known when the program is compiled, so that nothing is built at its start.
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

/// `kNameAt` gives the name at each place of a table below `kCount`.
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
  /// The same without regard to ASCII case, in a table of names in lower case.
  std::optional<std::size_t> find_in_any_case(std::string_view name) const {
    const std::optional<std::size_t> found = find(name);
    return found ? found : find(ascii_lowercase(name));
  }

 private:
  static_assert(kCount < UINT16_MAX);
  /// Half of them are taken: the search for a name that is missing ends at the next free one.
  static constexpr std::size_t kSlots = std::bit_ceil(2 * kCount + 1);

  /// FNV-1a.
  static constexpr std::uint32_t hash(std::string_view name) {
    std::uint32_t value = 2'166'136'261;
    for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16'777'619;
    return value ^ value >> 15;
  }

  /// Where the name is, or would be.
  constexpr std::size_t slot_of(std::string_view name) const {
    std::size_t slot = hash(name) % kSlots;
    while (slots_[slot] != 0 && kNameAt(std::size_t{slots_[slot]} - 1) != name) slot = (slot + 1) % kSlots;
    return slot;
  }

  std::array<std::uint16_t, kSlots> slots_{};  // a place, counted from 1; 0 for none
};

}  // namespace gongwen::base
