// Tokens of content streams and of CMaps (ISO 32000-1, 7.2, 7.3).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::intake {

enum class ContentByte : std::uint8_t { Ordinary, Space, Delimiter };

inline constexpr std::array<ContentByte, 256> kContentBytes = [] {
  std::array<ContentByte, 256> bytes{};
  for (const char c : std::string_view(" \n\r\t\f\0", 6)) bytes[static_cast<unsigned char>(c)] = ContentByte::Space;
  for (const char c : std::string_view("()<>[]{}/%")) bytes[static_cast<unsigned char>(c)] = ContentByte::Delimiter;
  return bytes;
}();

inline ContentByte content_byte(char c) { return kContentBytes[static_cast<unsigned char>(c)]; }
inline bool is_content_space(char c) { return content_byte(c) == ContentByte::Space; }
inline bool is_content_delimiter(char c) { return content_byte(c) == ContentByte::Delimiter; }

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

/// -1 for what is none.
inline int hexadecimal_digit(char c) { return kHexadecimalDigits[static_cast<unsigned char>(c)]; }

enum class TokenKind : std::uint8_t { End, String, Name, Word, Open, Close };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text;  // a string's bytes; a name without its `/`; a word or a bracket as written
};

class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && is_content_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return {};
    const char c = text_[at_];
    if (c == '(') return literal();
    if (text_.substr(at_, 2) == "<<" || text_.substr(at_, 2) == ">>") {
      at_ += 2;
      return {c == '<' ? TokenKind::Open : TokenKind::Close, std::string(2, c)};
    }
    if (c == '<') return hexadecimal();
    if (c == '[' || c == ']') {
      ++at_;
      return {c == '[' ? TokenKind::Open : TokenKind::Close, std::string(1, c)};
    }
    if (c == '/') {
      ++at_;
      return {TokenKind::Name, word()};
    }
    if (is_content_delimiter(c)) {
      ++at_;
      return {TokenKind::Word, std::string(1, c)};
    }
    return {TokenKind::Word, word()};
  }

  /// Skips the data of an inline image, to the end of its operator EI.
  void skip_image() {
    const std::size_t end = text_.find("EI", at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 2;
  }

 private:
  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && content_byte(text_[at_]) == ContentByte::Ordinary) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Token literal() {
    std::string bytes;
    int depth = 1;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') {
        escape(bytes);
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) break;
      bytes += c;
    }
    ++at_;
    return {TokenKind::String, std::move(bytes)};
  }

  void escape(std::string& bytes) {
    const char c = ++at_ < text_.size() ? text_[at_] : '\0';
    static constexpr std::string_view kNames = "nrtbf";
    static constexpr std::string_view kValues = "\n\r\t\b\f";
    if (const std::size_t place = kNames.find(c); place != std::string_view::npos) {
      bytes += kValues[place];
    } else if (c >= '0' && c <= '7') {
      int value = 0;
      std::size_t count = 0;
      for (; count < 3 && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '7'; ++count) {
        value = value * 8 + (text_[at_++] - '0');
      }
      --at_;
      bytes += static_cast<char>(value);
    } else if (c != '\n') {
      bytes += c;
    }
  }

  /// A character other than a digit counts as 0.
  Token hexadecimal() {
    const std::size_t end = std::min(text_.find('>', ++at_), text_.size());
    Token token{TokenKind::String, std::string((end - at_ + 1) / 2, '\0')};
    std::size_t digits = 0;
    for (; at_ < end; ++at_) {
      if (is_content_space(text_[at_])) continue;
      const int digit = std::max(hexadecimal_digit(text_[at_]), 0);
      char& byte = token.text[digits / 2];
      byte = static_cast<char>(byte | (digits % 2 == 0 ? digit << 4 : digit));
      ++digits;
    }
    ++at_;
    token.text.resize((digits + 1) / 2);
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace gongwen::intake
