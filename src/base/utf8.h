// UTF-8 strictly as in the Unicode Standard (D92): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

// Character tests and case mapping for ASCII only, independent of the locale.

constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_ascii_alpha(char c) { return is_ascii_upper(c) || is_ascii_lower(c); }
constexpr bool is_ascii_alnum(char c) { return is_ascii_alpha(c) || is_ascii_digit(c); }
constexpr bool is_ascii_hex_digit(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// HTML and CSS white space: space, tab, line feed, form feed, carriage return.
constexpr bool is_ascii_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
constexpr char to_ascii_lower(char c) { return is_ascii_upper(c) ? static_cast<char>(c + 32) : c; }
/// Value of a hexadecimal digit; `c` must be one.
constexpr int hex_digit_value(char c) { return is_ascii_digit(c) ? c - '0' : to_ascii_lower(c) - 'a' + 10; }

std::string ascii_lowercase(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b);
std::string_view trim_ascii_space(std::string_view text);
/// Collapses white space as HTML does: each run becomes one space, and white space at the ends is removed.
std::string collapse_ascii_space(std::string_view text);

// TextScanner: reads a short text from left to right, for formats that are too simple for a parser.
//   TextScanner scan("2024-02");  const auto year = scan.take_number(4);  scan.take('-');

class TextScanner {
 public:
  explicit TextScanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char wanted) {
    if (peek() != wanted || at_end()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_text(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  /// Takes an ASCII letter in either case; `wanted` is in upper case.
  bool take_letter(char wanted) { return take(wanted) || take(to_ascii_lower(wanted)); }

  /// Skips the ASCII digits that come next, and returns their number.
  std::size_t skip_digits() {
    std::size_t count = 0;
    for (; is_ascii_digit(peek()); ++count) rest_.remove_prefix(1);
    return count;
  }

  /// Takes exactly `digits` ASCII digits as a number; takes nothing and returns nullopt if there are fewer.
  std::optional<int> take_number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!is_ascii_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  /// Takes one to `max_digits` digits as a number.
  std::optional<int> take_short_number(std::size_t max_digits) {
    std::size_t count = 0;
    while (count < rest_.size() && count < max_digits && is_ascii_digit(rest_[count])) ++count;
    return count == 0 ? std::nullopt : take_number(count);
  }

 private:
  std::string_view rest_;
};

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// A decoded code point and the number of its bytes. A byte that cannot start or continue a sequence yields U+FFFD,
/// `length` 1 and `valid` false.
struct DecodedCodePoint {
  char32_t code_point = 0;
  std::uint8_t length = 0;
  bool valid = true;
};

/// Decodes the code point that starts at `offset`; `offset` < text.size().
DecodedCodePoint decode_utf8(std::string_view text, std::size_t offset);

void append_utf8(std::string& out, char32_t code_point);
std::string to_utf8(char32_t code_point);
std::string to_utf8(std::u32string_view code_points);
std::u32string to_utf32(std::string_view text);

/// The offset of the first byte that is not part of valid UTF-8; nullopt if the text is valid.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Number of code points in valid UTF-8.
std::size_t count_code_points(std::string_view text);

/// The text up to its first `count` code points.
std::string_view first_code_points(std::string_view text, std::size_t count);

/// The text up to `count` bytes, without a code point that would be cut there.
std::string_view first_bytes(std::string_view text, std::size_t count);

/// Whether a byte continues a code point. No text is cut before such a byte.
constexpr bool is_continuation_byte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The offset of the first byte of the code point that contains the byte at `offset`; the size of the text for an
/// offset beyond its end.
std::size_t code_point_begin(std::string_view text, std::size_t offset);

/// The offset after the code point that starts at `offset`; `offset` < text.size().
std::size_t code_point_end(std::string_view text, std::size_t offset);

/// The offset of the last code point of a text that is not empty.
inline std::size_t last_code_point(std::string_view text) { return code_point_begin(text, text.size() - 1); }

/// The text without the code points at both ends for which `is_blank` is true.
template <typename Predicate>
std::string_view trim_code_points(std::string_view text, Predicate is_blank) {
  while (!text.empty()) {
    const DecodedCodePoint first = decode_utf8(text, 0);
    if (!is_blank(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  while (!text.empty()) {
    const std::size_t last = last_code_point(text);
    if (!is_blank(decode_utf8(text, last).code_point)) break;
    text = text.substr(0, last);
  }
  return text;
}

/// Walks over the code points of a text: `for (const auto& [code_point, length, valid] : CodePoints(text))`.
class CodePoints {
 public:
  class Iterator {
   public:
    Iterator(std::string_view text, std::size_t offset) : text_(text), offset_(offset) { decode(); }
    const DecodedCodePoint& operator*() const { return current_; }
    const DecodedCodePoint* operator->() const { return &current_; }
    std::size_t offset() const { return offset_; }
    Iterator& operator++() {
      offset_ += current_.length;
      decode();
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.offset_ == b.offset_; }

   private:
    void decode() {
      if (offset_ < text_.size()) current_ = decode_utf8(text_, offset_);
    }
    std::string_view text_;
    std::size_t offset_;
    DecodedCodePoint current_;
  };

  explicit CodePoints(std::string_view text) : text_(text) {}
  Iterator begin() const { return {text_, 0}; }
  Iterator end() const { return {text_, text_.size()}; }

 private:
  std::string_view text_;
};

}  // namespace gongwen::base
