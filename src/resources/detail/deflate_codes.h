/// What the packing and the reading of DEFLATE share: its canonical codes (RFC 1951 sections 3.2.2 and 3.2.5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace gongwen::resources {

inline constexpr unsigned kEndOfBlock = 256;  // its symbol
inline constexpr std::size_t kFirstLengthSymbol = 257;
inline constexpr unsigned kMaxCodeBits = 15;

/// Extra bits after the codes of lengths (257 …) and distances.
inline constexpr std::array<std::uint8_t, 29> kLengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                             2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
inline constexpr std::array<std::uint8_t, 30> kDistanceBits = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                               6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

/// Calls `visit(symbol, bits, code)` for each symbol whose length of code, in bits, is not 0. The code is given as it
/// is written into the stream: its first bit is the lowest.
template <typename Visit>
constexpr void for_each_code(std::span<const std::uint8_t> lengths, Visit visit) {
  std::array<unsigned, kMaxCodeBits + 1> counts{};
  for (const std::uint8_t length : lengths) ++counts[length];
  counts[0] = 0;
  std::array<unsigned, kMaxCodeBits + 1> next{};
  for (unsigned bits = 1, code = 0; bits <= kMaxCodeBits; ++bits) {
    next[bits] = code;
    code = (code + counts[bits]) << 1;
  }
  for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
    const unsigned bits = lengths[symbol];
    if (bits == 0) continue;
    const unsigned code = next[bits]++;
    unsigned reversed = 0;
    for (unsigned i = 0; i < bits; ++i) reversed |= ((code >> i) & 1U) << (bits - 1 - i);
    visit(symbol, bits, reversed);
  }
}

}  // namespace gongwen::resources
