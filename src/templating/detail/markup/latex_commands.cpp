#include "templating/detail/markup/latex_commands.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "templating/detail/markup/latex_environments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

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

const LatexCommands::Command* LatexCommands::find_command(std::string_view command) {
  static constexpr std::array kCommands{
      Command{"genfrac", &LatexCommands::read_genfrac},
      Command{"sqrt", &LatexCommands::read_root},
      Command{"overset", &LatexCommands::read_stacked},
      Command{"stackrel", &LatexCommands::read_stacked},
      Command{"underset", &LatexCommands::read_stacked},
      Command{"operatorname", &LatexCommands::read_operator_name},
      Command{"varlimsup", &LatexCommands::read_barred_limit},
      Command{"varliminf", &LatexCommands::read_barred_limit},
      Command{"left", &LatexCommands::read_fenced},
      Command{"begin", &LatexCommands::read_environment},
      Command{"substack", &LatexCommands::read_substack},
      Command{"not", &LatexCommands::read_negated},
      Command{"bmod", &LatexCommands::read_modulus},
      Command{"mod", &LatexCommands::read_modulus},
      Command{"pmod", &LatexCommands::read_modulus},
      Command{"pod", &LatexCommands::read_modulus},
      Command{"phantom", &LatexCommands::read_phantom},
      Command{"hphantom", &LatexCommands::read_phantom},
      Command{"vphantom", &LatexCommands::read_phantom},
      Command{"smash", &LatexCommands::read_phantom},
      Command{"mathstrut", &LatexCommands::read_phantom},
      Command{"prescript", &LatexCommands::read_prescript},
      Command{"mathop", &LatexCommands::read_class},
      Command{"mathrel", &LatexCommands::read_class},
      Command{"mathbin", &LatexCommands::read_class},
      Command{"mathord", &LatexCommands::read_class},
      Command{"mathopen", &LatexCommands::read_class},
      Command{"mathclose", &LatexCommands::read_class},
      Command{"mathpunct", &LatexCommands::read_class},
      Command{"mathinner", &LatexCommands::read_class},
      Command{"color", &LatexCommands::read_color},
      Command{"textcolor", &LatexCommands::read_color},
      Command{"colorbox", &LatexCommands::read_color},
      Command{"hspace", &LatexCommands::read_length_space},
      Command{"hskip", &LatexCommands::read_length_space},
      Command{"kern", &LatexCommands::read_length_space},
      Command{"mkern", &LatexCommands::read_length_space},
      Command{"mskip", &LatexCommands::read_length_space},
      Command{"tag", &LatexCommands::read_tag},
      Command{"label", &LatexCommands::read_unseen},
      Command{"notag", &LatexCommands::read_unseen},
      Command{"nonumber", &LatexCommands::read_unseen},
  };
  return find_latex_name(kCommands, command);
}

LatexAtom LatexCommands::read() {
  const std::size_t begin = in_.at_;
  const std::string command = in_.take_command();
  if (const std::optional<LatexSymbol> symbol = find_latex_symbol(command)) return atom_of(*symbol);
  if (const auto* const space = find_latex_name(kLatexSpaces, command)) return {latex_space(space->width)};
  if (const auto* const accent = find_latex_name(kLatexAccents, command)) return read_accent(*accent, begin);
  if (const auto* const alphabet = find_latex_name(kLatexAlphabets, command)) return {read_alphabet(*alphabet, begin)};
  if (const auto* const text = find_latex_name(kLatexTexts, command)) return {read_text(*text, begin)};
  if (const auto* const fraction = find_latex_name(kLatexFractions, command)) return read_fraction(*fraction, begin);
  if (const auto* const arrow = find_latex_name(kLatexArrows, command)) return read_arrow(*arrow, begin);
  if (const auto* const stroke = find_latex_name(kLatexStrokes, command)) return read_stroke(*stroke, begin);
  if (const auto* const style = find_latex_name(kLatexStyles, command)) {
    return {latex_element("mstyle", in_.read_row(), style->attributes)};
  }
  if (const auto* const face = find_latex_name(kLatexFontSwitches, command)) {
    return {latex_element("mstyle", in_.read_row(), latex_attribute("mathvariant", face->variant))};
  }
  if (const Command* const found = find_command(command)) return (this->*found->read)(command, begin);
  if (command.size() == 1 && std::string_view("%#$&_{}").find(command) != std::string_view::npos) {
    const bool is_brace = command == "{" || command == "}";
    return {latex_element("mo", base::escape_markup(command), is_brace ? " stretchy=\"false\"" : "")};
  }
  if (command == "|") return {latex_element("mo", "‖", " stretchy=\"false\"")};
  if (const auto sized = read_sized(command, begin)) return {*sized};
  in_.stop(FormulaProblemKind::Unknown, begin, "\\" + command);
}

LatexAtom LatexCommands::atom_of(const LatexSymbol& symbol) const {
  const std::string text = base::escape_markup(symbol.text);
  LatexAtom atom;
  switch (symbol.kind) {
    case LatexSign::Letter: return {latex_element("mi", text)};
    case LatexSign::Upright: return {latex_element("mi", text, in_.upright())};
    case LatexSign::Operator: return {latex_element("mo", text)};
    case LatexSign::Bracket: return {latex_element("mo", text, " stretchy=\"false\"")};
    case LatexSign::Large: return {latex_element("mo", text), true};
    case LatexSign::Word: atom = {latex_element("mi", text)}; break;
    case LatexSign::Limit: atom = {latex_element("mo", text, kLimitAttributes), true}; break;
  }
  atom.is_word = true;
  return atom;
}

LatexAtom LatexCommands::read_fraction(const LatexFraction& fraction, std::size_t begin) {
  const std::string shown = "\\" + std::string(fraction.command);
  // One that is an argument itself has no group that it could part.
  if (fraction.is_infix) in_.stop(FormulaProblemKind::Misplaced, begin, shown);
  const std::string above = in_.read_argument(shown, begin);
  const std::string below = in_.read_argument(shown, begin);
  return {fraction_of(fraction, above, below)};
}

std::string LatexCommands::fraction_of(const LatexFraction& fraction, const std::string& above,
                                       const std::string& below) {
  const std::string markup = latex_fence(fraction.open, true) +
                             latex_element("mfrac", above + below, fraction.has_bar ? "" : " linethickness=\"0\"") +
                             latex_fence(fraction.close, false);
  return latex_element(fraction.style.empty() ? "mrow" : "mstyle", markup, fraction.style);
}

/// `\genfrac{(}{)}{0pt}{1}{n}{k}`: brackets, the thickness of the bar, the style, and the parts.
LatexAtom LatexCommands::read_genfrac(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  std::array<std::string, 2> brackets;
  for (std::string& bracket : brackets) {
    if (!in_.take(U'{')) in_.stop(FormulaProblemKind::Unfinished, begin, shown);
    in_.skip_blanks();
    if (in_.here() != U'}') bracket = take_bracket(shown, begin);
    if (!in_.take(U'}')) in_.stop(FormulaProblemKind::Misplaced, in_.at_, in_.shown_here());
  }
  in_.skip_blanks();
  const bool has_thickness = in_.at_ + 1 < in_.text_.size() && in_.text_[in_.at_ + 1] != U'}';
  const std::string thickness = has_thickness ? in_.take_length(shown, begin) : in_.read_words(shown, begin);
  const std::size_t style_place = in_.at_;
  const std::string style = in_.read_words(shown, begin);
  if (style.size() > 1 || (style.size() == 1 && (style[0] < '0' || style[0] > '3'))) {
    in_.stop(FormulaProblemKind::Unknown, style_place, style);
  }
  const std::string above = in_.read_argument(shown, begin);
  const std::string below = in_.read_argument(shown, begin);
  const std::string attributes = thickness.empty() ? "" : latex_attribute("linethickness", thickness);
  const std::string markup = latex_fence(brackets[0], true) + latex_element("mfrac", above + below, attributes) +
                             latex_fence(brackets[1], false);
  if (style.empty()) return {latex_element("mrow", markup)};
  return {latex_element("mstyle", markup, kLatexStyles[static_cast<std::size_t>(style[0] - '0')].attributes)};
}

LatexAtom LatexCommands::read_root(const std::string& command, std::size_t begin) {
  const std::optional<std::string> degree = in_.read_optional();
  const std::string radicand = in_.read_argument("\\" + command, begin);
  if (!degree) return {latex_element("msqrt", radicand)};
  return {latex_element("mroot", radicand + latex_element("mrow", *degree))};
}

LatexAtom LatexCommands::read_accent(const LatexAccent& accent, std::size_t begin) {
  const std::string base = in_.read_argument("\\" + std::string(accent.command), begin);
  const std::string sign = latex_element("mo", accent.sign, accent.is_stretched ? "" : " stretchy=\"false\"");
  LatexAtom atom{latex_element(accent.is_below ? "munder" : "mover", base + sign,
                               accent.is_below ? " accentunder=\"true\"" : " accent=\"true\"")};
  atom.takes_limits = accent.keeps_scripts_apart;
  return atom;
}

/// The arrow is longer than its labels.
LatexAtom LatexCommands::read_arrow(const LatexArrow& arrow, std::size_t begin) {
  const auto label = [](const std::string& content) {
    return latex_element("mrow", latex_space("0.5em") + content + latex_space("0.5em"));
  };
  const std::optional<std::string> below = in_.read_optional();
  const std::string above = in_.read_argument("\\" + std::string(arrow.command), begin);
  const std::string sign = latex_element("mo", arrow.sign, " stretchy=\"true\"");
  if (!below) return {latex_element("mover", sign + label(above))};
  return {latex_element("munderover", sign + label(*below) + label(above))};
}

LatexAtom LatexCommands::read_stacked(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const std::string script = in_.read_argument(shown, begin);
  const std::string base = in_.read_argument(shown, begin);
  return {latex_element(command == "underset" ? "munder" : "mover", base + script)};
}

LatexAtom LatexCommands::read_stroke(const LatexStroke& stroke, std::size_t begin) {
  const std::string content = stroke.command == "fbox" ? read_text({stroke.command, ""}, begin)
                                                       : in_.read_argument("\\" + std::string(stroke.command), begin);
  return {latex_element("menclose", content, latex_attribute("notation", stroke.notation))};
}

/// Letters one by one, as `\mathrm{kg}` is one word and `\mathbb{R}` one letter. What is upright or a number is not
/// slanted by `\boldsymbol`, and what is bold stays so in `\boldsymbol{\mathrm{x}}`.
std::string LatexCommands::read_alphabet(const LatexAlphabet& alphabet, std::size_t begin) {
  const std::string shown = "\\" + std::string(alphabet.command);
  const bool was_bold = std::exchange(in_.is_bold_, in_.is_bold_ || alphabet.variant.starts_with("bold"));
  const std::string variant =
      alphabet.variant == "normal" ? std::string(in_.upright()) : latex_attribute("mathvariant", alphabet.variant);
  std::string markup;
  in_.skip_blanks();
  const std::size_t end =
      in_.here() == U'{' ? std::min(in_.text_.find(U'}', in_.at_), in_.text_.size()) : in_.text_.size();
  std::string word;
  bool is_plain = end < in_.text_.size();
  for (std::size_t i = in_.at_ + 1; is_plain && i < end; ++i) {
    const char c = in_.text_[i] < 0x80 ? static_cast<char>(in_.text_[i]) : '\0';
    if (!base::is_ascii_space(c)) word += c;
    is_plain = base::is_ascii_alnum(c) || base::is_ascii_space(c);
  }
  if (is_plain && !word.empty()) {
    in_.at_ = end + 1;
    const bool is_number = std::all_of(word.begin(), word.end(), base::is_ascii_digit);
    const bool is_slanted = alphabet.variant == "bold-italic";
    markup =
        latex_element(is_number ? "mn" : "mi", word, is_number && is_slanted ? std::string(in_.upright()) : variant);
  } else {
    markup = latex_element("mstyle", in_.read_argument(shown, begin), variant);
  }
  in_.is_bold_ = was_bold;
  return markup;
}

/// Words, and formulas between `$` in them.
std::string LatexCommands::read_text(const LatexAlphabet& text, std::size_t begin) {
  in_.skip_blanks();
  if (in_.here() != U'{') in_.stop(FormulaProblemKind::Unfinished, begin, "\\" + std::string(text.command));
  const std::size_t brace = in_.at_;
  ++in_.at_;
  const std::string variant = text.variant.empty() ? "" : latex_attribute("mathvariant", text.variant);
  std::string markup;
  std::size_t parts = 0;
  for (int depth = 1; depth > 0;) {
    std::u32string words;
    if (!in_.take_words(words, depth)) in_.stop(FormulaProblemKind::Unfinished, brace, "{");
    // Blanks at the ends of a text count here, and are dropped in MathML.
    if (!words.empty() && words.front() == U' ') words.front() = U'\u00A0';
    if (!words.empty() && words.back() == U' ') words.back() = U'\u00A0';
    if (!words.empty() || (depth == 0 && parts == 0)) {
      markup += latex_element("mtext", base::escape_markup(base::to_utf8(words)), variant);
      ++parts;
    }
    const std::size_t mark = in_.at_++;
    if (depth == 0) break;
    const bool was_optional = std::exchange(in_.in_optional_, false);
    const bool was_in_text = std::exchange(in_.in_text_, true);
    markup += latex_element("mrow", in_.read_row());
    ++parts;
    in_.in_optional_ = was_optional;
    in_.in_text_ = was_in_text;
    if (in_.here() != U'$') in_.stop(FormulaProblemKind::Unfinished, mark, "$");
    ++in_.at_;
  }
  return parts == 1 ? markup : latex_element("mrow", markup);
}

LatexAtom LatexCommands::read_operator_name(const std::string& command, std::size_t begin) {
  const bool is_starred = in_.take(U'*');
  const std::string name = base::escape_markup(in_.read_words("\\" + command, begin));
  LatexAtom atom = is_starred ? LatexAtom{latex_element("mo", name, kLimitAttributes), true}
                              : LatexAtom{latex_element("mi", name, " mathvariant=\"normal\"")};
  atom.is_word = true;
  return atom;
}

/// `\mathrel`, `\mathop` and the like: what kind of sign their content is.
LatexAtom LatexCommands::read_class(const std::string& command, std::size_t begin) {
  std::string content = in_.read_argument("\\" + command, begin);
  if (command == "mathrel") return {spaced(std::move(content), "0.2778em")};
  if (command == "mathbin") return {spaced(std::move(content), "0.2222em")};
  LatexAtom atom{std::move(content)};
  atom.takes_limits = atom.is_word = command == "mathop";
  return atom;
}

LatexAtom LatexCommands::read_barred_limit(const std::string& command, std::size_t) {
  const bool is_upper = command == "varlimsup";
  LatexAtom atom{latex_element(is_upper ? "mover" : "munder",
                               latex_element("mi", "lim") + latex_element("mo", is_upper ? "‾" : "_"),
                               is_upper ? " accent=\"true\"" : " accentunder=\"true\""),
                 true};
  atom.is_word = true;
  return atom;
}

/// The bracket at `\left` and the like; a full stop means no bracket.
std::string LatexCommands::take_bracket(std::string_view of, std::size_t begin) {
  in_.skip_blanks();
  if (in_.at_end()) in_.stop(FormulaProblemKind::Unfinished, begin, std::string(of));
  if (in_.here() == U'\\') {
    const std::size_t place = in_.at_;
    const std::string command = in_.take_command();
    if (command == "{" || command == "}") return command;
    if (command == "|") return "‖";
    const std::optional<LatexSymbol> symbol = find_latex_symbol(command);
    if (!symbol || (symbol->kind != LatexSign::Operator && symbol->kind != LatexSign::Bracket)) {
      in_.stop(FormulaProblemKind::Misplaced, place, "\\" + command);
    }
    return std::string(symbol->text);
  }
  const char32_t c = in_.text_[in_.at_++];
  if (c == U'.') return {};
  if (c == U'<') return "⟨";
  if (c == U'>') return "⟩";
  if (std::u32string_view(U"()[]|/").find(c) == std::u32string_view::npos) {
    in_.stop(FormulaProblemKind::Misplaced, in_.at_ - 1, base::to_utf8(c));
  }
  return base::to_utf8(c);
}

LatexAtom LatexCommands::read_fenced(const std::string&, std::size_t begin) {
  const std::string is_fence = latex_attribute("fence", "true");
  std::string row = latex_fence(take_bracket("\\left", begin), true, is_fence);
  const bool was_optional = std::exchange(in_.in_optional_, false);
  row += in_.read_row();
  while (in_.peek_command() == "middle") {
    in_.take_command();
    row +=
        latex_element("mo", base::escape_markup(take_bracket("\\middle", begin)), " form=\"infix\" stretchy=\"true\"");
    row += in_.read_row();
  }
  in_.in_optional_ = was_optional;
  if (in_.peek_command() != "right") {
    if (in_.at_end()) in_.stop(FormulaProblemKind::Unfinished, begin, "\\left");
    in_.stop(FormulaProblemKind::Misplaced, in_.at_, in_.shown_here());
  }
  in_.take_command();
  row += latex_fence(take_bracket("\\right", begin), false, is_fence);
  return {latex_element("mrow", row)};
}

/// `\big(`, `\Bigl[`, `\biggr\}`.
std::optional<std::string> LatexCommands::read_sized(std::string command, std::size_t begin) {
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

LatexAtom LatexCommands::read_negated(const std::string&, std::size_t begin) {
  in_.skip_blanks();
  std::string sign;
  if (in_.here() == U'\\') {
    if (const std::optional<LatexSymbol> symbol = find_latex_symbol(in_.take_command())) sign = symbol->text;
  } else if (!in_.at_end()) {
    sign = base::to_utf8(in_.text_[in_.at_++]);
  }
  if (const LatexNegation* const found = find_latex_name(kLatexNegations, sign)) {
    return {latex_element("mo", found->negated)};
  }
  in_.stop(FormulaProblemKind::Unknown, begin,
           base::to_utf8(std::u32string_view(in_.text_).substr(begin, in_.at_ - begin)));
}

LatexAtom LatexCommands::read_modulus(const std::string& command, std::size_t begin) {
  if (!command.starts_with('p')) {
    return {latex_element("mo", "mod", " lspace=\"0.2222em\" rspace=\"0.2222em\"")};
  }
  const std::string word = command == "pmod" ? latex_element("mi", "mod") + latex_space("0.3333em") : "";
  return {latex_element("mrow", latex_space("0.4444em") + latex_element("mo", "(", " stretchy=\"false\"") + word +
                                    in_.read_argument("\\" + command, begin) +
                                    latex_element("mo", ")", " stretchy=\"false\""))};
}

/// Parts that take room without being seen, and the other way round.
LatexAtom LatexCommands::read_phantom(const std::string& command, std::size_t begin) {
  constexpr std::string_view kFlat = " height=\"0\" depth=\"0\"";
  constexpr std::string_view kNarrow = " width=\"0\"";
  if (command == "mathstrut") {
    return {
        latex_element("mpadded", latex_element("mphantom", latex_element("mo", "(", " stretchy=\"false\"")), kNarrow)};
  }
  const std::size_t place = in_.at_;
  const std::optional<std::string> side = command == "smash" ? in_.read_optional() : std::nullopt;
  const bool is_top = side == latex_element("mi", "t");
  if (side && !is_top && side != latex_element("mi", "b")) in_.stop(FormulaProblemKind::Unknown, place, "[");
  const std::string content = in_.read_argument("\\" + command, begin);
  if (command == "smash") {
    return {latex_element("mpadded", content, !side ? kFlat : is_top ? " height=\"0\"" : " depth=\"0\"")};
  }
  std::string phantom = latex_element("mphantom", content);
  if (command == "phantom") return {std::move(phantom)};
  return {latex_element("mpadded", phantom, command == "hphantom" ? kFlat : kNarrow)};
}

/// `\prescript{above}{below}{base}`.
LatexAtom LatexCommands::read_prescript(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const std::string above = in_.read_argument(shown, begin);
  const std::string below = in_.read_argument(shown, begin);
  const std::string base = in_.read_argument(shown, begin);
  return {latex_element("mmultiscripts", base + "<mprescripts></mprescripts>" + below + above)};
}

std::string LatexCommands::take_color(std::string_view of, std::size_t begin) {
  in_.skip_blanks();
  std::string model;
  const std::size_t place = in_.at_;
  if (in_.here() == U'[') {
    const std::size_t end = in_.text_.find(U']', in_.at_);
    if (end == std::u32string::npos) in_.stop(FormulaProblemKind::Unfinished, in_.at_, "[");
    model = base::to_utf8(std::u32string_view(in_.text_).substr(in_.at_ + 1, end - in_.at_ - 1));
    in_.at_ = end + 1;
  }
  in_.skip_blanks();
  if (in_.here() != U'{') in_.stop(FormulaProblemKind::Unfinished, begin, std::string(of));
  const std::size_t end = in_.text_.find(U'}', in_.at_);
  if (end == std::u32string::npos) in_.stop(FormulaProblemKind::Unfinished, in_.at_, "{");
  const std::string name = base::to_utf8(std::u32string_view(in_.text_).substr(in_.at_ + 1, end - in_.at_ - 1));
  in_.at_ = end + 1;
  const std::optional<std::string> value = color_value(model, name);
  if (!value) in_.stop(FormulaProblemKind::Unknown, place, model.empty() ? name : "[" + model + "]{" + name + "}");
  return *value;
}

/// `\color` holds for the rest of its group.
LatexAtom LatexCommands::read_color(const std::string& command, std::size_t begin) {
  const std::string shown = "\\" + command;
  const std::string color = take_color(shown, begin);
  if (command == "colorbox") {
    return {latex_element("mrow", read_text({command, ""}, begin), latex_attribute("mathbackground", color))};
  }
  const std::string content = command == "color" ? in_.read_row() : in_.read_argument(shown, begin);
  return {latex_element("mrow", content, latex_attribute("mathcolor", color))};
}

LatexAtom LatexCommands::read_length_space(const std::string& command, std::size_t begin) {
  if (command == "hspace") in_.take(U'*');
  return {latex_space(in_.take_length("\\" + command, begin))};
}

/// The number of the formula, two characters behind it.
LatexAtom LatexCommands::read_tag(const std::string& command, std::size_t begin) {
  const bool is_starred = in_.take(U'*');
  const std::string number = read_text({command, ""}, begin);
  const std::string shown = is_starred ? number : latex_element("mtext", "(") + number + latex_element("mtext", ")");
  return {latex_element("mrow", latex_space("2em") + shown)};
}

/// `\label` and `\notag` are not seen.
LatexAtom LatexCommands::read_unseen(const std::string& command, std::size_t begin) {
  if (command == "label") in_.read_words("\\" + command, begin);
  return {};
}

LatexAtom LatexCommands::read_environment(const std::string&, std::size_t begin) {
  return LatexEnvironments(in_).read(begin);
}

LatexAtom LatexCommands::read_substack(const std::string&, std::size_t begin) {
  return LatexEnvironments(in_).read_substack(begin);
}

}  // namespace gongwen::templating
