#include "resources/deflate.h"
#include "resources/detail/deflate_bits.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace gongwen::resources {
namespace {

constexpr std::size_t kLiteralSymbols = 286;
constexpr std::size_t kDistanceSymbols = 30;
constexpr std::size_t kLengthSymbols = 19;  // with which the lengths of codes are written
constexpr unsigned kMaxLengthBits = 7;
/// After so many symbols new codes are worth their room.
constexpr std::size_t kBlockSymbols = 16'384;

/// How many places are looked at for a match.
constexpr int kMaxPlaces = 24;
/// What another match must take less than the one at hand (`gain`).
constexpr int kMinGain = 2;
/// Of a match only its tags and its end are found again: elements are alike up to a number, after which another match
/// starts. To note all places, as compressors for any text do, takes most of their time.
constexpr std::size_t kNotedEnd = 12;

/// A literal, or a length and a distance.
struct Symbol {
  std::uint16_t length = 0;  // 0: a literal
  std::uint16_t value = 0;   // the literal, or the distance less one
};

/// By length.
constexpr std::array<std::uint8_t, kMaxMatch + 1> kSymbolOfLength = [] {
  std::array<std::uint8_t, kMaxMatch + 1> symbols{};
  std::size_t length = kMinLength;
  for (std::size_t symbol = 0; symbol < kLengthBits.size(); ++symbol) {
    for (std::size_t i = 0; i < std::size_t{1} << kLengthBits[symbol] && length <= kMaxMatch; ++i) {
      symbols[length++] = static_cast<std::uint8_t>(symbol);
    }
  }
  symbols[kMaxMatch] = kLengthBits.size() - 1;
  return symbols;
}();
/// The minimum length of each symbol.
constexpr std::array<std::uint16_t, kLengthBits.size()> kFirstLength = [] {
  std::array<std::uint16_t, kLengthBits.size()> first{};
  for (std::size_t length = kMaxMatch; length >= kMinLength; --length) {
    first[kSymbolOfLength[length]] = static_cast<std::uint16_t>(length);
  }
  return first;
}();

/// Cuts bytes into symbols, of which a block has as many as its codes are good for.
class MarkupSymbols {
 public:
  void start(std::string_view bytes) {
    begin_ = bytes.data();
    size_ = bytes.size();
    at_ = 0;
    last_ = size_ > kMinMatch ? size_ - kMinMatch : 0;
    heads_.fill(kNowhere);
    before_.resize(std::min(std::bit_ceil(size_ + 1), kWindow));
    mask_ = before_.size() - 1;
  }
  bool is_done() const { return at_ == size_; }

  std::span<const Symbol> next_block() {
    symbols_.clear();
    symbols_.reserve(kBlockSymbols + 1);
    while (symbols_.size() < kBlockSymbols && at_ < last_) put_next();
    while (symbols_.size() < kBlockSymbols && at_ < size_) put_literal();
    return symbols_;
  }

 private:
  static constexpr unsigned kHashBits = 13;
  static constexpr std::uint32_t kNowhere = UINT32_MAX;

  struct Match {
    std::size_t length = 0;
    std::size_t distance = 0;
  };

  void put_literal() { symbols_.push_back({0, static_cast<unsigned char>(begin_[at_++])}); }

  void put_next() {
    Match match = find(at_, kMinMatch - 1);
    note(at_);
    if (match.distance == 0) return put_literal();
    // One that starts a byte later may be longer, or nearer.
    while (match.length < kMaxMatch && at_ + 1 < last_) {
      const Match later = find(at_ + 1, match.length - 1);
      if (later.distance == 0 || gain(match, later) < kMinGain) break;
      put_literal();
      note(at_);
      match = later;
    }
    symbols_.push_back({static_cast<std::uint16_t>(match.length), static_cast<std::uint16_t>(match.distance - 1)});
    note_within(at_ + 1, at_ + match.length);
    at_ += match.length;
  }

  /// Of what has matched: where tags start, and the end, after which there is another number.
  void note_within(std::size_t from, std::size_t to) {
    const std::size_t end = std::min(to, last_);
    const std::size_t tail = std::max(from, to - std::min(to, kNotedEnd));
    while (from < tail) {
      const void* const tag = std::memchr(begin_ + from, '<', tail - from);
      if (tag == nullptr) break;
      from = static_cast<std::size_t>(static_cast<const char*>(tag) - begin_);
      note(from++);
    }
    for (std::size_t place = tail; place < end; ++place) note(place);
  }

  std::uint32_t& head(std::size_t place) {
    return heads_[four_bytes(begin_ + place) * 2'654'435'761U >> (32 - kHashBits)];
  }
  void note(std::size_t place) {
    before_[place & mask_] = std::exchange(head(place), static_cast<std::uint32_t>(place));
  }

  /// What a match takes less than another, in quarters of a byte, about: each bit of its distance counts as one.
  static int gain(const Match& from, const Match& to) {
    const auto quarters = [](const Match& match) {
      return 4 * static_cast<int>(match.length) - static_cast<int>(std::bit_width(match.distance));
    };
    return quarters(to) - quarters(from);
  }

  /// The longest match of more than `known` bytes; none has no distance.
  Match find(std::size_t at, std::size_t known) {
    Match best{known, 0};
    const char* const bytes = begin_ + at;
    const std::size_t most = std::min(kMaxMatch, size_ - at);
    if (best.length >= most) return best;
    std::uint32_t place = head(at);
    for (int left = kMaxPlaces; left > 0 && place != kNowhere && at - place <= kWindow; --left) {
      const char* const there = begin_ + place;
      if (there[best.length] == bytes[best.length] && four_bytes(there) == four_bytes(bytes)) {
        const std::size_t length = match_length(bytes, there, most, kMinMatch);
        if (length > best.length) {
          best = {length, at - place};
          if (length == most) break;
        }
      }
      place = before_[place & mask_];
    }
    return best;
  }

  const char* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t at_ = 0;
  std::size_t last_ = 0;  // from here on there are no matches
  std::size_t mask_ = 0;
  std::vector<Symbol> symbols_;
  std::array<std::uint32_t, std::size_t{1} << kHashBits> heads_;  // the last place of each hash
  std::vector<std::uint32_t> before_;                             // by place: the one before with the same hash
};

/// The codes of a block, and how they are written (RFC 1951 section 3.2.7).
class BlockCodes {
 public:
  explicit BlockCodes(std::span<const Symbol> symbols) {
    for (const Symbol& symbol : symbols) {
      if (symbol.length == 0) {
        ++literal_counts_[symbol.value];
      } else {
        ++literal_counts_[kFirstLengthSymbol + kSymbolOfLength[symbol.length]];
        ++distance_counts_[distance_symbol(std::size_t{symbol.value} + 1).symbol];
      }
    }
    ++literal_counts_[kEndOfBlock];
    find_code_lengths(literal_counts_, kMaxCodeBits, literal_lengths_);
    find_code_lengths(distance_counts_, kMaxCodeBits, distance_lengths_);
    find_codes(literal_lengths_, literals_);
    find_codes(distance_lengths_, distances_);
    pack_lengths();
  }

  /// In bits, never less than it takes.
  std::size_t size() const {
    std::size_t bits = 3 + 5 + 5 + 4 + 3 * kLengthSymbols + 14 * packed_.size();
    for (std::size_t i = 0; i < kLiteralSymbols; ++i) bits += std::size_t{literal_counts_[i]} * literal_lengths_[i];
    for (std::size_t i = 0; i < kLengthBits.size(); ++i) {
      bits += std::size_t{literal_counts_[kFirstLengthSymbol + i]} * kLengthBits[i];
    }
    for (std::size_t i = 0; i < kDistanceSymbols; ++i) {
      bits += std::size_t{distance_counts_[i]} * (distance_lengths_[i] + std::size_t{kDistanceBits[i]});
    }
    return bits;
  }

  void write(std::span<const Symbol> symbols, bool is_last, BitWriter& bits) const {
    write_head(is_last, bits);
    for (const Symbol& symbol : symbols) {
      if (symbol.length == 0) {
        bits.put(literals_[symbol.value]);
        bits.flush_for_literal();
        continue;
      }
      bits.flush();
      const std::size_t length = kSymbolOfLength[symbol.length];
      bits.put(literals_[kFirstLengthSymbol + length]);
      bits.put({symbol.length - std::uint32_t{kFirstLength[length]}, kLengthBits[length]});
      const DistanceSymbol far = distance_symbol(std::size_t{symbol.value} + 1);
      bits.put(distances_[far.symbol]);
      bits.put(far.extra);
      bits.flush();
    }
    bits.put(literals_[kEndOfBlock]);
    bits.flush();
  }

 private:
  /// A length, or one of the symbols that repeat: the last length 3 to 6 times, zero 3 to 10 and 11 to 138 times.
  struct PackedLength {
    std::uint8_t symbol = 0;
    Bits extra;
  };

  void pack_lengths() {
    literal_size_ = kLiteralSymbols;
    while (literal_lengths_[literal_size_ - 1] == 0) --literal_size_;
    distance_size_ = kDistanceSymbols;
    while (distance_lengths_[distance_size_ - 1] == 0) --distance_size_;
    std::array<std::uint8_t, kLiteralSymbols + kDistanceSymbols> all;
    std::copy_n(literal_lengths_.begin(), literal_size_, all.begin());
    std::copy_n(distance_lengths_.begin(), distance_size_, all.begin() + static_cast<std::ptrdiff_t>(literal_size_));
    const std::size_t size = literal_size_ + distance_size_;
    for (std::size_t i = 0; i < size;) {
      std::size_t end = i + 1;
      while (end < size && all[end] == all[i]) ++end;
      pack_run(all[i], end - i);
      i = end;
    }
    for (const PackedLength& one : packed_) ++packed_counts_[one.symbol];
    find_code_lengths(packed_counts_, kMaxLengthBits, packed_lengths_);
    find_codes(packed_lengths_, packed_codes_);
  }

  void pack_run(std::uint8_t length, std::size_t count) {
    if (length != 0) {
      packed_.push_back({length, {}});
      --count;
    }
    while (count >= 3) {
      const std::size_t taken = std::min<std::size_t>(count, length != 0 ? 6 : 138);
      const auto times = static_cast<std::uint32_t>(taken);
      if (length != 0) {
        packed_.push_back({16, {times - 3, 2}});
      } else if (times < 11) {
        packed_.push_back({17, {times - 3, 3}});
      } else {
        packed_.push_back({18, {times - 11, 7}});
      }
      count -= taken;
    }
    for (; count > 0; --count) packed_.push_back({length, {}});
  }

  void write_head(bool is_last, BitWriter& bits) const {
    constexpr std::array<std::uint8_t, kLengthSymbols> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
    std::size_t count = kLengthSymbols;
    while (count > 4 && packed_lengths_[kOrder[count - 1]] == 0) --count;
    constexpr std::uint32_t kOwnCodes = 2;
    bits.flush();
    bits.put({is_last ? 1U : 0U, 1});
    bits.put({kOwnCodes, 2});
    bits.put({static_cast<std::uint32_t>(literal_size_ - 257), 5});
    bits.put({static_cast<std::uint32_t>(distance_size_ - 1), 5});
    bits.put({static_cast<std::uint32_t>(count - 4), 4});
    for (std::size_t i = 0; i < count; ++i) {
      bits.put({packed_lengths_[kOrder[i]], 3});
      bits.flush();
    }
    for (const PackedLength& one : packed_) {
      bits.put(packed_codes_[one.symbol]);
      bits.put(one.extra);
      bits.flush();
    }
  }

  std::array<std::uint32_t, kLiteralSymbols> literal_counts_{};
  std::array<std::uint32_t, kDistanceSymbols> distance_counts_{};
  std::array<std::uint8_t, kLiteralSymbols> literal_lengths_;
  std::array<std::uint8_t, kDistanceSymbols> distance_lengths_;
  std::array<Bits, kLiteralSymbols> literals_;
  std::array<Bits, kDistanceSymbols> distances_;
  std::size_t literal_size_ = 0;  // without those at the end that do not occur
  std::size_t distance_size_ = 0;
  std::vector<PackedLength> packed_;
  std::array<std::uint32_t, kLengthSymbols> packed_counts_{};
  std::array<std::uint8_t, kLengthSymbols> packed_lengths_;
  std::array<Bits, kLengthSymbols> packed_codes_;
};

}  // namespace

std::string deflate_markup(std::string_view bytes) {
  thread_local MarkupSymbols symbols;
  std::string out(kZlibHead);
  symbols.start(bytes);
  constexpr std::size_t kBeyond = 8;  // that the writer touches
  // What of a byte is left at the end of a block is written again with the next one.
  BitWriter bits(nullptr);
  std::size_t end = out.size();
  do {
    const std::span<const Symbol> block = symbols.next_block();
    const BlockCodes codes(block);
    out.resize(end + codes.size() / 8 + 2 * kBeyond);
    bits.move_to(out.data() + end);
    codes.write(block, symbols.is_done(), bits);
    end = static_cast<std::size_t>(bits.at() - out.data());
  } while (!symbols.is_done());
  out.resize(static_cast<std::size_t>(bits.finish() - out.data()));
  append_check_sum(out, adler32(bytes));
  out.shrink_to_fit();  // it waits for the end of its file
  return out;
}

}  // namespace gongwen::resources
