// StrongId<Tag>: an index that cannot be mistaken for another kind of index or for a number.
//   using NodeId = base::StrongId<struct NodeTag>;
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace gongwen::base {

template <typename Tag>
struct StrongId {
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  std::uint32_t value = kNone;

  constexpr StrongId() = default;
  constexpr explicit StrongId(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}

  constexpr explicit operator bool() const { return value != kNone; }
  constexpr std::size_t index() const { return value; }

  friend constexpr bool operator==(StrongId, StrongId) = default;
  friend constexpr auto operator<=>(StrongId, StrongId) = default;
};

}  // namespace gongwen::base

template <typename Tag>
struct std::hash<gongwen::base::StrongId<Tag>> {
  std::size_t operator()(gongwen::base::StrongId<Tag> id) const noexcept { return id.value; }
};
