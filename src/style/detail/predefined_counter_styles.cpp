#include "style/detail/predefined_counter_styles.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gongwen::style {
namespace {

using System = PredefinedSystem;

using Range = PredefinedCounterStyle::Range;

constexpr std::string_view kDecimal = "decimal";
constexpr std::string_view kCjkDecimal = "cjk-decimal";
constexpr std::string_view kMinus = "-";
constexpr Range kUnlimited{};
constexpr Range kNotNegative{0, INT64_MAX};
constexpr Range kPositive{1, INT64_MAX};
constexpr Range kLonghand{-9999, 9999};

/// Symbols by system: Letters has those of 1 to 9, of 10 to 90 and so on; Hebrew 1 to 9, 10 to 90, 100 to 400; Ethiopic
/// 1 to 9, 10 to 90, 100 and 10,000; Chinese and Longhand ten digits and the marks for 10, 100 and 1000.
constexpr PredefinedCounterStyle kStyles[] = {
    {"disc", System::Cyclic, U"•", " "},
    {"circle", System::Cyclic, U"◦", " "},
    {"square", System::Cyclic, U"▪", " "},
    {"disclosure-open", System::Cyclic, U"▾", " "},
    {"disclosure-closed", System::Cyclic, U"▸", " "},
    {"decimal", System::Numeric, U"0123456789", ". "},
    {"decimal-leading-zero", System::Numeric, U"0123456789", ". ", kDecimal, kMinus, kUnlimited, 2},
    {"fullwidth-decimal", System::Numeric, U"０１２３４５６７８９", "．"},
    {"arabic-indic", System::Numeric, U"٠١٢٣٤٥٦٧٨٩", ". "},
    {"bengali", System::Numeric, U"০১২৩৪৫৬৭৮৯", ". "},
    {"cambodian", System::Numeric, U"០១២៣៤៥៦៧៨៩", ". "},
    {"khmer", System::Numeric, U"០១២៣៤៥៦៧៨៩", ". "},
    {"devanagari", System::Numeric, U"०१२३४५६७८९", ". "},
    {"gujarati", System::Numeric, U"૦૧૨૩૪૫૬૭૮૯", ". "},
    {"gurmukhi", System::Numeric, U"੦੧੨੩੪੫੬੭੮੯", ". "},
    {"kannada", System::Numeric, U"೦೧೨೩೪೫೬೭೮೯", ". "},
    {"lao", System::Numeric, U"໐໑໒໓໔໕໖໗໘໙", ". "},
    {"malayalam", System::Numeric, U"൦൧൨൩൪൫൬൭൮൯", ". "},
    {"mongolian", System::Numeric, U"᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙", ". "},
    {"myanmar", System::Numeric, U"၀၁၂၃၄၅၆၇၈၉", ". "},
    {"oriya", System::Numeric, U"୦୧୨୩୪୫୬୭୮୯", ". "},
    {"persian", System::Numeric, U"۰۱۲۳۴۵۶۷۸۹", ". "},
    {"tamil", System::Numeric, U"௦௧௨௩௪௫௬௭௮௯", ". "},
    {"telugu", System::Numeric, U"౦౧౨౩౪౫౬౭౮౯", ". "},
    {"thai", System::Numeric, U"๐๑๒๓๔๕๖๗๘๙", ". "},
    {"tibetan", System::Numeric, U"༠༡༢༣༤༥༦༧༨༩", ". "},
    {"cjk-decimal", System::Numeric, U"〇一二三四五六七八九", "、", kDecimal, kMinus, kNotNegative},
    {"lower-alpha", System::Alphabetic, U"abcdefghijklmnopqrstuvwxyz", ". ", kDecimal, kMinus, kPositive},
    {"lower-latin", System::Alphabetic, U"abcdefghijklmnopqrstuvwxyz", ". ", kDecimal, kMinus, kPositive},
    {"upper-alpha", System::Alphabetic, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ", ". ", kDecimal, kMinus, kPositive},
    {"upper-latin", System::Alphabetic, U"ABCDEFGHIJKLMNOPQRSTUVWXYZ", ". ", kDecimal, kMinus, kPositive},
    {"lower-greek", System::Alphabetic, U"αβγδεζηθικλμνξοπρστυφχψω", ". ", kDecimal, kMinus, kPositive},
    {"hiragana", System::Alphabetic,
     U"あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん", "、",
     kDecimal, kMinus, kPositive},
    {"hiragana-iroha", System::Alphabetic,
     U"いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす", "、", kDecimal,
     kMinus, kPositive},
    {"katakana", System::Alphabetic,
     U"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン", "、",
     kDecimal, kMinus, kPositive},
    {"katakana-iroha", System::Alphabetic,
     U"イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス", "、", kDecimal,
     kMinus, kPositive},
    {"lower-roman", System::Roman, U"ivxlcdm", ". ", kDecimal, kMinus, Range{1, 3999}},
    {"upper-roman", System::Roman, U"IVXLCDM", ". ", kDecimal, kMinus, Range{1, 3999}},
    {"armenian", System::Letters, U"ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔ", ". ", kDecimal, kMinus, Range{1, 9999}},
    {"upper-armenian", System::Letters, U"ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔ", ". ", kDecimal, kMinus,
     Range{1, 9999}},
    {"lower-armenian", System::Letters, U"աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփք", ". ", kDecimal, kMinus,
     Range{1, 9999}},
    {"georgian", System::Letters, U"აბგდევზჱთიკლმნჲოპჟრსტჳფქღყშჩცძწჭხჴჯჰჵ", ". ", kDecimal, kMinus, Range{1, 19999}},
    {"hebrew", System::Hebrew, U"אבגדהוזחטיכלמנסעפצקרשת", ". ", kDecimal, kMinus, Range{1, 10999}},
    {"ethiopic-numeric", System::Ethiopic, U"፩፪፫፬፭፮፯፰፱፲፳፴፵፶፷፸፹፺፻፼", "/ ", kDecimal, kMinus, kPositive},
    {"cjk-heavenly-stem", System::Alphabetic, U"甲乙丙丁戊己庚辛壬癸", "、", kDecimal, kMinus, kPositive},
    {"cjk-earthly-branch", System::Alphabetic, U"子丑寅卯辰巳午未申酉戌亥", "、", kDecimal, kMinus, kPositive},
    {"circled", System::Fixed, U"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", ""},
    {"circled-decimal", System::Fixed,
     U"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", " "},
    {"filled-circled-decimal", System::Fixed, U"❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴", " "},
    {"parenthesized-decimal", System::Fixed, U"⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", " "},
    {"dotted-decimal", System::Fixed, U"⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", " "},
    {"circled-ideograph", System::Fixed, U"㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", " ", kCjkDecimal},
    {"parenthesized-ideograph", System::Fixed, U"㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", " ", kCjkDecimal},
    {"simp-chinese-informal", System::ChineseInformal, U"零一二三四五六七八九十百千", "、", kCjkDecimal, "负",
     kLonghand},
    {"simp-chinese-formal", System::ChineseFormal, U"零壹贰叁肆伍陆柒捌玖拾佰仟", "、", kCjkDecimal, "负", kLonghand},
    {"trad-chinese-informal", System::ChineseInformal, U"零一二三四五六七八九十百千", "、", kCjkDecimal, "負",
     kLonghand},
    {"trad-chinese-formal", System::ChineseFormal, U"零壹貳參肆伍陸柒捌玖拾佰仟", "、", kCjkDecimal, "負", kLonghand},
    {"cjk-ideographic", System::ChineseInformal, U"零一二三四五六七八九十百千", "、", kCjkDecimal, "負", kLonghand},
    {"japanese-informal", System::LonghandInformal, U"〇一二三四五六七八九十百千", "、", kCjkDecimal, "マイナス",
     kLonghand},
    {"japanese-formal", System::LonghandFormal, U"零壱弐参四伍六七八九拾百阡", "、", kCjkDecimal, "マイナス",
     kLonghand},
    {"korean-hangul-formal", System::LonghandFormal, U"영일이삼사오육칠팔구십백천", ", ", kDecimal, "마이너스 ",
     kLonghand},
    {"korean-hanja-informal", System::LonghandInformal, U"零一二三四五六七八九十百千", ", ", kDecimal, "마이너스 ",
     kLonghand},
    {"korean-hanja-formal", System::LonghandFormal, U"零壹貳參四五六七八九拾百仟", ", ", kDecimal, "마이너스 ",
     kLonghand},
};

constexpr std::array<std::int64_t, 4> kPlaces{1000, 100, 10, 1};

std::string symbol(const PredefinedCounterStyle& style, std::size_t index) {
  return base::to_utf8(style.symbols[index]);
}

std::string format_numeric(std::int64_t value, const PredefinedCounterStyle& style) {
  std::string out;
  for (const char digit : std::to_string(value)) out += symbol(style, static_cast<std::size_t>(digit - '0'));
  return out;
}

/// Section 3.1.4: a, b, …, z, aa, ab, …
std::string format_alphabetic(std::int64_t value, const PredefinedCounterStyle& style) {
  const auto count = static_cast<std::int64_t>(style.symbols.size());
  std::vector<std::size_t> letters;
  for (; value > 0; value = (value - 1) / count) letters.push_back(static_cast<std::size_t>((value - 1) % count));
  std::string out;
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) out += symbol(style, *letter);
  return out;
}

std::string format_roman(std::int64_t value, const PredefinedCounterStyle& style) {
  // Each decimal digit by its pattern over one, five, ten of its place.
  static constexpr std::array<std::string_view, 10> kPatterns{"",  "0",  "00",  "000",  "01",
                                                              "1", "10", "100", "1000", "02"};
  std::string out;
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    const auto digit = static_cast<std::size_t>(value / kPlaces[place] % 10);
    const std::size_t base = (kPlaces.size() - 1 - place) * 2;
    for (const char c : kPatterns[digit]) out += symbol(style, base + static_cast<std::size_t>(c - '0'));
  }
  return out;
}

/// One letter for each digit that is not 0.
std::string format_letters(std::int64_t value, const PredefinedCounterStyle& style) {
  std::string out;
  std::size_t first = 0;
  for (; value > 0; value /= 10, first += 9) {
    const auto digit = static_cast<std::size_t>(value % 10);
    if (digit > 0) out.insert(0, symbol(style, first + digit - 1));
  }
  return out;
}

/// Thousands are letters with a geresh; 15 and 16 are 9 + 6 and 9 + 7.
std::string format_hebrew(std::int64_t value, const PredefinedCounterStyle& style) {
  const auto letter = [&](std::int64_t index) {
    return symbol(style, static_cast<std::size_t>(index));
  };
  std::string out;
  if (value >= 1000) out += letter(value / 1000 - 1) + "׳";
  value %= 1000;
  for (; value >= 400; value -= 400) out += letter(21);
  if (value >= 100) out += letter(value / 100 + 17);
  value %= 100;
  if (value == 15 || value == 16) return out + letter(8) + letter(value - 10);
  if (value >= 10) out += letter(value / 10 + 8);
  if (value % 10 > 0) out += letter(value % 10 - 1);
  return out;
}

/// Section 7.2: groups of two digits, each followed in turn by the sign for 10,000 and that for 100.
std::string format_ethiopic(std::int64_t value, const PredefinedCounterStyle& style) {
  if (value == 1) return symbol(style, 0);
  std::string out;
  bool is_odd = false;
  for (bool is_last = true; value > 0; value /= 100, is_odd = !is_odd, is_last = false) {
    const std::int64_t group = value % 100;
    std::string text;
    if (group > 1 || (group == 1 && value != group && !is_odd)) {
      if (group >= 10) text += symbol(style, static_cast<std::size_t>(group / 10 + 8));
      if (group % 10 > 0) text += symbol(style, static_cast<std::size_t>(group % 10 - 1));
    }
    if (is_odd && group > 0) text += symbol(style, 18);
    if (!is_odd && !is_last) text += symbol(style, 19);
    out.insert(0, text);
  }
  return out;
}

/// Section 7.1: digits with the marks of their places. Chinese writes one zero for each gap, and informally 十一 rather
/// than 一十一; in informal Japanese and Korean no mark has a 一 before it.
std::string format_longhand(std::int64_t value, const PredefinedCounterStyle& style) {
  if (value == 0) return symbol(style, 0);
  const bool is_chinese = style.system == System::ChineseInformal || style.system == System::ChineseFormal;
  const bool is_informal = style.system == System::ChineseInformal || style.system == System::LonghandInformal;
  std::string out;
  bool gap = false;
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    const std::int64_t digit = value / kPlaces[place] % 10;
    if (digit == 0) {
      gap = !out.empty();
      continue;
    }
    if (gap && is_chinese) out += symbol(style, 0);
    gap = false;
    const bool has_mark = kPlaces[place] > 1;
    const bool is_bare =
        digit == 1 && has_mark && is_informal && (!is_chinese || (kPlaces[place] == 10 && out.empty()));
    if (!is_bare) out += symbol(style, static_cast<std::size_t>(digit));
    if (has_mark) out += symbol(style, 12 - place);
  }
  return out;
}

}  // namespace

bool PredefinedCounterStyle::uses_negative_sign() const { return system != System::Cyclic && system != System::Fixed; }

bool PredefinedCounterStyle::has(std::int64_t value) const {
  if (system == System::Fixed) return value >= 1 && value <= static_cast<std::int64_t>(symbols.size());
  return value >= range.first && value <= range.last;
}

std::string PredefinedCounterStyle::represent(std::int64_t value) const {
  switch (system) {
    case System::Cyclic: return symbol(*this, 0);
    case System::Numeric: return format_numeric(value, *this);
    case System::Alphabetic: return format_alphabetic(value, *this);
    case System::Roman: return format_roman(value, *this);
    case System::Letters: return format_letters(value, *this);
    case System::Hebrew: return format_hebrew(value, *this);
    case System::Ethiopic: return format_ethiopic(value, *this);
    case System::Fixed: return symbol(*this, static_cast<std::size_t>(value - 1));
    case System::ChineseInformal:
    case System::ChineseFormal:
    case System::LonghandInformal:
    case System::LonghandFormal: return format_longhand(value, *this);
  }
  return {};
}

const PredefinedCounterStyle* find_predefined_counter_style(std::string_view name) {
  const auto found = std::find_if(std::begin(kStyles), std::end(kStyles), [&](const PredefinedCounterStyle& style) {
    return base::equals_ignoring_ascii_case(style.name, name);
  });
  return found == std::end(kStyles) ? nullptr : found;
}

std::span<const PredefinedCounterStyle> predefined_counter_styles() { return kStyles; }

}  // namespace gongwen::style
