#include "style/counter_style.h"

#include "base/nearest_name.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Counter styles (css-counter-styles-3): predefined ones by system, those of rules with their chain of `extends`, and
// the algorithms of each system. Results are limited in length, and chains in depth.
namespace gongwen::style {

namespace {

// Predefined counter styles (css-counter-styles-3, sections 6 and 7, and those of the Ready-made Counter Styles used in
// Chinese documents).

enum class PredefinedSystem : std::uint8_t {
  Cyclic,
  Numeric,
  Alphabetic,
  Roman,
  Letters,  // a letter for each digit and place: Armenian, Georgian
  Hebrew,
  Ethiopic,
  Fixed,
  ChineseInformal,
  ChineseFormal,
  LonghandInformal,  // Japanese and Korean: digits with the marks of their places
  LonghandFormal,
};

struct PredefinedCounterStyle {
  struct Range {
    std::int64_t first = INT64_MIN;
    std::int64_t last = INT64_MAX;
  };

  std::string_view name;
  PredefinedSystem system = PredefinedSystem::Cyclic;
  std::u32string_view symbols;
  std::string_view suffix;
  std::string_view fallback = "decimal";
  std::string_view negative = "-";  // before the symbols of a negative number
  Range range = {};
  std::int32_t min_digits = 1;  // `pad` with the first symbol

  /// Whether the style shows the sign of negative numbers.
  bool uses_negative_sign() const;
  /// Whether the style can represent the value (section 2.3, `auto`).
  bool has(std::int64_t value) const;
  /// The initial counter representation (section 2.2) of a value that `has` allows; without a sign if the style uses
  /// one.
  std::string represent(std::int64_t value) const;
};

const PredefinedCounterStyle* find_predefined_counter_style(std::string_view name);
std::span<const PredefinedCounterStyle> predefined_counter_styles();

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

using Rule = css::CounterStyleRule;
using RuleSystem = Rule::System;

/// Representations longer than this are refused, as section 2 allows: `symbolic` could ask for a million signs.
constexpr std::int64_t kMaxSymbols = 120;
/// Longer chains of fallbacks and extensions end in decimal, as circles do.
constexpr int kMaxFallbacks = 32;
/// The value of `list-style-type` that shows nothing; `counter()` accepts it, too (CSS 2.2 §12.4).
constexpr std::string_view kNoStyle = "none";

constexpr char kAnonymous = '\x01';
constexpr char kSeparator = '\x02';

/// Section 3: names that rules must not take.
constexpr std::array<std::string_view, 6> kFixedNames{"decimal",          "disc", "square", "circle", "disclosure-open",
                                                      "disclosure-closed"};

std::optional<std::string> represent_numeric(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  if (value == 0) return rule.symbols.front();
  std::string out;
  for (; value > 0; value /= count) out.insert(0, rule.symbols[static_cast<std::size_t>(value % count)]);
  return out;
}

std::optional<std::string> represent_alphabetic(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  if (value < 1) return std::nullopt;
  std::string out;
  for (; value > 0; value = (value - 1) / count) {
    out.insert(0, rule.symbols[static_cast<std::size_t>((value - 1) % count)]);
  }
  return out;
}

/// A, B, AA, BB, AAA … (section 3.1.3).
std::optional<std::string> represent_symbolic(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  if (value < 1 || (value - 1) / count >= kMaxSymbols) return std::nullopt;
  std::string out;
  for (std::int64_t i = 0; i <= (value - 1) / count; ++i) {
    out += rule.symbols[static_cast<std::size_t>((value - 1) % count)];
  }
  return out;
}

/// Section 3.1.6.
std::optional<std::string> represent_additive(std::int64_t value, const Rule& rule) {
  std::string out;
  if (value == 0) {
    const auto& lightest = rule.additive_symbols.back();
    return lightest.weight == 0 ? std::optional(lightest.symbol) : std::nullopt;
  }
  std::int64_t used = 0;
  for (const Rule::AdditiveSymbol& additive : rule.additive_symbols) {
    if (additive.weight == 0 || additive.weight > value) continue;
    const std::int64_t times = value / additive.weight;
    if ((used += times) > kMaxSymbols) return std::nullopt;
    for (std::int64_t i = 0; i < times; ++i) out += additive.symbol;
    value -= times * additive.weight;
  }
  return value == 0 ? std::optional(out) : std::nullopt;
}

std::optional<std::string> represent(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  switch (rule.system) {
    case RuleSystem::Cyclic: return rule.symbols[static_cast<std::size_t>(((value - 1) % count + count) % count)];
    case RuleSystem::Numeric: return represent_numeric(value, rule);
    case RuleSystem::Alphabetic: return represent_alphabetic(value, rule);
    case RuleSystem::Symbolic: return represent_symbolic(value, rule);
    case RuleSystem::Additive: return represent_additive(value, rule);
    case RuleSystem::Fixed: {
      const std::int64_t index = value - rule.first_value;
      if (index < 0 || index >= count) return std::nullopt;
      return rule.symbols[static_cast<std::size_t>(index)];
    }
    case RuleSystem::Extends: break;  // resolved before
  }
  return std::nullopt;
}

/// Section 3.5, `auto`.
bool in_automatic_range(std::int64_t value, RuleSystem system) {
  if (system == RuleSystem::Alphabetic || system == RuleSystem::Symbolic) return value >= 1;
  return system != RuleSystem::Additive || value >= 0;
}

bool uses_negative_sign(RuleSystem system) {
  return system == RuleSystem::Symbolic || system == RuleSystem::Alphabetic || system == RuleSystem::Numeric ||
         system == RuleSystem::Additive;
}

std::optional<Rule> read_anonymous(std::string_view name) {
  if (!is_anonymous_counter_style(name) || name.size() < 2) return std::nullopt;
  Rule rule;
  rule.system = static_cast<RuleSystem>(name[1] - 'a');
  rule.suffix = " ";
  for (std::size_t at = name.find(kSeparator); at != std::string_view::npos;) {
    const std::size_t next = name.find(kSeparator, at + 1);
    rule.symbols.emplace_back(name.substr(at + 1, next == std::string_view::npos ? next : next - at - 1));
    at = next;
  }
  if (rule.symbols.empty()) return std::nullopt;
  return rule;
}

}  // namespace

/// A style completed from the style that it extends and from initial values.
struct CounterStyles::Resolved {
  Rule rule;                                           // `system` and symbols, unless …
  const PredefinedCounterStyle* predefined = nullptr;  // … they come from here
  std::string prefix;
  std::string suffix = ". ";
  std::string fallback = "decimal";

  bool is_in_range(std::int64_t value) const {
    if (rule.ranges && !rule.ranges->empty()) {
      return std::any_of(rule.ranges->begin(), rule.ranges->end(),
                         [&](const Rule::Range& range) { return value >= range.first && value <= range.last; });
    }
    return predefined != nullptr ? predefined->has(value) : in_automatic_range(value, rule.system);
  }
  bool signs() const {
    return predefined != nullptr ? predefined->uses_negative_sign() : uses_negative_sign(rule.system);
  }
  std::optional<std::string> initial(std::int64_t value) const {
    if (predefined == nullptr) return represent(value, rule);
    return predefined->has(value) ? std::optional(predefined->represent(value)) : std::nullopt;
  }
};

CounterStyles::CounterStyles(const RuleSet& rules) {
  std::vector<std::pair<LayerRank, const Rule*>> ranked;
  for (std::size_t i = 0; i < rules.sheets().size(); ++i) {
    for (const Rule& rule : rules.sheets()[i]->counter_styles) {
      ranked.emplace_back(rules.layer_rank(i, rule.layer), &rule);
    }
  }
  // The rule of the strongest layer counts; within a layer, the last one (css-counter-styles-3 §3).
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [rank, rule] : ranked) {
    if (std::find(kFixedNames.begin(), kFixedNames.end(), rule->name) == kFixedNames.end()) {
      rules_.insert_or_assign(rule->name, *rule);
    }
  }
}

const CounterStyles::Rule* CounterStyles::find(std::string_view name) const {
  const auto found = rules_.find(name);
  return found == rules_.end() ? nullptr : &found->second;
}

bool CounterStyles::knows(std::string_view name) const {
  return name == kNoStyle || find(name) != nullptr || find_predefined_counter_style(name) != nullptr ||
         is_anonymous_counter_style(name);
}

std::string_view CounterStyles::nearest(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& [known, rule] : rules_) names.push_back(known);
  for (const PredefinedCounterStyle& style : predefined_counter_styles()) names.push_back(style.name);
  return base::find_nearest_name(name, names);
}

/// Follows `extends` (section 3.1.7): missing descriptors come from the next style; a circle ends in decimal.
CounterStyles::Resolved CounterStyles::resolve(std::string_view name) const {
  Resolved resolved;
  std::optional<std::string> prefix;
  std::optional<std::string> suffix;
  std::optional<std::string> fallback;
  const auto take = [](auto& to, const auto& from) {
    if (!to && from) to = *from;
  };
  for (int depth = 0;; ++depth) {
    const std::optional<Rule> anonymous = read_anonymous(name);
    const Rule* const rule = anonymous ? &*anonymous : find(name);
    if (rule == nullptr || depth == kMaxFallbacks) {
      const PredefinedCounterStyle* const known = find_predefined_counter_style(rule == nullptr ? name : "decimal");
      resolved.predefined = known != nullptr ? known : find_predefined_counter_style("decimal");
      take(suffix, std::optional(resolved.predefined->suffix));
      take(fallback, std::optional(resolved.predefined->fallback));
      take(resolved.rule.negative, std::optional(Rule::Negative{std::string(resolved.predefined->negative), {}}));
      if (resolved.predefined->min_digits > 1)
        take(resolved.rule.pad, std::optional(Rule::Pad{resolved.predefined->min_digits, "0"}));
      break;
    }
    take(prefix, rule->prefix);
    take(suffix, rule->suffix);
    take(fallback, rule->fallback);
    take(resolved.rule.ranges, rule->ranges);
    take(resolved.rule.pad, rule->pad);
    take(resolved.rule.negative, rule->negative);
    if (rule->system != RuleSystem::Extends) {
      resolved.rule.system = rule->system;
      resolved.rule.first_value = rule->first_value;
      resolved.rule.symbols = rule->symbols;
      resolved.rule.additive_symbols = rule->additive_symbols;
      break;
    }
    name = rule->extended;
  }
  resolved.prefix = prefix.value_or("");
  resolved.suffix = suffix.value_or(". ");
  resolved.fallback = fallback.value_or("decimal");
  return resolved;
}

std::string CounterStyles::format(std::int32_t value, std::string_view name) const { return format(value, name, 0); }

std::string CounterStyles::format(std::int32_t value, std::string_view name, int depth) const {
  if (name == kNoStyle) return {};
  if (depth == kMaxFallbacks) return std::to_string(value);
  const Resolved style = resolve(name);
  const auto fall_back = [&] {
    return style.fallback == name ? std::to_string(value) : format(value, style.fallback, depth + 1);
  };
  if (!style.is_in_range(value)) return fall_back();
  const bool negative = value < 0 && style.signs();
  const std::int64_t magnitude = negative ? -std::int64_t{value} : std::int64_t{value};
  std::optional<std::string> text = style.initial(magnitude);
  if (!text) return fall_back();
  const Rule::Negative sign = style.rule.negative.value_or(Rule::Negative{});
  if (style.rule.pad) {
    // Section 3.6: the sign counts.
    auto length = static_cast<std::int64_t>(base::count_code_points(*text));
    if (negative) length += static_cast<std::int64_t>(base::count_code_points(sign.before + sign.after));
    const std::int64_t missing = style.rule.pad->length - length;
    if (missing > kMaxSymbols) return fall_back();
    for (std::int64_t i = 0; i < missing; ++i) text->insert(0, style.rule.pad->symbol);
  }
  return negative ? sign.before + *text + sign.after : *std::move(text);
}

std::string CounterStyles::marker(std::int32_t value, std::string_view name) const {
  const Resolved style = resolve(name);
  return style.prefix + format(value, name) + style.suffix;
}

std::string anonymous_counter_style(RuleSystem system, std::span<const std::string> symbols) {
  // Section 4: too few symbols make the function invalid, but they are still useful as a list of signs.
  const bool positional = system == RuleSystem::Numeric || system == RuleSystem::Alphabetic;
  if (positional && symbols.size() < 2) system = RuleSystem::Symbolic;
  std::string name{kAnonymous};
  name.push_back(static_cast<char>('a' + static_cast<int>(system)));
  for (const std::string& symbol : symbols) name += kSeparator + symbol;
  return name;
}

bool is_anonymous_counter_style(std::string_view name) { return name.starts_with(kAnonymous); }

}  // namespace gongwen::style
