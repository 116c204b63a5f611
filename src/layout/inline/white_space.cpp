#include "layout/inline/white_space.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/inline/text_style.h"
#include "text/words.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {
// text-transform and white-space collapsing work on characters, before shaping. Collapsing state is kept from text to
// text, since a blank at the end of one inline box collapses with one at the start of the next.
namespace {

using base::CharacterFlag;
using style::LetterCase;
using style::TextTransform;

/// Characters from `first` on, with their full-width forms in the same order.
struct TwinRow {
  char32_t first;
  std::u32string_view twins;
};

constexpr TwinRow kFullWidthRows[] = {
    {0x00A2, U"￠￡"},
    {0x00A5, U"￥￤"},
    {0x00AC, U"￢"},
    {0x00AF, U"￣"},
    {0x20A9, U"￦"},
    {0x2985, U"｟｠"},
    {0xFF61,
     U"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ"
     U"ヤユヨラリルレロワン\u3099\u309A"},
    {0xFFA0, U"\u3164ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"},
    {0xFFC2, U"ㅏㅐㅑㅒㅓㅔ"},
    {0xFFCA, U"ㅕㅖㅗㅘㅙㅚ"},
    {0xFFD2, U"ㅛㅜㅝㅞㅟㅠ"},
    {0xFFDA, U"ㅡㅢㅣ"},
    {0xFFE8, U"│←↑→↓■○"},
};

/// The full-width form of a character that has one in Unicode; ASCII has a fixed distance.
char32_t full_width(char32_t c) {
  if (c == U' ') return U'\u3000';
  if (c > U' ' && c < 0x7F) return c + 0xFEE0;
  for (const TwinRow& row : kFullWidthRows) {
    if (c >= row.first && c - row.first < row.twins.size()) return row.twins[c - row.first];
  }
  return c;
}

/// css-text-3 appendix G; each small kana is at the place of its full-size one.
constexpr std::u32string_view kSmallKana =
    U"ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    U"ｧｨｩｪｫｬｭｮｯ\U0001B132\U0001B150\U0001B151\U0001B152\U0001B155\U0001B164\U0001B165\U0001B166\U0001B167";
constexpr std::u32string_view kFullSizeKana =
    U"あいうえおつやゆよわかけアイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ"
    U"ｱｲｳｴｵﾔﾕﾖﾂこゐゑをコヰヱヲン";
static_assert(kSmallKana.size() == kFullSizeKana.size());

/// Kana start at U+3041: no search for all other text.
char32_t full_size_kana(char32_t c) {
  if (c < 0x3041) return c;
  const std::size_t place = kSmallKana.find(c);
  return place == std::u32string_view::npos ? c : kFullSizeKana[place];
}

}  // namespace

/// Full-width first: half-width small kana become full-width ones, which the second step makes full-size (css-text-3
/// §2.1).
char32_t transform_form(char32_t c, TextTransform transform) {
  if (transform.full_width) c = full_width(c);
  return transform.full_size_kana ? full_size_kana(c) : c;
}

namespace {

bool is_letter(char32_t c) {
  return base::has_flag(c, CharacterFlag::Alpha) || base::has_flag(c, CharacterFlag::Numeric);
}

/// Characters inside words that are not letters: apostrophes, combining marks.
bool joins_letters(char32_t c) { return base::has_flag(c, CharacterFlag::CaseIgnorable); }

}  // namespace

/// Looks backwards for the last character that decides whether the text ends inside a word.
void TextTransformer::pass(std::string_view text) {
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t at = end - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    const char32_t c = base::decode_utf8(text, at).code_point;
    if (is_letter(c) || !joins_letters(c)) {
      in_word_ = is_letter(c);
      return;
    }
    end = at;
  }
}

/// Uppercases the first letter of each word, with the rules of languages: `i` to `İ` in Turkish and Azerbaijani, `ij`
/// to `IJ` in Dutch, and no dot above capitals in Lithuanian.
std::string TextTransformer::capitalize(std::string_view text, std::string_view language) {
  const std::string primary = text::primary_language(language);
  const bool has_dotted_capital = primary == "tr" || primary == "az";
  std::string out;
  bool after_dutch_i = false;
  bool after_soft_dot = false;  // the dot above it is written in Lithuanian, and goes with a capital
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool is_initial = is_letter(c) && !in_word_;
    if (std::exchange(after_soft_dot, false) && c == U'\u0307') continue;
    if (is_initial && c == U'i' && has_dotted_capital) {
      base::append_utf8(out, U'\u0130');
    } else if (is_initial || (after_dutch_i && c == U'j')) {
      base::append_initial(out, c);
    } else {
      base::append_utf8(out, c);
    }
    after_soft_dot = is_initial && primary == "lt" && (c == U'i' || c == U'j' || c == U'į');
    after_dutch_i = is_initial && primary == "nl" && (c == U'i' || c == U'I');
    in_word_ = is_letter(c) || (joins_letters(c) && in_word_);
  }
  return out;
}

/// Changes the case of a whole text: with ICU if the language has special rules and ICU is available, otherwise with
/// the Unicode tables of the program.
std::string TextTransformer::transform(std::string_view text, LetterCase letters, std::string_view language) {
  if (letters == LetterCase::Capitalize) return capitalize(text, language);
  pass(text);
  if (letters == LetterCase::None) return std::string(text);
  const auto target = letters == LetterCase::Uppercase ? text::TargetCase::Upper : text::TargetCase::Lower;
  // nullopt if the language has no special rules.
  if (std::optional<std::string> own = text::change_case(text, target, language)) return *std::move(own);
  std::string out;
  if (target == text::TargetCase::Upper) {
    base::append_upper(out, text);
  } else {
    base::append_lower(out, text);
  }
  return out;
}

namespace {

/// Punctuation and symbols of East Asian width A, which Chinese and Japanese share with Western languages: “ ” — … × ※
/// ① → √ ■ and others.
bool is_ambiguous_mark(char32_t c) {
  return c == 0xA7 || c == 0xB0 || c == 0xB1 || c == 0xB7 || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c <= 0x2027) ||
         (c >= 0x2030 && c <= 0x203E) || c == 0x2103 || c == 0x2116 || (c >= 0x2190 && c <= 0x22FF) ||
         (c >= 0x2460 && c <= 0x26FF);
}

/// Languages that have no blanks beside punctuation. A text without a language is Chinese.
bool writes_without_blanks(std::string_view language) {
  return (text::is_cjk(text_language(language)) && !language.starts_with("ko")) || language.starts_with("ii");
}

constexpr char32_t kZeroWidthSpace = 0x200B;

/// White space that CSS collapses (css-text-3 §4.1).
bool is_collapsible(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n'; }

}  // namespace

void WhiteSpaceCollapser::append(std::string_view text, style::WhiteSpaceCollapse collapse, std::string_view language) {
  const bool collapses = !style::preserves_blanks(collapse);
  for (const auto& decoded : base::CodePoints(text)) {
    char32_t c = decoded.code_point;
    // HTML normalizes these; other sources may have them.
    if (c == U'\r' || c == U'\f') c = U' ';
    if (collapses) {
      append_collapsible(c, collapse, language);
    } else {
      // css-text-4 §3.2: every tabulator and line end becomes a separate blank.
      if (collapse == style::WhiteSpaceCollapse::PreserveSpaces && is_collapsible(c)) c = U' ';
      append_character(c);
      at_line_start_ = c == U'\n';
    }
  }
}

/// css-text-3 §4.1.3: whether the source's line end before this character is removed instead of becoming a blank.
bool WhiteSpaceCollapser::is_removed_before(char32_t c) const {
  if (!after_blank_ || !blank_is_line_end_) return false;
  if (c == kZeroWidthSpace) return true;
  // The blank itself is the last character.
  if (out_.size() < 2) return false;
  const char32_t before = out_[out_.size() - 2];
  if (before == kZeroWidthSpace) return true;
  const bool is_wide_before = base::drops_line_end(before);
  const bool is_wide_after = base::drops_line_end(c);
  if (is_wide_before && is_wide_after) return true;
  return removes_at_marks_ &&
         ((is_wide_before && is_ambiguous_mark(c)) || (is_ambiguous_mark(before) && is_wide_after));
}

/// One character of collapsible text. A line end counts as a blank until the next character shows whether it is
/// removed.
void WhiteSpaceCollapser::append_collapsible(char32_t c, style::WhiteSpaceCollapse collapse,
                                             std::string_view language) {
  if (c == U'\n' && collapse == style::WhiteSpaceCollapse::PreserveBreaks) {
    append_break();
    out_.push_back(c);
    return;
  }
  if (!is_collapsible(c)) {
    if (is_removed_before(c)) take_back_blank();
    append_character(c);
    return;
  }
  // Blanks at the start of a line vanish.
  if (at_line_start_) return;
  if (!after_blank_) {
    out_.push_back(U' ');
    blank_is_line_end_ = false;
  }
  after_blank_ = true;
  if (c != U'\n') return;
  blank_is_line_end_ = true;
  removes_at_marks_ = writes_without_blanks(language);
}

void WhiteSpaceCollapser::append_character(char32_t c) {
  out_.push_back(c);
  at_line_start_ = false;
  after_blank_ = false;
}

void WhiteSpaceCollapser::append_object() {
  at_line_start_ = false;
  after_blank_ = false;
}

void WhiteSpaceCollapser::append_break() {
  take_back_blank();
  at_line_start_ = true;
}

/// The caller must shorten what it recorded before (take_shortest).
void WhiteSpaceCollapser::take_back_blank() {
  if (after_blank_) {
    out_.pop_back();
    shortest_ = std::min(shortest_, out_.size());
  }
  after_blank_ = false;
}

}  // namespace gongwen::layout
