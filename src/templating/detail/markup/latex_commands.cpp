#include "base/escapes.h"
#include "base/utf8.h"
#include "templating/detail/markup/latex_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

// The commands of a formula.
namespace gongwen::templating {
namespace {

constexpr std::string_view kLimitAttributes = " form=\"prefix\" lspace=\"0em\" rspace=\"0em\" movablelimits=\"true\"";

/// With the spaces of a relation or of a sign between terms, whatever the dictionary says of the sign.
std::string spaced(std::string markup, std::string_view width) {
  std::string_view inner = markup;
  constexpr std::string_view kRow = "<mrow>";
  if (inner.starts_with(kRow)) inner = inner.substr(kRow.size(), inner.size() - 2 * kRow.size() - 1);
  const bool is_sign =
      inner.starts_with("<mo") && inner.find("</mo>") + std::string_view("</mo>").size() == inner.size();
  if (!is_sign) return latex_element("mrow", latex_space(width) + markup + latex_space(width));
  if (inner.find(" lspace=") != std::string_view::npos) return markup;
  return std::string(inner).insert(3, latex_attribute("lspace", width) + latex_attribute("rspace", width));
}

/// The colours that LaTeX names and CSS knows by the same name.
constexpr std::array<std::string_view, 19> kColorNames{
    "black", "blue",   "brown", "cyan",   "darkgray", "gray", "green",  "lightgray", "lime",  "magenta",
    "olive", "orange", "pink",  "purple", "red",      "teal", "violet", "white",     "yellow"};

/// `#rrggbb` of parts between 0 and `whole`, as `255,0,0`.
std::optional<std::string> color_of_parts(std::string_view text, double whole, std::size_t count) {
  std::string out = "#";
  std::size_t found = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string_view word = base::trim_ascii_space(text.substr(at, end - at));
    double part = 0;
    const auto [behind, error] = std::from_chars(word.data(), word.data() + word.size(), part);
    if (error != std::errc() || behind != word.data() + word.size() || part < 0 || part > whole) return std::nullopt;
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto level = static_cast<std::size_t>(part * 255 / whole + 0.5);
    for (std::size_t repeat = 0; repeat < (count == 1 ? 3U : 1U); ++repeat) {
      out += kDigits[level / 16];
      out += kDigits[level % 16];
    }
    ++found;
    at = end + 1;
  }
  return found == count ? std::optional(out) : std::nullopt;
}

std::optional<std::string> color_value(std::string_view model, std::string_view text) {
  if (model == "RGB") return color_of_parts(text, 255, 3);
  if (model == "rgb") return color_of_parts(text, 1, 3);
  if (model == "gray") return color_of_parts(text, 1, 1);
  std::string name(base::trim_ascii_space(text));
  if (model == "HTML") name.insert(0, "#");
  const bool is_code = (name.size() == 4 || name.size() == 7) && name[0] == '#' &&
                       std::all_of(name.begin() + 1, name.end(), base::is_ascii_hex_digit);
  if (is_code && (model.empty() || model == "HTML")) return name;
  const bool is_known = std::find(kColorNames.begin(), kColorNames.end(), name) != kColorNames.end();
  return model.empty() && is_known ? std::optional(name) : std::nullopt;
}

}  // namespace

const LatexParser::Command* LatexParser::find_command(std::string_view command) {
  static constexpr std::array kCommands{
      Command{"genfrac", &LatexParser::read_genfrac},
      Command{"sqrt", &LatexParser::read_root},
      Command{"overset", &LatexParser::read_stacked},
      Command{"stackrel", &LatexParser::read_stacked},
      Command{"underset", &LatexParser::read_stacked},
      Command{"operatorname", &LatexParser::read_operator_name},
      Command{"varlimsup", &LatexParser::read_barred_limit},
      Command{"varliminf", &LatexParser::read_barred_limit},
      Command{"left", &LatexParser::read_fenced},
      Command{"begin", &LatexParser::read_environment},
      Command{"substack", &LatexParser::read_substack},
      Command{"not", &LatexParser::read_negated},
      Command{"bmod", &LatexParser::read_modulus},
      Command{"mod", &LatexParser::read_modulus},
      Command{"pmod", &LatexParser::read_modulus},
      Command{"pod", &LatexParser::read_modulus},
      Command{"phantom", &LatexParser::read_phantom},
      Command{"hphantom", &LatexParser::read_phantom},
      Command{"vphantom", &LatexParser::read_phantom},
      Command{"smash", &LatexParser::read_phantom},
      Command{"mathstrut", &LatexParser::read_phantom},
      Command{"prescript", &LatexParser::read_prescript},
      Command{"mathop", &LatexParser::read_class},
      Command{"mathrel", &LatexParser::read_class},
      Command{"mathbin", &LatexParser::read_class},
      Command{"mathord", &LatexParser::read_class},
      Command{"mathopen", &LatexParser::read_class},
      Command{"mathclose", &LatexParser::read_class},
      Command{"mathpunct", &LatexParser::read_class},
      Command{"mathinner", &LatexParser::read_class},
      Command{"color", &LatexParser::read_color},
      Command{"textcolor", &LatexParser::read_color},
      Command{"colorbox", &LatexParser::read_color},
      Command{"hspace", &LatexParser::read_length_space},
      Command{"hskip", &LatexParser::read_length_space},
      Command{"kern", &LatexParser::read_length_space},
      Command{"mkern", &LatexParser::read_length_space},
      Command{"mskip", &LatexParser::read_length_space},
      Command{"tag", &LatexParser::read_tag},
      Command{"label", &LatexParser::read_unseen},
      Command{"notag", &LatexParser::read_unseen},
      Command{"nonumber", &LatexParser::read_unseen},
  };
  return find_latex_name(kCommands, command);
}

LatexAtom LatexParser::read_command() {
  const std::size_t begin = at_;
  const std::string command = take_command();
  if (const std::optional<LatexSymbol> symbol = find_latex_symbol(command)) return atom_of(*symbol);
  if (const auto* const space = find_latex_name(kLatexSpaces, command)) return {latex_space(space->width)};
  if (const auto* const accent = find_latex_name(kLatexAccents, command)) return read_accent(*accent, begin);
  if (const auto* const alphabet = find_latex_name(kLatexAlphabets, command)) return {read_alphabet(*alphabet, begin)};
  if (const auto* const text = find_latex_name(kLatexTexts, command)) return {read_text(*text, begin)};
  if (const auto* const fraction = find_latex_name(kLatexFractions, command)) return read_fraction(*fraction, begin);
  if (const auto* const arrow = find_latex_name(kLatexArrows, command)) return read_arrow(*arrow, begin);
  if (const auto* const stroke = find_latex_name(kLatexStrokes, command)) return read_stroke(*stroke, begin);
  if (const auto* const style = find_latex_name(kLatexStyles, command)) {
    return {latex_element("mstyle", read_row(), style->attributes)};
  }
  if (const auto* const face = find_latex_name(kLatexFontSwitches, command)) {
    return {latex_element("mstyle", read_row(), latex_attribute("mathvariant", face->variant))};
  }
  if (const Command* const found = find_command(command)) return (this->*found->read)(command, begin);
  if (command.size() == 1 && std::string_view("%#$&_{}").find(command) != std::string_view::npos) {
    const bool is_brace = command == "{" || command == "}";
    return {latex_element("mo", base::escape_markup(command), is_brace ? " stretchy=\"false\"" : "")};
  }
  if (command == "|") return {latex_element("mo", "‖", " stretchy=\"false\"")};
  if (const auto sized = read_sized(command, begin)) return {*sized};
  stop(FormulaProblemKind::Unknown, begin, "\\" + command);
}

LatexAtom LatexParser::atom_of(const LatexSymbol& symbol) const {
  const std::string text = base::escape_markup(symbol.text);
  LatexAtom atom;
  switch (symbol.kind) {
    case LatexSign::Letter: return {latex_element("mi", text)};
    case LatexSign::Upright: return {latex_element("mi", text, upright())};
    case LatexSign::Operator: return {latex_element("mo", text)};
    case LatexSign::Bracket: return {latex_element("mo", text, " stretchy=\"false\"")};
    case LatexSign::Large: return {latex_element("mo", text), true};
    case LatexSign::Word: atom = {latex_element("mi", text)}; break;
    case LatexSign::Limit: atom = {latex_element("mo", text, kLimitAttributes), true}; break;
  }
  atom.is_word = true;
  return atom;
}

LatexAtom LatexParser::read_fraction(const LatexFraction& fraction, std::size_t begin) {
  const std::string shown = "\\" + std::string(fraction.command);
  // One that is an argument itself has no group that it could part.
  if (fraction.is_infix) stop(FormulaProblemKind::Misplaced, begin, shown);
  const std::string above = read_argument(shown, begin);
  const std::string below = read_argument(shown, begin);
  return {fraction_of(fraction, above, below)};
}

std::string LatexParser::fraction_of(const LatexFraction& fraction, const std::string& above,
                                     const std::string& below) {
  const std::string markup = latex_fence(fraction.open, true) +
                             latex_element("mfrac", above + below, fraction.has_bar ? "" : " linethickness=\"0\"") +
                             latex_fence(fraction.close, false);
  return latex_element(fraction.style.empty() ? "mrow" : "mstyle", markup, fraction.style);
}

/// `\genfrac{(}{)}{0pt}{1}{n}{k}`: brackets, the thickness of the bar, the style, and the parts.
LatexAtom LatexParser::read_genfrac(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  std::array<std::string, 2> brackets;
  for (std::string& bracket : brackets) {
    if (!take(U'{')) stop(FormulaProblemKind::Unfinished, begin, shown);
    skip_blanks();
    if (here() != U'}') bracket = take_bracket(shown, begin);
    if (!take(U'}')) stop(FormulaProblemKind::Misplaced, at_, shown_here());
  }
  skip_blanks();
  const bool has_thickness = at_ + 1 < text_.size() && text_[at_ + 1] != U'}';
  const std::string thickness = has_thickness ? take_length(shown, begin) : read_words(shown, begin);
  const std::size_t style_place = at_;
  const std::string style = read_words(shown, begin);
  if (style.size() > 1 || (style.size() == 1 && (style[0] < '0' || style[0] > '3'))) {
    stop(FormulaProblemKind::Unknown, style_place, style);
  }
  const std::string above = read_argument(shown, begin);
  const std::string below = read_argument(shown, begin);
  const std::string attributes = thickness.empty() ? "" : latex_attribute("linethickness", thickness);
  const std::string markup = latex_fence(brackets[0], true) + latex_element("mfrac", above + below, attributes) +
                             latex_fence(brackets[1], false);
  if (style.empty()) return {latex_element("mrow", markup)};
  return {latex_element("mstyle", markup, kLatexStyles[static_cast<std::size_t>(style[0] - '0')].attributes)};
}

LatexAtom LatexParser::read_root(const std::string& command, std::size_t begin) {
  const std::optional<std::string> degree = read_optional();
  const std::string radicand = read_argument("\\" + command, begin);
  if (!degree) return {latex_element("msqrt", radicand)};
  return {latex_element("mroot", radicand + latex_element("mrow", *degree))};
}

LatexAtom LatexParser::read_accent(const LatexAccent& accent, std::size_t begin) {
  const std::string base = read_argument("\\" + std::string(accent.command), begin);
  const std::string sign = latex_element("mo", accent.sign, accent.is_stretched ? "" : " stretchy=\"false\"");
  LatexAtom atom{latex_element(accent.is_below ? "munder" : "mover", base + sign,
                               accent.is_below ? " accentunder=\"true\"" : " accent=\"true\"")};
  atom.takes_limits = accent.keeps_scripts_apart;
  return atom;
}

/// The arrow is longer than its labels.
LatexAtom LatexParser::read_arrow(const LatexArrow& arrow, std::size_t begin) {
  const auto label = [](const std::string& content) {
    return latex_element("mrow", latex_space("0.5em") + content + latex_space("0.5em"));
  };
  const std::optional<std::string> below = read_optional();
  const std::string above = read_argument("\\" + std::string(arrow.command), begin);
  const std::string sign = latex_element("mo", arrow.sign, " stretchy=\"true\"");
  if (!below) return {latex_element("mover", sign + label(above))};
  return {latex_element("munderover", sign + label(*below) + label(above))};
}

LatexAtom LatexParser::read_stacked(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const std::string script = read_argument(shown, begin);
  const std::string base = read_argument(shown, begin);
  return {latex_element(command == "underset" ? "munder" : "mover", base + script)};
}

LatexAtom LatexParser::read_stroke(const LatexStroke& stroke, std::size_t begin) {
  const std::string content = stroke.command == "fbox" ? read_text({stroke.command, ""}, begin)
                                                       : read_argument("\\" + std::string(stroke.command), begin);
  return {latex_element("menclose", content, latex_attribute("notation", stroke.notation))};
}

/// Letters one by one, as `\mathrm{kg}` is one word and `\mathbb{R}` one letter. What is upright or a number is not
/// slanted by `\boldsymbol`, and what is bold stays so in `\boldsymbol{\mathrm{x}}`.
std::string LatexParser::read_alphabet(const LatexAlphabet& alphabet, std::size_t begin) {
  const std::string shown = "\\" + std::string(alphabet.command);
  const bool was_bold = std::exchange(is_bold_, is_bold_ || alphabet.variant.starts_with("bold"));
  const std::string variant =
      alphabet.variant == "normal" ? std::string(upright()) : latex_attribute("mathvariant", alphabet.variant);
  std::string markup;
  skip_blanks();
  const std::size_t end = here() == U'{' ? std::min(text_.find(U'}', at_), text_.size()) : text_.size();
  std::string word;
  bool is_plain = end < text_.size();
  for (std::size_t i = at_ + 1; is_plain && i < end; ++i) {
    const char c = text_[i] < 0x80 ? static_cast<char>(text_[i]) : '\0';
    if (!base::is_ascii_space(c)) word += c;
    is_plain = base::is_ascii_alnum(c) || base::is_ascii_space(c);
  }
  if (is_plain && !word.empty()) {
    at_ = end + 1;
    const bool is_number = std::all_of(word.begin(), word.end(), base::is_ascii_digit);
    const bool is_slanted = alphabet.variant == "bold-italic";
    markup = latex_element(is_number ? "mn" : "mi", word, is_number && is_slanted ? std::string(upright()) : variant);
  } else {
    markup = latex_element("mstyle", read_argument(shown, begin), variant);
  }
  is_bold_ = was_bold;
  return markup;
}

/// Words, and formulas between `$` in them.
std::string LatexParser::read_text(const LatexAlphabet& text, std::size_t begin) {
  skip_blanks();
  if (here() != U'{') stop(FormulaProblemKind::Unfinished, begin, "\\" + std::string(text.command));
  const std::size_t brace = at_;
  ++at_;
  const std::string variant = text.variant.empty() ? "" : latex_attribute("mathvariant", text.variant);
  std::string markup;
  std::size_t parts = 0;
  for (int depth = 1; depth > 0;) {
    std::u32string words;
    if (!take_words(words, depth)) stop(FormulaProblemKind::Unfinished, brace, "{");
    // Blanks at the ends of a text count here, and are dropped in MathML.
    if (!words.empty() && words.front() == U' ') words.front() = U'\u00A0';
    if (!words.empty() && words.back() == U' ') words.back() = U'\u00A0';
    if (!words.empty() || (depth == 0 && parts == 0)) {
      markup += latex_element("mtext", base::escape_markup(base::to_utf8(words)), variant);
      ++parts;
    }
    const std::size_t mark = at_++;
    if (depth == 0) break;
    const bool was_optional = std::exchange(in_optional_, false);
    const bool was_in_text = std::exchange(in_text_, true);
    markup += latex_element("mrow", read_row());
    ++parts;
    in_optional_ = was_optional;
    in_text_ = was_in_text;
    if (here() != U'$') stop(FormulaProblemKind::Unfinished, mark, "$");
    ++at_;
  }
  return parts == 1 ? markup : latex_element("mrow", markup);
}

LatexAtom LatexParser::read_operator_name(const std::string& command, std::size_t begin) {
  const bool is_starred = take(U'*');
  const std::string name = base::escape_markup(read_words("\\" + command, begin));
  LatexAtom atom = is_starred ? LatexAtom{latex_element("mo", name, kLimitAttributes), true}
                              : LatexAtom{latex_element("mi", name, " mathvariant=\"normal\"")};
  atom.is_word = true;
  return atom;
}

/// `\mathrel`, `\mathop` and the like: what kind of sign their content is.
LatexAtom LatexParser::read_class(const std::string& command, std::size_t begin) {
  std::string content = read_argument("\\" + command, begin);
  if (command == "mathrel") return {spaced(std::move(content), "0.2778em")};
  if (command == "mathbin") return {spaced(std::move(content), "0.2222em")};
  LatexAtom atom{std::move(content)};
  atom.takes_limits = atom.is_word = command == "mathop";
  return atom;
}

LatexAtom LatexParser::read_barred_limit(const std::string& command, std::size_t) {
  const bool is_upper = command == "varlimsup";
  LatexAtom atom{latex_element(is_upper ? "mover" : "munder",
                               latex_element("mi", "lim") + latex_element("mo", is_upper ? "‾" : "_"),
                               is_upper ? " accent=\"true\"" : " accentunder=\"true\""),
                 true};
  atom.is_word = true;
  return atom;
}

/// The bracket at `\left` and the like; a full stop means no bracket.
std::string LatexParser::take_bracket(std::string_view of, std::size_t begin) {
  skip_blanks();
  if (at_end()) stop(FormulaProblemKind::Unfinished, begin, std::string(of));
  if (here() == U'\\') {
    const std::size_t place = at_;
    const std::string command = take_command();
    if (command == "{" || command == "}") return command;
    if (command == "|") return "‖";
    const std::optional<LatexSymbol> symbol = find_latex_symbol(command);
    if (!symbol || (symbol->kind != LatexSign::Operator && symbol->kind != LatexSign::Bracket)) {
      stop(FormulaProblemKind::Misplaced, place, "\\" + command);
    }
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

LatexAtom LatexParser::read_fenced(const std::string&, std::size_t begin) {
  const std::string is_fence = latex_attribute("fence", "true");
  std::string row = latex_fence(take_bracket("\\left", begin), true, is_fence);
  const bool was_optional = std::exchange(in_optional_, false);
  row += read_row();
  while (peek_command() == "middle") {
    take_command();
    row +=
        latex_element("mo", base::escape_markup(take_bracket("\\middle", begin)), " form=\"infix\" stretchy=\"true\"");
    row += read_row();
  }
  in_optional_ = was_optional;
  if (peek_command() != "right") {
    if (at_end()) stop(FormulaProblemKind::Unfinished, begin, "\\left");
    stop(FormulaProblemKind::Misplaced, at_, shown_here());
  }
  take_command();
  row += latex_fence(take_bracket("\\right", begin), false, is_fence);
  return {latex_element("mrow", row)};
}

/// `\big(`, `\Bigl[`, `\biggr\}`.
std::optional<std::string> LatexParser::read_sized(std::string command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const char side = command.back();
  if (find_latex_name(kLatexSizes, command) == nullptr && (side == 'l' || side == 'r' || side == 'm')) {
    command.pop_back();
  }
  const LatexSize* const size = find_latex_name(kLatexSizes, command);
  if (size == nullptr) return std::nullopt;
  const std::string sign = base::escape_markup(take_bracket(shown, begin));
  return latex_element("mo", sign,
                       latex_attribute("minsize", size->size) + latex_attribute("maxsize", size->size) +
                           " stretchy=\"true\" symmetric=\"true\"");
}

LatexAtom LatexParser::read_negated(const std::string&, std::size_t begin) {
  skip_blanks();
  std::string sign;
  if (here() == U'\\') {
    if (const std::optional<LatexSymbol> symbol = find_latex_symbol(take_command())) sign = symbol->text;
  } else if (!at_end()) {
    sign = base::to_utf8(text_[at_++]);
  }
  if (const LatexNegation* const found = find_latex_name(kLatexNegations, sign)) {
    return {latex_element("mo", found->negated)};
  }
  stop(FormulaProblemKind::Unknown, begin, base::to_utf8(std::u32string_view(text_).substr(begin, at_ - begin)));
}

LatexAtom LatexParser::read_modulus(const std::string& command, std::size_t begin) {
  if (!command.starts_with('p')) {
    return {latex_element("mo", "mod", " lspace=\"0.2222em\" rspace=\"0.2222em\"")};
  }
  const std::string word = command == "pmod" ? latex_element("mi", "mod") + latex_space("0.3333em") : "";
  return {latex_element("mrow", latex_space("0.4444em") + latex_element("mo", "(", " stretchy=\"false\"") + word +
                                    read_argument("\\" + command, begin) +
                                    latex_element("mo", ")", " stretchy=\"false\""))};
}

/// Parts that take room without being seen, and the other way round.
LatexAtom LatexParser::read_phantom(const std::string& command, std::size_t begin) {
  constexpr std::string_view kFlat = " height=\"0\" depth=\"0\"";
  constexpr std::string_view kNarrow = " width=\"0\"";
  if (command == "mathstrut") {
    return {
        latex_element("mpadded", latex_element("mphantom", latex_element("mo", "(", " stretchy=\"false\"")), kNarrow)};
  }
  const std::size_t place = at_;
  const std::optional<std::string> side = command == "smash" ? read_optional() : std::nullopt;
  const bool is_top = side == latex_element("mi", "t");
  if (side && !is_top && side != latex_element("mi", "b")) stop(FormulaProblemKind::Unknown, place, "[");
  const std::string content = read_argument("\\" + command, begin);
  if (command == "smash") {
    return {latex_element("mpadded", content, !side ? kFlat : is_top ? " height=\"0\"" : " depth=\"0\"")};
  }
  std::string phantom = latex_element("mphantom", content);
  if (command == "phantom") return {std::move(phantom)};
  return {latex_element("mpadded", phantom, command == "hphantom" ? kFlat : kNarrow)};
}

/// `\prescript{above}{below}{base}`.
LatexAtom LatexParser::read_prescript(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const std::string above = read_argument(shown, begin);
  const std::string below = read_argument(shown, begin);
  const std::string base = read_argument(shown, begin);
  return {latex_element("mmultiscripts", base + "<mprescripts></mprescripts>" + below + above)};
}

std::string LatexParser::take_color(std::string_view of, std::size_t begin) {
  skip_blanks();
  std::string model;
  const std::size_t place = at_;
  if (here() == U'[') {
    const std::size_t end = text_.find(U']', at_);
    if (end == std::u32string::npos) stop(FormulaProblemKind::Unfinished, at_, "[");
    model = base::to_utf8(std::u32string_view(text_).substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
  }
  skip_blanks();
  if (here() != U'{') stop(FormulaProblemKind::Unfinished, begin, std::string(of));
  const std::size_t end = text_.find(U'}', at_);
  if (end == std::u32string::npos) stop(FormulaProblemKind::Unfinished, at_, "{");
  const std::string name = base::to_utf8(std::u32string_view(text_).substr(at_ + 1, end - at_ - 1));
  at_ = end + 1;
  const std::optional<std::string> value = color_value(model, name);
  if (!value) stop(FormulaProblemKind::Unknown, place, model.empty() ? name : "[" + model + "]{" + name + "}");
  return *value;
}

/// `\color` holds for the rest of its group.
LatexAtom LatexParser::read_color(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const std::string color = take_color(shown, begin);
  if (command == "colorbox") {
    return {latex_element("mrow", read_text({command, ""}, begin), latex_attribute("mathbackground", color))};
  }
  const std::string content = command == "color" ? read_row() : read_argument(shown, begin);
  return {latex_element("mrow", content, latex_attribute("mathcolor", color))};
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

LatexAtom LatexParser::read_length_space(const std::string& command, std::size_t begin) {
  if (command == "hspace") take(U'*');
  return {latex_space(take_length("\\" + command, begin))};
}

/// The number of the formula, two characters behind it.
LatexAtom LatexParser::read_tag(const std::string& command, std::size_t begin) {
  const bool is_starred = take(U'*');
  const std::string number = read_text({command, ""}, begin);
  const std::string shown = is_starred ? number : latex_element("mtext", "(") + number + latex_element("mtext", ")");
  return {latex_element("mrow", latex_space("2em") + shown)};
}

/// `\label` and `\notag` are not seen.
LatexAtom LatexParser::read_unseen(const std::string& command, std::size_t begin) {
  if (command == "label") read_words("\\" + command, begin);
  return {};
}

}  // namespace gongwen::templating
