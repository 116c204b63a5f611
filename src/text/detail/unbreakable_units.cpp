#include "text/detail/unbreakable_units.h"

#include "base/unicode.h"
#include "text/detail/unit_gaps.h"
#include "text/punctuation.h"
#include "text/words.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::text {
namespace {

/// Measure words, and the first characters of longer ones, that stay with the number before them.
constexpr std::u32string_view kMeasureWords =
    U"年月日时分秒天周旬季号项条款章节页件份个位名人次家种类级期届批部篇卷册元角万亿千百十点岁倍台套块张只辆座所间"
    U"户组队支艘架起例笔轮场遍层度克吨米里亩升毫公平立微行列字目处门楼室";
constexpr std::u32string_view kHanNumerals = U"〇零一二三四五六七八九十百千万两廿";
/// Symbols of units that are set after a blank.
constexpr std::array<std::u32string_view, 29> kUnitSymbols{
    U"kg", U"g",  U"mg",  U"t",   U"km",  U"m",  U"cm", U"mm", U"μm", U"nm", U"L", U"mL", U"s",   U"ms", U"min",
    U"h",  U"Hz", U"kHz", U"MHz", U"GHz", U"kB", U"KB", U"MB", U"GB", U"TB", U"W", U"kW", U"kWh", U"bit"};
/// Words that stay with the number after them.
constexpr std::array<std::u32string_view, 9> kNumberPrefixes{U"第", U"附件", U"附录", U"附表", U"附图",
                                                             U"图", U"表",   U"式",   U"卷"};
/// Measure words of several characters: they are parted rather than a line left short.
constexpr std::array<std::u32string_view, 38> kLongMeasureWords{
    U"部分", U"阶段",   U"项目", U"批次", U"小时", U"分钟", U"周年", U"周岁", U"年度", U"季度",
    U"月份", U"工作日", U"星期", U"学时", U"课时", U"学期", U"人次", U"版本", U"系列", U"方面",
    U"步骤", U"环节",   U"等级", U"万元", U"亿元", U"万人", U"万次", U"万吨", U"毫米", U"厘米",
    U"公里", U"千米",   U"公斤", U"千克", U"千瓦", U"字节", U"比特", U"单元"};
/// They end the words before a document's number: 根据网安字〔2024〕2号.
constexpr std::u32string_view kBeforeDocumentNumber = U"据照见以和与及由按经对为的在了号，。、；：（《“";
constexpr std::uint32_t kLongestOfficeCode = 6;
constexpr std::uint32_t kUsualOfficeCode = 4;
constexpr std::uint32_t kLongestNamePart = 8;
constexpr std::uint32_t kUsualBracketedLabel = 2;
constexpr std::uint32_t kLongestBracketedLabel = 4;
/// With one of them, longer words are labels, too.
constexpr std::array<std::u32string_view, 4> kLabelEnds{U"电话", U"编码", U"号码", U"："};

bool is_upper(char32_t c) { return c >= U'A' && c <= U'Z'; }
bool is_letter(char32_t c) { return is_upper(c) || (c >= U'a' && c <= U'z'); }
bool is_word(char32_t c) { return is_letter(c) || is_digit(c); }
bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
/// The set is long, and all in it are Han.
bool is_measure_word(char32_t c) { return c >= 0x4E00 && is_one_of(c, kMeasureWords); }
bool begins_no_line(char32_t c) {
  const MarkKind kind = mark_kind(c);
  return mark_side(c) == MarkSide::BlankAfter || (kind == MarkKind::Question || kind == MarkKind::Stop);
}
bool is_check_box(char32_t c) { return c == U'☐' || c == U'☑' || c == U'☒' || c == U'□' || c == U'■'; }

class UnitKeeper {
 public:
  explicit UnitKeeper(ShapedParagraph& paragraph, UnitGaps::Texts texts = UnitGaps::Texts::Chinese)
      : text_(paragraph.text), gaps_(paragraph, texts) {}

  void run() {
    keep_list_numbers();
    for (std::uint32_t i = 0; i < text_.size();) i = std::max(pass(i), i + 1);
  }

  /// ISO/IEC 27003:2022 in a text of another language ends a line only where it does not fit otherwise.
  void keep_designations() {
    for (std::uint32_t i = 0; i < text_.size(); ++i) {
      const std::uint32_t end = end_of_designation(i);
      for (; i < end; ++i) {
        if (at(i) == U' ' || at(i) == U'/') gaps_.part(i);
      }
      while (is_word(at(i))) ++i;
    }
  }

 private:
  char32_t at(std::uint32_t i) const { return i < text_.size() ? text_[i] : U'\0'; }
  bool starts_with(std::uint32_t i, std::u32string_view word) const { return text_.substr(i, word.size()) == word; }
  /// The first place from `i` on whose character is none of the set.
  std::uint32_t skip(std::uint32_t i, std::u32string_view set) const {
    while (i < text_.size() && is_one_of(text_[i], set)) ++i;
    return i;
  }
  std::uint32_t skip_digits(std::uint32_t i) const {
    while (is_digit(at(i))) ++i;
    return i;
  }

  /// What starts at `i`; returns the place to continue from.
  std::uint32_t pass(std::uint32_t i) {
    const char32_t c = text_[i];
    if (c >= 0x4E00 && c <= 0x9FFF) return c == U'第' ? pass_ordinal(i) : i + 1;
    if (is_word(c)) return pass_word(i);
    switch (c) {
      case U'〔': return pass_document_number(i);
      case 0x00B7: return pass_name(i);
      case U'（':
      case U'(': keep_bracketed_label(i); return pass_bracketed_number(i);
      case 0x2014:
      case 0x2026:
      case 0x22EF: return pass_long_sign(i);
      case U'+':
        if (i > 0 && (base::is_ideograph_or_kana(at(i - 1)) || is_word(at(i - 1))))
          gaps_.join(i - 1, i + 1);  // “互联网+”
        return i + 1;
      default:
        if (begins_no_line(c)) return pass_closing_marks(i);
        if (is_check_box(c)) gaps_.join(i, skip(i + 1, U" ") + 1);
        return i + 1;
    }
  }

  /// 第十九条; with digits the number takes 第 along.
  std::uint32_t pass_ordinal(std::uint32_t i) {
    const std::uint32_t end = skip(i + 1, kHanNumerals);
    if (end == i + 1) return end;
    gaps_.join(i, end);
    keep_measure_word(end);
    return end;
  }

  /// 2年, 第一章, 第1阶段, 17 项: what stays with the number that ends before `number_end`.
  void keep_measure_word(std::uint32_t number_end) {
    const std::uint32_t begin = at(number_end) == U' ' ? number_end + 1 : number_end;
    const auto* const word = std::find_if(kLongMeasureWords.begin(), kLongMeasureWords.end(),
                                          [&](std::u32string_view one) { return starts_with(begin, one); });
    if (word != kLongMeasureWords.end()) {
      const auto end = begin + static_cast<std::uint32_t>(word->size());
      gaps_.join(number_end - 1, end);
      for (std::uint32_t i = begin; i + 1 < end; ++i) gaps_.relieve(i);
    } else if (is_measure_word(at(begin))) {
      gaps_.join(number_end - 1, begin + 1);
    }
  }

  std::uint32_t pass_word(std::uint32_t i) {
    if (begins_address(i)) return pass_address(i);
    const std::uint32_t mail = end_of_mail(i);
    if (mail > i) return pass_mail(i, mail);
    const std::uint32_t designation = end_of_designation(i);
    if (designation > i) {
      gaps_.join(i, designation);
      part_designation(i, designation);
      gaps_.fix(i, designation);
      return designation;
    }
    return pass_number(i);
  }

  bool begins_address(std::uint32_t i) const {
    return starts_with(i, U"http://") || starts_with(i, U"https://") || starts_with(i, U"www.");
  }

  /// After blanks, and after a solidus between two words: not GB/ T. Before a line is left short also after the
  /// signs before a year, a part or a number: 22239— and 2019.
  void part_designation(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i + 2 < end; ++i) {
      if (at(i) == U' ' || (at(i) == U'/' && is_word(at(i + 1)) && is_word(at(i + 2)))) {
        gaps_.part(i);
      } else if (at(i) == U'/') {
        gaps_.split(i);
      }
    }
    relieve_behind_signs(begin, end);
  }

  void relieve_behind_signs(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin + 1; i + 1 < end; ++i) {
      if (!is_one_of(at(i), U"—–-:") || !is_word(at(i - 1)) || !is_word(at(i + 1))) continue;
      // Never before the sign.
      if (at(i) == 0x2014) gaps_.keep(i - 1);
      gaps_.relieve(i);
    }
  }

  /// lin.ruoxi@fiction.example.org; its own start if there is none.
  std::uint32_t end_of_mail(std::uint32_t begin) const {
    std::uint32_t i = begin;
    while (is_word(at(i)) || is_one_of(at(i), U"._%+-")) ++i;
    if (at(i) != U'@' || !is_word(at(i + 1))) return begin;
    for (++i; is_word(at(i)) || (is_one_of(at(i), U".-") && is_word(at(i + 1))); ++i) {
    }
    return i;
  }

  /// Whole if it fits, otherwise split after @ and full stops.
  std::uint32_t pass_mail(std::uint32_t begin, std::uint32_t end) {
    gaps_.join(begin, end);
    for (std::uint32_t i = begin; i + 1 < end; ++i) {
      if (is_one_of(at(i), U"@.")) {
        gaps_.part(i);
      } else if (may_tear_address(i) || (is_one_of(at(i), U"_%+-") && is_word(at(i + 1)))) {
        gaps_.relieve(i);
      }
    }
    return end;
  }

  /// A link breaks after `/` and `.`, and elsewhere only before its line would be stretched too far: after other
  /// signs first.
  std::uint32_t pass_address(std::uint32_t begin) {
    std::uint32_t end = begin;
    while (at(end) > U' ' && at(end) < 0x7F) ++end;
    while (end > begin && !is_word(at(end - 1)) && at(end - 1) != U'/') --end;
    gaps_.join(begin, end);
    const std::uint32_t name = starts_with(begin, U"http") ? end_of_scheme(begin) : begin;
    for (std::uint32_t i = name; i + 1 < end; ++i) {
      if (at(i) == U'/' ? at(i + 1) != U'/' : at(i) == U'.') {
        gaps_.allow(i);
      } else if (is_one_of(at(i), U"?&=#;,-_%")) {
        gaps_.part(i);
      } else if (may_tear_address(i)) {
        gaps_.relieve(i);
      }
    }
    return end;
  }

  /// Between two letters, but not within a year.
  bool may_tear_address(std::uint32_t i) const {
    constexpr std::uint32_t kDigitsOfYear = 4;
    if (!is_word(at(i)) || !is_word(at(i + 1))) return false;
    if (!is_digit(at(i)) || !is_digit(at(i + 1))) return true;
    std::uint32_t begin = i;
    while (begin > 0 && is_digit(at(begin - 1)) && i - begin < kDigitsOfYear) --begin;
    return skip_digits(i) - begin > kDigitsOfYear;
  }

  /// The last character of `https://`.
  std::uint32_t end_of_scheme(std::uint32_t i) const {
    while (at(i) != U':') ++i;
    return i + 2;
  }

  /// `GB/T 22239—2019`, `ISO/IEC DTR 5891`, `ISO/IEC JTC 1/SC 27`: capitals, then words of capitals, then a number.
  /// Returns its end, or `begin` if there is none.
  std::uint32_t end_of_designation(std::uint32_t begin) const {
    std::uint32_t i = begin;
    while (is_upper(at(i)) || (at(i) == U'/' && is_upper(at(i + 1)))) ++i;
    if (i < begin + 2) return begin;
    std::uint32_t end = begin;
    while (at(i) == U' ' && (is_upper(at(i + 1)) || is_digit(at(i + 1)))) {
      const std::uint32_t word = i + 1;
      i = end_of_code(word);
      const bool has_digit = std::any_of(text_.begin() + word, text_.begin() + i, is_digit);
      if (has_digit) {
        end = i;
      } else if (i - word > 5 ||
                 std::any_of(text_.begin() + word, text_.begin() + i, [](char32_t c) { return !is_upper(c); })) {
        break;
      }
    }
    return end;
  }

  /// Letters and digits with signs between them: `20240400-T-469`, `100～150`, `63%～68%`, `1,234.5`.
  std::uint32_t end_of_code(std::uint32_t i) const {
    const std::uint32_t begin = i;
    while (true) {
      while (is_word(at(i))) ++i;
      const std::uint32_t sign = is_one_of(at(i), U"%‰℃°") ? i + 1 : i;
      const bool joins = is_one_of(at(sign), U"-/.,:_—–～~");
      if (!joins || !is_word(at(sign + 1)) || begins_address(sign + 1)) return sign;
      // The number of a list, without a blank after it: 3.ISO/IEC 27001.
      if (at(i) == U'.' && is_letter(at(sign + 1)) && skip_digits(begin) == i) return sign;
      i = sign + 1;
    }
  }

  std::uint32_t pass_number(std::uint32_t begin) {
    std::uint32_t end = end_of_code(begin);
    if (std::none_of(text_.begin() + begin, text_.begin() + end, is_digit)) return end;
    gaps_.join(begin, end);
    const bool has_letters = std::any_of(text_.begin() + begin, text_.begin() + end, is_letter);
    part_behind(begin, end, has_letters ? U"-/～~" : U"～~");
    if (!has_letters && std::count(text_.begin() + begin, text_.begin() + end, U':') == 0)
      relieve_behind_signs(begin, end);
    if (is_digit(at(begin))) keep_with_prefix(begin);
    if (!is_digit(at(end - 1))) return end;
    keep_measure_word(end);
    if (at(end) == U' ') {
      const auto symbol = std::find_if(kUnitSymbols.begin(), kUnitSymbols.end(), [&](std::u32string_view unit) {
        return starts_with(end + 1, unit) && !is_word(at(end + 1 + static_cast<std::uint32_t>(unit.size())));
      });
      if (symbol != kUnitSymbols.end()) gaps_.join(end - 1, end + 2);
    }
    return end;
  }

  /// Only the last character of the word before a number holds on to it in any case: 附 may end a line before 件1.
  void keep_with_prefix(std::uint32_t number) {
    const std::uint32_t begin = begin_of_prefix(number);
    gaps_.join(begin, number + 1);
    const std::uint32_t end = number > 0 && at(number - 1) == U' ' ? number - 1 : number;
    for (std::uint32_t i = begin; i + 1 < end; ++i) gaps_.relieve(i);
  }

  /// 附件 1, 第3条, 图2: where the word before a number starts; the number's own start if there is none.
  std::uint32_t begin_of_prefix(std::uint32_t number) const {
    const std::uint32_t word_end = number > 0 && at(number - 1) == U' ' ? number - 1 : number;
    if (word_end == 0 || text_[word_end - 1] < 0x4E00) return number;  // all prefixes are Han
    const std::u32string_view before = text_.substr(0, word_end);
    for (const std::u32string_view prefix : kNumberPrefixes) {
      if (before.ends_with(prefix)) return word_end - static_cast<std::uint32_t>(prefix.size());
    }
    return number;
  }

  /// 网安字〔2024〕2号: whole if it fits, otherwise split before the bracket.
  std::uint32_t pass_document_number(std::uint32_t bracket) {
    const std::uint32_t year_end = skip_digits(bracket + 1);
    if (year_end != bracket + 5 || at(year_end) != U'〕') return bracket + 1;
    std::uint32_t end = skip_digits(year_end + 1);
    if (at(end) == U'号') ++end;
    std::uint32_t begin = bracket;
    while (begin > 0 && bracket - begin < kLongestOfficeCode && base::is_ideograph_or_kana(at(begin - 1)) &&
           !is_one_of(at(begin - 1), kBeforeDocumentNumber)) {
      --begin;
    }
    gaps_.join(begin, end);
    if (begin < bracket) gaps_.part(bracket - 1);
    gaps_.relieve(year_end);
    // What is so far before the bracket may be words of the sentence; the code itself starts with two characters.
    for (std::uint32_t i = begin; i + 1 < bracket; ++i) {
      if (i + kUsualOfficeCode < bracket || i > begin) gaps_.relieve(i);
    }
    return end;
  }

  /// 阿卜杜热西提·买买提江: broken after the interpunct, and within a part only where that does not fit. The outer
  /// parts are known as such beside marks and blanks, and where the text starts or ends; elsewhere they may have words
  /// beside them.
  std::uint32_t pass_name(std::uint32_t interpunct) {
    const auto is_han = [this](std::uint32_t i) {
      return base::is_ideograph_or_kana(at(i));
    };
    std::uint32_t begin = interpunct;
    while (begin > 0 && interpunct - begin <= kLongestNamePart && is_han(begin - 1)) --begin;
    if (interpunct - begin <= kLongestNamePart) part_name(begin, interpunct);
    std::uint32_t end = interpunct + 1;
    while (is_han(end)) ++end;
    if (end - interpunct - 1 <= kLongestNamePart) part_name(interpunct + 1, end);
    return interpunct + 1;
  }

  void part_name(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i + 1 < end; ++i) gaps_.part(i);
  }

  /// （邮编100007）, （电话：010-55550100）, （共17项）: a short label stays with its number, and a line may end
  /// after it in need.
  void keep_bracketed_label(std::uint32_t bracket) {
    std::uint32_t number = bracket + 1;
    while (base::is_ideograph_or_kana(at(number)) && number - bracket <= kLongestBracketedLabel) ++number;
    if (number == bracket + 1) return;
    if (is_one_of(at(number), U"：:")) ++number;
    const std::uint32_t label_end = number;
    const std::u32string_view label = text_.substr(bracket + 1, label_end - bracket - 1);
    const bool is_label = label.size() <= kUsualBracketedLabel ||
                          std::any_of(kLabelEnds.begin(), kLabelEnds.end(),
                                      [&](std::u32string_view end) { return label.ends_with(end); });
    if (!is_label) return;
    if (at(number) == U' ') ++number;
    std::uint32_t end = end_of_code(number);
    if (end == number || !is_digit(at(number))) return;
    while (is_measure_word(at(end))) ++end;
    if (!is_one_of(at(end), U"）)")) return;
    gaps_.join(bracket, end + 1);
    gaps_.relieve(label_end - 1);
  }

  /// （1）, （十二） where a list has its numbers: not left alone at a line's end. 式（1） is something else.
  std::uint32_t pass_bracketed_number(std::uint32_t i) {
    if (i > 0 && !is_one_of(at(i - 1), U"；。：，、 \u3000\n")) return i + 1;
    std::uint32_t end = skip_digits(i + 1);
    if (end == i + 1) end = skip(i + 1, kHanNumerals);
    const bool closes = end > i + 1 && end - i <= 4 && (at(end) == U'）' || at(end) == U')');
    if (!closes) return i + 1;
    if (base::is_ideograph_or_kana(at(end + 1)) || is_word(at(end + 1))) gaps_.join(i, end + 2);
    gaps_.fix(i, end + 2);
    return end + 1;
  }

  /// —— and …… are one sign each; rows of them stay together (GB/T 15834-2011 5.1.5) and are parted between two signs
  /// where they are wider than a line. A single — connects and starts no line.
  std::uint32_t pass_long_sign(std::uint32_t begin) {
    std::uint32_t end = begin;
    while (at(end) == at(begin)) ++end;
    if (end == begin + 1 && at(begin) == 0x2014 && begin > 0) gaps_.forbid(begin - 1);
    for (std::uint32_t i = begin + 2; i < end; i += 2) gaps_.part(i - 1);
    return end;
  }

  /// Of three and more marks that may not start a line, the third and later ones are let go where a line has no room
  /// for the row and the character before it (CLREQ, prohibition of line starts).
  std::uint32_t pass_closing_marks(std::uint32_t begin) {
    std::uint32_t end = begin;
    while (begins_no_line(at(end))) ++end;
    for (std::uint32_t i = begin + 2; i < end; ++i) gaps_.let_go(i - 1);
    return end;
  }

  void part_behind(std::uint32_t begin, std::uint32_t end, std::u32string_view signs) {
    for (std::uint32_t i = begin; i + 1 < end; ++i) {
      if (is_one_of(at(i), signs)) gaps_.part(i);
    }
  }

  /// The number that a paragraph starts with is not left alone: `1. `, `一、`, `第一条　`.
  void keep_list_numbers() {
    for (const std::uint32_t begin : gaps_.segment_begins()) {
      const std::uint32_t number = skip(begin, U" \u3000");
      std::uint32_t end = at(number) == U'第' ? number + 1 : number;
      const std::uint32_t digits = skip_digits(end);
      end = digits > end ? digits : skip(end, kHanNumerals);
      const bool has_number = end > number && end - number <= 5;
      if (!has_number || !is_one_of(at(end), U".．、条章节款)）")) continue;
      const std::uint32_t first = skip(end + 1, U" \u3000");
      gaps_.join(number, std::min(first + 1, static_cast<std::uint32_t>(text_.size())));
      gaps_.fix(number, std::min(first + 1, static_cast<std::uint32_t>(text_.size())));
    }
  }

  std::u32string_view text_;
  UnitGaps gaps_;
};

}  // namespace

void keep_units_together(ShapedParagraph& paragraph) {
  const bool concerned = std::any_of(paragraph.styles.begin(), paragraph.styles.end(), keeps_units);
  if (concerned) UnitKeeper(paragraph).run();
  const bool has_others = std::any_of(paragraph.styles.begin(), paragraph.styles.end(), keeps_designations);
  if (has_others) UnitKeeper(paragraph, UnitGaps::Texts::Others).keep_designations();
}

void keep_phrases_together(ShapedParagraph& paragraph) {
  const bool concerned = std::any_of(paragraph.styles.begin(), paragraph.styles.end(), [](const TextStyle& style) {
    return style.rules.words == WordBreaking::AutoPhrase && keeps_units(style);
  });
  if (!concerned) return;
  const std::vector<bool> ends = find_word_ends(paragraph.text);
  UnitGaps gaps(paragraph);
  for (const LineUnit& unit : paragraph.units) {
    const bool asks = paragraph.styles[unit.style].rules.words == WordBreaking::AutoPhrase;
    if (!asks || unit.kind != UnitKind::Text || unit.text_length == 0) continue;
    const std::uint32_t last = unit.text_begin + unit.text_length - 1;
    const bool inside = !ends[last] && base::is_ideograph_or_kana(paragraph.text[last]);
    if (inside && last + 1 < paragraph.text.size() && base::is_ideograph_or_kana(paragraph.text[last + 1]))
      gaps.join(last, last + 2);
  }
}

}  // namespace gongwen::text
