#include "images/detail/jbig2_coding.h"

#include <algorithm>

namespace gongwen::images::jbig2 {
namespace {

#include "images/detail/jbig2_tables.inc"

}  // namespace

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

ArithmeticDecoder::ArithmeticDecoder(std::string_view bytes) : bytes_(bytes) {
  code_ = byte_at(0) << 16;
  read_byte();
  code_ <<= 7;
  shifts_left_ -= 7;
}

/// Figure E.19. After the end, bits of 1 follow, as the standard requires.
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
  // The smaller part may now belong to the more likely bit.
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
    code &= 0xFFFFFFFF;  // nothing follows a complete code
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

const PrefixTable& PrefixTable::standard(int number) { return standard_tables()[static_cast<std::size_t>(number - 1)]; }

// Runs of facsimile (T.6; codes of T.4, tables 2 and 3).

namespace {

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
  /// The next bits, without advancing; zeros after the end.
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

  /// The first change in the row above, to the right of `at`, to the opposite colour of `is_black`: b1.
  std::size_t find_change(std::int32_t at, bool is_black) {
    // Changes with even numbers are changes to black.
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
