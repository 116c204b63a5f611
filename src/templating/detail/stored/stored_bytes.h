// Numbers and texts in a row of bytes: how programs are kept for later runs. Small numbers take one byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::templating {

class ByteWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  /// A number that may be negative.
  void difference(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void text(std::string_view text) {
    number(text.size());
    bytes_ += text;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads what a ByteWriter has written, and anything else without harm: from the first number on that cannot be there,
/// all is 0 and empty, and has_failed() says so.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::uint8_t byte() { return next_ != end_ ? static_cast<std::uint8_t>(*next_++) : fail(); }
  std::uint64_t number() {
    if (next_ != end_ && static_cast<std::uint8_t>(*next_) < 0x80) return static_cast<std::uint8_t>(*next_++);
    return long_number();
  }
  std::int64_t difference() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  /// A number below `limit`.
  std::uint32_t number_below(std::uint64_t limit) {
    const std::uint64_t value = number();
    return value < limit ? static_cast<std::uint32_t>(value) : fail();
  }
  /// How many things follow, each of which takes a byte or more: what is made room for is bounded by what there is.
  std::uint32_t count() { return number_below(left() + 1); }
  std::string_view text() { return take(count()); }
  /// The next bytes as they are.
  std::string_view take(std::size_t size) {
    if (size > left()) size = fail();
    const std::string_view taken(next_, size);
    next_ += size;
    return taken;
  }
  std::string_view rest() const { return {next_, left()}; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }
  bool has_failed() const { return failed_; }
  std::uint8_t fail() {
    next_ = end_;
    failed_ = true;
    return 0;
  }

 private:
  std::uint64_t long_number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && next_ != end_; shift += 7) {
      const auto part = static_cast<std::uint8_t>(*next_++);
      value |= static_cast<std::uint64_t>(part & 0x7F) << shift;
      if (part < 0x80) return value;
    }
    return fail();
  }

  const char* next_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace gongwen::templating
