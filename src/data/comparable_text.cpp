
#include "base/utf8.h"
#include "data/value_text.h"

namespace gongwen::data {
namespace {

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Blanks of any width, and invisible characters.
constexpr bool is_gap(char32_t c) {
  return c <= U' ' || c == 0xA0 || c == 0xAD || c == 0x3000 || (c >= 0x2000 && c <= 0x200D) || c == 0x202F ||
         c == 0x205F || c == 0x2060 || c == 0xFEFF || is_middle_dot(c);
}

constexpr char32_t comparable_sign(char32_t wide) {
  const char32_t c = narrow_sign(wide);
  if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
  if (c < 0x80) {
    if (c == U'[' || c == U'{') return U'(';
    if (c == U']' || c == U'}') return U')';
    return c == U'`' ? U'\'' : c;
  }
  if (is_dash(c)) return U'-';
  switch (c) {
    case U'〔':
    case U'【':
    case U'〖': return U'(';
    case U'〕':
    case U'】':
    case U'〗': return U')';
    case U'《':
    case U'〈':
    case U'«': return U'<';
    case U'》':
    case U'〉':
    case U'»': return U'>';
    case U'“':
    case U'”':
    case U'„':
    case U'‟':
    case U'「':
    case U'」':
    case U'『':
    case U'』':
    case U'〝':
    case U'〞': return U'"';
    case U'‘':
    case U'’':
    case U'‛':
    case U'′': return U'\'';
    case U'。': return U'.';
    default: return c;
  }
}

/// Gives the characters of the comparable text one after the other.
class ComparableReader {
 public:
  explicit ComparableReader(std::string_view text) : text_(text) {}

  /// 0 at the end.
  char32_t next() {
    bool gap = false;
    while (at_ < text_.size()) {
      const auto decoded = base::decode_utf8(text_, at_);
      if (is_gap(decoded.code_point)) {
        at_ += decoded.length;
        gap = true;
        continue;
      }
      const char32_t sign = comparable_sign(decoded.code_point);
      if (gap && is_digit(last_) && is_digit(sign)) return last_ = U' ';
      at_ += decoded.length;
      // ——, --
      if (sign == U'-' && last_ == U'-') continue;
      return last_ = sign;
    }
    return U'\0';
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  char32_t last_ = U'\0';
};

}  // namespace

std::string comparable_text(std::string_view text) {
  std::string out;
  ComparableReader reader(text);
  for (char32_t c = reader.next(); c != U'\0'; c = reader.next()) base::append_utf8(out, c);
  return out;
}

bool reads_same(std::string_view one, std::string_view other) {
  if (one == other) return true;
  ComparableReader left(one);
  ComparableReader right(other);
  while (true) {
    const char32_t c = left.next();
    if (c != right.next()) return false;
    if (c == U'\0') return true;
  }
}

}  // namespace gongwen::data
