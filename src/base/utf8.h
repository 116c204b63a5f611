// UTF-8 by the letter of the Unicode Standard (D92): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// One decoded code point and the number of bytes that it took. A byte that cannot start or continue a sequence gives
/// U+FFFD, `length` 1 and `valid` false.
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

/// Offset of the first byte that is not part of valid UTF-8; none when all of it is.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Number of code points in valid UTF-8.
std::size_t count_code_points(std::string_view text);

/// The text up to its first `count` code points.
std::string_view first_code_points(std::string_view text, std::size_t count);

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
