// The families of LaTeX's commands that take an argument or stand for a space: accents, alphabets, fractions, arrows.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::templating {

/// A command for an accent or a bar over its argument.
struct LatexAccent {
  std::string_view command;
  std::string_view sign;
  bool is_below = false;
  bool is_stretched = false;
  bool keeps_scripts_apart = false;  // braces: what follows as a script is a label
};
inline constexpr std::array kLatexAccents{
    LatexAccent{"hat", "^"},
    LatexAccent{"widehat", "^", false, true},
    LatexAccent{"bar", "¯"},
    LatexAccent{"overline", "‾", false, true},
    LatexAccent{"vec", "→"},
    LatexAccent{"overrightarrow", "→", false, true},
    LatexAccent{"overleftarrow", "←", false, true},
    LatexAccent{"overleftrightarrow", "↔", false, true},
    LatexAccent{"underrightarrow", "→", true, true},
    LatexAccent{"underleftarrow", "←", true, true},
    LatexAccent{"underleftrightarrow", "↔", true, true},
    LatexAccent{"dot", "˙"},
    LatexAccent{"ddot", "¨"},
    LatexAccent{"dddot", "⃛"},
    LatexAccent{"mathring", "˚"},
    LatexAccent{"tilde", "~"},
    LatexAccent{"widetilde", "~", false, true},
    LatexAccent{"check", "ˇ"},
    LatexAccent{"widecheck", "ˇ", false, true},
    LatexAccent{"breve", "˘"},
    LatexAccent{"acute", "´"},
    LatexAccent{"grave", "`"},
    LatexAccent{"underline", "_", true, true},
    LatexAccent{"underbar", "_", true, true},
    LatexAccent{"overbrace", "⏞", false, true, true},
    LatexAccent{"underbrace", "⏟", true, true, true},
    LatexAccent{"overbracket", "⎴", false, true, true},
    LatexAccent{"underbracket", "⎵", true, true, true},
    LatexAccent{"overparen", "⏜", false, true, true},
    LatexAccent{"wideparen", "⏜", false, true},
    LatexAccent{"underparen", "⏝", true, true, true},
};

struct LatexAlphabet {
  std::string_view command;
  std::string_view variant;
};
inline constexpr std::array kLatexAlphabets{
    LatexAlphabet{"mathrm", "normal"},     LatexAlphabet{"mathbf", "bold"},
    LatexAlphabet{"mathit", "italic"},     LatexAlphabet{"mathbb", "double-struck"},
    LatexAlphabet{"mathcal", "script"},    LatexAlphabet{"mathscr", "script"},
    LatexAlphabet{"mathfrak", "fraktur"},  LatexAlphabet{"mathsf", "sans-serif"},
    LatexAlphabet{"mathtt", "monospace"},  LatexAlphabet{"boldsymbol", "bold-italic"},
    LatexAlphabet{"bm", "bold-italic"},    LatexAlphabet{"pmb", "bold-italic"},
    LatexAlphabet{"mathnormal", "italic"},
};
/// Commands that hold for the rest of their group: `{\bf x}`.
inline constexpr std::array kLatexFontSwitches{
    LatexAlphabet{"rm", "normal"},     LatexAlphabet{"bf", "bold"},      LatexAlphabet{"it", "italic"},
    LatexAlphabet{"sf", "sans-serif"}, LatexAlphabet{"tt", "monospace"}, LatexAlphabet{"cal", "script"},
};
/// Words of a text; an empty variant is the face of the text around.
inline constexpr std::array kLatexTexts{
    LatexAlphabet{"text", ""},       LatexAlphabet{"textrm", ""},           LatexAlphabet{"textup", ""},
    LatexAlphabet{"textmd", ""},     LatexAlphabet{"textnormal", ""},       LatexAlphabet{"mbox", ""},
    LatexAlphabet{"hbox", ""},       LatexAlphabet{"textbf", "bold"},       LatexAlphabet{"textit", "italic"},
    LatexAlphabet{"emph", "italic"}, LatexAlphabet{"textsf", "sans-serif"}, LatexAlphabet{"texttt", "monospace"},
};

struct LatexSpace {
  std::string_view command;
  std::string_view width;
};
inline constexpr std::array kLatexSpaces{
    LatexSpace{",", "0.1667em"},
    LatexSpace{"thinspace", "0.1667em"},
    LatexSpace{":", "0.2222em"},
    LatexSpace{">", "0.2222em"},
    LatexSpace{"medspace", "0.2222em"},
    LatexSpace{";", "0.2778em"},
    LatexSpace{"thickspace", "0.2778em"},
    LatexSpace{"!", "-0.1667em"},
    LatexSpace{"negthinspace", "-0.1667em"},
    LatexSpace{" ", "0.25em"},
    LatexSpace{"space", "0.25em"},
    LatexSpace{"quad", "1em"},
    LatexSpace{"qquad", "2em"},
    LatexSpace{"enspace", "0.5em"},
    LatexSpace{"enskip", "0.5em"},
};

/// Sizes of brackets, in em.
struct LatexSize {
  std::string_view command;
  std::string_view size;
};
inline constexpr std::array kLatexSizes{LatexSize{"big", "1.2em"}, LatexSize{"Big", "1.8em"},
                                        LatexSize{"bigg", "2.4em"}, LatexSize{"Bigg", "3em"}};

/// A fraction or a binomial; an infix one parts the group in which it stands: `{n \choose k}`.
struct LatexFraction {
  std::string_view command;
  std::string_view open;
  std::string_view close;
  bool has_bar = true;
  bool is_infix = false;
  /// Attributes of a size of its own, regardless of the formula around it; empty: that of the formula.
  std::string_view style = {};
};
inline constexpr std::string_view kLatexDisplaySize = " displaystyle=\"true\" scriptlevel=\"0\"";
inline constexpr std::string_view kLatexTextSize = " displaystyle=\"false\" scriptlevel=\"0\"";
inline constexpr std::array kLatexFractions{
    LatexFraction{"frac", "", ""},
    LatexFraction{"dfrac", "", "", true, false, kLatexDisplaySize},
    LatexFraction{"tfrac", "", "", true, false, kLatexTextSize},
    LatexFraction{"cfrac", "", "", true, false, kLatexDisplaySize},
    LatexFraction{"binom", "(", ")", false},
    LatexFraction{"dbinom", "(", ")", false, false, kLatexDisplaySize},
    LatexFraction{"tbinom", "(", ")", false, false, kLatexTextSize},
    LatexFraction{"over", "", "", true, true},
    LatexFraction{"atop", "", "", false, true},
    LatexFraction{"choose", "(", ")", false, true},
    LatexFraction{"brace", "{", "}", false, true},
    LatexFraction{"brack", "[", "]", false, true},
};

/// `\xrightarrow[below]{above}`.
struct LatexArrow {
  std::string_view command;
  std::string_view sign;
};
inline constexpr std::array kLatexArrows{
    LatexArrow{"xrightarrow", "→"},
    LatexArrow{"xleftarrow", "←"},
    LatexArrow{"xleftrightarrow", "↔"},
    LatexArrow{"xRightarrow", "⇒"},
    LatexArrow{"xLeftarrow", "⇐"},
    LatexArrow{"xLeftrightarrow", "⇔"},
    LatexArrow{"xmapsto", "↦"},
    LatexArrow{"xhookrightarrow", "↪"},
    LatexArrow{"xhookleftarrow", "↩"},
    LatexArrow{"xrightleftharpoons", "⇌"},
    LatexArrow{"xleftrightharpoons", "⇋"},
    LatexArrow{"xrightharpoonup", "⇀"},
    LatexArrow{"xrightharpoondown", "⇁"},
    LatexArrow{"xlongequal", "="},
};

/// Strokes through a part and frames around it, with the `notation` of `menclose`.
struct LatexStroke {
  std::string_view command;
  std::string_view notation;
};
inline constexpr std::array kLatexStrokes{
    LatexStroke{"cancel", "updiagonalstrike"},
    LatexStroke{"bcancel", "downdiagonalstrike"},
    LatexStroke{"xcancel", "updiagonalstrike downdiagonalstrike"},
    LatexStroke{"hcancel", "horizontalstrike"},
    LatexStroke{"sout", "horizontalstrike"},
    LatexStroke{"boxed", "box"},
    LatexStroke{"fbox", "box"},
};

/// Sizes and styles that hold for the rest of their group.
struct LatexStyle {
  std::string_view command;
  std::string_view attributes;
};
inline constexpr std::array kLatexStyles{
    LatexStyle{"displaystyle", " displaystyle=\"true\""},
    LatexStyle{"textstyle", " displaystyle=\"false\""},
    LatexStyle{"scriptstyle", " displaystyle=\"false\" scriptlevel=\"1\""},
    LatexStyle{"scriptscriptstyle", " displaystyle=\"false\" scriptlevel=\"2\""},
};

/// The sign that `\not` makes of another one.
struct LatexNegation {
  std::string_view command;  // the sign
  std::string_view negated;
};
inline constexpr std::array kLatexNegations{
    LatexNegation{"=", "≠"}, LatexNegation{"<", "≮"}, LatexNegation{">", "≯"}, LatexNegation{"∈", "∉"},
    LatexNegation{"∋", "∌"}, LatexNegation{"≡", "≢"}, LatexNegation{"⊂", "⊄"}, LatexNegation{"⊃", "⊅"},
    LatexNegation{"≤", "≰"}, LatexNegation{"≥", "≱"}, LatexNegation{"⊆", "⊈"}, LatexNegation{"⊇", "⊉"},
    LatexNegation{"≈", "≉"}, LatexNegation{"∼", "≁"}, LatexNegation{"≃", "≄"}, LatexNegation{"≅", "≇"},
    LatexNegation{"∥", "∦"}, LatexNegation{"∃", "∄"}, LatexNegation{"∣", "∤"}, LatexNegation{"|", "∤"},
    LatexNegation{"→", "↛"}, LatexNegation{"←", "↚"}, LatexNegation{"↔", "↮"}, LatexNegation{"⇒", "⇏"},
    LatexNegation{"⇐", "⇍"}, LatexNegation{"⇔", "⇎"}, LatexNegation{"≺", "⊀"}, LatexNegation{"≻", "⊁"},
    LatexNegation{"⊢", "⊬"}, LatexNegation{"⊨", "⊭"}, LatexNegation{"≲", "≴"}, LatexNegation{"≳", "≵"},
    LatexNegation{"⊑", "⋢"}, LatexNegation{"⊒", "⋣"}, LatexNegation{"⪯", "⋠"}, LatexNegation{"⪰", "⋡"},
};

/// The entry of a family for a command; null if it has none.
template <typename Family>
const auto* find_latex_name(const Family& family, std::string_view command) {
  const auto* const found =
      std::find_if(family.begin(), family.end(), [&](const auto& entry) { return entry.command == command; });
  return found == family.end() ? nullptr : found;
}

}  // namespace gongwen::templating
