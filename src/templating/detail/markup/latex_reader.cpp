#include "templating/detail/markup/latex_reader.h"

#include "base/escapes.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "templating/detail/markup/latex_symbols.h"

#include <algorithm>
#include <array>
#include <utility>

// Reads LaTeX's notation for formulas as people write it. Its only grammar is that of TeX's commands; a command that is
// not listed here is refused and its place is reported: nothing is dropped.
namespace gongwen::templating {
namespace {

/// A command for an accent or a bar over its argument.
struct LatexAccent {
  std::string_view command;
  std::string_view sign;
  bool is_below = false;
  bool is_stretched = false;
  bool keeps_scripts_apart = false;  // braces: what follows as a script is a label
};
constexpr std::array kAccents{
    LatexAccent{"hat", "^"},
    LatexAccent{"widehat", "^", false, true},
    LatexAccent{"bar", "¯"},
    LatexAccent{"overline", "‾", false, true},
    LatexAccent{"vec", "→"},
    LatexAccent{"overrightarrow", "→", false, true},
    LatexAccent{"dot", "˙"},
    LatexAccent{"ddot", "¨"},
    LatexAccent{"tilde", "~"},
    LatexAccent{"widetilde", "~", false, true},
    LatexAccent{"check", "ˇ"},
    LatexAccent{"breve", "˘"},
    LatexAccent{"acute", "´"},
    LatexAccent{"grave", "`"},
    LatexAccent{"underline", "_", true, true},
    LatexAccent{"overbrace", "⏞", false, true, true},
    LatexAccent{"underbrace", "⏟", true, true, true},
};

struct LatexAlphabet {
  std::string_view command;
  std::string_view variant;
};
constexpr std::array kAlphabets{
    LatexAlphabet{"mathrm", "normal"},    LatexAlphabet{"mathbf", "bold"},
    LatexAlphabet{"mathit", "italic"},    LatexAlphabet{"mathbb", "double-struck"},
    LatexAlphabet{"mathcal", "script"},   LatexAlphabet{"mathscr", "script"},
    LatexAlphabet{"mathfrak", "fraktur"}, LatexAlphabet{"mathsf", "sans-serif"},
    LatexAlphabet{"mathtt", "monospace"}, LatexAlphabet{"boldsymbol", "bold-italic"},
    LatexAlphabet{"bm", "bold-italic"},
};

struct LatexSpace {
  std::string_view command;
  std::string_view width;
};
constexpr std::array kSpaces{
    LatexSpace{",", "0.1667em"},    LatexSpace{"thinspace", "0.1667em"}, LatexSpace{":", "0.2222em"},
    LatexSpace{">", "0.2222em"},    LatexSpace{";", "0.2778em"},         LatexSpace{"!", "-0.1667em"},
    LatexSpace{" ", "0.25em"},      LatexSpace{"quad", "1em"},           LatexSpace{"qquad", "2em"},
    LatexSpace{"enspace", "0.5em"},
};

/// Sizes of brackets, in em.
struct LatexSize {
  std::string_view command;
  std::string_view size;
};
constexpr std::array kSizes{LatexSize{"big", "1.2em"}, LatexSize{"Big", "1.8em"}, LatexSize{"bigg", "2.4em"},
                            LatexSize{"Bigg", "3em"}};

struct LatexTable {
  std::string_view name;
  std::string_view open;
  std::string_view close;
  std::string_view columns = {};  // alignment; empty: centred
  bool is_display = false;
};
constexpr std::array kTables{
    LatexTable{"matrix", "", ""},
    LatexTable{"smallmatrix", "", ""},
    LatexTable{"pmatrix", "(", ")"},
    LatexTable{"bmatrix", "[", "]"},
    LatexTable{"Bmatrix", "{", "}"},
    LatexTable{"vmatrix", "|", "|"},
    LatexTable{"Vmatrix", "‖", "‖"},
    LatexTable{"cases", "{", "", "left left"},
    LatexTable{"array", "", ""},
    LatexTable{"aligned", "", "", "right left", true},
    LatexTable{"align", "", "", "right left", true},
    LatexTable{"align*", "", "", "right left", true},
    LatexTable{"split", "", "", "right left", true},
    LatexTable{"gathered", "", "", "center", true},
    LatexTable{"gather*", "", "", "center", true},
};

template <typename Table>
const auto* named(const Table& table, std::string_view command) {
  const auto* const found =
      std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.command == command; });
  return found == table.end() ? nullptr : found;
}

std::string element(std::string_view tag, std::string_view content, std::string_view attributes = "") {
  std::string out = "<";
  out += tag;
  out += attributes;
  out += '>';
  out += content;
  out += "</";
  out += tag;
  return out += '>';
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + base::escape_attribute(value) + "\"";
}

std::string fence(std::string_view sign, bool is_open, std::string_view attributes = "") {
  if (sign.empty()) return {};
  return element(
      "mo", base::escape_markup(sign),
      std::string(is_open ? " form=\"prefix\"" : " form=\"postfix\"") + " stretchy=\"true\"" + std::string(attributes));
}

/// Thrown within the reader when the formula cannot be read.
struct LatexStop {
  FormulaProblem problem;
};

/// One part of a row, before its scripts.
struct LatexAtom {
  std::string markup;
  bool takes_limits = false;  // scripts stand above and below if the formula has its own line
  bool forces_limits = false;
  bool is_word = false;  // a blank follows unless there is a bracket
};

class LatexReader {
 public:
  explicit LatexReader(std::string_view text) : text_(base::to_utf32(text)) {}

  std::string read() {
    std::string row = read_row();
    if (at_ < text_.size()) stop(FormulaProblemKind::Misplaced, at_, shown_here());
    return row;
  }

 private:
  [[noreturn]] static void stop(FormulaProblemKind kind, std::size_t at, std::string what) {
    throw LatexStop{{kind, at + 1, std::move(what)}};
  }

  bool at_end() const { return at_ >= text_.size(); }
  char32_t here() const { return at_end() ? U'\0' : text_[at_]; }

  std::string shown_here() const {
    if (here() != U'\\') return base::to_utf8(here());
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    end = std::max(end, std::min(at_ + 2, text_.size()));
    return base::to_utf8(std::u32string_view(text_).substr(at_, end - at_));
  }

  static bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
  static bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
  static bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r'; }

  void skip_blanks() {
    while (!at_end() && is_blank(here())) ++at_;
  }

  /// Takes the name of the command at the backslash; the place moves past it.
  std::string take_command() {
    const std::size_t begin = at_;
    ++at_;
    if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "\\");
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    if (end == at_) ++end;
    std::string name = base::to_utf8(std::u32string_view(text_).substr(at_, end - at_));
    at_ = end;
    return name;
  }

  std::string peek_command() {
    const std::size_t kept = at_;
    std::string name = here() == U'\\' ? take_command() : std::string();
    at_ = kept;
    return name;
  }

  bool take(char32_t c) {
    skip_blanks();
    if (here() != c) return false;
    ++at_;
    return true;
  }

  void enter(std::size_t at) {
    if (++depth_ > kMaxFormulaNesting) stop(FormulaProblemKind::TooDeep, at, std::to_string(kMaxFormulaNesting));
  }

  /// Whether the row ends here: at a brace, a cell, a line, `\right`, `\end`, or a bracket of an optional argument.
  bool ends_row() {
    skip_blanks();
    if (at_end() || here() == U'}' || here() == U'&') return true;
    if (in_optional_ && here() == U']') return true;
    if (here() != U'\\') return false;
    const std::string command = peek_command();
    return command == "\\" || command == "right" || command == "end" || command == "cr" || command == "middle";
  }

  std::string read_row() {
    enter(at_);
    std::string row;
    while (!ends_row()) row += read_scripted();
    --depth_;
    return row;
  }

  /// Reads a group in braces, or one sign.
  std::string read_argument(std::string_view of, std::size_t of_place) {
    skip_blanks();
    if (at_end() || here() == U'}' || here() == U'&' || here() == U'^' || here() == U'_') {
      stop(FormulaProblemKind::Unfinished, of_place, std::string(of));
    }
    if (here() == U'{') return read_group();
    const bool was_optional = std::exchange(in_optional_, false);
    if (is_digit(here())) {
      in_optional_ = was_optional;
      return element("mn", base::to_utf8(text_[at_++]));
    }
    enter(at_);
    std::string markup = read_atom().markup;
    --depth_;
    in_optional_ = was_optional;
    return markup;
  }

  std::string read_group() {
    const std::size_t begin = at_;
    ++at_;
    const bool was_optional = std::exchange(in_optional_, false);
    std::string row = read_row();
    in_optional_ = was_optional;
    if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "{");
    if (here() != U'}') stop(FormulaProblemKind::Misplaced, at_, shown_here());
    ++at_;
    return element("mrow", row);
  }

  /// The sign or space that a backslash and a sign mean within words; U'\0' if they mean anything else.
  char32_t sign_in_words() const {
    if (here() != U'\\' || at_ + 1 >= text_.size()) return U'\0';
    const char32_t c = text_[at_ + 1];
    if (c == U',') return U'\u2009';
    if (c == U':' || c == U'>') return U'\u205F';
    if (c == U';') return U'\u2004';
    return std::u32string_view(U"{}$%&#_ ").find(c) == std::u32string_view::npos ? U'\0' : c;
  }

  /// Reads the text of a group as names and words, not as a formula.
  std::u32string read_words(std::string_view of, std::size_t of_place) {
    skip_blanks();
    if (here() != U'{') stop(FormulaProblemKind::Unfinished, of_place, std::string(of));
    const std::size_t begin = at_;
    ++at_;
    std::u32string words;
    int depth = 1;
    for (; !at_end(); ++at_) {
      if (const char32_t sign = sign_in_words(); sign != U'\0') {
        words += sign;
        ++at_;
        continue;
      }
      if (here() == U'\\' || here() == U'$') stop(FormulaProblemKind::Misplaced, at_, shown_here());
      if (here() == U'{') ++depth;
      if (here() == U'}' && --depth == 0) break;
      if (here() != U'{' && here() != U'}') words += here() == U'~' ? U'\u00A0' : here();
    }
    if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "{");
    ++at_;
    return words;
  }

  /// Reads a part with its scripts below and above.
  std::string read_scripted() {
    const std::size_t begin = at_;
    LatexAtom atom;
    const bool has_base = here() != U'^' && here() != U'_';
    if (has_base) atom = read_atom();
    if (!has_base) atom.markup = element("mrow", "");
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
        above = element("mo", primes);
        has_above = true;
        if (here() == U'^') {
          const std::size_t mark = at_;
          ++at_;
          above = element("mrow", above + read_argument("^", mark));
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
      const bool limits = atom.takes_limits;
      const std::string_view tag = has_below && has_above ? (limits ? "munderover" : "msubsup")
                                   : has_below            ? (limits ? "munder" : "msub")
                                                          : (limits ? "mover" : "msup");
      markup = element(tag, markup + below + above);
    }
    if (atom.is_word && needs_space()) markup += "<mspace width=\"0.1667em\"></mspace>";
    return markup;
  }

  /// `\limits` also holds in a line of text, where limits would otherwise move beside the sign.
  static std::string with_fixed_limits(std::string markup) {
    if (!markup.starts_with("<mo>") && !markup.starts_with("<mo ")) return markup;
    constexpr std::string_view kMovable = " movablelimits=\"true\"";
    if (const std::size_t at = markup.find(kMovable); at != std::string::npos) markup.erase(at, kMovable.size());
    return markup.insert(3, " movablelimits=\"false\"");
  }

  /// Whether a blank separates a word such as sin from what follows.
  bool needs_space() {
    if (ends_row()) return false;
    if (here() != U'\\') return std::u32string_view(U"([|)],;:+-=<>/").find(here()) == std::u32string_view::npos;
    const std::string command = peek_command();
    if (command == "left" || command == "{" || command == "lvert" || command == "langle") return false;
    if (named(kSpaces, command) != nullptr) return false;
    const std::optional<LatexSymbol> symbol = find_latex_symbol(command);
    return !symbol || symbol->kind != LatexSign::Operator;
  }

  LatexAtom read_atom() {
    skip_blanks();
    const char32_t c = here();
    if (c == U'{') return {read_group()};
    if (c == U'\\') return read_command();
    if (is_digit(c) || (c == U'.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return {read_number()};
    if (is_letter(c)) {
      ++at_;
      return {element("mi", base::to_utf8(c))};
    }
    if (c == U'~') {
      ++at_;
      return {"<mspace width=\"0.25em\"></mspace>"};
    }
    if (c == U'%' || c == U'#' || c == U'$' || c == U'^' || c == U'_' || c == U'}' || c == U'&') {
      stop(FormulaProblemKind::Misplaced, at_, base::to_utf8(c));
    }
    if (c > 0x7F && base::is_word_character(c)) return {read_foreign_word()};
    ++at_;
    if (c == U'*') return {element("mo", "∗")};
    if (c == U'\'') return {element("mo", "′")};
    const bool is_bracket = c == U'(' || c == U')' || c == U'[' || c == U']' || c == U'|';
    return {element("mo", base::escape_markup(base::to_utf8(c)), is_bracket ? " stretchy=\"false\"" : "")};
  }

  std::string read_number() {
    std::u32string digits;
    const auto goes_on_behind = [&](std::u32string_view sign) {
      const std::size_t behind = at_ + sign.size();
      return std::u32string_view(text_).substr(at_).starts_with(sign) && behind < text_.size() &&
             is_digit(text_[behind]);
    };
    for (;;) {
      if (goes_on_behind(U"{,}")) {  // `12{,}345`: a comma between digits, without the space of a list
        digits += U',';
        at_ += 3;
      } else if (is_digit(here()) || goes_on_behind(U".")) {
        digits += text_[at_++];
      } else {
        break;
      }
    }
    return element("mn", base::to_utf8(digits));
  }

  /// Chinese words are one identifier; Greek letters one each.
  std::string read_foreign_word() {
    std::u32string word(1, text_[at_++]);
    if (!base::is_ideograph_or_kana(word[0])) return element("mi", base::to_utf8(word));
    while (!at_end() && base::is_ideograph_or_kana(here())) word += text_[at_++];
    return element("mi", base::to_utf8(word), " mathvariant=\"normal\"");
  }

  LatexAtom read_command() {
    const std::size_t begin = at_;
    const std::string command = take_command();
    const std::string shown = "\\" + command;
    if (const std::optional<LatexSymbol> symbol = find_latex_symbol(command)) return atom_of(*symbol);
    if (const LatexSpace* const space = named(kSpaces, command)) {
      return {element("mspace", "", attribute("width", space->width))};
    }
    if (const LatexAccent* const accent = named(kAccents, command)) return read_accent(*accent, begin);
    if (const LatexAlphabet* const alphabet = named(kAlphabets, command)) return {read_alphabet(*alphabet, begin)};
    if (command.size() == 1 && std::string_view("%#$&_{}").find(command) != std::string_view::npos) {
      const bool is_brace = command == "{" || command == "}";
      return {element("mo", base::escape_markup(command), is_brace ? " stretchy=\"false\"" : "")};
    }
    if (command == "|") return {element("mo", "‖", " stretchy=\"false\"")};
    if (command == "frac" || command == "dfrac" || command == "tfrac" || command == "cfrac") {
      return {styled(command.front(), read_two("mfrac", shown, begin))};
    }
    if (command == "binom" || command == "dbinom" || command == "tbinom") {
      return {styled(command.front(),
                     fence("(", true) + read_two("mfrac", shown, begin, " linethickness=\"0\"") + fence(")", false))};
    }
    if (command == "sqrt") return {read_root(shown, begin)};
    if (command == "overset" || command == "stackrel" || command == "underset") {
      const std::string script = read_argument(shown, begin);
      const std::string base = read_argument(shown, begin);
      return {element(command == "underset" ? "munder" : "mover", base + script)};
    }
    if (command == "text" || command == "textrm" || command == "mbox" || command == "textnormal") {
      return {read_text(shown, begin)};
    }
    if (command == "operatorname") return read_operator_name(shown, begin);
    if (command == "left") return {read_fenced(begin)};
    if (command == "begin") return {read_environment(begin)};
    if (command == "displaystyle" || command == "textstyle") {
      return {element("mstyle", read_row(),
                      command == "displaystyle" ? " displaystyle=\"true\"" : " displaystyle=\"false\"")};
    }
    if (command == "phantom") return {element("mphantom", read_argument(shown, begin))};
    if (command == "not") return {read_negated(begin)};
    if (command == "bmod" || command == "mod")
      return {element("mo", "mod", " lspace=\"0.2222em\" rspace=\"0.2222em\"")};
    if (command == "pmod") {
      return {element("mrow", "<mspace width=\"0.4444em\"></mspace>" + element("mo", "(", " stretchy=\"false\"") +
                                  element("mi", "mod") + "<mspace width=\"0.3333em\"></mspace>" +
                                  read_argument(shown, begin) + element("mo", ")", " stretchy=\"false\""))};
    }
    if (const auto sized = read_sized(command, begin)) return {*sized};
    stop(FormulaProblemKind::Unknown, begin, shown);
  }

  static LatexAtom atom_of(const LatexSymbol& symbol) {
    const std::string text = base::escape_markup(symbol.text);
    switch (symbol.kind) {
      case LatexSign::Letter: return {element("mi", text)};
      case LatexSign::Upright: return {element("mi", text, " mathvariant=\"normal\"")};
      case LatexSign::Operator: {
        static constexpr std::array<std::string_view, 10> kLimited{
            "sum", "prod", "coprod", "bigcup", "bigcap", "bigvee", "bigwedge", "bigoplus", "bigotimes", ""};
        const bool takes_limits = std::find(kLimited.begin(), kLimited.end(), symbol.command) != kLimited.end();
        static constexpr std::array<std::string_view, 17> kBrackets{
            "lfloor", "rfloor", "lceil", "rceil", "langle", "rangle", "lbrace", "rbrace",   "lbrack",
            "rbrack", "vert",   "Vert",  "lvert", "rvert",  "lVert",  "rVert",  "backslash"};
        const bool is_bracket = std::find(kBrackets.begin(), kBrackets.end(), symbol.command) != kBrackets.end();
        return {element("mo", text, is_bracket ? " stretchy=\"false\"" : ""), takes_limits};
      }
      case LatexSign::Word: {
        LatexAtom word{element("mi", text)};
        word.is_word = true;
        return word;
      }
      case LatexSign::Limit: {
        LatexAtom limit{element("mo", text, " form=\"prefix\" lspace=\"0em\" rspace=\"0em\" movablelimits=\"true\""),
                        true};
        limit.is_word = true;
        return limit;
      }
    }
    return {};
  }

  /// `\dfrac` and `\tfrac` set their own size, regardless of the formula around them.
  static std::string styled(char command, std::string markup) {
    if (command == 'd') return element("mstyle", markup, " displaystyle=\"true\" scriptlevel=\"0\"");
    if (command == 't') return element("mstyle", markup, " displaystyle=\"false\" scriptlevel=\"0\"");
    return element("mrow", markup);
  }

  std::string read_two(std::string_view tag, std::string_view of, std::size_t begin, std::string_view attributes = "") {
    const std::string first = read_argument(of, begin);
    const std::string second = read_argument(of, begin);
    return element(tag, first + second, attributes);
  }

  std::string read_root(std::string_view of, std::size_t begin) {
    skip_blanks();
    if (here() != U'[') return element("msqrt", read_argument(of, begin));
    const std::size_t bracket = at_;
    ++at_;
    const bool was_optional = std::exchange(in_optional_, true);
    const std::string degree = read_row();
    in_optional_ = was_optional;
    if (here() != U']') stop(FormulaProblemKind::Unfinished, bracket, "[");
    ++at_;
    return element("mroot", read_argument(of, begin) + element("mrow", degree));
  }

  LatexAtom read_accent(const LatexAccent& accent, std::size_t begin) {
    const std::string base = read_argument("\\" + std::string(accent.command), begin);
    const std::string sign = element("mo", accent.sign, accent.is_stretched ? "" : " stretchy=\"false\"");
    LatexAtom atom{element(accent.is_below ? "munder" : "mover", base + sign,
                           accent.is_below ? " accentunder=\"true\"" : " accent=\"true\"")};
    atom.takes_limits = accent.keeps_scripts_apart;
    return atom;
  }

  /// Letters one by one, as `\mathrm{kg}` is one word and `\mathbb{R}` one letter.
  std::string read_alphabet(const LatexAlphabet& alphabet, std::size_t begin) {
    const std::string shown = "\\" + std::string(alphabet.command);
    skip_blanks();
    const std::size_t content = at_;
    if (here() == U'{') {
      std::size_t end = at_ + 1;
      while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || is_blank(text_[end]))) ++end;
      if (end < text_.size() && text_[end] == U'}' && end > at_ + 1) {
        std::u32string word;
        for (std::size_t i = at_ + 1; i < end; ++i) {
          if (!is_blank(text_[i])) word += text_[i];
        }
        at_ = end + 1;
        const bool is_number = !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
        return element(is_number ? "mn" : "mi", base::to_utf8(word), attribute("mathvariant", alphabet.variant));
      }
    }
    at_ = content;
    return element("mstyle", read_argument(shown, begin), attribute("mathvariant", alphabet.variant));
  }

  std::string read_text(std::string_view of, std::size_t begin) {
    std::u32string words = read_words(of, begin);
    // Blanks at the ends of a text count here, and are dropped in MathML.
    if (!words.empty() && words.front() == U' ') words.front() = U'\u00A0';
    if (!words.empty() && words.back() == U' ') words.back() = U'\u00A0';
    return element("mtext", base::escape_markup(base::to_utf8(words)));
  }

  LatexAtom read_operator_name(std::string_view of, std::size_t begin) {
    const bool is_starred = take(U'*');
    const std::string name = base::escape_markup(base::to_utf8(read_words(of, begin)));
    if (is_starred) {
      LatexAtom atom{element("mo", name, " form=\"prefix\" lspace=\"0em\" rspace=\"0em\" movablelimits=\"true\""),
                     true};
      atom.is_word = true;
      return atom;
    }
    LatexAtom atom{element("mi", name, " mathvariant=\"normal\"")};
    atom.is_word = true;
    return atom;
  }

  /// The bracket at `\left` and the like; a full stop means no bracket.
  std::string take_bracket(std::string_view of, std::size_t begin) {
    skip_blanks();
    if (at_end()) stop(FormulaProblemKind::Unfinished, begin, std::string(of));
    if (here() == U'\\') {
      const std::size_t place = at_;
      const std::string command = take_command();
      if (command == "{" || command == "}") return command;
      if (command == "|") return "‖";
      const std::optional<LatexSymbol> symbol = find_latex_symbol(command);
      if (!symbol || symbol->kind != LatexSign::Operator) stop(FormulaProblemKind::Misplaced, place, "\\" + command);
      return std::string(symbol->text);
    }
    const char32_t c = text_[at_++];
    if (c == U'.') return {};
    if (c == U'<') return "⟨";
    if (c == U'>') return "⟩";
    if (std::u32string_view(U"()[]|/").find(c) == std::u32string_view::npos) {
      stop(FormulaProblemKind::Misplaced, at_ - 1, base::to_utf8(c));
    }
    return base::to_utf8(c);
  }

  std::string read_fenced(std::size_t begin) {
    std::string row = fence(take_bracket("\\left", begin), true, attribute("fence", "true"));
    const bool was_optional = std::exchange(in_optional_, false);
    row += read_row();
    while (peek_command() == "middle") {
      take_command();
      row += element("mo", base::escape_markup(take_bracket("\\middle", begin)), " form=\"infix\" stretchy=\"true\"");
      row += read_row();
    }
    in_optional_ = was_optional;
    if (peek_command() != "right") {
      if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "\\left");
      stop(FormulaProblemKind::Misplaced, at_, shown_here());
    }
    take_command();
    row += fence(take_bracket("\\right", begin), false, attribute("fence", "true"));
    return element("mrow", row);
  }

  /// `\big(`, `\Bigl[`, `\biggr\}`.
  std::optional<std::string> read_sized(std::string command, std::size_t begin) {
    const std::string shown = "\\" + command;
    const char side = command.back();
    if (named(kSizes, command) == nullptr && (side == 'l' || side == 'r' || side == 'm')) command.pop_back();
    const LatexSize* const size = named(kSizes, command);
    if (size == nullptr) return std::nullopt;
    const std::string sign = base::escape_markup(take_bracket(shown, begin));
    return element(
        "mo", sign,
        attribute("minsize", size->size) + attribute("maxsize", size->size) + " stretchy=\"true\" symmetric=\"true\"");
  }

  std::string read_negated(std::size_t begin) {
    skip_blanks();
    if (take(U'=')) return element("mo", "≠");
    if (take(U'<')) return element("mo", "≮");
    if (take(U'>')) return element("mo", "≯");
    if (here() == U'\\') {
      const std::string command = take_command();
      struct Negated {
        std::string_view command;
        std::string_view sign;
      };
      static constexpr std::array kNegated{Negated{"in", "∉"},       Negated{"equiv", "≢"},    Negated{"subset", "⊄"},
                                           Negated{"supset", "⊅"},   Negated{"leq", "≰"},      Negated{"geq", "≱"},
                                           Negated{"subseteq", "⊈"}, Negated{"supseteq", "⊉"}, Negated{"approx", "≉"},
                                           Negated{"parallel", "∦"}, Negated{"exists", "∄"},   Negated{"mid", "∤"}};
      if (const Negated* const found = named(kNegated, command)) return element("mo", found->sign);
    }
    stop(FormulaProblemKind::Unknown, begin, base::to_utf8(std::u32string_view(text_).substr(begin, at_ - begin)));
  }

  std::string read_environment(std::size_t begin) {
    enter(begin);
    const std::string name = base::to_utf8(read_words("\\begin", begin));
    const auto* const table =
        std::find_if(kTables.begin(), kTables.end(), [&](const LatexTable& each) { return each.name == name; });
    if (table == kTables.end()) stop(FormulaProblemKind::Unknown, begin, "\\begin{" + name + "}");
    std::string columns(table->columns);
    // A place in brackets is that of the environment in a line of text.
    const bool takes_place = name == "array" || table->is_display;
    if (takes_place && here() == U'[') stop(FormulaProblemKind::Unknown, at_, "[");
    if (name == "array") columns = read_columns(begin);
    std::string rows;
    std::string cells;
    std::size_t column = 1;
    std::size_t widest = 1;
    std::size_t count = 1;
    const bool was_optional = std::exchange(in_optional_, false);
    for (;;) {
      widest = std::max(widest, column);
      if (widest * count > kMaxFormulaCells) {
        stop(FormulaProblemKind::TooManyCells, begin, std::to_string(kMaxFormulaCells));
      }
      cells += element("mtd", read_row());
      if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "\\begin{" + name + "}");
      if (here() == U'&') {
        ++at_;
        ++column;
        continue;
      }
      const std::size_t place = at_;
      const std::string command = here() == U'\\' ? take_command() : std::string();
      const bool is_end = command == "end";
      if (!is_end && command != "\\" && command != "cr") {
        at_ = place;
        stop(FormulaProblemKind::Misplaced, place, shown_here());
      }
      // An empty line at the end is not a row.
      if (!is_end || cells != "<mtd></mtd>" || rows.empty()) rows += element("mtr", cells);
      cells.clear();
      if (!is_end) {
        // The distance between lines is the same in all tables, so `\\[2pt]` is refused.
        if (here() == U'[') stop(FormulaProblemKind::Unknown, place, "\\\\[");
        column = 1;
        ++count;
        continue;
      }
      const std::string closed = base::to_utf8(read_words("\\end", place));
      if (closed != name) stop(FormulaProblemKind::Misplaced, place, "\\end{" + closed + "}");
      break;
    }
    in_optional_ = was_optional;
    --depth_;
    std::string attributes;
    if (!columns.empty()) attributes += attribute("columnalign", repeated(columns));
    if (table->is_display)
      attributes += " displaystyle=\"true\" columnspacing=\"0em 2em 0em 2em 0em 2em 0em\" rowspacing=\"0.4em\"";
    if (name == "cases") attributes += " columnspacing=\"1em\" rowspacing=\"0.3em\"";
    std::string grid = element("mtable", rows, attributes);
    if (name == "smallmatrix") grid = element("mstyle", grid, " scriptlevel=\"1\"");
    return element("mrow", fence(table->open, true) + grid + fence(table->close, false));
  }

  /// `right left` is repeated for further pairs of columns.
  static std::string repeated(const std::string& columns) {
    return columns == "right left" ? "right left right left right left right left" : columns;
  }

  std::string read_columns(std::size_t begin) {
    std::string columns;
    const std::size_t place = at_;
    for (const char32_t c : read_words("\\begin{array}", begin)) {
      if (is_blank(c)) continue;
      const std::string_view word = c == U'l' ? "left" : c == U'c' ? "center" : c == U'r' ? "right" : "";
      if (word.empty()) stop(FormulaProblemKind::Unknown, place, base::to_utf8(c));
      if (!columns.empty()) columns += ' ';
      columns += word;
    }
    return columns;
  }

  std::u32string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_optional_ = false;
};

/// Removes the marks that LaTeX has around formulas in text. Returns how many characters it removed at the start.
std::size_t take_off_marks(std::string_view& text) {
  struct Marks {
    std::string_view open;
    std::string_view close;
  };
  static constexpr std::array kMarks{Marks{"$$", "$$"}, Marks{"$", "$"}, Marks{"\\(", "\\)"}, Marks{"\\[", "\\]"}};
  const std::size_t blanks = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  std::string_view inner = base::trim_ascii_space(text);
  for (const Marks& marks : kMarks) {
    const bool has_marks = inner.size() >= marks.open.size() + marks.close.size() && inner.starts_with(marks.open) &&
                           inner.ends_with(marks.close);
    if (!has_marks) continue;
    text = inner.substr(marks.open.size(), inner.size() - marks.open.size() - marks.close.size());
    return blanks + marks.open.size();
  }
  return 0;
}

}  // namespace

FormulaMarkup from_latex(std::string_view text, FormulaPlace place) {
  const std::size_t skipped = take_off_marks(text);
  FormulaMarkup result;
  try {
    if (base::trim_ascii_space(text).empty()) throw LatexStop{{FormulaProblemKind::Unfinished, 1, "$"}};
    const std::string row = LatexReader(text).read();
    result.mathml = element("math", row, place == FormulaPlace::OwnLine ? " display=\"block\"" : "");
  } catch (LatexStop& stopped) {
    stopped.problem.place += skipped;
    result.problem = std::move(stopped.problem);
  }
  return result;
}

}  // namespace gongwen::templating
