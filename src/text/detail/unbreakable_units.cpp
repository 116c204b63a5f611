#include "text/detail/unbreakable_units.h"

#include "base/unicode.h"
#include "text/detail/orientation.h"
#include "text/detail/unit_gaps.h"
#include "text/punctuation.h"
#include "text/words.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::text {
// Two subjects: automatic hyphenation, which adds soft hyphens to words; and UnitKeeper, which finds what must stay
// together in Chinese text by walking over the characters once: numbers with their measure words, document numbers,
// designations of standards, addresses, names, rows of marks. Each rule changes breaks through UnitGaps.
namespace {

/// Longer rows of letters are not words.
constexpr std::size_t kLongestWord = 64;

bool is_latin_letter(char32_t c) { return is_latin_or_digit(c) && !(c >= U'0' && c <= U'9'); }

/// Whether a letter is lowercase and of a script whose languages have patterns.
bool is_small(char32_t c) {
  if (c < 0x80) return c >= U'a' && c <= U'z';
  return is_latin_letter(c) && base::has_flag(c, base::CharacterFlag::Lower);
}

/// The small letter of a capital of Latin-1; other characters are returned as they are.
char32_t small_letter(char32_t c) {
  const bool is_capital = (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
  return is_capital ? c + 0x20 : c;
}

/// The language of the patterns. Latin words in Chinese text are taken for English.
std::string_view language_of_words(const TextStyle& style) {
  return is_cjk(style.rules.language) ? std::string_view("en") : std::string_view(style.language);
}

/// Adds units of kind SoftHyphen to the words of a paragraph. A token is everything between blanks, Han characters and
/// boxes.
class WordHyphenator {
 public:
  WordHyphenator(ShapedParagraph& paragraph, FontContext& fonts) : paragraph_(paragraph), fonts_(fonts) {}

  /// The units are written to a new list, since hyphens are inserted between them.
  void run() {
    units_.swap(paragraph_.units);
    paragraph_.units.reserve(units_.size() + units_.size() / 4);
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (in_token(units_[i])) continue;
      close_token(i);
      begin_ = i + 1;
    }
    close_token(units_.size());
  }

 private:
  const TextStyle& style_of(const LineUnit& unit) const { return paragraph_.styles[unit.style]; }
  char32_t first_character(const LineUnit& unit) const { return paragraph_.text[unit.text_begin]; }

  /// Whether a unit belongs to a token. Tokens are looked at as a whole: an address must not be hyphenated like a row
  /// of words.
  bool in_token(const LineUnit& unit) const {
    switch (unit.kind) {
      case UnitKind::Text:
        // An apostrophe ends a word: `l'information`. The typographic one is a mark.
        return unit.text_length > 0 && !base::is_ideograph_or_kana(first_character(unit)) &&
               first_character(unit) != U'\'' && mark_side(first_character(unit)) == MarkSide::None;
      // Edges of boxes do not end a word: `hy<b>phen</b>ation` is one token.
      case UnitKind::SoftHyphen:
      case UnitKind::OpenEdge:
      case UnitKind::CloseEdge:
      case UnitKind::Anchor: return true;
      case UnitKind::Space:
      case UnitKind::Tab:
      case UnitKind::Object:
      case UnitKind::ForcedBreak:
      case UnitKind::Leader: break;
    }
    return false;
  }

  /// Copies the units up to `end`, that one included, and adds hyphens after the units at which the word may be split.
  void close_token(std::size_t end) {
    find_points(end);
    std::size_t point = 0;
    for (std::size_t i = begin_; i < std::min(end + 1, units_.size()); ++i) {
      paragraph_.units.push_back(units_[i]);
      if (units_[i].kind != UnitKind::Text) continue;
      // A point inside a unit, such as a ligature, is skipped: the unit cannot be split.
      const std::size_t behind = std::size_t{units_[i].text_begin} + units_[i].text_length;
      while (point < points_.size() && points_[point] < behind) ++point;
      if (point < points_.size() && points_[point] == behind) add_hyphen(units_[i]);
    }
  }

  /// Fills `points_` with the characters before which the token may be split. A token with its own soft hyphen, or of
  /// two languages, has none.
  void find_points(std::size_t end) {
    points_.clear();
    word_.clear();
    characters_.clear();
    const LineUnit* first = nullptr;
    for (std::size_t i = begin_; i < end; ++i) {
      const LineUnit& unit = units_[i];
      if (unit.kind == UnitKind::SoftHyphen) return;
      if (unit.kind != UnitKind::Text) continue;
      if (first == nullptr) first = &unit;
      // The patterns of one language cannot split a word that changes to another in its middle.
      if (!style_of(unit).hyphenation || style_of(unit).language != style_of(*first).language) return;
      for (std::uint32_t at = unit.text_begin; at < unit.text_begin + unit.text_length; ++at) {
        characters_.push_back(at);
        word_.push_back(paragraph_.text[at]);
      }
    }
    if (first != nullptr) hyphenate(style_of(*first));
  }

  /// Asks the patterns for the word without the punctuation around it. Words with digits, capitals inside or too few
  /// letters stay whole.
  void hyphenate(const TextStyle& style) {
    const auto first = std::find_if(word_.begin(), word_.end(), is_latin_or_digit);
    const auto last = std::find_if(word_.rbegin(), word_.rend(), is_latin_or_digit).base();
    if (first >= last) return;
    std::u32string word(first, last);
    const HyphenationLimits& limits = *style.hyphenation;
    // `hyphenate-limit-chars`: the word, what stays before the hyphen, what follows it.
    if (word.size() < limits.word || word.size() > kLongestWord) return;
    if (is_cjk(style.rules.language)) make_title_small(word);
    std::replace(word.begin(), word.end(), U'\'', U'’');                            // as the patterns have it
    if (primary_language(style.language) == "de") word[0] = small_letter(word[0]);  // nouns begin with a capital
    if (!std::all_of(word.begin(), word.end(), is_small)) return;
    const HyphenPatterns* const patterns = HyphenPatterns::find(language_of_words(style));
    if (patterns == nullptr) return;
    const auto offset = static_cast<std::size_t>(first - word_.begin());
    for (const std::size_t point : patterns->points(word)) {
      if (point >= limits.before && word.size() - point >= limits.after) points_.push_back(characters_[offset + point]);
    }
  }

  /// Lowercases the initial of long words: Chinese texts quote English titles. Short capitalized words are mostly
  /// names.
  static void make_title_small(std::u32string& word) {
    constexpr std::size_t kLongerThanMostNames = 8;
    if (word.size() >= kLongerThanMostNames && word[0] >= U'A' && word[0] <= U'Z') word[0] += U'a' - U'A';
  }

  /// A soft hyphen without text: it exists only if a line ends there.
  void add_hyphen(const LineUnit& before) {
    LineUnit unit;
    unit.kind = UnitKind::SoftHyphen;
    unit.break_class = before.break_class;
    unit.style = before.style;
    unit.item = before.item;
    unit.text_begin = before.text_begin + before.text_length;
    shape_hyphen(paragraph_, fonts_, unit);
    paragraph_.units.push_back(unit);
  }

  ShapedParagraph& paragraph_;
  FontContext& fonts_;
  std::vector<LineUnit> units_;
  std::size_t begin_ = 0;  // of the token
  std::u32string word_;
  std::vector<std::uint32_t> characters_;  // of the paragraph, one for each of `word_`
  std::vector<std::uint32_t> points_;
};

}  // namespace

bool hyphenates_automatically(const ShapedParagraph& paragraph) {
  return std::any_of(paragraph.styles.begin(), paragraph.styles.end(),
                     [](const TextStyle& style) { return style.hyphenation.has_value(); });
}

void hyphenate_words(ShapedParagraph& paragraph, FontContext& fonts) { WordHyphenator(paragraph, fonts).run(); }

/// The hyphen may be several characters (`hyphenate-character`), and upright in vertical text.
void shape_hyphen(ShapedParagraph& paragraph, FontContext& fonts, LineUnit& unit) {
  const TextStyle& style = paragraph.styles[unit.style];
  unit.first_glyph = static_cast<std::uint32_t>(paragraph.glyphs.size());
  for (const char32_t c : style.hyphen) {
    const FaceChoice choice = fonts.choose(style.fonts, c);
    const FaceId id = fonts.stack(style.fonts).entries[choice.entry].face;
    const Face* const face = fonts.face(id);
    // Without a face the width is zero, in any unit.
    const std::int32_t em = face == nullptr ? 1000 : face->metrics().units_per_em;
    PlacedGlyph placed{kMissingGlyph, kMissingGlyph, choice.entry};
    unit.is_upright = is_upright(c, style, id, fonts);
    if (unit.is_upright) {
      const UprightGlyph glyph = fonts.upright_glyph(id, c, style.language);
      placed = {glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, glyph.x_offset, glyph.y_offset};
    } else {
      const SimpleGlyph glyph = fonts.simple_glyph(id, c);
      placed = {glyph.glyph, kMissingGlyph, choice.entry, glyph.advance};
    }
    unit.advance += TextLength::from_font_units(placed.advance, em, style.size);
    paragraph.glyphs.push_back(placed);
    ++unit.glyph_count;
  }
}

namespace {

/// Measure words, and first characters of longer ones, that stay with the number before them: 17项, 第3条.
constexpr std::u32string_view kMeasureWords =
    U"年月日时分秒天周旬季号项条款章节页件份个位名人次家种类级期届批部篇卷册元角万亿千百十点岁倍台套块张只辆座所间"
    U"户组队支艘架起例笔轮场遍层度克吨米里亩升毫公平立微行列字目处门楼室";
constexpr std::u32string_view kHanNumerals = U"〇零一二三四五六七八九十百千万两廿";
/// Symbols of units that are written after a blank: 15 kg.
constexpr std::array<std::u32string_view, 29> kUnitSymbols{
    U"kg", U"g",  U"mg",  U"t",   U"km",  U"m",  U"cm", U"mm", U"μm", U"nm", U"L", U"mL", U"s",   U"ms", U"min",
    U"h",  U"Hz", U"kHz", U"MHz", U"GHz", U"kB", U"KB", U"MB", U"GB", U"TB", U"W", U"kW", U"kWh", U"bit"};
/// Words that stay with the number after them: 附件1, 图2.
constexpr std::array<std::u32string_view, 9> kNumberPrefixes{U"第", U"附件", U"附录", U"附表", U"附图",
                                                             U"图", U"表",   U"式",   U"卷"};
/// Measure words of several characters: rather than leaving a line short, they may be split.
constexpr std::array<std::u32string_view, 38> kLongMeasureWords{
    U"部分", U"阶段",   U"项目", U"批次", U"小时", U"分钟", U"周年", U"周岁", U"年度", U"季度",
    U"月份", U"工作日", U"星期", U"学时", U"课时", U"学期", U"人次", U"版本", U"系列", U"方面",
    U"步骤", U"环节",   U"等级", U"万元", U"亿元", U"万人", U"万次", U"万吨", U"毫米", U"厘米",
    U"公里", U"千米",   U"公斤", U"千克", U"千瓦", U"字节", U"比特", U"单元"};
/// Characters that end the words before a document's number: 根据网安字〔2024〕2号 starts after 据.
constexpr std::u32string_view kBeforeDocumentNumber = U"据照见以和与及由按经对为的在了号，。、；：（《“";
// In characters: how far back the code of an office and the parts of names and labels are searched.
constexpr std::uint32_t kLongestOfficeCode = 6;
constexpr std::uint32_t kUsualOfficeCode = 4;
constexpr std::uint32_t kLongestNamePart = 8;
constexpr std::uint32_t kUsualBracketedLabel = 2;
constexpr std::uint32_t kLongestBracketedLabel = 4;
/// A label that ends with one of them may be longer.
constexpr std::array<std::u32string_view, 4> kLabelEnds{U"电话", U"编码", U"号码", U"："};

bool is_upper(char32_t c) { return c >= U'A' && c <= U'Z'; }
bool is_letter(char32_t c) { return is_upper(c) || (c >= U'a' && c <= U'z'); }
bool is_word(char32_t c) { return is_letter(c) || is_digit(c); }
bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
/// All measure words are Han; the first test saves the search for other characters.
bool is_measure_word(char32_t c) { return c >= 0x4E00 && is_one_of(c, kMeasureWords); }
/// Closing marks, ？ ！ and stops.
bool begins_no_line(char32_t c) {
  const MarkKind kind = mark_kind(c);
  return mark_side(c) == MarkSide::BlankAfter || (kind == MarkKind::Question || kind == MarkKind::Stop);
}
bool is_check_box(char32_t c) { return c == U'☐' || c == U'☑' || c == U'☒' || c == U'□' || c == U'■'; }

/// Finds pieces that stay together and marks the gaps inside them. Each pass_… function handles what starts at a
/// character and returns where to continue.
class UnitKeeper {
 public:
  explicit UnitKeeper(ShapedParagraph& paragraph, UnitGaps::Texts texts = UnitGaps::Texts::Chinese)
      : text_(paragraph.text), gaps_(paragraph, texts) {}

  /// Goes through the text once. Numbers of lists first: they depend on where segments start.
  void run() {
    keep_list_numbers();
    for (std::uint32_t i = 0; i < text_.size();) i = std::max(pass(i), i + 1);
  }

  /// Designations such as ISO/IEC 27003:2022 in text of another language: split only if they do not fit otherwise.
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
  /// U+0000 beyond the end, which is in no set: rules need not check the length.
  char32_t at(std::uint32_t i) const { return i < text_.size() ? text_[i] : U'\0'; }
  bool starts_with(std::uint32_t i, std::u32string_view word) const { return text_.substr(i, word.size()) == word; }
  /// The first place from `i` on whose character is not in the set.
  std::uint32_t skip(std::uint32_t i, std::u32string_view set) const {
    while (i < text_.size() && is_one_of(text_[i], set)) ++i;
    return i;
  }
  std::uint32_t skip_digits(std::uint32_t i) const {
    while (is_digit(at(i))) ++i;
    return i;
  }

  /// Handles what starts at `i`; returns the place to continue from. Most characters are Han and start nothing.
  std::uint32_t pass(std::uint32_t i) {
    const char32_t c = text_[i];
    if (c >= 0x4E00 && c <= 0x9FFF) return c == U'第' ? pass_ordinal(i) : i + 1;
    if (is_word(c)) return pass_word(i);
    if (is_wide_word(c)) return pass_wide_word(i);
    switch (c) {
      case U'〔': return pass_document_number(i);
      case 0x00B7: return pass_name(i);
      case U'（':
      // Both readings are tried: a label with its number, or the number of an item.
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
        // A box stays with the first character of the answer that it belongs to.
        if (is_check_box(c)) gaps_.join(i, skip(i + 1, U" ") + 1);
        return i + 1;
    }
  }

  /// Digits and letters of the width of ideographs, `１２３` and `ＧＢ`, stay together as others do.
  static bool is_wide_word(char32_t c) {
    return (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
  }
  std::uint32_t pass_wide_word(std::uint32_t i) {
    std::uint32_t end = i;
    while (is_wide_word(at(end))) ++end;
    gaps_.join(i, end);
    keep_measure_word(end);
    return end;
  }

  /// 第十九条. With Arabic digits the number itself keeps 第 (keep_with_prefix).
  std::uint32_t pass_ordinal(std::uint32_t i) {
    const std::uint32_t end = skip(i + 1, kHanNumerals);
    if (end == i + 1) return end;
    gaps_.join(i, end);
    keep_measure_word(end);
    return end;
  }

  /// Keeps the measure word with the number that ends before `number_end`: 2年, 第一章, 第1阶段, 17 项.
  void keep_measure_word(std::uint32_t number_end) {
    // A typed blank between number and measure word does not part them.
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

  /// Latin letters and digits: a link, an e-mail address, a designation, or a number.
  std::uint32_t pass_word(std::uint32_t i) {
    // The most specific form first: `www.` would also be a word, and a designation starts like a number with letters.
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

  /// Allows splitting a designation after blanks, and after a solidus between two words (not GB/ T). Rather than
  /// leaving a line short, also after the signs before a year, a part or a number: 22239— and 2019.
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

  /// Places after signs inside of codes, of last resort before a line is left short.
  void relieve_behind_signs(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin + 1; i + 1 < end; ++i) {
      if (!is_one_of(at(i), U"—–-:") || !is_word(at(i - 1)) || !is_word(at(i + 1))) continue;
      // Never before the dash.
      if (at(i) == 0x2014) gaps_.keep(i - 1);
      gaps_.relieve(i);
    }
  }

  /// The end of an e-mail address such as lin.ruoxi@fiction.example.org; `begin` if there is none.
  std::uint32_t end_of_mail(std::uint32_t begin) const {
    std::uint32_t i = begin;
    while (is_word(at(i)) || is_one_of(at(i), U"._%+-")) ++i;
    if (at(i) != U'@' || !is_word(at(i + 1))) return begin;
    for (++i; is_word(at(i)) || (is_one_of(at(i), U".-") && is_word(at(i + 1))); ++i) {
    }
    return i;
  }

  /// An e-mail address: whole if it fits, otherwise split after @ and full stops.
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

  /// A link may break after `/` and `.`; elsewhere only if its line would be stretched too far otherwise, and then
  /// after other signs first.
  std::uint32_t pass_address(std::uint32_t begin) {
    std::uint32_t end = begin;
    while (at(end) > U' ' && at(end) < 0x7F) ++end;
    // Punctuation after an address belongs to the sentence.
    while (end > begin && !is_word(at(end - 1)) && at(end - 1) != U'/') --end;
    gaps_.join(begin, end);
    // No line ends inside of `https://`.
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

  /// Whether an address may be split between two letters or digits; not within a year.
  bool may_tear_address(std::uint32_t i) const {
    constexpr std::uint32_t kDigitsOfYear = 4;
    if (!is_word(at(i)) || !is_word(at(i + 1))) return false;
    if (!is_digit(at(i)) || !is_digit(at(i + 1))) return true;
    std::uint32_t begin = i;
    while (begin > 0 && is_digit(at(begin - 1)) && i - begin < kDigitsOfYear) --begin;
    // Four digits in a row may be a year; longer rows are numbers that may be torn.
    return skip_digits(i) - begin > kDigitsOfYear;
  }

  /// The second slash of `https://`.
  std::uint32_t end_of_scheme(std::uint32_t i) const {
    while (at(i) != U':') ++i;
    return i + 2;
  }

  /// The end of a designation: `GB/T 22239—2019`, `ISO/IEC DTR 5891`, `ISO/IEC JTC 1/SC 27`: capitals, then words of
  /// capitals, then a number. `begin` if there is none.
  std::uint32_t end_of_designation(std::uint32_t begin) const {
    std::uint32_t i = begin;
    while (is_upper(at(i)) || (at(i) == U'/' && is_upper(at(i + 1)))) ++i;
    // A single capital is an initial rather than an organisation.
    if (i < begin + 2) return begin;
    std::uint32_t end = begin;
    while (at(i) == U' ' && (is_upper(at(i + 1)) || is_digit(at(i + 1)))) {
      const std::uint32_t word = i + 1;
      i = end_of_code(word);
      const bool has_digit = std::any_of(text_.begin() + word, text_.begin() + i, is_digit);
      if (has_digit) {
        end = i;
        // A long word of capitals, or one with lowercase letters, belongs to the sentence.
      } else if (i - word > 5 ||
                 std::any_of(text_.begin() + word, text_.begin() + i, [](char32_t c) { return !is_upper(c); })) {
        break;
      }
    }
    return end;
  }

  /// The end of a row of letters and digits with signs between them: `20240400-T-469`, `100～150`, `63%～68%`,
  /// `1,234.5`.
  std::uint32_t end_of_code(std::uint32_t i) const {
    const std::uint32_t begin = i;
    while (true) {
      while (is_word(at(i))) ++i;
      // A unit may follow each number of a range: 63%～68%.
      const std::uint32_t sign = is_one_of(at(i), U"%‰℃°") ? i + 1 : i;
      const bool joins = is_one_of(at(sign), U"-/.,:_—–～~");
      if (!joins || !is_word(at(sign + 1)) || begins_address(sign + 1)) return sign;
      // The number of a list without a blank after it: 3.ISO/IEC 27001.
      if (at(i) == U'.' && is_letter(at(sign + 1)) && skip_digits(begin) == i) return sign;
      i = sign + 1;
    }
  }

  /// A number with everything that stays with it: signs inside, the word before, the measure word or unit after.
  std::uint32_t pass_number(std::uint32_t begin) {
    std::uint32_t end = end_of_code(begin);
    if (std::none_of(text_.begin() + begin, text_.begin() + end, is_digit)) return end;
    gaps_.join(begin, end);
    const bool has_letters = std::any_of(text_.begin() + begin, text_.begin() + end, is_letter);
    // A code may be split after its signs, a plain number only between the ends of a range.
    part_behind(begin, end, has_letters ? U"-/～~" : U"～~");
    if (!has_letters && std::count(text_.begin() + begin, text_.begin() + end, U':') == 0)
      relieve_behind_signs(begin, end);
    if (is_digit(at(begin))) keep_with_prefix(begin);
    if (!is_digit(at(end - 1))) return end;
    keep_measure_word(end);
    if (at(end) == U' ') {
      const auto symbol = std::find_if(kUnitSymbols.begin(), kUnitSymbols.end(), [&](std::u32string_view unit) {
        // The symbol must end there: `15 min` does not match `m`.
        return starts_with(end + 1, unit) && !is_word(at(end + 1 + static_cast<std::uint32_t>(unit.size())));
      });
      if (symbol != kUnitSymbols.end()) gaps_.join(end - 1, end + 2);
    }
    return end;
  }

  /// Keeps the word before a number: its last character in any case, while 附 may end a line before 件1.
  void keep_with_prefix(std::uint32_t number) {
    const std::uint32_t begin = begin_of_prefix(number);
    gaps_.join(begin, number + 1);
    const std::uint32_t end = number > 0 && at(number - 1) == U' ' ? number - 1 : number;
    for (std::uint32_t i = begin; i + 1 < end; ++i) gaps_.relieve(i);
  }

  /// Where the word before a number starts (附件 1, 第3条, 图2); `number` if there is none.
  std::uint32_t begin_of_prefix(std::uint32_t number) const {
    const std::uint32_t word_end = number > 0 && at(number - 1) == U' ' ? number - 1 : number;
    if (word_end == 0 || text_[word_end - 1] < 0x4E00) return number;  // all prefixes are Han
    const std::u32string_view before = text_.substr(0, word_end);
    for (const std::u32string_view prefix : kNumberPrefixes) {
      if (before.ends_with(prefix)) return word_end - static_cast<std::uint32_t>(prefix.size());
    }
    return number;
  }

  /// A document number such as 网安字〔2024〕2号: whole if it fits, otherwise split before the bracket.
  std::uint32_t pass_document_number(std::uint32_t bracket) {
    const std::uint32_t year_end = skip_digits(bracket + 1);
    // 〔2024〕: four digits, GB/T 9704-2012 §7.2.5.
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
    // Characters far before the bracket may be words of the sentence; the code itself has two characters or more.
    for (std::uint32_t i = begin; i + 1 < bracket; ++i) {
      if (i + kUsualOfficeCode < bracket || i > begin) gaps_.relieve(i);
    }
    return end;
  }

  /// A name such as 阿卜杜热西提·买买提江: broken after the interpunct, within a part only if that does not fit. Outer
  /// parts are recognised beside marks, blanks and the ends of the text; elsewhere words may be beside them.
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

  /// The gaps inside a part of a name become places of resort.
  void part_name(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i + 1 < end; ++i) gaps_.part(i);
  }

  /// A short label in brackets stays with its number: （邮编100007）, （电话：010-55550100）, （共17项）. If need be, a
  /// line may end after the label.
  void keep_bracketed_label(std::uint32_t bracket) {
    std::uint32_t number = bracket + 1;
    while (base::is_ideograph_or_kana(at(number)) && number - bracket <= kLongestBracketedLabel) ++number;
    // No label: the number of an item is handled by `pass_bracketed_number`.
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

  /// A number in brackets that starts an item, （1） or （十二）, is not left alone at the end of a line. 式（1） is
  /// something else.
  std::uint32_t pass_bracketed_number(std::uint32_t i) {
    if (i > 0 && !is_one_of(at(i - 1), U"；。：，、 \u3000\n")) return i + 1;
    std::uint32_t end = skip_digits(i + 1);
    if (end == i + 1) end = skip(i + 1, kHanNumerals);
    // Longer numbers in brackets are hardly those of items.
    const bool closes = end > i + 1 && end - i <= 4 && (at(end) == U'）' || at(end) == U')');
    if (!closes) return i + 1;
    if (base::is_ideograph_or_kana(at(end + 1)) || is_word(at(end + 1))) gaps_.join(i, end + 2);
    gaps_.fix(i, end + 2);
    return end + 1;
  }

  /// —— and …… are one sign each. Rows of them stay together (GB/T 15834-2011 5.1.5) and are split between two signs if
  /// they are wider than a line. A single — connects and does not start a line.
  std::uint32_t pass_long_sign(std::uint32_t begin) {
    std::uint32_t end = begin;
    while (at(end) == at(begin)) ++end;
    if (end == begin + 1 && at(begin) == 0x2014 && begin > 0) gaps_.forbid(begin - 1);
    for (std::uint32_t i = begin + 2; i < end; i += 2) gaps_.part(i - 1);
    return end;
  }

  /// Of three or more marks that may not start a line, the third and later ones may if a line has no room for the row
  /// and the character before it (CLREQ, prohibition at line starts).
  std::uint32_t pass_closing_marks(std::uint32_t begin) {
    std::uint32_t end = begin;
    while (begins_no_line(at(end))) ++end;
    for (std::uint32_t i = begin + 2; i < end; ++i) gaps_.let_go(i - 1);
    return end;
  }

  /// Places after any of these signs become places of resort.
  void part_behind(std::uint32_t begin, std::uint32_t end, std::u32string_view signs) {
    for (std::uint32_t i = begin; i + 1 < end; ++i) {
      if (is_one_of(at(i), signs)) gaps_.part(i);
    }
  }

  /// The number at the start of a paragraph is not left alone on its line: `1. `, `一、`, `第一条 `.
  void keep_list_numbers() {
    for (const std::uint32_t begin : gaps_.segment_begins()) {
      const std::uint32_t number = skip(begin, U" \u3000");
      std::uint32_t end = at(number) == U'第' ? number + 1 : number;
      const std::uint32_t digits = skip_digits(end);
      end = digits > end ? digits : skip(end, kHanNumerals);
      // A long number at the start, such as a year, is part of the text.
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

/// Both walks are skipped for paragraphs whose styles have no such rules.
void keep_units_together(ShapedParagraph& paragraph) {
  const bool concerned = std::any_of(paragraph.styles.begin(), paragraph.styles.end(), keeps_units);
  if (concerned) UnitKeeper(paragraph).run();
  const bool has_others = std::any_of(paragraph.styles.begin(), paragraph.styles.end(), keeps_designations);
  if (has_others) UnitKeeper(paragraph, UnitGaps::Texts::Others).keep_designations();
}

/// Breaks between two Han characters of one word become places of resort.
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
    // The dictionary also joins Latin words, which have their own rules.
    if (inside && last + 1 < paragraph.text.size() && base::is_ideograph_or_kana(paragraph.text[last + 1]))
      gaps.join(last, last + 2);
  }
}

}  // namespace gongwen::text
