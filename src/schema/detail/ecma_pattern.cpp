#include "schema/detail/ecma_pattern.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/texts/schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace gongwen::schema {
namespace {

/// ECMA-262 WhiteSpace and LineTerminator as the inside of a class, and the complement.
constexpr std::string_view kSpace =
    R"(\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027})"
    R"(\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";

class EscapeReader {
 public:
  EscapeReader(std::string_view pattern, std::size_t& offset) : pattern_(pattern), offset_(offset) {}

  std::optional<EcmaEscape> read() {
    ++offset_;  // skip the backslash
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

  /// `\u4E00`, `\u{20BB7}` or a surrogate pair; a lone surrogate matches nothing in valid text.
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

namespace {

struct Category {
  std::string_view short_name;
  std::string_view long_name;
  std::string_view alias;
};

constexpr std::array kCategories = {Category{"LC", "Cased_Letter", ""},
                                    Category{"Pe", "Close_Punctuation", ""},
                                    Category{"Pc", "Connector_Punctuation", ""},
                                    Category{"Cc", "Control", "cntrl"},
                                    Category{"Sc", "Currency_Symbol", ""},
                                    Category{"Pd", "Dash_Punctuation", ""},
                                    Category{"Nd", "Decimal_Number", "digit"},
                                    Category{"Me", "Enclosing_Mark", ""},
                                    Category{"Pf", "Final_Punctuation", ""},
                                    Category{"Cf", "Format", ""},
                                    Category{"Pi", "Initial_Punctuation", ""},
                                    Category{"L", "Letter", ""},
                                    Category{"Nl", "Letter_Number", ""},
                                    Category{"Zl", "Line_Separator", ""},
                                    Category{"Ll", "Lowercase_Letter", ""},
                                    Category{"M", "Mark", "Combining_Mark"},
                                    Category{"Sm", "Math_Symbol", ""},
                                    Category{"Lm", "Modifier_Letter", ""},
                                    Category{"Sk", "Modifier_Symbol", ""},
                                    Category{"Mn", "Nonspacing_Mark", ""},
                                    Category{"N", "Number", ""},
                                    Category{"Ps", "Open_Punctuation", ""},
                                    Category{"C", "Other", ""},
                                    Category{"Lo", "Other_Letter", ""},
                                    Category{"No", "Other_Number", ""},
                                    Category{"Po", "Other_Punctuation", ""},
                                    Category{"So", "Other_Symbol", ""},
                                    Category{"Zp", "Paragraph_Separator", ""},
                                    Category{"Co", "Private_Use", ""},
                                    Category{"P", "Punctuation", "punct"},
                                    Category{"Z", "Separator", ""},
                                    Category{"Zs", "Space_Separator", ""},
                                    Category{"Mc", "Spacing_Mark", ""},
                                    Category{"Cs", "Surrogate", ""},
                                    Category{"S", "Symbol", ""},
                                    Category{"Lt", "Titlecase_Letter", ""},
                                    Category{"Cn", "Unassigned", ""},
                                    Category{"Lu", "Uppercase_Letter", ""}};

constexpr std::array<std::string_view, 50> kBinaryProperties = {"ASCII",
                                                                "ASCII_Hex_Digit",
                                                                "AHex",
                                                                "Alphabetic",
                                                                "Alpha",
                                                                "Any",
                                                                "Bidi_Control",
                                                                "Bidi_C",
                                                                "Bidi_Mirrored",
                                                                "Bidi_M",
                                                                "Case_Ignorable",
                                                                "CI",
                                                                "Cased",
                                                                "Dash",
                                                                "Default_Ignorable_Code_Point",
                                                                "DI",
                                                                "Deprecated",
                                                                "Dep",
                                                                "Diacritic",
                                                                "Dia",
                                                                "Emoji",
                                                                "Emoji_Component",
                                                                "EComp",
                                                                "Emoji_Modifier",
                                                                "EMod",
                                                                "Emoji_Modifier_Base",
                                                                "EBase",
                                                                "Emoji_Presentation",
                                                                "EPres",
                                                                "Extended_Pictographic",
                                                                "ExtPict",
                                                                "Extender",
                                                                "Ext",
                                                                "Hex_Digit",
                                                                "Hex",
                                                                "ID_Continue",
                                                                "IDC",
                                                                "ID_Start",
                                                                "IDS",
                                                                "Ideographic",
                                                                "Ideo",
                                                                "Lowercase",
                                                                "Lower",
                                                                "Math",
                                                                "Unified_Ideograph",
                                                                "UIdeo",
                                                                "Uppercase",
                                                                "Upper",
                                                                "White_Space",
                                                                "space"};

std::optional<std::string> find_category(std::string_view name) {
  for (const Category& category : kCategories) {
    const bool alias = !category.alias.empty() && category.alias == name;
    if (!alias && category.short_name != name && category.long_name != name) continue;
    // L& is PCRE2's name for letters with case.
    return std::string(category.short_name == "LC" ? "L&" : category.short_name);
  }
  return std::nullopt;
}

bool is_property_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return base::is_ascii_alnum(c) || c == '_'; });
}

}  // namespace

std::optional<std::string> translate_unicode_property(std::string_view name) {
  const std::size_t equals = name.find('=');
  if (equals == std::string_view::npos) {
    if (const auto category = find_category(name)) return category;
    const bool known = std::find(kBinaryProperties.begin(), kBinaryProperties.end(), name) != kBinaryProperties.end();
    return known ? std::optional(std::string(name)) : std::nullopt;
  }
  const std::string_view property = name.substr(0, equals);
  const std::string_view value = name.substr(equals + 1);
  if (property == "General_Category" || property == "gc") return find_category(value);
  if (!is_property_name(value)) return std::nullopt;
  if (property == "Script" || property == "sc") return "sc:" + std::string(value);
  if (property == "Script_Extensions" || property == "scx") return "scx:" + std::string(value);
  return std::nullopt;
}

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
  /// Writes something that a quantifier may follow.
  void put_atom(std::string_view text) {
    out_ += text;
    can_repeat_ = true;
  }
  /// Writes an assertion, separator or quantifier.
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

  /// Skips the next character and writes a replacement that no quantifier may follow.
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

  /// Translates `{2}`, `{2,}` or `{2,5}`; returns false, without consuming anything, if the brace is literal.
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

  /// Translates `<name>`, written after `prefix`.
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

  /// Takes an escape that is the same inside and outside a class; nullopt after an error.
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

  /// Translates one member of a class, or a range. AD-HOC: a hyphen next to a set such as \w is literal, as in annex
  /// B.
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
