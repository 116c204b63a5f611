#include "schema/detail/ecma_pattern.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/schema.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace gongwen::schema {
namespace {

constexpr std::string_view kAnyButLineEnd = R"([^\n\r\x{2028}\x{2029}])";
constexpr std::string_view kAnything = R"([\x{0}-\x{10ffff}])";
constexpr std::string_view kNothing = "(?!)";
/// PCRE2 counts repetitions in 16 bits.
constexpr unsigned kMaxRepetitions = 65'535;

using PatternSyntaxError = diagnostics::BilingualText;
constexpr PatternSyntaxError kUnclosedGroup{texts::SchemaPatternUnclosedGroup};
constexpr PatternSyntaxError kStrayParenthesis{texts::SchemaPatternStrayParenthesis};
constexpr PatternSyntaxError kUnclosedClass{texts::SchemaPatternUnclosedClass};
constexpr PatternSyntaxError kNothingToRepeat{texts::SchemaPatternNothingToRepeat};
constexpr PatternSyntaxError kBadRepetition{texts::SchemaPatternBadRepetition};
constexpr PatternSyntaxError kBadEscape{texts::SchemaPatternBadEscape};
constexpr PatternSyntaxError kBadGroup{texts::SchemaPatternBadGroup};
constexpr PatternSyntaxError kBadRange{texts::SchemaPatternBadRange};
constexpr PatternSyntaxError kUnknownProperty{texts::SchemaPatternUnknownProperty};
constexpr PatternSyntaxError kUnknownReference{texts::SchemaPatternUnknownReference};

std::string escaped_code_point(char32_t code_point) {
  char digits[8];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(code_point), 16).ptr;
  std::string out = "\\x{";
  out.append(digits, end);
  out += '}';
  return out;
}

class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  base::Expected<std::string, PatternError> translate() {
    while (!failed_ && !at_end()) translate_term();
    if (!failed_ && !groups_.empty()) fail(kUnclosedGroup, groups_.back().offset);
    if (!failed_ && highest_reference_ > group_count_) fail(kUnknownReference, reference_offset_);
    if (failed_) return base::Failure{*failed_};
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
  void fail(const PatternSyntaxError& error, std::size_t offset) {
    if (!failed_) failed_ = PatternError{offset, std::string(error.english), std::string(error.chinese)};
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
    switch (peek()) {
      case '^': return replace("\\A");
      case '$': return replace("\\z");
      case '|': return replace("|");
      case '(': return translate_group();
      case ')': return close_group();
      case '[': return translate_class();
      case '\\': return translate_escape();
      case '*':
      case '+':
      case '?': return translate_quantifier();
      case '.': ++offset_; return put_atom(kAnyButLineEnd);
      case '{':
        if (translate_counts()) return;
        break;
      default: break;
    }
    put_atom(escaped_code_point(take_code_point()));
  }

  /// Writes something else for the next character, which no quantifier may follow.
  void replace(std::string_view text) {
    ++offset_;
    put(text);
  }

  void translate_quantifier() {
    const std::size_t begin = offset_++;
    repeat(std::string(1, pattern_[begin]), begin);
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
    return error == std::errc() ? count : kMaxRepetitions + 1;
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
    if (*least > kMaxRepetitions || (most && (*most > kMaxRepetitions || *most < *least))) {
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

  /// `<name>`, written after `prefix`.
  void translate_name(std::string_view prefix) {
    const std::size_t begin = offset_;
    const std::size_t end = pattern_.find('>', begin);
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : pattern_.substr(begin + 1, end - begin - 1);
    const bool valid = !name.empty() && !base::is_ascii_digit(name.front()) &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return base::is_ascii_alnum(c) || c == '_' || (c & 0x80) != 0; });
    if (!valid) return fail(kBadGroup, begin);
    offset_ = end + 1;
    out_.append(prefix).append(name).append(">");
  }

  void close_group() {
    const std::size_t begin = offset_++;
    if (groups_.empty()) return fail(kStrayParenthesis, begin);
    const bool is_assertion = groups_.back().is_assertion;
    groups_.pop_back();
    put(")");
    can_repeat_ = !is_assertion;
  }

  void translate_escape() {
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
    const std::optional<EcmaEscape> escaped = take_escape();
    if (!escaped) return;
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

  /// An escape that means the same in a class and outside of it; nothing after an error.
  std::optional<EcmaEscape> take_escape() {
    const std::size_t begin = offset_;
    std::optional<EcmaEscape> escape = read_ecma_escape(pattern_, offset_);
    if (!escape || escape->unknown_property) {
      fail(escape ? kUnknownProperty : kBadEscape, begin);
      return std::nullopt;
    }
    return escape;
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

  /// One member or a range.
  /// AD-HOC: a hyphen beside a set such as \w stands for itself, as in annex B.
  void translate_class_member(std::string& members) {
    const std::size_t begin = offset_;
    const std::optional<EcmaEscape> first = take_class_atom();
    if (!first) return;
    const bool range = first->code_point && peek() == '-' && peek(1) != ']' && offset_ + 1 < pattern_.size();
    if (!range) {
      members += first->code_point ? escaped_code_point(*first->code_point) : first->in_class;
      return;
    }
    ++offset_;
    const std::optional<EcmaEscape> second = take_class_atom();
    if (!second) return;
    members += escaped_code_point(*first->code_point);
    if (!second->code_point) {
      members.append("\\-").append(second->in_class);
    } else if (*second->code_point < *first->code_point) {
      fail(kBadRange, begin);
    } else {
      members.append("-").append(escaped_code_point(*second->code_point));
    }
  }

  std::optional<EcmaEscape> take_class_atom() {
    if (peek() != '\\') return EcmaEscape{take_code_point(), {}};
    if (peek(1) == 'b') {
      offset_ += 2;
      return EcmaEscape{U'\b', {}};
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
  std::optional<PatternError> failed_;
};

}  // namespace

base::Expected<std::string, PatternError> translate_ecma_pattern(std::string_view pattern) {
  return Translator(pattern).translate();
}

}  // namespace gongwen::schema
