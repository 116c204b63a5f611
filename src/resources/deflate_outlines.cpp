
#include "resources/deflate.h"
#include "resources/detail/deflate_bits.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace gongwen::resources {
namespace {

#include "resources/outline_codes.inc"

template <std::size_t N>
constexpr std::array<Bits, N> codes_of(const std::array<std::uint8_t, N>& lengths) {
  std::array<Bits, N> codes{};
  for_each_code(lengths, [&](std::size_t symbol, unsigned bits, unsigned code) { codes[symbol] = {code, bits}; });
  return codes;
}

constexpr auto kLiteralCodes = codes_of(kLiteralBits);
constexpr auto kOutlineDistanceCodes = codes_of(kDistanceCodeBits);

/// By length, with its extra bits.
constexpr std::array<Bits, kMaxMatch + 1> kOutlineLengthCodes = [] {
  std::array<Bits, kMaxMatch + 1> codes{};
  std::uint32_t first = kMinLength;  // of the symbol
  for (std::size_t symbol = 0; symbol < kLengthBits.size(); ++symbol) {
    const Bits& code = kLiteralCodes[kFirstLengthSymbol + symbol];
    const std::uint32_t extra = kLengthBits[symbol];
    // The last symbol is only for the maximum length, for which the one before it could also be used.
    if (symbol + 1 == kLengthBits.size()) first = kMaxMatch;
    for (std::uint32_t i = 0; i < (1U << extra); ++i) {
      codes[first + i] = {code.value | (i << code.count), code.count + extra};
    }
    first += 1U << extra;
  }
  return codes;
}();

/// Writes with the codes of outlines.
class OutlineWriter : public BitWriter {
 public:
  using BitWriter::BitWriter;

  void put_literal(char byte) {
    put(kLiteralCodes[static_cast<unsigned char>(byte)]);
    flush_for_literal();
  }
  /// Within the loop, so that what waits stays in registers there.
  [[gnu::always_inline]] void put_match(std::size_t length, std::size_t distance) {
    flush();
    put(kOutlineLengthCodes[length]);
    const DistanceSymbol far = distance_symbol(distance);
    put(kOutlineDistanceCodes[far.symbol]);
    put(far.extra);
    flush();
  }
};

/// The last place of each four bytes that had this hash, modulo 65,536: what is found there is looked at again. At
/// first it is the first place for all, whose own four bytes are found there anyway.
class Places {
 public:
  std::size_t exchange(std::uint32_t four, std::size_t place) {
    return std::exchange(last_[four * 2'654'435'761U >> (32 - kHashBits)], static_cast<std::uint16_t>(place));
  }

 private:
  static constexpr unsigned kHashBits = 12;  // a table that stays in the nearest cache
  std::array<std::uint16_t, std::size_t{1} << kHashBits> last_{};
};

/// Puts the symbols of all bytes, from the first to the last.
class OutlineSymbols {
 public:
  OutlineSymbols(std::string_view bytes, OutlineWriter bits) : begin_(bytes.data()), size_(bytes.size()), bits_(bits) {}

  OutlineWriter put() {
    const std::size_t last = size_ > kMinMatch ? size_ - kMinMatch : 0;  // before it there may be matches
    if (last > 0) {
      put_literals(1);  // nothing is before the first byte
      put_until(std::min(last, kWindow + 1), [](std::size_t, std::size_t known) { return known; });
      put_until(last, [](std::size_t at, std::size_t known) {
        const std::size_t distance = static_cast<std::uint16_t>(at - known);
        return distance <= kWindow ? at - distance : at;
      });
    }
    put_literals(size_);
    bits_.flush();
    return bits_;
  }

 private:
  /// `place_of`: where a match may be, by a place and what is known of its four bytes; the place itself if nowhere.
  /// Up to the size of the window that is what is known, and not asked for.
  template <typename PlaceOf>
  void put_until(std::size_t last, const PlaceOf& place_of) {
    OutlineWriter bits = bits_;
    std::size_t at = at_;
    while (at < last) {
      const std::uint32_t four = four_bytes(begin_ + at);
      const std::size_t before = place_of(at, places_.exchange(four, at));
      if (four_bytes(begin_ + before) != four || before == at) {
        bits.put_literal(begin_[at++]);
        continue;
      }
      const std::size_t length = match_length(begin_ + at, begin_ + before, std::min(size_ - at, kMaxMatch), kMinMatch);
      bits.put_match(length, at - before);
      note_places(at + 1);
      at += length;
    }
    at_ = at;
    bits_ = bits;
  }

  /// Of what has matched: later places gain hardly anything.
  void note_places(std::size_t first) {
    const std::size_t end = std::min(first + kMinMatch - 1, size_ - kMinMatch);
    for (std::size_t at = first; at < end; ++at) places_.exchange(four_bytes(begin_ + at), at);
  }

  void put_literals(std::size_t end) {
    while (at_ < end) bits_.put_literal(begin_[at_++]);
  }

  const char* begin_;
  std::size_t size_;
  std::size_t at_ = 0;
  OutlineWriter bits_;
  Places places_;
};

/// Returns: what is valid of the room.
std::string_view pack_outlines(std::string_view bytes, std::vector<char>& room) {
  // A literal takes up to 15 bits, and a match takes less than its literals would.
  const std::size_t most = kBlockHead.size() + 2 * bytes.size() + 16;
  if (room.size() < most) room.resize(most);
  OutlineWriter bits(room.data());
  for (std::size_t i = 0; i < kBlockHead.size(); ++i) {
    const std::uint32_t count = std::min<std::uint32_t>(8, kBlockHeadBits - static_cast<std::uint32_t>(8 * i));
    bits.put({kBlockHead[i], count});
    bits.flush();
  }
  bits = OutlineSymbols(bytes, bits).put();
  bits.put(kLiteralCodes[kEndOfBlock]);
  return {room.data(), bits.finish()};
}

}  // namespace

std::string_view pack_last(std::string_view bytes, Effort effort) {
  // New room would have to be cleared, and brought into the cache, for each font.
  thread_local std::vector<char> room;
  return effort == Effort::Thorough ? pack_blocks(bytes, room) : pack_outlines(bytes, room);
}

std::string deflate_outlines(std::string_view bytes, Effort effort) {
  const std::string_view last = pack_last(bytes, effort);
  std::string out;
  out.reserve(kZlibHead.size() + last.size() + kCheckSumLength);
  out += kZlibHead;
  out += last;
  append_check_sum(out, adler32(bytes));
  return out;
}

}  // namespace gongwen::resources
