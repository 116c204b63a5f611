#include "layout/proofing/detail/text_rules.h"

#include "diagnostics/catalogue/proofing.h"
#include "layout/proofing/detail/characters.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::proofing {
// Rules look at one paragraph of text as characters (UTF-32), with `proof.report(message, place, found,
// expected)` for each fault; `expected` is what the text should be, or empty. Texts are checked by all
// rules in kRules; may_break_rules() sorts out most values of data beforehand by their bytes.
namespace {

namespace messages = diagnostics::messages;

// Same place in both: the mark that opens and the mark that closes it.
constexpr std::u32string_view kOpeningMarks = U"（〔【《〈“‘［｛「『(";
constexpr std::u32string_view kClosingMarks = U"）〕】》〉”’］｝」』)";

char32_t at_or_zero(std::u32string_view text, std::size_t at) { return at < text.size() ? text[at] : U'\0'; }

/// The full-width form of an ASCII mark; 0 for others.
char32_t full_width_form(char32_t c) {
  constexpr std::u32string_view narrow = U",;:?!()";
  constexpr std::u32string_view wide = U"，；：？！（）";
  // All narrow marks are below `?` in ASCII.
  if (c > U'?') return U'\0';
  if (c == U'.') return U'。';
  const std::size_t at = narrow.find(c);
  return at == std::u32string_view::npos ? U'\0' : wide[at];
}

/// Whether the mark follows a level number, such as `一.`, for which there is a separate rule. `一、` begins a heading;
/// check_level_marks() checks the mark after such a number.
bool is_level_mark(std::u32string_view text, std::size_t at) {
  return at > 0 && text.find_first_not_of(U"一二三四五六七八九十") == at;
}

bool is_chinese(char32_t c) { return is_ideograph(c) || is_full_width_mark(c); }

/// Whether a text is in Chinese rather than in another language with some Chinese in it: it has more Han characters
/// than words in Latin letters.
bool is_chinese_text(std::u32string_view text) {
  std::size_t han = 0;
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_ideograph(text[at])) ++han;
    if (is_latin(text[at]) && (at == 0 || !is_latin(text[at - 1]))) ++words;
  }
  return han > words;
}

/// The end of the web address that starts or continues at `at`; `at` itself if there is none.
std::size_t end_of_address(std::u32string_view text, std::size_t at) {
  // `:` continues http://…, `w` begins www.…; both are ends of a cheap test.
  if (text[at] != U':' && text[at] != U'w') return at;
  if (!text.substr(at).starts_with(U"://") && !text.substr(at).starts_with(U"www.")) return at;
  while (at < text.size() && text[at] > U' ' && !is_full_width_mark(text[at]) && !is_ideograph(text[at])) ++at;
  return at;
}

/// Whether a closing mark has no opening counterpart: `1）`, `a)`, the apostrophe of Latin words.
bool is_lone_closer(std::u32string_view text, std::size_t at, bool any_open) {
  const char32_t before = at == 0 ? U'\0' : text[at - 1];
  // ’ closes nothing in a word: it's.
  if (text[at] == U'’') return !any_open || is_latin(before);
  // Within the first four characters `1）` and `一）` are marks of a list.
  const bool counts = is_digit(before) || is_latin(before) ||
                      std::u32string_view(U"一二三四五六七八九十").find(before) != std::u32string_view::npos;
  return !any_open && at <= 3 && counts;
}

/// Whether a file extension or a number continues after a point: 报告.docx, 第三.1.
bool goes_on_behind_point(std::u32string_view text, std::size_t at) {
  const char32_t after = at_or_zero(text, at + 1);
  return text[at] == U'.' && (is_latin(after) || is_digit(after));
}

/// Whether the mark itself is quoted: “,”.
bool is_named_mark(std::u32string_view text, std::size_t at) {
  const char32_t before = at == 0 ? U'\0' : text[at - 1];
  const char32_t after = at_or_zero(text, at + 1);
  return (before == U'“' && after == U'”') || (before == U'‘' && after == U'’');
}

bool follows_or_leads_han(std::u32string_view text, std::size_t at) {
  const char32_t before = at == 0 ? U'\0' : text[at - 1];
  // A point or closing bracket before a Han character may belong to the Latin text before it.
  if (is_chinese(before)) return true;
  return text[at] != U'.' && text[at] != U')' && is_ideograph(at_or_zero(text, at + 1));
}

}  // namespace

/// GB/T 15834-2011: no 、 between adjacent titles or quotations.
void check_marks_between_titles(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  for (const std::u32string_view found : {U"》、《", U"”、“"}) {
    // From at + 1, since 》、《 may follow itself closely.
    for (std::size_t at = text.find(found); at != std::u32string_view::npos; at = text.find(found, at + 1)) {
      const std::u32string expected{found.front(), found.back()};
      proof.report(messages::ProofingMarkBetweenTitles, at, found, expected);
    }
  }
}

/// GB/T 15834-2011: brackets, quotation marks and title marks come in pairs; a title within a title has 〈〉.
void check_brackets(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  std::u32string open;
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // is_no_mark() sorts out letters and Han characters in one comparison.
    if (is_no_mark(text[at]) || is_named_mark(text, at)) continue;
    const std::size_t opener = kOpeningMarks.find(text[at]);
    const std::size_t closer = kClosingMarks.find(text[at]);
    if (opener != std::u32string_view::npos) {
      if (text[at] == U'《' && !open.empty() && open.back() == U'《') {
        proof.report(messages::ProofingTitleInTitle, at, U"《", U"〈");
      }
      open.push_back(text[at]);
      places.push_back(at);
    } else if (closer != std::u32string_view::npos) {
      if (is_lone_closer(text, at, !open.empty())) continue;
      if (open.empty() || open.back() != kOpeningMarks[closer]) {
        proof.report(messages::ProofingBracketPair, at, text.substr(at, 1), {});
        // After a wrong mark the stack is unreliable, so only the first error is reported.
        return;
      }
      open.pop_back();
      places.pop_back();
    }
  }
  // Marks that were not closed, in the order of the text. A quotation of several paragraphs is opened in each of them
  // and closed only in the last.
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (open[i] == U'“' || open[i] == U'‘') continue;
    proof.report(messages::ProofingBracketPair, places[i], text.substr(places[i], 1), {});
  }
}

/// GB/T 15834-2011: no doubled marks between sentences and their parts.
void check_doubled_marks(const TextProof& proof) {
  constexpr std::u32string_view marks = U"，。、；：";
  const std::u32string_view text = proof.text;
  for (std::size_t at = 1; at < text.size(); ++at) {
    // Both characters are such marks: ，，or 。、 in any combination.
    const bool doubled = !is_no_mark(text[at]) && marks.find(text[at]) != std::u32string_view::npos &&
                         marks.find(text[at - 1]) != std::u32string_view::npos;
    if (doubled) proof.report(messages::ProofingDoubledMark, at - 1, text.substr(at - 1, 2), {});
  }
}

/// GB/T 15835-2011: digits and letters are half as wide as a Han character.
void check_full_width_letters(const TextProof& proof) {
  const auto is_wide = [](char32_t c) {
    return (c >= U'０' && c <= U'９') || (c >= U'Ａ' && c <= U'Ｚ') || (c >= U'ａ' && c <= U'ｚ');
  };
  const std::u32string_view text = proof.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_wide(text[at])) continue;
    std::u32string expected;
    // Full-width letters lie 0xFEE0 above ASCII.
    while (is_wide(at_or_zero(text, at + expected.size()))) expected.push_back(text[at + expected.size()] - 0xFEE0);
    proof.report(messages::ProofingFullWidth, at, text.substr(at, expected.size()), expected);
    // The loop adds one more, which is the first character after the run.
    at += expected.size();
  }
}

/// GB/T 15834-2011 5.1: marks in Chinese text are as wide as a Han character. A mark is in Chinese text if a Han
/// character precedes or follows it; a closing bracket is as wide as its opening one.
void check_half_width_marks(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  if (!is_chinese_text(text)) return;
  // `(` and `)` of one pair get the same width: (GB/T 9704) after a Han character are both wide.
  std::vector<bool> wide_openers;  // for each open bracket: whether it should be wide
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const std::size_t end = end_of_address(text, at); end > at) at = end;
    const char32_t wide = full_width_form(at_or_zero(text, at));
    // A picture in Markdown: ![示意图](a.png).
    const bool is_picture = text.substr(at, 2) == U"![" && text.find(U"](", at) != std::u32string_view::npos;
    if (wide == U'\0' || is_picture || is_level_mark(text, at) || goes_on_behind_point(text, at) ||
        is_named_mark(text, at))
      continue;
    bool is_chinese_mark = follows_or_leads_han(text, at);
    if (text[at] == U'(') {
      wide_openers.push_back(is_chinese_mark);
    } else if (text[at] == U')' && !wide_openers.empty()) {
      is_chinese_mark = wide_openers.back();
      wide_openers.pop_back();
    }
    if (is_chinese_mark) proof.report(messages::ProofingHalfWidthMark, at, text.substr(at, 1), {&wide, 1});
  }
}

namespace {

constexpr std::u32string_view kNumberOpeners = U"〔[(（【［﹝";
constexpr std::u32string_view kNumberClosers = U"〕])）】］﹞";

/// Years of two digits: 〔98〕 is 1998. The limit is that of POSIX (strptime, %y), so that it does not change with
/// time.
std::u32string full_year(std::u32string_view year) {
  if (year.size() != 2) return std::u32string(year);
  return (year >= U"69" ? U"19" : U"20") + std::u32string(year);
}

/// A document number such as `〔2024〕2号` in any form: its end, and its correct form.
struct YearNumber {
  std::size_t end = 0;
  std::u32string expected;
};

std::optional<YearNumber> read_year_number(std::u32string_view text, std::size_t at) {
  // The bracket follows the short name of an office: 网安字〔2024〕2号.
  if (is_no_mark(text[at]) || kNumberOpeners.find(text[at]) == std::u32string_view::npos) return {};
  if (at == 0 || !is_ideograph(text[at - 1])) return {};
  std::size_t place = at + 1;
  const std::size_t year_digits = count_digits(text, place);
  if (year_digits != 2 && year_digits != 4) return {};
  const std::u32string year = full_year(text.substr(place, year_digits));
  place += year_digits;
  // Wrong additions are skipped, and omitted from the expected text: 〔2024年〕第02号.
  if (place < text.size() && text[place] == U'年') ++place;
  if (place >= text.size() || kNumberClosers.find(text[place]) == std::u32string_view::npos) return {};
  ++place;
  if (place < text.size() && text[place] == U'第') ++place;
  const std::size_t digits = count_digits(text, place);
  if (digits == 0 || place + digits >= text.size() || text[place + digits] != U'号') return {};
  const std::u32string number(without_zeros(text.substr(place, digits)));
  return YearNumber{place + digits + 1, U"〔" + year + U"〕" + number + U"号"};
}

/// A date such as `2024年02月04日` in any form, with or without its year.
struct Date {
  std::size_t end = 0;
  std::u32string expected;
};

std::optional<Date> read_date(std::u32string_view text, std::size_t at) {
  // 1.2024年 and 12024年 are no dates.
  if (!is_digit(text[at]) || (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == U'.'))) return {};
  Date date;
  std::size_t place = at;
  std::size_t digits = count_digits(text, place);
  if (place + digits < text.size() && text[place + digits] == U'年') {
    // Two digits are a year only before a month; otherwise they are a number of years.
    const std::u32string year = full_year(text.substr(place, digits));
    // A year alone, `2024年`, is no date; the month must follow.
    date.expected = year + U"年";
    place += digits + 1;
    digits = count_digits(text, place);
  }
  // Without a month it is no date.
  if (digits == 0 || digits > 2 || place + digits >= text.size() || text[place + digits] != U'月') return {};
  date.expected += std::u32string(without_zeros(text.substr(place, digits))) + U"月";
  place += digits + 1;
  digits = count_digits(text, place);
  if (digits > 0 && digits <= 2 && place + digits < text.size() && text[place + digits] == U'日') {
    date.expected += std::u32string(without_zeros(text.substr(place, digits))) + U"日";
    place += digits + 1;
  }
  date.end = place;
  return date;
}

}  // namespace

/// GB/T 9704-2012 7.2.5: the full year in 〔〕, without 第 and leading zeros.
void check_document_numbers(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::optional<YearNumber> number = read_year_number(text, at);
    if (!number) continue;
    const std::u32string_view found = text.substr(at, number->end - at);
    if (found != number->expected) {
      proof.report(messages::ProofingDocumentNumber, at, found, number->expected);
    }
    at = number->end - 1;
  }
}

/// GB/T 9704-2012 7.3.5.4: the full year, month and day without leading zeros.
void check_dates(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::optional<Date> date = read_date(text, at);
    if (!date) continue;
    const std::u32string_view found = text.substr(at, date->end - at);
    if (found != date->expected) proof.report(messages::ProofingDateForm, at, found, date->expected);
    at = date->end - 1;
  }
}

/// GB/T 15835-2011: years in Han digits have 〇, not 零.
void check_han_years(const TextProof& proof) {
  constexpr std::u32string_view digits = U"〇零一二三四五六七八九";
  const std::u32string_view text = proof.text;
  for (std::size_t at = text.find(U'年'); at != std::u32string_view::npos; at = text.find(U'年', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && digits.find(text[begin - 1]) != std::u32string_view::npos) --begin;
    const std::u32string_view found = text.substr(begin, at - begin + 1);
    // Four digits and 年; shorter ones are numbers of years, 零五年.
    if (found.size() != 5 || found.find(U'零') == std::u32string_view::npos) continue;
    std::u32string expected(found);
    std::replace(expected.begin(), expected.end(), U'零', U'〇');
    proof.report(messages::ProofingYearZero, begin, found, expected);
  }
}

/// GB/T 9704-2012 7.3.3: levels are marked 一、 （一） 1. （1）.
void check_level_marks(const TextProof& proof) {
  constexpr std::u32string_view han_digits = U"一二三四五六七八九十";
  const std::u32string_view text = proof.text;
  // A narrow `(` is reported by the rule about marks.
  const bool bracket = text.starts_with(U"（");
  const std::size_t begin = bracket ? 1 : 0;
  std::size_t end = begin;
  while (end < text.size() && han_digits.find(text[end]) != std::u32string_view::npos) ++end;
  const bool is_han = end > begin;
  if (!is_han) end += count_digits(text, end);
  // More than three digits begin a year or a long number, not a level.
  if (end == begin || end - begin > 3 || end + 1 >= text.size()) return;
  const std::u32string number(text.substr(begin, end - begin));
  if (bracket) {
    // （一）、 has one mark too many.
    if (text[end] != U'）' || std::u32string_view(U"、.．，").find(text[end + 1]) == std::u32string_view::npos) return;
    proof.report(messages::ProofingLevelMark, 0, text.substr(0, end + 2), U"（" + number + U"）");
  } else if (is_han && (text[end] == U'.' || text[end] == U'．')) {
    proof.report(messages::ProofingLevelMark, 0, text.substr(0, end + 1), number + U"、");
  } else if (!is_han && (text[end] == U'、' || text[end] == U'．')) {
    proof.report(messages::ProofingLevelMark, 0, text.substr(0, end + 1), number + U".");
  }
}

// The function type of all rules; they do not depend on each other's order.
namespace {

using TextRule = void (*)(const TextProof&);

constexpr std::array<TextRule, 9> kRules{
    check_document_numbers,     check_dates,    check_han_years,     check_level_marks,
    check_marks_between_titles, check_brackets, check_doubled_marks, check_full_width_letters,
    check_half_width_marks,
};

// The meaning of a byte of UTF-8 for the rules: none; part of a wide character; an ASCII mark; a bracket; the first of
// three bytes of a character that may matter.
enum class ByteKind : std::uint8_t { Plain, Wide, Mark, Sign, Lead };

/// ASCII marks matter only beside wide characters; brackets always.
constexpr auto kByteKinds = [] {
  std::array<ByteKind, 256> kinds{};
  for (std::size_t byte = 0x80; byte < kinds.size(); ++byte) kinds[byte] = ByteKind::Wide;
  for (const char mark : std::string_view(",;:?!.")) kinds[static_cast<unsigned char>(mark)] = ByteKind::Mark;
  for (const char sign : std::string_view("([)")) kinds[static_cast<unsigned char>(sign)] = ByteKind::Sign;
  for (const std::size_t lead : {0xE2, 0xE3, 0xE6, 0xE9, 0xEF}) kinds[lead] = ByteKind::Lead;
  return kinds;
}();

/// Whether a three-byte character matters: quotes, CJK punctuation except the blank and 〇, 月, 零, full-width forms.
bool is_sign(unsigned char lead, unsigned char second, unsigned char third) {
  switch (lead) {
    case 0xE2: return second == 0x80 && third >= 0x98 && third <= 0x9D;
    case 0xE3: return second == 0x80 && third != 0x80 && third != 0x87;
    case 0xE6: return second == 0x9C && third == 0x88;
    case 0xE9: return second == 0x9B && third == 0xB6;
    default: return second == 0xB9 || second == 0xBC || second == 0xBD;
  }
}

}  // namespace

bool may_break_rules(std::string_view text) {
  // A text without Han characters, or without any mark, breaks no rule.
  bool wide = false;
  bool sign = false;
  const auto byte = [&](std::size_t at) -> unsigned char {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : '\0';
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (kByteKinds[byte(at)]) {
      case ByteKind::Plain: break;
      case ByteKind::Wide: wide = true; break;
      case ByteKind::Mark: sign = sign || (at > 0 && byte(at - 1) >= 0x80) || byte(at + 1) >= 0x80; break;
      case ByteKind::Sign: sign = true; break;
      case ByteKind::Lead:
        wide = true;
        sign = sign || is_sign(byte(at), byte(at + 1), byte(at + 2));
        // The two following bytes belong to the character.
        at += 2;
        break;
    }
    if (wide && sign) return true;
  }
  return false;
}

void check_text(const TextProof& proof) {
  for (const TextRule rule : kRules) rule(proof);
}

}  // namespace gongwen::proofing
