#include "layout/inline/detail/text_transform.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "text/words.h"

#include <utility>

namespace gongwen::layout {
namespace {

using base::CharacterFlag;
using style::LetterCase;
using style::TextTransform;

/// The characters `first` … with these twins, one after the other.
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

/// The characters that have full-width twins in Unicode, ASCII's by their places there.
char32_t full_width(char32_t c) {
  if (c == U' ') return U'\u3000';
  if (c > U' ' && c < 0x7F) return c + 0xFEE0;
  for (const TwinRow& row : kFullWidthRows) {
    if (c >= row.first && c - row.first < row.twins.size()) return row.twins[c - row.first];
  }
  return c;
}

/// css-text-3 appendix G, each small kana at the place of its full-size one.
constexpr std::u32string_view kSmallKana =
    U"ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    U"ｧｨｩｪｫｬｭｮｯ\U0001B132\U0001B150\U0001B151\U0001B152\U0001B155\U0001B164\U0001B165\U0001B166\U0001B167";
constexpr std::u32string_view kFullSizeKana =
    U"あいうえおつやゆよわかけアイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ"
    U"ｱｲｳｴｵﾔﾕﾖﾂこゐゑをコヰヱヲン";
static_assert(kSmallKana.size() == kFullSizeKana.size());

char32_t full_size_kana(char32_t c) {
  if (c < 0x3041) return c;
  const std::size_t place = kSmallKana.find(c);
  return place == std::u32string_view::npos ? c : kFullSizeKana[place];
}

}  // namespace

char32_t transform_form(char32_t c, TextTransform transform) {
  if (transform.full_width) c = full_width(c);
  return transform.full_size_kana ? full_size_kana(c) : c;
}

namespace {

bool is_letter(char32_t c) {
  return base::has_flag(c, CharacterFlag::Alpha) || base::has_flag(c, CharacterFlag::Numeric);
}

/// Apostrophes, combining marks.
bool joins_letters(char32_t c) { return base::has_flag(c, CharacterFlag::CaseIgnorable); }

}  // namespace

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

std::string TextTransformer::transform(std::string_view text, LetterCase letters, std::string_view language) {
  if (letters == LetterCase::Capitalize) return capitalize(text, language);
  pass(text);
  if (letters == LetterCase::None) return std::string(text);
  const auto target = letters == LetterCase::Uppercase ? text::TargetCase::Upper : text::TargetCase::Lower;
  if (std::optional<std::string> own = text::change_case(text, target, language)) return *std::move(own);
  std::string out;
  if (target == text::TargetCase::Upper) {
    base::append_upper(out, text);
  } else {
    base::append_lower(out, text);
  }
  return out;
}

}  // namespace gongwen::layout
