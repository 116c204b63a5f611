#include "intake/detail/docx_codes.h"

#include "base/utf8.h"
#include "word/symbols.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

// Word writes EQ fields for characters in circles, and used to write them for annotations of Chinese characters. Their
// instruction is a text with commands: `\o\ac(○,3)` prints one over the other, `\s\up 9(zhāng)` raises.
namespace gongwen::intake {
namespace {

/// A part of the instruction: a text, and whether it is only raised or lowered.
struct EqPart {
  std::string text;
  bool is_annotation = false;
};

constexpr std::size_t kDeepestEq = 20;

std::optional<std::string> shifted(std::string_view text, std::u32string_view digits, std::u32string_view signs) {
  constexpr std::u32string_view kPlain = U"+-=()";
  std::string result;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t sign = decoded.code_point == U'−' ? U'-' : decoded.code_point;
    if (sign >= U'0' && sign <= U'9') {
      base::append_utf8(result, digits[sign - U'0']);
    } else if (const std::size_t at = kPlain.find(sign); at != std::u32string_view::npos) {
      base::append_utf8(result, signs[at]);
    } else {
      return std::nullopt;
    }
  }
  return result.empty() ? std::nullopt : std::optional(result);
}

std::optional<std::int32_t> whole_number(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The character in a circle: `③`; nullopt if absent.
std::optional<std::string> circled(std::string_view text) {
  constexpr auto kChinese =
      std::to_array<std::string_view>({"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
  if (const auto number = whole_number(text)) {
    if (*number == 0) return "⓪";
    const auto n = static_cast<char32_t>(*number);
    if (*number >= 1 && *number <= 20) return base::to_utf8(U'①' + n - 1);
    if (*number >= 21 && *number <= 35) return base::to_utf8(U'㉑' + n - 21);
    if (*number >= 36 && *number <= 50) return base::to_utf8(U'㊱' + n - 36);
    return std::nullopt;
  }
  if (text.size() == 1) {
    const char c = text.front();
    if (c >= 'A' && c <= 'Z') return base::to_utf8(U'Ⓐ' + static_cast<char32_t>(c - 'A'));
    if (c >= 'a' && c <= 'z') return base::to_utf8(U'ⓐ' + static_cast<char32_t>(c - 'a'));
  }
  const auto chinese = std::find(kChinese.begin(), kChinese.end(), text);
  if (chinese == kChinese.end()) return std::nullopt;
  return base::to_utf8(U'㊀' + static_cast<char32_t>(chinese - kChinese.begin()));
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// Two characters that are printed one over the other.
std::optional<std::string> overstruck(const std::string& under, const std::string& over) {
  if (is_one_of(under, {"○", "〇", "◯"})) return circled(over).value_or(under + over);
  if (is_one_of(under, {"□", "☐"})) {
    if (is_one_of(over, {"√", "✓", "✔"})) return "☑";
    if (is_one_of(over, {"×", "✕", "✗", "✘", "x", "X"})) return "☒";
    return under + over;
  }
  return std::nullopt;
}

class EqReader {
 public:
  explicit EqReader(std::string_view code) : rest_(code) {}

  std::optional<std::string> run() {
    skip_switches();
    auto text = read({}, 0);
    if (!text || !rest_.empty()) return std::nullopt;
    return std::move(text->text);
  }

 private:
  void skip_blanks() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  /// `\* jc2 \* "Font:宋体" \* hps10`
  void skip_switches() {
    for (skip_blanks(); rest_.starts_with("\\*"); skip_blanks()) {
      rest_.remove_prefix(2);
      skip_blanks();
      const bool is_quoted = rest_.starts_with('"');
      const std::size_t end = is_quoted ? rest_.find('"', 1) : rest_.find_first_of(" \\");
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + (is_quoted ? 1 : 0));
    }
  }

  /// A text up to one of the characters `ends`.
  std::optional<EqPart> read(std::string_view ends, std::size_t depth) {
    EqPart part;
    bool has_text = false;
    bool has_annotation = false;
    while (!rest_.empty() && ends.find(rest_.front()) == std::string_view::npos) {
      if (!rest_.starts_with('\\')) {
        has_text = has_text || rest_.front() != ' ';
        part.text += rest_.front();
        rest_.remove_prefix(1);
        continue;
      }
      if (rest_.size() < 2) return std::nullopt;
      const char command = rest_[1];
      rest_.remove_prefix(2);
      if (!base::is_ascii_lower(command) && !base::is_ascii_upper(command)) {
        has_text = true;
        part.text += command;
        continue;
      }
      auto inner = read_command(command, depth + 1);
      if (!inner) return std::nullopt;
      (inner->is_annotation ? has_annotation : has_text) = true;
      part.text += inner->text;
    }
    // A part that is raised beside others, as in `x\s\up 5(n)`, has no row of characters.
    if (has_annotation && has_text) return std::nullopt;
    part.is_annotation = has_annotation;
    return part;
  }

  std::optional<EqPart> read_command(char command, std::size_t depth) {
    if (depth > kDeepestEq) return std::nullopt;
    const std::size_t open = rest_.find('(');
    if (open == std::string_view::npos) return std::nullopt;
    const std::string options = base::ascii_lowercase(rest_.substr(0, open));
    rest_.remove_prefix(open + 1);
    std::vector<EqPart> parts;
    for (;;) {
      auto part = read(",;)", depth);
      if (!part || rest_.empty()) return std::nullopt;
      part->text = base::trim_ascii_space(part->text);
      parts.push_back(*std::move(part));
      const bool is_last = rest_.front() == ')';
      rest_.remove_prefix(1);
      if (is_last) break;
    }
    if (command == 's' || command == 'S') return shift(options, parts);
    if (command == 'o' || command == 'O') return strike_over(parts);
    return std::nullopt;
  }

  static std::optional<EqPart> shift(const std::string& options, const std::vector<EqPart>& parts) {
    if (parts.size() != 1 || parts.front().is_annotation) return std::nullopt;
    const bool is_lowered = options.find("\\do") != std::string::npos;
    if (const auto text = is_lowered ? lowered_text(parts.front().text) : raised_text(parts.front().text))
      return EqPart{*text};
    return EqPart{parts.front().text, true};
  }

  static std::optional<EqPart> strike_over(std::vector<EqPart>& parts) {
    std::erase_if(parts, [](const EqPart& part) { return part.is_annotation || part.text.empty(); });
    if (parts.size() == 1) return std::move(parts.front());
    if (parts.size() != 2) return std::nullopt;
    auto text = overstruck(parts[0].text, parts[1].text);
    return text ? std::optional(EqPart{*std::move(text)}) : std::nullopt;
  }

  std::string_view rest_;
};

/// The instruction in words; those in quotation marks are one.
std::vector<std::string> words_in(std::string_view code) {
  std::vector<std::string> words;
  bool is_quoted = false;
  bool is_open = false;
  for (const char c : code) {
    if (c == '"') {
      if (!is_quoted) words.emplace_back();
      is_quoted = !is_quoted;
      is_open = is_quoted;
    } else if (c == ' ' && !is_quoted) {
      is_open = false;
    } else {
      if (!is_open) words.emplace_back();
      is_open = true;
      words.back() += c;
    }
  }
  return words;
}

/// `SYMBOL 254 \f Wingdings`
std::optional<std::string> symbol_of(std::string_view code) {
  const std::vector<std::string> words = words_in(code);
  if (words.size() < 2) return std::nullopt;
  std::string font;
  bool is_unicode = false;
  for (std::size_t i = 2; i < words.size(); ++i) {
    is_unicode = is_unicode || base::equals_ignoring_ascii_case(words[i], "\\u");
    if (base::equals_ignoring_ascii_case(words[i], "\\f") && i + 1 < words.size()) font = words[i + 1];
  }
  std::string_view number = words[1];
  const bool is_hexadecimal = number.starts_with("0x") || number.starts_with("0X");
  if (is_hexadecimal) number.remove_prefix(2);
  std::uint32_t sign = 0;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), sign, is_hexadecimal ? 16 : 10);
  if (error != std::errc() || sign < ' ' || sign > 0x10FFFF || (sign >= 0xD800 && sign < 0xE000)) return std::nullopt;
  if (word::is_symbol_font(font)) return word::known_symbol(font, sign);
  // Codes beyond ASCII depend on the code page of the computer.
  if (!is_unicode && sign >= 0x7F) return std::nullopt;
  return base::to_utf8(sign);
}

/// The part of an instruction after its first words.
std::string_view after_words(std::string_view code, std::size_t count) {
  for (; count > 0; --count) {
    const std::size_t blank = code.find(' ');
    if (blank == std::string_view::npos) return {};
    code = base::trim_ascii_space(code.substr(blank));
  }
  return code;
}

}  // namespace

std::optional<std::string> raised_text(std::string_view text) { return shifted(text, U"⁰¹²³⁴⁵⁶⁷⁸⁹", U"⁺⁻⁼⁽⁾"); }

std::optional<std::string> lowered_text(std::string_view text) { return shifted(text, U"₀₁₂₃₄₅₆₇₈₉", U"₊₋₌₍₎"); }

bool is_shown_by_code(const word::Field& field) {
  return is_one_of(field.name(), {"EQ", "SYMBOL", "MACROBUTTON", "GOTOBUTTON"});
}

std::optional<std::string> shown_by_code(const word::Field& field) {
  const std::string name = field.name();
  if (name == "EQ") return EqReader(std::string_view(field.code).substr(name.size())).run();
  if (name == "SYMBOL") return symbol_of(field.code);
  return std::string(after_words(field.code, 2));
}

bool shows_nothing(const word::Field& field) {
  return is_one_of(field.name(), {"", "XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "ADVANCE", "HYPERLINK", "ADDIN",
                                  "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "FILLIN"});
}

}  // namespace gongwen::intake
