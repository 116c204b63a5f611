#include "base/ascii.h"
#include "schema/detail/ecma_pattern.h"

#include <charconv>

namespace gongwen::schema {
namespace {

/// ECMA-262 WhiteSpace and LineTerminator, as the inside of a class, and everything else.
constexpr std::string_view kSpace =
    R"(\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027})"
    R"(\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";

class EscapeReader {
 public:
  EscapeReader(std::string_view pattern, std::size_t& offset) : pattern_(pattern), offset_(offset) {}

  std::optional<EcmaEscape> read() {
    ++offset_;  // the backslash
    if (offset_ >= pattern_.size()) return std::nullopt;
    const char c = peek();
    if ((c & 0x80) != 0) return std::nullopt;
    ++offset_;
    switch (c) {
      case 'd': return EcmaEscape{{}, "0-9"};
      case 'D': return EcmaEscape{{}, R"(\x{0}-\x{2f}\x{3a}-\x{10ffff})"};
      case 'w': return EcmaEscape{{}, "0-9A-Z_a-z"};
      case 'W': return EcmaEscape{{}, R"(\x{0}-\x{2f}\x{3a}-\x{40}\x{5b}-\x{5e}\x{60}\x{7b}-\x{10ffff})"};
      case 's': return EcmaEscape{{}, std::string(kSpace)};
      case 'S': return EcmaEscape{{}, std::string(kNotSpace)};
      case 'f': return EcmaEscape{U'\f', {}};
      case 'n': return EcmaEscape{U'\n', {}};
      case 'r': return EcmaEscape{U'\r', {}};
      case 't': return EcmaEscape{U'\t', {}};
      case 'v': return EcmaEscape{U'\v', {}};
      case '0': return base::is_ascii_digit(peek()) ? std::nullopt : std::optional(EcmaEscape{U'\0', {}});
      case 'c': return take_control_letter();
      case 'x': return take_hexadecimal(2);
      case 'u': return take_unicode_escape();
      case 'p':
      case 'P': return take_property(c);
      default: break;
    }
    if (base::is_ascii_alnum(c) || c == '_') return std::nullopt;
    return EcmaEscape{static_cast<char32_t>(c), {}};
  }

 private:
  char peek() const { return offset_ < pattern_.size() ? pattern_[offset_] : '\0'; }
  bool take(std::string_view text) {
    if (pattern_.substr(offset_, text.size()) != text) return false;
    offset_ += text.size();
    return true;
  }

  std::optional<EcmaEscape> take_control_letter() {
    if (!base::is_ascii_alpha(peek())) return std::nullopt;
    return EcmaEscape{static_cast<char32_t>(pattern_[offset_++] % 32), {}};
  }

  std::optional<EcmaEscape> take_hexadecimal(std::size_t digits) {
    const std::string_view text = pattern_.substr(offset_, digits);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != digits || error != std::errc() || end != text.data() + digits) return std::nullopt;
    offset_ += digits;
    return EcmaEscape{value, {}};
  }

  /// `\u4E00`, `\u{20BB7}` or a pair of surrogates; half a pair matches nothing that is valid text.
  std::optional<EcmaEscape> take_unicode_escape() {
    if (take("{")) {
      const std::size_t end = pattern_.find('}', offset_);
      constexpr std::size_t kMaxDigits = 8;
      if (end == std::string_view::npos || end == offset_ || end - offset_ > kMaxDigits) return std::nullopt;
      const std::optional<EcmaEscape> escaped = take_hexadecimal(end - offset_);
      if (!escaped || !take("}") || *escaped->code_point > 0x10FFFF) return std::nullopt;
      return without_surrogate(*escaped);
    }
    const std::optional<EcmaEscape> first = take_hexadecimal(4);
    if (!first) return std::nullopt;
    const char32_t high = *first->code_point;
    const std::size_t after_first = offset_;
    if (high >= 0xD800 && high <= 0xDBFF && take("\\u")) {
      const std::optional<EcmaEscape> second = take_hexadecimal(4);
      if (second && *second->code_point >= 0xDC00 && *second->code_point <= 0xDFFF) {
        return EcmaEscape{0x10000 + ((high - 0xD800) << 10) + (*second->code_point - 0xDC00), {}};
      }
      offset_ = after_first;
    }
    return without_surrogate(*first);
  }

  static EcmaEscape without_surrogate(const EcmaEscape& escaped) {
    const bool surrogate = *escaped.code_point >= 0xD800 && *escaped.code_point <= 0xDFFF;
    return surrogate ? EcmaEscape{} : escaped;
  }

  std::optional<EcmaEscape> take_property(char kind) {
    const std::size_t end = pattern_.find('}', offset_);
    if (!take("{") || end == std::string_view::npos) return std::nullopt;
    const std::string_view name = pattern_.substr(offset_, end - offset_);
    offset_ = end + 1;
    const bool assigned = name == "Assigned";
    const std::optional<std::string> property = translate_unicode_property(assigned ? "Cn" : name);
    if (!property) return EcmaEscape{{}, {}, true};
    const bool negated = (kind == 'P') != assigned;
    return EcmaEscape{{}, (negated ? "\\P{" : "\\p{") + *property + "}"};
  }

  std::string_view pattern_;
  std::size_t& offset_;
};

}  // namespace

std::optional<EcmaEscape> read_ecma_escape(std::string_view pattern, std::size_t& offset) {
  return EscapeReader(pattern, offset).read();
}

}  // namespace gongwen::schema
