// Content streams of a PDF: bytes unpacked within limits, text by marked content, tokens.
#pragma once

#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Unpacking a stream within limits.

/// Unpacks streams without a filter or with FlateDecode only, as attachments, metadata and long texts are. Returns
/// nullopt for other filters, and for streams that are damaged, longer than `most`, or exceed the compression ratio
/// limit.
std::optional<std::string> unpacked_bytes(const PdfObject& stream, std::size_t most, const IntakeLimits& limits);

// The meaning of character codes of a font.

/// The bytes of a string as one code, most significant first.
inline std::uint32_t code_of(std::string_view bytes) {
  std::uint32_t code = 0;
  for (const char c : bytes) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

/// A ToUnicode map (ISO 32000-2, 9.10.3). Texts are decoded on demand: the map of a font for typing has thousands, and
/// a form shows only a few.
class CodeMap {
 public:
  /// Appends the text of a code in UTF-8. Returns false if the map does not have the code.
  bool append_text(std::uint32_t code, std::string& out) const;
  std::optional<std::string> find(std::uint32_t code) const;
  /// Number of codes.
  std::size_t size() const;

 private:
  friend class CodeMapReader;
  /// Consecutive codes whose texts have equal length and are stored one after the other, or count up from one text.
  struct Run {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t target = 0;  // offset of the first text in `targets_`
    std::uint16_t length = 0;  // of each text, in bytes
    bool is_counted = false;
    std::uint32_t added = 0;  // added to the last unit of the first text

    std::uint32_t target_of(std::uint32_t code) const { return is_counted ? target : target + (code - first) * length; }
    std::uint32_t added_to(std::uint32_t code) const { return is_counted ? added + (code - first) : 0; }
  };
  std::uint32_t add_target(std::string_view target);
  void add(std::uint32_t code, std::string_view target);
  void add_counted(std::uint32_t first, std::uint32_t count, std::string_view target);
  void finish();
  void separate();

  std::vector<Run> runs_;  // sorted by code
  std::string targets_;    // UTF-16, as in the map
};

/// Reads at most `room` codes, and reduces `room` by their number: a few bytes can define 65,536 codes. The last
/// definition of a code counts.
CodeMap read_code_map(std::string_view cmap, std::size_t& room);

// The text of one content stream by marked content (ISO 32000-2, 9.4 and 14.6).

struct MarkedTexts {
  std::map<std::int64_t, std::string> texts;  // by MCID; content without one, such as artifacts, is left out
  std::size_t unmapped = 0;
};

class PdfContentReader {
 public:
  explicit PdfContentReader(const IntakeLimits& limits) : limits_(limits) {}

  /// `content` is the unpacked stream, `resources` the dictionary that names its fonts.
  MarkedTexts read(std::string_view content, const PdfObject& resources);

 private:
  const CodeMap& map_of(const PdfObject& font);

  const IntakeLimits& limits_;
  std::size_t map_room_ = 4'000'000;  // enough for some hundred Chinese fonts
  std::map<int, CodeMap> maps_;       // by the font's object number
};

// Tokens of content streams and CMaps (ISO 32000-2, 7.2, 7.3).

enum class ContentByte : std::uint8_t { Ordinary, Space, Delimiter };

inline constexpr std::array<ContentByte, 256> kContentBytes = [] {
  std::array<ContentByte, 256> bytes{};
  for (const char c : std::string_view(" \n\r\t\f\0", 6)) bytes[static_cast<unsigned char>(c)] = ContentByte::Space;
  for (const char c : std::string_view("()<>[]{}/%")) bytes[static_cast<unsigned char>(c)] = ContentByte::Delimiter;
  return bytes;
}();

inline ContentByte content_byte(char c) { return kContentBytes[static_cast<unsigned char>(c)]; }
inline bool is_content_space(char c) { return content_byte(c) == ContentByte::Space; }

inline constexpr std::array<std::int8_t, 256> kHexadecimalDigits = [] {
  std::array<std::int8_t, 256> digits{};
  digits.fill(-1);
  for (int i = 0; i < 10; ++i) digits[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 10; i < 16; ++i) {
    digits[static_cast<std::size_t>('a' + i - 10)] = static_cast<std::int8_t>(i);
    digits[static_cast<std::size_t>('A' + i - 10)] = static_cast<std::int8_t>(i);
  }
  return digits;
}();

/// The value of a digit; -1 for other characters.
inline int hexadecimal_digit(char c) { return kHexadecimalDigits[static_cast<unsigned char>(c)]; }

enum class TokenKind : std::uint8_t { End, String, Name, Word, Open, Close };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string_view text = {};  // bytes of a string; a name without its `/`; a word or bracket as written
};

/// Tokens are valid while the text and the reader exist.
class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && is_content_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return {};
    const char c = text_[at_];
    if (content_byte(c) == ContentByte::Ordinary) return {TokenKind::Word, word()};
    const bool is_double = at_ + 1 < text_.size() && text_[at_ + 1] == c;
    switch (c) {
      case '(': return literal();
      case '<':
        if (!is_double) return hexadecimal();
        return {TokenKind::Open, taken(2)};
      case '>': return is_double ? Token{TokenKind::Close, taken(2)} : Token{TokenKind::Word, taken(1)};
      case '[': return {TokenKind::Open, taken(1)};
      case ']': return {TokenKind::Close, taken(1)};
      case '/': ++at_; return {TokenKind::Name, word()};
      default: return {TokenKind::Word, taken(1)};
    }
  }

  /// Takes the two bytes of `<4E2D>` if exactly that comes next: most entries of character maps have this form.
  std::optional<std::array<char, 2>> take_unit() {
    constexpr std::size_t kLength = 6;
    while (at_ < text_.size() && is_content_space(text_[at_])) ++at_;
    if (at_ + kLength > text_.size()) return std::nullopt;
    const char* const c = text_.data() + at_;
    const int digits[] = {hexadecimal_digit(c[1]), hexadecimal_digit(c[2]), hexadecimal_digit(c[3]),
                          hexadecimal_digit(c[4])};
    if (c[0] != '<' || c[5] != '>' || (digits[0] | digits[1] | digits[2] | digits[3]) < 0) return std::nullopt;
    at_ += kLength;
    return std::array{static_cast<char>(digits[0] << 4 | digits[1]), static_cast<char>(digits[2] << 4 | digits[3])};
  }

  /// Skips the data of an inline image, up to and including the operator EI.
  void skip_image() {
    const std::size_t end = text_.find("EI", at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 2;
  }

 private:
  std::string_view taken(std::size_t count) {
    at_ += count;
    return text_.substr(at_ - count, count);
  }

  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && content_byte(text_[at_]) == ContentByte::Ordinary) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// Memory for decoded bytes, which are never more than the written ones.
  char* room() {
    if (!decoded_) decoded_ = std::make_unique_for_overwrite<char[]>(text_.size() - at_ + 1);
    return decoded_.get() + used_;
  }
  std::string_view used(const char* end) {
    const char* const begin = decoded_.get() + used_;
    used_ += static_cast<std::size_t>(end - begin);
    return {begin, end};
  }

  Token literal() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != ')' && text_[at_] != '(' && text_[at_] != '\\') ++at_;
    if (at_ < text_.size() && text_[at_] == ')') return {TokenKind::String, text_.substr(begin, at_++ - begin)};
    at_ = begin;
    return decoded_literal();
  }

  /// For strings with brackets or escapes, or without an end.
  Token decoded_literal() {
    char* to = room();
    int depth = 1;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') {
        to = escape(to);
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) break;
      *to++ = c;
    }
    ++at_;
    return {TokenKind::String, used(to)};
  }

  char* escape(char* to) {
    const char c = ++at_ < text_.size() ? text_[at_] : '\0';
    static constexpr std::string_view kNames = "nrtbf";
    static constexpr std::string_view kValues = "\n\r\t\b\f";
    if (const std::size_t place = kNames.find(c); place != std::string_view::npos) {
      *to++ = kValues[place];
    } else if (c >= '0' && c <= '7') {
      int value = 0;
      std::size_t count = 0;
      for (; count < 3 && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '7'; ++count) {
        value = value * 8 + (text_[at_++] - '0');
      }
      --at_;
      *to++ = static_cast<char>(value);
    } else if (c != '\n') {
      *to++ = c;
    }
    return to;
  }

  /// Characters other than digits count as 0.
  Token hexadecimal() {
    const std::size_t end = std::min(text_.find('>', ++at_), text_.size());
    char* to = room();
    std::size_t digits = 0;
    for (; at_ < end; ++at_) {
      if (is_content_space(text_[at_])) continue;
      const int digit = std::max(hexadecimal_digit(text_[at_]), 0);
      if (digits % 2 == 0) {
        *to = static_cast<char>(digit << 4);
      } else {
        *to = static_cast<char>(*to | digit);
        ++to;
      }
      ++digits;
    }
    ++at_;
    return {TokenKind::String, used(digits % 2 == 0 ? to : to + 1)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::unique_ptr<char[]> decoded_;
  std::size_t used_ = 0;
};

}  // namespace gongwen::intake
