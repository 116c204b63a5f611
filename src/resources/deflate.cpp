#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include <libdeflate.h>

namespace gongwen::resources {
namespace {

// Canonical codes (RFC 1951 sections 3.2.2 and 3.2.5)

constexpr unsigned kEndOfBlock = 256;  // its symbol
constexpr std::size_t kFirstLengthSymbol = 257;
constexpr unsigned kMaxCodeBits = 15;

/// Numbers of extra bits after the codes of lengths (257 …) and distances.
constexpr std::array<std::uint8_t, 29> kLengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint8_t, 30> kDistanceBits = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                        6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

/// Calls `visit(symbol, bits, code)` for each symbol whose code has a length, in bits, other than 0. The code is passed
/// in the order of the stream: its first bit is the lowest.
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

constexpr std::size_t kLengthCodes = 286;
constexpr std::size_t kDistanceCodes = 30;

class BitReader {
  static_assert(std::endian::native == std::endian::little, "bits are read as they lie in memory");

 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  /// The next bits, up to 16, the first one lowest; zeros after the end.
  unsigned peek(unsigned count) const {
    const std::size_t first = at_ / 8;
    if (first + sizeof(std::uint32_t) <= bytes_.size()) {
      std::uint32_t word = 0;
      std::memcpy(&word, bytes_.data() + first, sizeof word);
      return (word >> (at_ % 8)) & ((1U << count) - 1);
    }
    const auto byte = [this](std::size_t at) {
      return at < bytes_.size() ? std::uint32_t{static_cast<unsigned char>(bytes_[at])} : 0U;
    };
    const std::uint32_t word = byte(first) | (byte(first + 1) << 8) | (byte(first + 2) << 16);
    return (word >> (at_ % 8)) & ((1U << count) - 1);
  }
  unsigned take(unsigned count) {
    const unsigned value = peek(count);
    at_ += count;
    return value;
  }
  void skip(std::size_t count) { at_ += count; }
  void align() { at_ = (at_ + 7) / 8 * 8; }
  std::size_t at() const { return at_; }
  bool is_beyond() const { return at_ > bytes_.size() * 8; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;  // in bits
};

/// Decodes codes of up to 15 bits by one table look-up.
class Codes {
 public:
  Codes(const std::uint8_t* lengths, std::size_t count) {
    unsigned most = 1;
    for (std::size_t i = 0; i < count; ++i) most = std::max<unsigned>(most, lengths[i]);
    table_.resize(std::size_t{1} << most);
    for_each_code({lengths, count}, [this](std::size_t symbol, unsigned bits, unsigned code) {
      for (std::size_t at = code; at < table_.size(); at += std::size_t{1} << bits) {
        table_[at] = {static_cast<std::uint16_t>(symbol), static_cast<std::uint8_t>(bits)};
      }
    });
  }

  /// `bits` is 0 for a code that does not exist.
  struct Entry {
    std::uint16_t symbol = 0;
    std::uint8_t bits = 0;
  };
  Entry find(unsigned bits) const { return table_[bits & (table_.size() - 1)]; }

 private:
  std::vector<Entry> table_;
};

/// Walks over the blocks of a stream that libdeflate has produced.
class BlockWalker {
 public:
  explicit BlockWalker(std::string_view bytes) : bits_(bytes) {}

  struct Last {
    std::size_t begin = 0;  // in bits: position of the flag that marks the last block
    std::size_t end = 0;
    bool found = false;
  };

  Last find_last() {
    while (!bits_.is_beyond()) {
      const std::size_t begin = bits_.at();
      const bool is_last = bits_.take(1) != 0;
      const unsigned type = bits_.take(2);
      const bool sound = type == 0 ? skip_stored() : type == 1 ? skip_fixed() : type == 2 && skip_dynamic();
      if (!sound || bits_.is_beyond()) break;
      if (is_last) return {begin, bits_.at(), true};
    }
    return {};
  }

 private:
  bool skip_stored() {
    bits_.align();
    const unsigned length = bits_.take(16);
    bits_.skip(16 + 8 * std::size_t{length});
    return true;
  }

  bool skip_fixed() {
    std::array<std::uint8_t, 288> lengths{};
    for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    const std::array<std::uint8_t, kDistanceCodes> distances = [] {
      std::array<std::uint8_t, kDistanceCodes> all{};
      all.fill(5);
      return all;
    }();
    return skip_symbols(Codes(lengths.data(), lengths.size()), Codes(distances.data(), distances.size()));
  }

  bool skip_dynamic() {
    constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    const std::size_t literals = bits_.take(5) + 257;
    const std::size_t distances = bits_.take(5) + 1;
    const std::size_t count = bits_.take(4) + 4;
    std::array<std::uint8_t, 19> first{};
    for (std::size_t i = 0; i < count; ++i) first[kOrder[i]] = static_cast<std::uint8_t>(bits_.take(3));
    const Codes codes(first.data(), first.size());
    std::array<std::uint8_t, kLengthCodes + 2 + 32> lengths{};
    for (std::size_t i = 0; i < literals + distances;) {
      const Codes::Entry entry = codes.find(bits_.peek(kMaxCodeBits));
      if (entry.bits == 0) return false;
      bits_.skip(entry.bits);
      std::size_t times = 1;
      std::uint8_t value = static_cast<std::uint8_t>(entry.symbol);
      if (entry.symbol == 16) {
        if (i == 0) return false;
        value = lengths[i - 1];
        times = 3 + bits_.take(2);
      } else if (entry.symbol > 16) {
        value = 0;
        times = entry.symbol == 17 ? 3 + bits_.take(3) : 11 + bits_.take(7);
      }
      if (i + times > literals + distances) return false;
      for (; times > 0; --times) lengths[i++] = value;
    }
    return skip_symbols(Codes(lengths.data(), literals), Codes(lengths.data() + literals, distances));
  }

  bool skip_symbols(const Codes& literals, const Codes& distances) {
    while (!bits_.is_beyond()) {
      const Codes::Entry entry = literals.find(bits_.peek(kMaxCodeBits));
      if (entry.bits == 0) return false;
      bits_.skip(entry.bits);
      if (entry.symbol < kEndOfBlock) continue;
      if (entry.symbol == kEndOfBlock) return true;
      if (entry.symbol >= kLengthCodes) return false;
      bits_.skip(kLengthBits[entry.symbol - kFirstLengthSymbol]);
      const Codes::Entry distance = distances.find(bits_.peek(kMaxCodeBits));
      if (distance.bits == 0 || distance.symbol >= kDistanceCodes) return false;
      bits_.skip(distance.bits + std::size_t{kDistanceBits[distance.symbol]});
    }
    return false;
  }

  BitReader bits_;
};

/// The start of a stream in zlib format (RFC 1950 section 2.2): a window of 32 KiB, fast compression.
constexpr std::string_view kZlibHead = "\x78\x01";

constexpr std::size_t kMaxStored = 0xFFFF;
constexpr std::size_t kStoredHead = 5;

/// The size of the bytes in stored blocks.
std::size_t stored_length(std::size_t size) { return size + kStoredHead * (size / kMaxStored + 1); }

/// Appends the bytes in stored blocks.
void append_stored(std::string& out, std::string_view bytes) {
  do {
    const std::string_view piece = bytes.substr(0, kMaxStored);
    bytes.remove_prefix(piece.size());
    const auto length = static_cast<unsigned>(piece.size());
    for (const unsigned byte : {0U, length & 0xFF, length >> 8, ~length & 0xFF, (~length >> 8) & 0xFF}) {
      out.push_back(static_cast<char>(byte));
    }
    out += piece;
  } while (!bytes.empty());
}

}  // namespace

std::string deflate_part(std::string_view bytes, Effort effort) {
  // The zlib format has two bytes before the blocks and four after them.
  const std::string whole = deflate(bytes, effort);
  std::string blocks = whole.substr(2, whole.size() - 6);
  const BlockWalker::Last last = BlockWalker(blocks).find_last();
  if (!last.found) {
    blocks.clear();
    append_stored(blocks, bytes);
    return blocks;
  }
  char& mark = blocks[last.begin / 8];
  mark = static_cast<char>(static_cast<unsigned char>(mark) & ~(1U << (last.begin % 8)));
  // An empty stored block pads to a whole byte: three bits of its header, then up to the next byte.
  const std::size_t used = last.end % 8;
  blocks.resize((last.end + 7) / 8);
  if (used == 0 || used > 5) blocks.push_back('\0');
  for (const int byte : {0x00, 0x00, 0xFF, 0xFF}) blocks.push_back(static_cast<char>(byte));
  return blocks;
}

std::string join_deflated(std::string_view first, const DeflatedPart& part, std::string_view last, Effort effort) {
  // Kept between calls: a new buffer would have to be cleared, and loaded into the cache, for each font.
  thread_local std::vector<char> room;
  const std::string_view packed = pack_blocks(last, room, effort);
  std::string out;
  out.reserve(kZlibHead.size() + stored_length(first.size()) + part.deflated.size() + packed.size() + kCheckSumLength);
  out += kZlibHead;
  append_stored(out, first);
  out += part.deflated;
  out += packed;
  append_check_sum(out, adler32(last, adler32(part.bytes, adler32(first))));
  return out;
}

namespace {

using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;

/// Most streams are shorter than this; a new buffer would have to be cleared for each.
constexpr std::size_t kRoom = std::size_t{64} << 10;

libdeflate_compressor* thread_compressor(Effort effort) {
  if (effort == Effort::Quick) {
    thread_local const Compressor quick(libdeflate_alloc_compressor(1), &libdeflate_free_compressor);
    return quick.get();
  }
  if (effort == Effort::Usual) {
    thread_local const Compressor usual(libdeflate_alloc_compressor(6), &libdeflate_free_compressor);
    return usual.get();
  }
  thread_local const Compressor thorough(libdeflate_alloc_compressor(7), &libdeflate_free_compressor);
  return thorough.get();
}

}  // namespace

std::string deflate(std::string_view bytes, Effort effort) {
  libdeflate_compressor* const compressor = thread_compressor(effort);
  const std::size_t most = libdeflate_zlib_compress_bound(compressor, bytes.size());
  if (most <= kRoom) {
    thread_local const auto room = std::make_unique_for_overwrite<char[]>(kRoom);
    return {room.get(), libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(), room.get(), kRoom)};
  }
  std::string out(most, '\0');
  out.resize(libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size()));
  out.shrink_to_fit();  // the bound is several times as large, and streams are kept until their file is written
  return out;
}

std::string_view pack_blocks(std::string_view bytes, std::vector<char>& room, Effort effort) {
  libdeflate_compressor* const compressor = thread_compressor(effort);
  const std::size_t most = libdeflate_deflate_compress_bound(compressor, bytes.size());
  if (room.size() < most) room.resize(most);
  return {room.data(), libdeflate_deflate_compress(compressor, bytes.data(), bytes.size(), room.data(), room.size())};
}

namespace {

libdeflate_decompressor* thread_decompressor() {
  thread_local const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  return decompressor.get();
}

}  // namespace

bool inflate(std::string_view bytes, std::string& out) {
  return libdeflate_zlib_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.data(), out.size(),
                                    nullptr) == LIBDEFLATE_SUCCESS;
}

bool inflate_blocks(std::string_view bytes, std::string& out) {
  return libdeflate_deflate_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.data(), out.size(),
                                       nullptr) == LIBDEFLATE_SUCCESS;
}

std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t most) {
  // Data hardly ever compresses to less than an eighth. Memory that is not needed is never touched.
  const std::size_t usual = std::max<std::size_t>(std::size_t{16} << 10, bytes.size() * 8);
  for (std::size_t room = std::min(most, usual);; room = std::min(most, room * 4)) {
    const auto out = std::make_unique_for_overwrite<char[]>(room);
    std::size_t size = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.get(), room, &size);
    if (result == LIBDEFLATE_SUCCESS) return std::string(out.get(), size);
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == most) return std::nullopt;
  }
}

std::uint32_t adler32(std::string_view bytes, std::uint32_t before) {
  return libdeflate_adler32(before, bytes.data(), bytes.size());
}

void append_check_sum(std::string& out, std::uint32_t sum) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(sum >> shift));
}

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  return libdeflate_crc32(before, bytes.data(), bytes.size());
}

}  // namespace gongwen::resources
