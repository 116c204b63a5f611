#include "data/detail/plain_json.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>

namespace gongwen::data {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
constexpr std::uint64_t kHighs = 0x8080'8080'8080'8080;

constexpr std::uint64_t each(char c) { return kOnes * static_cast<unsigned char>(c); }

/// Whether eight bytes hold a zero.
constexpr bool has_zero(std::uint64_t word) { return ((word - kOnes) & ~word & kHighs) != 0; }

/// Whether a string continues over these eight bytes: no quote, no backslash, no control character.
constexpr bool continues(std::uint64_t word) {
  const bool has_control = ((word - each(' ')) & ~word & kHighs) != 0;
  return !has_control && !has_zero(word ^ each('"')) && !has_zero(word ^ each('\\'));
}

/// The meaning of `\n` and the like; NUL for what is none of them.
constexpr char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
  }
}

/// Without an exponent so many characters are within a double's range, and below the library's own limit.
constexpr std::size_t kMaxDigits = 300;

class PlainReader {
 public:
  PlainReader(std::string_view text, const JsonLimits& limits, const diagnostics::DiagnosticSink& sink,
              DocumentBuilder& builder)
      : text_(text), limits_(limits), sink_(sink), builder_(builder) {}

  bool read_document() {
    skip_space();
    return read_whole_value() && is_at_end();
  }

  bool read_lines() {
    std::uint32_t end = 0;
    builder_.begin_array(0);
    while (!is_at_end()) {
      if (!read_whole_value()) return false;
      end = place();
    }
    builder_.end_array(end);
    return true;
  }

 private:
  bool is_at_end() { return skip_space() == '\0' && next_ == text_.size(); }

  bool read_whole_value() {
    while (read_value()) {
      // What was read is complete, and so may be what is around it.
      while (!open_.empty() && ends_container()) {
      }
      if (open_.empty()) return true;
      if (!read_separator()) return false;
    }
    return false;
  }

  /// The byte at the next place; NUL after the end.
  char peek() const { return next_ < text_.size() ? text_[next_] : '\0'; }
  std::uint32_t place() const { return static_cast<std::uint32_t>(next_); }

  char skip_space() {
    char c = peek();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      ++next_;
      c = peek();
    }
    return c;
  }

  /// A whole value, or the start of an array or object that has something in it, up to its first value.
  bool read_value() {
    for (;;) {
      sink_.go_on();
      if (builder_.size() >= limits_.max_values) return false;
      const char c = peek();
      if (c != '{' && c != '[') return read_scalar(c);
      if (builder_.depth() == limits_.max_depth) return false;
      const char end = c == '{' ? '}' : ']';
      if (c == '{') {
        builder_.begin_object(place());
      } else {
        builder_.begin_array(place());
      }
      open_.push_back(end);
      ++next_;
      if (skip_space() == end) return true;
      if (c == '{' && !read_name()) return false;
    }
  }

  /// The end of the innermost container, if it comes next.
  bool ends_container() {
    const char end = open_.back();
    if (skip_space() != end) return false;
    ++next_;
    if (end == '}') {
      builder_.end_object(place());
    } else {
      builder_.end_array(place());
    }
    open_.pop_back();
    return true;
  }

  /// The comma before the next value of a container, and the name of a member.
  bool read_separator() {
    if (peek() != ',') return false;
    ++next_;
    skip_space();
    return open_.back() == ']' || read_name();
  }

  bool read_name() {
    const std::uint32_t begin = place();
    std::string_view name;
    if (!read_string(name)) return false;
    if (is_view_) {
      builder_.key_outliving(name, begin, place());
    } else {
      builder_.key(name, begin, place());
    }
    if (skip_space() != ':') return false;
    ++next_;
    skip_space();
    return true;
  }

  bool read_scalar(char c) {
    const std::uint32_t begin = place();
    switch (c) {
      case '"': {
        std::string_view value;
        if (!read_string(value)) return false;
        if (is_view_) {
          builder_.string_outliving(value, begin, place());
        } else {
          builder_.string(value, begin, place());
        }
        return true;
      }
      case 't':
        if (!read_word("true")) return false;
        builder_.boolean(true, begin, place());
        return true;
      case 'f':
        if (!read_word("false")) return false;
        builder_.boolean(false, begin, place());
        return true;
      case 'n':
        if (!read_word("null")) return false;
        builder_.null(begin, place());
        return true;
      default: return read_number();
    }
  }

  bool read_word(std::string_view word) {
    if (text_.substr(next_, word.size()) != word) return false;
    next_ += word.size();
    return true;
  }

  std::size_t pass_digits() {
    const std::size_t begin = next_;
    while (base::is_ascii_digit(peek())) ++next_;
    return next_ - begin;
  }

  /// RFC 8259 section 6. What may be too large for a double is left to the library.
  bool read_number() {
    const std::uint32_t begin = place();
    if (peek() == '-') ++next_;
    const char first = peek();
    const std::size_t digits = pass_digits();
    if (digits == 0 || (first == '0' && digits > 1)) return false;
    bool is_whole = true;
    if (peek() == '.') {
      ++next_;
      is_whole = false;
      if (pass_digits() == 0) return false;
    }
    const std::string_view written = text_.substr(begin, next_ - begin);
    if (peek() == 'e' || peek() == 'E' || written.size() > kMaxDigits) return false;
    std::int64_t value = 0;
    if (is_whole && std::from_chars(written.data(), written.data() + written.size(), value).ec == std::errc()) {
      builder_.integer(value, begin, place());
      return true;
    }
    diagnostics::DiagnosticSink unheard;
    if (!check_number(written, {}, limits_, unheard)) return false;
    builder_.decimal(written, begin, place());
    return true;
  }

  /// Up to the next quote, backslash or control character.
  void pass_plain_text() {
    std::uint64_t word = 0;
    while (next_ + kWord <= text_.size()) {
      std::memcpy(&word, text_.data() + next_, kWord);
      if (!continues(word)) break;
      next_ += kWord;
    }
    for (char c = peek(); static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; c = peek()) ++next_;
  }

  /// `value` is a view of the text, or of what is kept until the next string.
  bool read_string(std::string_view& value) {
    if (peek() != '"') return false;
    const std::size_t begin = ++next_;
    pass_plain_text();
    is_view_ = peek() == '"';
    if (is_view_) {
      value = text_.substr(begin, next_ - begin);
      ++next_;
      return true;
    }
    unescaped_.assign(text_, begin, next_ - begin);
    while (peek() == '\\') {
      if (!read_escape()) return false;
      const std::size_t plain = next_;
      pass_plain_text();
      unescaped_.append(text_, plain, next_ - plain);
    }
    if (peek() != '"') return false;
    ++next_;
    value = unescaped_;
    return true;
  }

  bool read_escape() {
    ++next_;
    const char c = peek();
    ++next_;
    if (c == 'u') return read_unicode_escape();
    const char meaning = short_escape(c);
    unescaped_.push_back(meaning);
    return meaning != '\0';
  }

  /// Four hexadecimal digits, or two times four for a surrogate pair; not U+0000.
  bool read_unicode_escape() {
    std::uint32_t first = 0;
    if (!read_code_unit(first) || first == 0 || (first >= 0xDC00 && first <= 0xDFFF)) return false;
    if (first < 0xD800 || first > 0xDBFF) {
      base::append_utf8(unescaped_, first);
      return true;
    }
    std::uint32_t second = 0;
    if (!read_word("\\u") || !read_code_unit(second) || second < 0xDC00 || second > 0xDFFF) return false;
    base::append_utf8(unescaped_, 0x1'0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
    return true;
  }

  bool read_code_unit(std::uint32_t& unit) {
    constexpr std::size_t kDigits = 4;
    const std::string_view digits = text_.substr(std::min(next_, text_.size()), kDigits);
    if (digits.size() < kDigits) return false;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + kDigits, unit, 16);
    next_ += kDigits;
    return error == std::errc() && end == digits.data() + kDigits;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  const diagnostics::DiagnosticSink& sink_;
  DocumentBuilder& builder_;
  std::size_t next_ = 0;
  std::string open_;       // the bracket that ends each open container
  std::string unescaped_;  // the last string that had escapes
  bool is_view_ = false;   // of the last string: it had none
};

}  // namespace

bool read_plain_json(std::string_view text, const JsonLimits& limits, const diagnostics::DiagnosticSink& sink,
                     DocumentBuilder& builder) {
  return PlainReader(text, limits, sink, builder).read_document();
}

bool read_plain_json_lines(std::string_view text, const JsonLimits& limits, const diagnostics::DiagnosticSink& sink,
                           DocumentBuilder& builder) {
  return PlainReader(text, limits, sink, builder).read_lines();
}

}  // namespace gongwen::data
