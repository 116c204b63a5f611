// The coding of numbers and pixels in JBIG2 (ITU-T T.88): an arithmetic coder that adapts to what it has seen (annexes
// A and E), prefix codes (annex B), and the runs of facsimile (MMR, 6.2.6).
#pragma once

#include "images/detail/jbig2_bitmap.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::images::jbig2 {

/// Reads numbers of the file, most significant bit first. Throws Failure beyond the end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t bits(unsigned count);
  std::uint8_t byte() { return static_cast<std::uint8_t>(bits(8)); }
  std::uint16_t word() { return static_cast<std::uint16_t>(bits(16)); }
  std::uint32_t number() { return bits(32); }
  std::int8_t signed_byte() { return static_cast<std::int8_t>(byte()); }
  std::int32_t signed_number() { return static_cast<std::int32_t>(number()); }

  /// Skips to the next byte unless it is at the start of one.
  void align() { at_ = (at_ + 7) / 8 * 8; }
  /// Takes the next `size` bytes, starting at a whole byte.
  std::string_view take(std::size_t size);
  std::string_view rest() const { return bytes_.substr(std::min(bytes_.size(), (at_ + 7) / 8)); }
  std::size_t position() const { return at_ / 8; }
  bool is_at_end() const { return at_ >= bytes_.size() * 8; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;  // bits
};

// The arithmetic coder.

/// The adapted state of one context: an index into the table of probabilities, and the likelier bit.
struct Adapted {
  std::uint8_t index = 0;
  std::uint8_t likelier = 0;
};
using Contexts = std::vector<Adapted>;

class ArithmeticDecoder {
 public:
  explicit ArithmeticDecoder(std::string_view bytes);

  unsigned bit(Adapted& context);

 private:
  unsigned byte_at(std::size_t at) const { return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0xFF; }
  void read_byte();

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint32_t code_ = 0;
  std::uint32_t interval_ = 0x8000;
  unsigned shifts_left_ = 0;
};

/// The contexts of one kind of number (A.2).
class NumberContexts {
 public:
  /// Returns nullopt for the out-of-band value, which ends a list.
  std::optional<std::int32_t> next(ArithmeticDecoder& decoder);

 private:
  std::array<Adapted, 512> contexts_{};
};

/// The contexts of symbol numbers of `length` bits (A.3).
class SymbolContexts {
 public:
  explicit SymbolContexts(unsigned length) : length_(length), contexts_(std::size_t{1} << length) {}
  std::uint32_t next(ArithmeticDecoder& decoder);

 private:
  unsigned length_;
  Contexts contexts_;
};

// Prefix codes.

struct PrefixLine {
  std::uint8_t code_length = 0;  // 0: not used
  std::uint8_t range_length = 0;
  std::int32_t start = 0;
  enum class Range : std::uint8_t { Up, Down, OutOfBand } range = Range::Up;
};

class PrefixTable {
 public:
  explicit PrefixTable(std::vector<PrefixLine> lines);
  /// Reads a table from a file (B.2).
  static PrefixTable read(std::string_view segment);
  /// Table B.1 to B.15.
  static const PrefixTable& standard(int number);

  /// Returns nullopt for the out-of-band value.
  std::optional<std::int32_t> next(Reader& reader) const;

 private:
  std::vector<PrefixLine> lines_;          // the used ones, in the order of their codes
  std::array<std::uint32_t, 34> first_{};  // the first code of each length
  std::array<std::uint32_t, 34> count_{};
  std::array<std::uint32_t, 34> index_{};  // of the first line of each length
};

/// Fills the bitmap with rows in T.6 coding. Returns the number of bytes used, including the end mark if there is one.
std::size_t read_fax_rows(std::string_view bytes, Bitmap& bitmap);

}  // namespace gongwen::images::jbig2
