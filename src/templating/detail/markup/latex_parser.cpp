#include "templating/detail/markup/latex_parser.h"

#include "base/escapes.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "templating/detail/markup/latex_commands.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gongwen::templating {
namespace {

bool is_latex_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_latex_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_latex_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r'; }

/// `\limits` also holds in a line of text, where limits would otherwise move beside the sign.
std::string with_fixed_limits(std::string markup) {
  if (!markup.starts_with("<mo>") && !markup.starts_with("<mo ")) return markup;
  constexpr std::string_view kMovable = " movablelimits=\"true\"";
  if (const std::size_t at = markup.find(kMovable); at != std::string::npos) markup.erase(at, kMovable.size());
  return markup.insert(3, " movablelimits=\"false\"");
}

}  // namespace

std::string latex_element(std::string_view tag, std::string_view content, std::string_view attributes) {
  std::string out = "<";
  out += tag;
  out += attributes;
  out += '>';
  out += content;
  out += "</";
  out += tag;
  return out += '>';
}

std::string latex_attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + base::escape_attribute(value) + "\"";
}

std::string latex_fence(std::string_view sign, bool is_open, std::string_view attributes) {
  if (sign.empty()) return {};
  return latex_element(
      "mo", base::escape_markup(sign),
      std::string(is_open ? " form=\"prefix\"" : " form=\"postfix\"") + " stretchy=\"true\"" + std::string(attributes));
}

std::string latex_space(std::string_view width) { return latex_element("mspace", "", latex_attribute("width", width)); }

LatexParser::LatexParser(std::string_view text) : text_(base::to_utf32(text)) {}

std::string LatexParser::read() {
  std::string row = read_row();
  if (at_ < text_.size()) stop(FormulaProblemKind::Misplaced, at_, shown_here());
  return row;
}

void LatexParser::stop(FormulaProblemKind kind, std::size_t at, std::string what) {
  throw LatexStop{{kind, at + 1, std::move(what)}};
}

std::string LatexParser::shown_here() const {
  if (here() != U'\\') return base::to_utf8(here());
  std::size_t end = at_ + 1;
  while (end < text_.size() && is_latex_letter(text_[end])) ++end;
  end = std::max(end, std::min(at_ + 2, text_.size()));
  return base::to_utf8(std::u32string_view(text_).substr(at_, end - at_));
}

void LatexParser::skip_blanks() {
  while (!at_end() && is_latex_blank(here())) ++at_;
}

/// Takes the name of the command at the backslash; the place moves past it.
std::string LatexParser::take_command() {
  const std::size_t begin = at_;
  ++at_;
  if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "\\");
  std::size_t end = at_;
  while (end < text_.size() && is_latex_letter(text_[end])) ++end;
  if (end == at_) ++end;
  std::string name = base::to_utf8(std::u32string_view(text_).substr(at_, end - at_));
  at_ = end;
  return name;
}

std::string LatexParser::peek_command() {
  const std::size_t kept = at_;
  std::string name = here() == U'\\' ? take_command() : std::string();
  at_ = kept;
  return name;
}

bool LatexParser::take(char32_t c) {
  skip_blanks();
  if (here() != c) return false;
  ++at_;
  return true;
}

void LatexParser::enter(std::size_t at) {
  if (++depth_ > kMaxFormulaNesting) stop(FormulaProblemKind::TooDeep, at, std::to_string(kMaxFormulaNesting));
}

/// Whether the row ends here: at a brace, a cell, a line, `\right`, `\end`, a bracket of an optional argument, or the
/// end of a formula in a text.
bool LatexParser::ends_row() {
  skip_blanks();
  if (at_end() || here() == U'}' || here() == U'&') return true;
  if (in_optional_ && here() == U']') return true;
  if (in_text_ && here() == U'$') return true;
  if (here() != U'\\') return false;
  const std::string command = peek_command();
  return command == "\\" || command == "right" || command == "end" || command == "cr" || command == "middle";
}

std::string LatexParser::read_row() {
  enter(at_);
  std::string row;
  const LatexFraction* parting = nullptr;
  std::string above;
  while (!ends_row()) {
    const LatexFraction* const infix = find_latex_name(kLatexFractions, peek_command());
    if (infix == nullptr || !infix->is_infix) {
      row += read_scripted();
      continue;
    }
    if (parting != nullptr) stop(FormulaProblemKind::Misplaced, at_, shown_here());
    take_command();
    parting = infix;
    above = std::exchange(row, {});
  }
  if (parting != nullptr)
    row = LatexCommands::fraction_of(*parting, latex_element("mrow", above), latex_element("mrow", row));
  --depth_;
  return row;
}

/// Reads a group in braces, or one sign.
std::string LatexParser::read_argument(std::string_view of, std::size_t of_place) {
  skip_blanks();
  if (at_end() || here() == U'}' || here() == U'&' || here() == U'^' || here() == U'_') {
    stop(FormulaProblemKind::Unfinished, of_place, std::string(of));
  }
  if (here() == U'{') return read_group();
  const bool was_optional = std::exchange(in_optional_, false);
  if (is_latex_digit(here())) {
    in_optional_ = was_optional;
    return latex_element("mn", base::to_utf8(text_[at_++]), is_bold_ ? upright() : "");
  }
  enter(at_);
  std::string markup = read_atom().markup;
  --depth_;
  in_optional_ = was_optional;
  return markup.empty() ? latex_element("mrow", "") : markup;
}

std::string LatexParser::read_group() {
  const std::size_t begin = at_;
  ++at_;
  const bool was_optional = std::exchange(in_optional_, false);
  const bool was_in_text = std::exchange(in_text_, false);
  std::string row = read_row();
  in_optional_ = was_optional;
  in_text_ = was_in_text;
  if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "{");
  if (here() != U'}') stop(FormulaProblemKind::Misplaced, at_, shown_here());
  ++at_;
  return latex_element("mrow", row);
}

/// The row of an argument in brackets, if there is one.
std::optional<std::string> LatexParser::read_optional() {
  skip_blanks();
  if (here() != U'[') return std::nullopt;
  const std::size_t bracket = at_;
  ++at_;
  const bool was_optional = std::exchange(in_optional_, true);
  std::string row = read_row();
  in_optional_ = was_optional;
  if (here() != U']') stop(FormulaProblemKind::Unfinished, bracket, "[");
  ++at_;
  return row;
}

/// The sign or space that a backslash and a sign mean within words; U'\0' if they mean anything else.
char32_t LatexParser::sign_in_words() const {
  if (here() != U'\\' || at_ + 1 >= text_.size()) return U'\0';
  const char32_t c = text_[at_ + 1];
  if (c == U',') return U'\u2009';
  if (c == U':' || c == U'>') return U'\u205F';
  if (c == U';') return U'\u2004';
  return std::u32string_view(U"{}$%&#_ ").find(c) == std::u32string_view::npos ? U'\0' : c;
}

/// Takes words up to the brace that closes their group, whose depth becomes 0, or to a `$`, at which a formula begins.
/// Returns whether either was found.
bool LatexParser::take_words(std::u32string& words, int& depth) {
  for (; !at_end(); ++at_) {
    if (const char32_t sign = sign_in_words(); sign != U'\0') {
      words += sign;
      ++at_;
      continue;
    }
    if (here() == U'\\') stop(FormulaProblemKind::Misplaced, at_, shown_here());
    if (here() == U'$') return true;
    if (here() == U'{') ++depth;
    if (here() == U'}' && --depth == 0) return true;
    if (here() != U'{' && here() != U'}') words += here() == U'~' ? U'\u00A0' : here();
  }
  return false;
}

/// Reads the text of a group as names and words, not as a formula.
std::string LatexParser::read_words(std::string_view of, std::size_t of_place) {
  skip_blanks();
  if (here() != U'{') stop(FormulaProblemKind::Unfinished, of_place, std::string(of));
  const std::size_t begin = at_;
  ++at_;
  std::u32string words;
  int depth = 1;
  if (!take_words(words, depth)) stop(FormulaProblemKind::Unfinished, begin, "{");
  if (depth > 0) stop(FormulaProblemKind::Misplaced, at_, shown_here());
  ++at_;
  return base::to_utf8(words);
}

/// Reads a part with its scripts below and above.
std::string LatexParser::read_scripted() {
  const std::size_t begin = at_;
  LatexAtom atom;
  const bool has_base = here() != U'^' && here() != U'_';
  if (has_base) atom = read_atom();
  if (!has_base) atom.markup = latex_element("mrow", "");
  std::string below;
  std::string above;
  bool has_below = false;
  bool has_above = false;
  for (;;) {
    skip_blanks();
    if (here() == U'\\') {
      const std::string command = peek_command();
      if (command != "limits" && command != "nolimits") break;
      take_command();
      atom.forces_limits = command == "limits";
      atom.takes_limits = atom.forces_limits;
    } else if (here() == U'\'') {
      std::string primes;
      const std::size_t place = at_;
      while (here() == U'\'') {
        primes += "′";
        ++at_;
      }
      if (has_above) stop(FormulaProblemKind::Misplaced, place, "'");
      above = latex_element("mo", primes);
      has_above = true;
      if (here() == U'^') {
        const std::size_t mark = at_;
        ++at_;
        above = latex_element("mrow", above + read_argument("^", mark));
      }
    } else if (here() == U'^' || here() == U'_') {
      const bool is_above = here() == U'^';
      const std::size_t mark = at_;
      if (is_above ? has_above : has_below) stop(FormulaProblemKind::Misplaced, mark, is_above ? "^" : "_");
      ++at_;
      (is_above ? above : below) = read_argument(is_above ? "^" : "_", mark);
      (is_above ? has_above : has_below) = true;
    } else {
      break;
    }
  }
  if (!has_base && !has_below && !has_above) stop(FormulaProblemKind::Misplaced, begin, shown_here());
  std::string markup = atom.forces_limits ? with_fixed_limits(std::move(atom.markup)) : std::move(atom.markup);
  if (has_below || has_above) {
    if (markup.empty()) markup = latex_element("mrow", "");
    const bool limits = atom.takes_limits;
    const std::string_view tag = has_below && has_above ? (limits ? "munderover" : "msubsup")
                                 : has_below            ? (limits ? "munder" : "msub")
                                                        : (limits ? "mover" : "msup");
    markup = latex_element(tag, markup + below + above);
  }
  if (atom.is_word && needs_space()) markup += latex_space("0.1667em");
  return markup;
}

/// Whether a blank separates a word such as sin from what follows.
bool LatexParser::needs_space() {
  if (ends_row()) return false;
  if (here() != U'\\') return std::u32string_view(U"([|)],;:+-=<>/").find(here()) == std::u32string_view::npos;
  const std::string command = peek_command();
  if (command == "left" || command == "{" || command == "lvert" || command == "langle") return false;
  if (find_latex_name(kLatexSpaces, command) != nullptr) return false;
  const std::optional<LatexSymbol> symbol = find_latex_symbol(command);
  return !symbol || (symbol->kind != LatexSign::Operator && symbol->kind != LatexSign::Bracket &&
                     symbol->kind != LatexSign::Large);
}

LatexAtom LatexParser::read_atom() {
  skip_blanks();
  const char32_t c = here();
  if (c == U'{') return {read_group()};
  if (c == U'\\') return LatexCommands(*this).read();
  if (is_latex_digit(c) || (c == U'.' && at_ + 1 < text_.size() && is_latex_digit(text_[at_ + 1]))) {
    return {read_number()};
  }
  if (is_latex_letter(c)) {
    ++at_;
    return {latex_element("mi", base::to_utf8(c))};
  }
  if (c == U'~') {
    ++at_;
    return {latex_space("0.25em")};
  }
  if (c == U'%' || c == U'#' || c == U'$' || c == U'^' || c == U'_' || c == U'}' || c == U'&') {
    stop(FormulaProblemKind::Misplaced, at_, base::to_utf8(c));
  }
  if (c > 0x7F && base::is_word_character(c)) return {read_foreign_word()};
  ++at_;
  if (c == U'*') return {latex_element("mo", "∗")};
  if (c == U'\'') return {latex_element("mo", "′")};
  const bool is_bracket = c == U'(' || c == U')' || c == U'[' || c == U']' || c == U'|';
  return {latex_element("mo", base::escape_markup(base::to_utf8(c)), is_bracket ? " stretchy=\"false\"" : "")};
}

std::string LatexParser::read_number() {
  std::u32string digits;
  const auto goes_on_behind = [&](std::u32string_view sign) {
    const std::size_t behind = at_ + sign.size();
    return std::u32string_view(text_).substr(at_).starts_with(sign) && behind < text_.size() &&
           is_latex_digit(text_[behind]);
  };
  for (;;) {
    if (goes_on_behind(U"{,}")) {  // `12{,}345`: a comma between digits, without the space of a list
      digits += U',';
      at_ += 3;
    } else if (is_latex_digit(here()) || goes_on_behind(U".")) {
      digits += text_[at_++];
    } else {
      break;
    }
  }
  return latex_element("mn", base::to_utf8(digits), is_bold_ ? upright() : "");
}

/// Chinese words are one identifier; Greek letters one each.
std::string LatexParser::read_foreign_word() {
  std::u32string word(1, text_[at_++]);
  if (!base::is_ideograph_or_kana(word[0])) return latex_element("mi", base::to_utf8(word));
  while (!at_end() && base::is_ideograph_or_kana(here())) word += text_[at_++];
  return latex_element("mi", base::to_utf8(word), " mathvariant=\"normal\"");
}

/// A length as CSS has it, in braces or not: `{1em}`, `2 pt`, `3mu`.
std::string LatexParser::take_length(std::string_view of, std::size_t begin) {
  const bool is_braced = take(U'{');
  skip_blanks();
  const std::size_t place = at_;
  std::string number;
  while (std::u32string_view(U"0123456789.-").find(here()) != std::u32string_view::npos) {
    number += base::to_utf8(text_[at_++]);
  }
  skip_blanks();
  const std::string unit = base::to_utf8(std::u32string_view(text_).substr(at_, 2));
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  static constexpr std::array<std::string_view, 8> kUnits{"em", "ex", "pt", "mm", "cm", "in", "mu", "bp"};
  const bool is_valid = error == std::errc() && end == number.data() + number.size() &&
                        std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
  if (!is_valid) stop(FormulaProblemKind::Unknown, begin, std::string(of));
  at_ += 2;
  if (is_braced && !take(U'}')) stop(FormulaProblemKind::Misplaced, place, number);
  if (unit == "bp") return number + "pt";
  if (unit != "mu") return number + unit;
  // 18 of them are an em.
  std::string ems = std::to_string(value / 18);
  return ems += "em";
}

}  // namespace gongwen::templating
