#include "images/detail/jbig2_coding.h"

#include <algorithm>

namespace gongwen::images::jbig2 {

// Numbers of the file.

std::uint32_t Reader::bits(unsigned count) {
  if (count > bytes_.size() * 8 - std::min(at_, bytes_.size() * 8)) throw Failure{ImageErrorKind::Truncated};
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i, ++at_) {
    const unsigned one = static_cast<unsigned char>(bytes_[at_ / 8]) >> (7 - at_ % 8) & 1U;
    value = value << 1 | one;
  }
  return value;
}

std::string_view Reader::take(std::size_t size) {
  align();
  const std::size_t from = at_ / 8;
  if (from > bytes_.size() || size > bytes_.size() - from) throw Failure{ImageErrorKind::Truncated};
  at_ += size * 8;
  return bytes_.substr(from, size);
}

// The arithmetic coder (annex E).

namespace {

/// A state of the estimate (table E.1): the share of the unlikelier bit, the next states, and whether the bits change
/// their parts.
struct Estimate {
  std::uint16_t share;
  std::uint8_t after_likelier;
  std::uint8_t after_other;
  bool switches;
};

constexpr std::array<Estimate, 47> kEstimates{{
    {0x5601, 1, 1, true},    {0x3401, 2, 6, false},   {0x1801, 3, 9, false},   {0x0AC1, 4, 12, false},
    {0x0521, 5, 29, false},  {0x0221, 38, 33, false}, {0x5601, 7, 6, true},    {0x5401, 8, 14, false},
    {0x4801, 9, 14, false},  {0x3801, 10, 14, false}, {0x3001, 11, 17, false}, {0x2401, 12, 18, false},
    {0x1C01, 13, 20, false}, {0x1601, 29, 21, false}, {0x5601, 15, 14, true},  {0x5401, 16, 14, false},
    {0x5101, 17, 15, false}, {0x4801, 18, 16, false}, {0x3801, 19, 17, false}, {0x3401, 20, 18, false},
    {0x3001, 21, 19, false}, {0x2801, 22, 19, false}, {0x2401, 23, 20, false}, {0x2201, 24, 21, false},
    {0x1C01, 25, 22, false}, {0x1801, 26, 23, false}, {0x1601, 27, 24, false}, {0x1401, 28, 25, false},
    {0x1201, 29, 26, false}, {0x1101, 30, 27, false}, {0x0AC1, 31, 28, false}, {0x09C1, 32, 29, false},
    {0x08A1, 33, 30, false}, {0x0521, 34, 31, false}, {0x0441, 35, 32, false}, {0x02A1, 36, 33, false},
    {0x0221, 37, 34, false}, {0x0141, 38, 35, false}, {0x0111, 39, 36, false}, {0x0085, 40, 37, false},
    {0x0049, 41, 38, false}, {0x0025, 42, 39, false}, {0x0015, 43, 40, false}, {0x0009, 44, 41, false},
    {0x0005, 45, 42, false}, {0x0001, 45, 43, false}, {0x5601, 46, 46, false},
}};

}  // namespace

ArithmeticDecoder::ArithmeticDecoder(std::string_view bytes) : bytes_(bytes) {
  code_ = byte_at(0) << 16;
  read_byte();
  code_ <<= 7;
  shifts_left_ -= 7;
}

/// Figure E.19. Behind the end come bits of 1, as the standard has it.
void ArithmeticDecoder::read_byte() {
  shifts_left_ = 8;
  if (byte_at(at_) != 0xFF) {
    code_ += byte_at(++at_) << 8;
  } else if (byte_at(at_ + 1) > 0x8F) {
    code_ += 0xFF00;
  } else {
    code_ += byte_at(++at_) << 9;
    shifts_left_ = 7;
  }
}

unsigned ArithmeticDecoder::bit(Adapted& context) {
  const Estimate& estimate = kEstimates[context.index];
  interval_ -= estimate.share;
  const bool is_upper = code_ >> 16 >= estimate.share;
  if (is_upper) {
    code_ -= std::uint32_t{estimate.share} << 16;
    if ((interval_ & 0x8000) != 0) return context.likelier;
  }
  // The smaller part may have become that of the likelier bit.
  const bool is_likelier = is_upper == (interval_ >= estimate.share);
  if (!is_upper) interval_ = estimate.share;
  const unsigned found = is_likelier ? context.likelier : 1U - context.likelier;
  if (!is_likelier && estimate.switches) context.likelier = static_cast<std::uint8_t>(1 - context.likelier);
  context.index = is_likelier ? estimate.after_likelier : estimate.after_other;
  do {
    if (shifts_left_ == 0) read_byte();
    interval_ <<= 1;
    code_ <<= 1;
    --shifts_left_;
  } while ((interval_ & 0x8000) == 0);
  return found;
}

std::optional<std::int32_t> NumberContexts::next(ArithmeticDecoder& decoder) {
  unsigned before = 1;
  const auto read = [&](unsigned count) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
      const unsigned bit = decoder.bit(contexts_[before]);
      before = before < 256 ? before << 1 | bit : ((before << 1 | bit) & 511U) | 256U;
      value = value << 1 | bit;
    }
    return value;
  };
  const bool is_negative = read(1) != 0;
  struct Step {
    unsigned bits;
    std::uint32_t start;
  };
  constexpr std::array<Step, 6> kSteps{{{2, 0}, {4, 4}, {6, 20}, {8, 84}, {12, 340}, {32, 4436}}};
  std::size_t step = 0;
  while (step + 1 < kSteps.size() && read(1) != 0) ++step;
  const std::uint64_t value = std::uint64_t{read(kSteps[step].bits)} + kSteps[step].start;
  if (is_negative && value == 0) return std::nullopt;
  if (value > INT32_MAX) throw Failure{};
  return is_negative ? -static_cast<std::int32_t>(value) : static_cast<std::int32_t>(value);
}

std::uint32_t SymbolContexts::next(ArithmeticDecoder& decoder) {
  std::uint32_t before = 1;
  for (unsigned i = 0; i < length_; ++i) before = before << 1 | decoder.bit(contexts_[before]);
  return before - (1U << length_);
}

// Prefix codes (annex B).

/// Shorter codes come first, equal ones in the order of the lines (B.3).
PrefixTable::PrefixTable(std::vector<PrefixLine> lines) {
  for (const PrefixLine& line : lines) ++count_[line.code_length];
  count_[0] = 0;
  std::uint64_t code = 0;
  for (std::size_t length = 1; length < count_.size(); ++length) {
    code = (code + count_[length - 1]) << 1;
    if (count_[length] > 0 && code + count_[length] > std::uint64_t{1} << length) throw Failure{};
    code &= 0xFFFFFFFF;  // behind a complete code nothing follows
    first_[length] = static_cast<std::uint32_t>(code);
    index_[length] = static_cast<std::uint32_t>(lines_.size());
    for (const PrefixLine& line : lines) {
      if (line.code_length == length) lines_.push_back(line);
    }
  }
}

std::optional<std::int32_t> PrefixTable::next(Reader& reader) const {
  std::uint32_t code = 0;
  for (std::size_t length = 1; length < count_.size(); ++length) {
    code = code << 1 | reader.bits(1);
    if (code < first_[length] || code - first_[length] >= count_[length]) continue;
    const PrefixLine& line = lines_[index_[length] + code - first_[length]];
    if (line.range == PrefixLine::Range::OutOfBand) return std::nullopt;
    const std::int64_t offset = reader.bits(line.range_length);
    const std::int64_t value = line.range == PrefixLine::Range::Down ? line.start - offset : line.start + offset;
    if (value < INT32_MIN || value > INT32_MAX) throw Failure{};
    return static_cast<std::int32_t>(value);
  }
  throw Failure{};
}

PrefixTable PrefixTable::read(std::string_view segment) {
  Reader reader(segment);
  const std::uint8_t flags = reader.byte();
  const unsigned length_bits = (flags >> 1 & 7U) + 1;
  const unsigned range_bits = (flags >> 4 & 7U) + 1;
  const std::int32_t low = reader.signed_number();
  const std::int32_t high = reader.signed_number();
  std::vector<PrefixLine> lines;
  std::int64_t at = low;
  while (at < high) {
    PrefixLine line;
    line.code_length = static_cast<std::uint8_t>(reader.bits(length_bits));
    line.range_length = static_cast<std::uint8_t>(reader.bits(range_bits));
    line.start = static_cast<std::int32_t>(at);
    if (line.range_length > 32 || line.code_length > 32) throw Failure{};
    at += std::int64_t{1} << line.range_length;
    lines.push_back(line);
  }
  using enum PrefixLine::Range;
  const auto last = [&](std::int64_t start, PrefixLine::Range range) {
    const auto length = static_cast<std::uint8_t>(reader.bits(length_bits));
    if (start < INT32_MIN || start > INT32_MAX || length > 32) throw Failure{};
    lines.push_back({length, 32, static_cast<std::int32_t>(start), range});
  };
  last(std::int64_t{low} - 1, Down);
  last(at, Up);
  if ((flags & 1U) != 0) last(0, OutOfBand);
  return PrefixTable(std::move(lines));
}

const PrefixTable& PrefixTable::standard(int number) {
  using enum PrefixLine::Range;
  static const std::array<PrefixTable, 15> kTables{{
      PrefixTable({{1, 4, 0}, {2, 8, 16}, {3, 16, 272}, {3, 32, 65808}}),
      PrefixTable({{1, 0, 0}, {2, 0, 1}, {3, 0, 2}, {4, 3, 3}, {5, 6, 11}, {6, 32, 75}, {6, 0, 0, OutOfBand}}),
      PrefixTable({{8, 8, -256},
                   {1, 0, 0},
                   {2, 0, 1},
                   {3, 0, 2},
                   {4, 3, 3},
                   {5, 6, 11},
                   {8, 32, -257, Down},
                   {7, 32, 75},
                   {6, 0, 0, OutOfBand}}),
      PrefixTable({{1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {4, 3, 4}, {5, 6, 12}, {5, 32, 76}}),
      PrefixTable(
          {{7, 8, -255}, {1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {4, 3, 4}, {5, 6, 12}, {7, 32, -256, Down}, {6, 32, 76}}),
      PrefixTable({{5, 10, -2048},
                   {4, 9, -1024},
                   {4, 8, -512},
                   {4, 7, -256},
                   {5, 6, -128},
                   {5, 5, -64},
                   {4, 5, -32},
                   {2, 7, 0},
                   {3, 7, 128},
                   {3, 8, 256},
                   {4, 9, 512},
                   {4, 10, 1024},
                   {6, 32, -2049, Down},
                   {6, 32, 2048}}),
      PrefixTable({{4, 9, -1024},
                   {3, 8, -512},
                   {4, 7, -256},
                   {5, 6, -128},
                   {5, 5, -64},
                   {4, 5, -32},
                   {4, 5, 0},
                   {5, 5, 32},
                   {5, 6, 64},
                   {4, 7, 128},
                   {3, 8, 256},
                   {3, 9, 512},
                   {3, 10, 1024},
                   {5, 32, -1025, Down},
                   {5, 32, 2048}}),
      PrefixTable({{8, 3, -15},        {9, 1, -7},    {8, 1, -5},          {9, 0, -3},  {7, 0, -2},  {4, 0, -1},
                   {2, 1, 0},          {5, 0, 2},     {6, 0, 3},           {3, 4, 4},   {6, 1, 20},  {4, 4, 22},
                   {4, 5, 38},         {5, 6, 70},    {5, 7, 134},         {6, 7, 262}, {7, 8, 390}, {6, 10, 646},
                   {9, 32, -16, Down}, {9, 32, 1670}, {2, 0, 0, OutOfBand}}),
      PrefixTable({{8, 4, -31},   {9, 2, -15},        {8, 2, -11},   {9, 1, -7},          {7, 1, -5},  {4, 1, -3},
                   {3, 1, -1},    {3, 1, 1},          {5, 1, 3},     {6, 1, 5},           {3, 5, 7},   {6, 2, 39},
                   {4, 5, 43},    {4, 6, 75},         {5, 7, 139},   {5, 8, 267},         {6, 8, 523}, {7, 9, 779},
                   {6, 11, 1291}, {9, 32, -32, Down}, {9, 32, 3339}, {2, 0, 0, OutOfBand}}),
      PrefixTable({{7, 4, -21},        {8, 0, -5},    {7, 0, -4},          {5, 0, -3},  {2, 2, -2},    {5, 0, 2},
                   {6, 0, 3},          {7, 0, 4},     {8, 0, 5},           {2, 6, 6},   {5, 5, 70},    {6, 5, 102},
                   {6, 6, 134},        {6, 7, 198},   {6, 8, 326},         {6, 9, 582}, {6, 10, 1094}, {7, 11, 2118},
                   {8, 32, -22, Down}, {8, 32, 4166}, {2, 0, 0, OutOfBand}}),
      PrefixTable({{1, 0, 1},
                   {2, 1, 2},
                   {4, 0, 4},
                   {4, 1, 5},
                   {5, 1, 7},
                   {5, 2, 9},
                   {6, 2, 13},
                   {7, 2, 17},
                   {7, 3, 21},
                   {7, 4, 29},
                   {7, 5, 45},
                   {7, 6, 77},
                   {7, 32, 141}}),
      PrefixTable({{1, 0, 1},
                   {2, 0, 2},
                   {3, 1, 3},
                   {5, 0, 5},
                   {5, 1, 6},
                   {6, 1, 8},
                   {7, 0, 10},
                   {7, 1, 11},
                   {7, 2, 13},
                   {7, 3, 17},
                   {7, 4, 25},
                   {8, 5, 41},
                   {8, 32, 73}}),
      PrefixTable({{1, 0, 1},
                   {3, 0, 2},
                   {4, 0, 3},
                   {5, 0, 4},
                   {4, 1, 5},
                   {3, 3, 7},
                   {6, 1, 15},
                   {6, 2, 17},
                   {6, 3, 21},
                   {6, 4, 29},
                   {6, 5, 45},
                   {7, 6, 77},
                   {7, 32, 141}}),
      PrefixTable({{3, 0, -2}, {3, 0, -1}, {1, 0, 0}, {3, 0, 1}, {3, 0, 2}}),
      PrefixTable({{7, 4, -24},
                   {6, 2, -8},
                   {5, 1, -4},
                   {4, 0, -2},
                   {3, 0, -1},
                   {1, 0, 0},
                   {3, 0, 1},
                   {4, 0, 2},
                   {5, 1, 3},
                   {6, 2, 5},
                   {7, 4, 9},
                   {7, 32, -25, Down},
                   {7, 32, 25}}),
  }};
  return kTables[static_cast<std::size_t>(number - 1)];
}

// Runs of facsimile (T.6; codes of T.4, tables 2 and 3).

namespace {

/// The codes of runs: of 0 to 63 pixels, then of 64, 128, … 1728.
constexpr std::array<std::string_view, 91> kWhiteRuns{
    "00110101",  "000111",    "0111",      "1000",      "1011",      "1100",      "1110",      "1111",      "10011",
    "10100",     "00111",     "01000",     "001000",    "000011",    "110100",    "110101",    "101010",    "101011",
    "0100111",   "0001100",   "0001000",   "0010111",   "0000011",   "0000100",   "0101000",   "0101011",   "0010011",
    "0100100",   "0011000",   "00000010",  "00000011",  "00011010",  "00011011",  "00010010",  "00010011",  "00010100",
    "00010101",  "00010110",  "00010111",  "00101000",  "00101001",  "00101010",  "00101011",  "00101100",  "00101101",
    "00000100",  "00000101",  "00001010",  "00001011",  "01010010",  "01010011",  "01010100",  "01010101",  "00100100",
    "00100101",  "01011000",  "01011001",  "01011010",  "01011011",  "01001010",  "01001011",  "00110010",  "00110011",
    "00110100",  "11011",     "10010",     "010111",    "0110111",   "00110110",  "00110111",  "01100100",  "01100101",
    "01101000",  "01100111",  "011001100", "011001101", "011010010", "011010011", "011010100", "011010101", "011010110",
    "011010111", "011011000", "011011001", "011011010", "011011011", "010011000", "010011001", "010011010", "011000",
    "010011011"};
constexpr std::array<std::string_view, 91> kBlackRuns{"0000110111",
                                                      "010",
                                                      "11",
                                                      "10",
                                                      "011",
                                                      "0011",
                                                      "0010",
                                                      "00011",
                                                      "000101",
                                                      "000100",
                                                      "0000100",
                                                      "0000101",
                                                      "0000111",
                                                      "00000100",
                                                      "00000111",
                                                      "000011000",
                                                      "0000010111",
                                                      "0000011000",
                                                      "0000001000",
                                                      "00001100111",
                                                      "00001101000",
                                                      "00001101100",
                                                      "00000110111",
                                                      "00000101000",
                                                      "00000010111",
                                                      "00000011000",
                                                      "000011001010",
                                                      "000011001011",
                                                      "000011001100",
                                                      "000011001101",
                                                      "000001101000",
                                                      "000001101001",
                                                      "000001101010",
                                                      "000001101011",
                                                      "000011010010",
                                                      "000011010011",
                                                      "000011010100",
                                                      "000011010101",
                                                      "000011010110",
                                                      "000011010111",
                                                      "000001101100",
                                                      "000001101101",
                                                      "000011011010",
                                                      "000011011011",
                                                      "000001010100",
                                                      "000001010101",
                                                      "000001010110",
                                                      "000001010111",
                                                      "000001100100",
                                                      "000001100101",
                                                      "000001010010",
                                                      "000001010011",
                                                      "000000100100",
                                                      "000000110111",
                                                      "000000111000",
                                                      "000000100111",
                                                      "000000101000",
                                                      "000001011000",
                                                      "000001011001",
                                                      "000000101011",
                                                      "000000101100",
                                                      "000001011010",
                                                      "000001100110",
                                                      "000001100111",
                                                      "0000001111",
                                                      "000011001000",
                                                      "000011001001",
                                                      "000001011011",
                                                      "000000110011",
                                                      "000000110100",
                                                      "000000110101",
                                                      "0000001101100",
                                                      "0000001101101",
                                                      "0000001001010",
                                                      "0000001001011",
                                                      "0000001001100",
                                                      "0000001001101",
                                                      "0000001110010",
                                                      "0000001110011",
                                                      "0000001110100",
                                                      "0000001110101",
                                                      "0000001110110",
                                                      "0000001110111",
                                                      "0000001010010",
                                                      "0000001010011",
                                                      "0000001010100",
                                                      "0000001010101",
                                                      "0000001011010",
                                                      "0000001011011",
                                                      "0000001100100",
                                                      "0000001100101"};
/// Of both colours: 1792, 1856, … 2560.
constexpr std::array<std::string_view, 13> kLongRuns{
    "00000001000",  "00000001100",  "00000001101",  "000000010010", "000000010011", "000000010100", "000000010101",
    "000000010110", "000000010111", "000000011100", "000000011101", "000000011110", "000000011111"};
constexpr unsigned kLongestRunCode = 13;

struct RunCode {
  std::uint16_t run = 0;
  std::uint8_t length = 0;  // 0: no code
};

/// By the next 13 bits.
class RunTable {
 public:
  explicit RunTable(const std::array<std::string_view, 91>& runs) : codes_(std::size_t{1} << kLongestRunCode) {
    for (std::size_t i = 0; i < runs.size(); ++i) add(runs[i], i < 64 ? i : (i - 63) * 64);
    for (std::size_t i = 0; i < kLongRuns.size(); ++i) add(kLongRuns[i], 1792 + i * 64);
  }
  const RunCode& find(std::uint32_t bits) const { return codes_[bits]; }

 private:
  void add(std::string_view code, std::size_t run) {
    std::size_t value = 0;
    for (const char digit : code) value = value << 1 | (digit == '1' ? 1U : 0U);
    const std::size_t free = kLongestRunCode - code.size();
    for (std::size_t i = 0; i < std::size_t{1} << free; ++i)
      codes_[(value << free) + i] = {static_cast<std::uint16_t>(run), static_cast<std::uint8_t>(code.size())};
  }

  std::vector<RunCode> codes_;
};

class FaxReader {
 public:
  FaxReader(std::string_view bytes, Bitmap& bitmap) : bytes_(bytes), bitmap_(bitmap), above_(1, bitmap.width()) {}

  std::size_t run() {
    for (std::int32_t y = 0; y < bitmap_.height(); ++y) {
      read_row(bitmap_.row(y));
      above_.swap(changes_);
    }
    // The mark at the end: twice eleven zeros and a one.
    if (peek(24) == 0x001001) at_ += 24;
    return std::min(bytes_.size(), (at_ + 7) / 8);
  }

 private:
  /// The next bits without moving on; zeros behind the end.
  std::uint32_t peek(unsigned count) const {
    std::uint64_t window = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      const std::size_t at = at_ / 8 + i;
      window = window << 8 | (at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0U);
    }
    return static_cast<std::uint32_t>(window >> (40 - at_ % 8 - count)) & ((1U << count) - 1);
  }

  void skip(unsigned count) {
    at_ += count;
    if (at_ > bytes_.size() * 8) throw Failure{ImageErrorKind::Truncated};
  }

  std::int32_t read_run(bool is_black) {
    static const RunTable kWhite(kWhiteRuns);
    static const RunTable kBlack(kBlackRuns);
    std::int32_t total = 0;
    for (;;) {
      const RunCode& code = (is_black ? kBlack : kWhite).find(peek(kLongestRunCode));
      if (code.length == 0) throw Failure{};
      skip(code.length);
      total += code.run;
      if (code.run < 64) return total;
      if (total > bitmap_.width()) throw Failure{};
    }
  }

  /// The first change of the row above to the right of `at` that turns into the other colour than `is_black`: b1.
  std::size_t find_change(std::int32_t at, bool is_black) {
    // Changes with even numbers turn black.
    std::size_t i = hint_;
    while (i >= 1 && above_[i - 1] > at) --i;
    while (i < above_.size() && (above_[i] <= at || (i % 2 != 0) != is_black)) ++i;
    hint_ = i >= 1 ? i - 1 : 0;
    return i;
  }
  std::int32_t change(std::size_t i) const { return i < above_.size() ? above_[i] : bitmap_.width(); }

  void read_row(std::uint8_t* row) {
    const std::int32_t width = bitmap_.width();
    changes_.clear();
    hint_ = 0;
    std::int32_t at = -1;  // a0
    bool is_black = false;
    const auto paint = [&](std::int32_t to) {
      const std::int32_t from = std::max(at, 0);
      if (to < from || to > width) throw Failure{};
      if (is_black) std::fill(row + from, row + to, std::uint8_t{1});
      at = to;
    };
    const auto turn = [&] {
      changes_.push_back(at);
      is_black = !is_black;
    };
    while (at < width) {
      const std::size_t b = find_change(at, is_black);
      const std::uint32_t code = peek(7);
      if (code >> 6 == 1) {  // vertical, no shift
        skip(1);
        paint(change(b));
        turn();
      } else if (code >> 4 == 3 || code >> 4 == 2) {
        skip(3);
        paint(change(b) + (code >> 4 == 3 ? 1 : -1));
        turn();
      } else if (code >> 4 == 1) {  // horizontal
        skip(3);
        for (int i = 0; i < 2; ++i) {
          const std::int32_t run = read_run(is_black);
          paint(std::max(at, 0) + run);
          turn();
        }
      } else if (code >> 3 == 1) {  // pass
        skip(4);
        paint(change(b + 1));
      } else if (code >> 1 == 3 || code >> 1 == 2) {
        skip(6);
        paint(change(b) + (code >> 1 == 3 ? 2 : -2));
        turn();
      } else if (code == 3 || code == 2) {
        skip(7);
        paint(change(b) + (code == 3 ? 3 : -3));
        turn();
      } else {
        throw Failure{};
      }
    }
  }

  std::string_view bytes_;
  Bitmap& bitmap_;
  std::size_t at_ = 0;                 // bits
  std::vector<std::int32_t> above_;    // where the colour changes in the row above, from white on
  std::vector<std::int32_t> changes_;  // and in this row
  std::size_t hint_ = 0;
};

}  // namespace

std::size_t read_fax_rows(std::string_view bytes, Bitmap& bitmap) {
  if (bitmap.width() == 0) return 0;
  return FaxReader(bytes, bitmap).run();
}

}  // namespace gongwen::images::jbig2
