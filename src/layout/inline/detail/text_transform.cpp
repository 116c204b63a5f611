#include "layout/inline/detail/text_transform.h"

#include "base/ascii.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "text/words.h"

#include <algorithm>
#include <iterator>

namespace gongwen::layout {
namespace {

using base::CharacterFlag;
using style::LetterCase;
using style::TextTransform;

struct Twin {
  char32_t from;
  char32_t to;
};

/// The characters `first` … with these twins, one after the other.
struct TwinRow {
  char32_t first;
  std::u32string_view twins;
};

char32_t twin_of(char32_t c, const TwinRow* begin, const TwinRow* end) {
  for (const TwinRow* row = begin; row != end; ++row) {
    if (c >= row->first && c - row->first < row->twins.size()) return row->twins[c - row->first];
  }
  return c;
}

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
  return twin_of(c, std::begin(kFullWidthRows), std::end(kFullWidthRows));
}

/// css-text-3 appendix G.
constexpr Twin kSmallKana[] = {
    {U'ぁ', U'あ'},         {U'ぃ', U'い'},         {U'ぅ', U'う'},         {U'ぇ', U'え'},
    {U'ぉ', U'お'},         {U'っ', U'つ'},         {U'ゃ', U'や'},         {U'ゅ', U'ゆ'},
    {U'ょ', U'よ'},         {U'ゎ', U'わ'},         {U'ゕ', U'か'},         {U'ゖ', U'け'},
    {U'ァ', U'ア'},         {U'ィ', U'イ'},         {U'ゥ', U'ウ'},         {U'ェ', U'エ'},
    {U'ォ', U'オ'},         {U'ッ', U'ツ'},         {U'ャ', U'ヤ'},         {U'ュ', U'ユ'},
    {U'ョ', U'ヨ'},         {U'ヮ', U'ワ'},         {U'ヵ', U'カ'},         {U'ヶ', U'ケ'},
    {U'ㇰ', U'ク'},         {U'ㇱ', U'シ'},         {U'ㇲ', U'ス'},         {U'ㇳ', U'ト'},
    {U'ㇴ', U'ヌ'},         {U'ㇵ', U'ハ'},         {U'ㇶ', U'ヒ'},         {U'ㇷ', U'フ'},
    {U'ㇸ', U'ヘ'},         {U'ㇹ', U'ホ'},         {U'ㇺ', U'ム'},         {U'ㇻ', U'ラ'},
    {U'ㇼ', U'リ'},         {U'ㇽ', U'ル'},         {U'ㇾ', U'レ'},         {U'ㇿ', U'ロ'},
    {U'ｧ', U'ｱ'},           {U'ｨ', U'ｲ'},           {U'ｩ', U'ｳ'},           {U'ｪ', U'ｴ'},
    {U'ｫ', U'ｵ'},           {U'ｬ', U'ﾔ'},           {U'ｭ', U'ﾕ'},           {U'ｮ', U'ﾖ'},
    {U'ｯ', U'ﾂ'},           {U'\U0001B132', U'こ'}, {U'\U0001B150', U'ゐ'}, {U'\U0001B151', U'ゑ'},
    {U'\U0001B152', U'を'}, {U'\U0001B155', U'コ'}, {U'\U0001B164', U'ヰ'}, {U'\U0001B165', U'ヱ'},
    {U'\U0001B166', U'ヲ'}, {U'\U0001B167', U'ン'},
};

char32_t full_size_kana(char32_t c) {
  if (c < 0x3041) return c;
  const auto* const found =
      std::find_if(std::begin(kSmallKana), std::end(kSmallKana), [c](const Twin& twin) { return twin.from == c; });
  return found == std::end(kSmallKana) ? c : found->to;
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
  const std::string primary = base::ascii_lowercase(language.substr(0, language.find('-')));
  const bool has_dotted_capital = primary == "tr" || primary == "az";
  std::string out;
  bool after_dutch_i = false;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool is_initial = is_letter(c) && !in_word_;
    if (is_initial && c == U'i' && has_dotted_capital) {
      base::append_utf8(out, U'\u0130');
    } else if (is_initial || (after_dutch_i && c == U'j')) {
      base::append_initial(out, c);
    } else {
      base::append_utf8(out, c);
    }
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
