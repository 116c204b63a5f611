#include "data/detail/ecma_pattern.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "data/detail/unicode_properties.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace gongwen::data {
namespace {

/// ECMA-262 WhiteSpace and LineTerminator, as the inside of a class, and everything else.
constexpr std::string_view kSpace =
    R"(\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027})"
    R"(\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr std::string_view kAnyButLineEnd = R"([^\n\r\x{2028}\x{2029}])";
constexpr std::string_view kAnything = R"([\x{0}-\x{10ffff}])";
constexpr std::string_view kNothing = "(?!)";
/// PCRE2 counts repetitions in 16 bits.
constexpr unsigned kMostRepetitions = 65'535;

struct Fault {
  std::string_view english;
  std::string_view chinese;
};
constexpr Fault kUnclosedGroup{"`(` is not closed", "`(` 没有对应的 `)`"};
constexpr Fault kStrayParenthesis{"`)` closes nothing", "`)` 没有对应的 `(`"};
constexpr Fault kUnclosedClass{"`[` is not closed", "`[` 没有对应的 `]`"};
constexpr Fault kNothingToRepeat{"there is nothing to repeat", "重复次数之前没有可重复的内容"};
constexpr Fault kBadRepetition{"the numbers of the repetition do not fit", "重复次数的上下限有误"};
constexpr Fault kBadEscape{"the escape has no meaning", "反斜杠后的写法没有意义"};
constexpr Fault kBadGroup{"the group begins in an unknown way", "`(?` 后的写法无法识别"};
constexpr Fault kBadRange{"the range runs backwards", "字符范围的起止颠倒"};
constexpr Fault kUnknownProperty{"the Unicode property is unknown", "没有这个 Unicode 属性"};
constexpr Fault kUnknownReference{"there is no such group to refer to", "引用的分组不存在"};

std::string escaped_code_point(char32_t code_point) {
  char digits[8];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(code_point), 16).ptr;
  std::string out = "\\x{";
  out.append(digits, end);
  out += '}';
  return out;
}

/// What an escape stands for: one code point, or a piece of pattern that can stand in a class or
/// alone.
struct Escaped {
  std::optional<char32_t> code_point;
  std::string in_class;  // a set: what to write between brackets
};

class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  std::variant<std::string, PatternFault> translate() {
    while (!failed_ && !at_end()) translate_term();
    if (!failed_ && !groups_.empty()) fail(kUnclosedGroup, groups_.back().offset);
    if (!failed_ && highest_reference_ > group_count_) fail(kUnknownReference, reference_offset_);
    if (failed_) return *failed_;
    return std::move(out_);
  }

 private:
  struct Group {
    std::size_t offset;
    bool is_assertion;
  };

  bool at_end() const { return offset_ >= pattern_.size(); }
  char peek(std::size_t ahead = 0) const {
    return offset_ + ahead < pattern_.size() ? pattern_[offset_ + ahead] : '\0';
  }
  bool take(std::string_view text) {
    if (pattern_.substr(offset_, text.size()) != text) return false;
    offset_ += text.size();
    return true;
  }
  char32_t take_code_point() {
    const base::DecodedCodePoint decoded = base::decode_utf8(pattern_, offset_);
    offset_ += decoded.length;
    return decoded.code_point;
  }
  void fail(const Fault& fault, std::size_t offset) {
    if (!failed_)
      failed_ = PatternFault{offset, std::string(fault.english), std::string(fault.chinese)};
  }
  /// What a quantifier may follow.
  void put_atom(std::string_view text) {
    out_ += text;
    can_repeat_ = true;
  }
  /// Assertions, separators and quantifiers themselves.
  void put(std::string_view text) {
    out_ += text;
    can_repeat_ = false;
  }

  void translate_term() {
    const std::size_t begin = offset_;
    switch (peek()) {
      case '^':
        return ++offset_, put("\\A");
      case '$':
        return ++offset_, put("\\z");
      case '|':
        return ++offset_, put("|");
      case '.':
        return ++offset_, put_atom(kAnyButLineEnd);
      case '(':
        return translate_group();
      case ')':
        return close_group();
      case '[':
        return translate_class();
      case '\\':
        return translate_escape();
      case '*':
      case '+':
      case '?':
        return ++offset_, repeat(std::string(1, pattern_[begin]), begin);
      case '{':
        if (translate_counts()) return;
        break;
      default:
        break;
    }
    put_atom(escaped_code_point(take_code_point()));
  }

  void repeat(const std::string& quantifier, std::size_t begin) {
    if (!can_repeat_) return fail(kNothingToRepeat, begin);
    put(quantifier);
    if (take("?")) out_ += '?';
  }

  std::optional<unsigned> take_count() {
    unsigned count = 0;
    const char* const begin = pattern_.data() + offset_;
    const auto [end, error] = std::from_chars(begin, pattern_.data() + pattern_.size(), count);
    if (end == begin) return std::nullopt;
    offset_ += static_cast<std::size_t>(end - begin);
    return error == std::errc() ? count : kMostRepetitions + 1;
  }

  /// `{2}`, `{2,}` or `{2,5}`; false, and nothing taken, for a brace that stands for itself.
  bool translate_counts() {
    const std::size_t begin = offset_++;
    const std::optional<unsigned> least = take_count();
    const bool comma = least && take(",");
    const std::optional<unsigned> most = comma ? take_count() : least;
    if (!least || !take("}")) {
      offset_ = begin;
      return false;
    }
    if (*least > kMostRepetitions || (most && (*most > kMostRepetitions || *most < *least))) {
      fail(kBadRepetition, begin);
    }
    repeat(std::string(pattern_.substr(begin, offset_ - begin)), begin);
    return true;
  }

  void translate_group() {
    const std::size_t begin = offset_++;
    bool is_assertion = false;
    if (!take("?")) {
      ++group_count_;
      out_ += '(';
    } else if (take(":")) {
      out_ += "(?:";
    } else if (peek() == '=' || peek() == '!' || take("<=") || take("<!")) {
      is_assertion = true;
      if (peek() == '=' || peek() == '!') ++offset_;
      out_ += pattern_.substr(begin, offset_ - begin);
    } else if (peek() == '<') {
      ++group_count_;
      translate_name("(?<");
    } else {
      fail(kBadGroup, begin);
    }
    groups_.push_back({begin, is_assertion});
    can_repeat_ = false;
  }

  /// `<name>`, written behind `prefix`.
  void translate_name(std::string_view prefix) {
    const std::size_t begin = offset_;
    const std::size_t end = pattern_.find('>', begin);
    const std::string_view name = end == std::string_view::npos
                                      ? std::string_view()
                                      : pattern_.substr(begin + 1, end - begin - 1);
    const bool valid = !name.empty() && !base::is_ascii_digit(name.front()) &&
                       std::all_of(name.begin(), name.end(), [](char c) {
                         return base::is_ascii_alnum(c) || c == '_' || (c & 0x80) != 0;
                       });
    if (!valid) return fail(kBadGroup, begin);
    offset_ = end + 1;
    out_.append(prefix).append(name).append(">");
  }

  void close_group() {
    const std::size_t begin = offset_++;
    if (groups_.empty()) return fail(kStrayParenthesis, begin);
    const bool is_assertion = groups_.back().is_assertion;
    groups_.pop_back();
    is_assertion ? put(")") : put_atom(")");
  }

  void translate_escape() {
    const std::size_t begin = offset_;
    const char next = peek(1);
    if (next == 'b' || next == 'B') {
      offset_ += 2;
      return put(next == 'b' ? "\\b" : "\\B");
    }
    if (next == 'k' && peek(2) == '<') {
      offset_ += 2;
      translate_name("\\k<");
      can_repeat_ = true;
      return;
    }
    if (next >= '1' && next <= '9') return translate_reference();
    const std::optional<Escaped> escaped = take_escape();
    if (!escaped) return fail(kBadEscape, begin);
    if (escaped->code_point) return put_atom(escaped_code_point(*escaped->code_point));
    put_atom(escaped->in_class.empty() ? std::string(kNothing) : "[" + escaped->in_class + "]");
  }

  void translate_reference() {
    const std::size_t begin = offset_++;
    const unsigned number = *take_count();
    if (number > highest_reference_) {
      highest_reference_ = number;
      reference_offset_ = begin;
    }
    put_atom("\\g{" + std::to_string(number) + "}");
  }

  /// An escape that means the same in a class and outside of it; nothing for any other.
  std::optional<Escaped> take_escape() {
    ++offset_;
    if (at_end()) return std::nullopt;
    const char c = peek();
    if ((c & 0x80) != 0) return std::nullopt;
    ++offset_;
    switch (c) {
      case 'd':
        return Escaped{{}, "0-9"};
      case 'D':
        return Escaped{{}, R"(\x{0}-\x{2f}\x{3a}-\x{10ffff})"};
      case 'w':
        return Escaped{{}, "0-9A-Z_a-z"};
      case 'W':
        return Escaped{{}, R"(\x{0}-\x{2f}\x{3a}-\x{40}\x{5b}-\x{5e}\x{60}\x{7b}-\x{10ffff})"};
      case 's':
        return Escaped{{}, std::string(kSpace)};
      case 'S':
        return Escaped{{}, std::string(kNotSpace)};
      case 'f':
        return Escaped{U'\f', {}};
      case 'n':
        return Escaped{U'\n', {}};
      case 'r':
        return Escaped{U'\r', {}};
      case 't':
        return Escaped{U'\t', {}};
      case 'v':
        return Escaped{U'\v', {}};
      case '0':
        return base::is_ascii_digit(peek()) ? std::nullopt : std::optional(Escaped{U'\0', {}});
      case 'c':
        return take_control_letter();
      case 'x':
        return take_hexadecimal(2);
      case 'u':
        return take_unicode_escape();
      case 'p':
      case 'P':
        return take_property(c);
      default:
        break;
    }
    if (base::is_ascii_alnum(c) || c == '_') return std::nullopt;
    return Escaped{static_cast<char32_t>(c), {}};
  }

  std::optional<Escaped> take_control_letter() {
    if (!base::is_ascii_alpha(peek())) return std::nullopt;
    return Escaped{static_cast<char32_t>(pattern_[offset_++] % 32), {}};
  }

  std::optional<Escaped> take_hexadecimal(std::size_t digits) {
    const std::string_view text = pattern_.substr(offset_, digits);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != digits || error != std::errc() || end != text.data() + digits)
      return std::nullopt;
    offset_ += digits;
    return Escaped{value, {}};
  }

  /// `\u4E00`, `\u{20BB7}` or a pair of surrogates; half a pair matches nothing that is valid text.
  std::optional<Escaped> take_unicode_escape() {
    if (take("{")) {
      const std::size_t end = pattern_.find('}', offset_);
      constexpr std::size_t kMostDigits = 8;
      if (end == std::string_view::npos || end == offset_ || end - offset_ > kMostDigits)
        return std::nullopt;
      const std::optional<Escaped> escaped = take_hexadecimal(end - offset_);
      if (!escaped || !take("}") || *escaped->code_point > 0x10FFFF) return std::nullopt;
      return without_surrogate(*escaped);
    }
    const std::optional<Escaped> first = take_hexadecimal(4);
    if (!first) return std::nullopt;
    const char32_t high = *first->code_point;
    const std::size_t after_first = offset_;
    if (high >= 0xD800 && high <= 0xDBFF && take("\\u")) {
      const std::optional<Escaped> second = take_hexadecimal(4);
      if (second && *second->code_point >= 0xDC00 && *second->code_point <= 0xDFFF) {
        return Escaped{0x10000 + ((high - 0xD800) << 10) + (*second->code_point - 0xDC00), {}};
      }
      offset_ = after_first;
    }
    return without_surrogate(*first);
  }

  static Escaped without_surrogate(const Escaped& escaped) {
    const bool surrogate = *escaped.code_point >= 0xD800 && *escaped.code_point <= 0xDFFF;
    return surrogate ? Escaped{} : escaped;
  }

  std::optional<Escaped> take_property(char kind) {
    const std::size_t begin = offset_;
    const std::size_t end = pattern_.find('}', offset_);
    if (!take("{") || end == std::string_view::npos) return std::nullopt;
    const std::string_view name = pattern_.substr(offset_, end - offset_);
    offset_ = end + 1;
    const bool assigned = name == "Assigned";
    const std::optional<std::string> property = translate_unicode_property(assigned ? "Cn" : name);
    if (!property) return fail(kUnknownProperty, begin - 2), Escaped{};
    const bool negated = (kind == 'P') != assigned;
    return Escaped{{}, (negated ? "\\P{" : "\\p{") + *property + "}"};
  }

  void translate_class() {
    const std::size_t begin = offset_++;
    const bool negated = take("^");
    std::string members;
    while (!failed_ && peek() != ']') {
      if (at_end()) return fail(kUnclosedClass, begin);
      translate_class_member(members);
    }
    ++offset_;
    if (members.empty()) return put_atom(negated ? kAnything : kNothing);
    put_atom((negated ? "[^" : "[") + members + "]");
  }

  /// One member or a range. AD-HOC: a hyphen beside a set such as \w stands for itself, as in annex
  /// B.
  void translate_class_member(std::string& members) {
    const std::size_t begin = offset_;
    const std::optional<Escaped> first = take_class_atom();
    if (!first) return fail(kBadEscape, begin);
    const bool range =
        first->code_point && peek() == '-' && peek(1) != ']' && offset_ + 1 < pattern_.size();
    if (!range) {
      members += first->code_point ? escaped_code_point(*first->code_point) : first->in_class;
      return;
    }
    ++offset_;
    const std::size_t second_begin = offset_;
    const std::optional<Escaped> second = take_class_atom();
    if (!second) return fail(kBadEscape, second_begin);
    members += escaped_code_point(*first->code_point);
    if (!second->code_point) {
      members.append("\\-").append(second->in_class);
    } else if (*second->code_point < *first->code_point) {
      fail(kBadRange, begin);
    } else {
      members.append("-").append(escaped_code_point(*second->code_point));
    }
  }

  std::optional<Escaped> take_class_atom() {
    if (peek() != '\\') return Escaped{take_code_point(), {}};
    if (peek(1) == 'b') {
      offset_ += 2;
      return Escaped{U'\b', {}};
    }
    return take_escape();
  }

  std::string_view pattern_;
  std::size_t offset_ = 0;
  std::string out_;
  bool can_repeat_ = false;
  std::vector<Group> groups_;
  unsigned group_count_ = 0;
  unsigned highest_reference_ = 0;
  std::size_t reference_offset_ = 0;
  std::optional<PatternFault> failed_;
};

}  // namespace

std::variant<std::string, PatternFault> translate_ecma_pattern(std::string_view pattern) {
  return Translator(pattern).translate();
}

}  // namespace gongwen::data
