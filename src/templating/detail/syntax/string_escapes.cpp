// The escapes of string literals, as Python's `unicode-escape` reads them.
#include "base/ascii.h"
#include "base/utf8.h"
#include "templating/detail/syntax/lexer.h"

namespace gongwen::templating {
namespace {

class EscapeReader {
 public:
  explicit EscapeReader(std::string_view quoted) : rest_(quoted) {}

  /// False when an escape is invalid; `offset` is then its start.
  bool run(std::size_t size, std::size_t& offset) {
    while (!rest_.empty()) {
      const std::size_t mark = std::min(rest_.find('\\'), rest_.size());
      out_.append(rest_.substr(0, mark));
      rest_.remove_prefix(mark);
      offset = size - rest_.size();
      if (!rest_.empty() && !read_escape()) return false;
    }
    return true;
  }
  const std::string& text() const { return out_; }

 private:
  bool read_escape() {
    if (rest_.size() < 2) return false;
    const char c = rest_[1];
    if (static_cast<unsigned char>(c) >= 0x80) return read_non_ascii();
    rest_.remove_prefix(2);
    switch (c) {
      case '\n': return true;
      case '\\':
      case '\'':
      case '"': out_.push_back(c); return true;
      case 'a': out_.push_back('\a'); return true;
      case 'b': out_.push_back('\b'); return true;
      case 'f': out_.push_back('\f'); return true;
      case 'n': out_.push_back('\n'); return true;
      case 'r': out_.push_back('\r'); return true;
      case 't': out_.push_back('\t'); return true;
      case 'v': out_.push_back('\v'); return true;
      case 'x': return read_hexadecimal(2);
      case 'u': return read_hexadecimal(4);
      case 'U': return read_hexadecimal(8);
      case 'N': return false;  // characters by name: their table is not here
      default: break;
    }
    if (c >= '0' && c <= '7') return read_octal(c);
    out_.push_back('\\');
    out_.push_back(c);
    return true;
  }

  bool append(char32_t code_point) {
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (surrogate || code_point > 0x10FFFF) return false;
    base::append_utf8(out_, code_point);
    return true;
  }

  bool read_hexadecimal(std::size_t digits) {
    if (rest_.size() < digits) return false;
    char32_t code_point = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!base::is_ascii_hex_digit(c)) return false;
      code_point = code_point << 4 | static_cast<char32_t>(base::hex_digit_value(c));
    }
    rest_.remove_prefix(digits);
    return append(code_point);
  }

  bool read_octal(char first) {
    char32_t code_point = static_cast<char32_t>(first - '0');
    for (int i = 0; i < 2 && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '7'; ++i) {
      code_point = code_point << 3 | static_cast<char32_t>(rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return append(code_point);
  }

  /// Jinja makes ASCII of the literal first, so that a backslash before such a character turns into
  /// an escaped backslash and the code of the character.
  bool read_non_ascii() {
    const base::DecodedCodePoint decoded = base::decode_utf8(rest_, 1);
    const int digits = decoded.code_point < 0x100 ? 2 : decoded.code_point < 0x10000 ? 4 : 8;
    out_ += digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out_.push_back("0123456789abcdef"[decoded.code_point >> shift & 15]);
    }
    rest_.remove_prefix(1u + decoded.length);
    return true;
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

std::optional<std::string_view> decode_string(std::string_view quoted, Arena& arena, std::size_t& error) {
  if (quoted.find('\\') == std::string_view::npos) return quoted;
  EscapeReader reader(quoted);
  if (!reader.run(quoted.size(), error)) return std::nullopt;
  return arena.store(reader.text());
}

}  // namespace gongwen::templating
