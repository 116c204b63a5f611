// What the packers of DEFLATE share: bits in the order of the stream, and matches of bytes (RFC 1951 sections 3.1.1 and
// 3.2.5).
#pragma once

#include "resources/detail/deflate_codes.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace gongwen::resources {

inline constexpr std::size_t kMinLength = 3;
inline constexpr std::size_t kMinMatch = 4;  // shorter ones gain next to nothing
inline constexpr std::size_t kMaxMatch = 258;
inline constexpr std::size_t kWindow = 32768;

inline constexpr std::uint32_t kMaxWaiting = 56;  // bits that are not written yet

/// What is written for a symbol, its first bit the lowest, with the extra bits after it.
struct Bits {
  std::uint32_t value = 0;
  std::uint32_t count = 0;
};

class BitWriter {
 public:
  explicit BitWriter(char* out) : at_(out) {}

  /// Up to kMaxWaiting bits may wait, of which a flush leaves 7 or fewer.
  void put(const Bits& bits) {
    waiting_ |= std::uint64_t{bits.value} << count_;
    count_ += bits.count;
  }
  /// Writes whole bytes; up to eight bytes after the valid ones are overwritten.
  void flush() {
    static_assert(std::endian::native == std::endian::little, "bits are written as they lie in memory");
    std::memcpy(at_, &waiting_, sizeof waiting_);
    at_ += count_ / 8;
    waiting_ >>= count_ / 8 * 8;
    count_ %= 8;
  }
  /// The same where there may be no room for another literal: with 15 bits each, three of four times there is.
  void flush_for_literal() {
    if (count_ > kMaxWaiting - kMaxCodeBits) flush();
  }
  /// Where the next byte goes, and where it is to go from now on.
  char* at() const { return at_; }
  void move_to(char* out) { at_ = out; }
  /// The last byte is filled up with zeros. Returns: its end.
  char* finish() {
    flush();
    return at_ + (count_ > 0 ? 1 : 0);
  }

 private:
  char* at_;
  std::uint64_t waiting_ = 0;
  std::uint32_t count_ = 0;
};

/// The symbol of a distance, and its extra bits: from 4 on each symbol stands for half of a power of two.
struct DistanceSymbol {
  std::uint32_t symbol = 0;
  Bits extra;
};
inline DistanceSymbol distance_symbol(std::size_t distance) {
  const auto before = static_cast<std::uint32_t>(distance - 1);
  const std::uint32_t extra = before < 4 ? 0 : static_cast<std::uint32_t>(std::bit_width(before)) - 2;
  return {before < 4 ? before : 2 * extra + (before >> extra), {before & ((1U << extra) - 1), extra}};
}

inline std::uint32_t four_bytes(const char* at) {
  std::uint32_t four = 0;
  std::memcpy(&four, at, sizeof four);
  return four;
}

/// How many bytes are the same, from `length` on, before which they are; limited to `most`.
inline std::size_t match_length(const char* bytes, const char* before, std::size_t most, std::size_t length) {
  for (; length + 8 <= most; length += 8) {
    std::uint64_t one = 0;
    std::uint64_t other = 0;
    std::memcpy(&one, bytes + length, sizeof one);
    std::memcpy(&other, before + length, sizeof other);
    if (one != other) return length + static_cast<std::size_t>(std::countr_zero(one ^ other)) / 8;
  }
  while (length < most && bytes[length] == before[length]) ++length;
  return length;
}

}  // namespace gongwen::resources
