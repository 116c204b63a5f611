#include "diagnostics/catalogue/proofing.h"
#include "proofing/detail/characters.h"
#include "proofing/detail/text_rules.h"

#include <optional>
#include <string>

namespace gongwen::proofing {
namespace {

namespace messages = diagnostics::messages;

constexpr std::u32string_view kNumberOpeners = U"〔[(（【［﹝";
constexpr std::u32string_view kNumberClosers = U"〕])）】］﹞";

/// `〔2024〕2号` in whatever form: where it ends, and how it should be written.
struct YearNumber {
  std::size_t end = 0;
  std::u32string expected;
};

std::optional<YearNumber> read_year_number(std::u32string_view text, std::size_t at) {
  if (is_no_mark(text[at]) || kNumberOpeners.find(text[at]) == std::u32string_view::npos) return {};
  if (at == 0 || !is_ideograph(text[at - 1])) return {};
  std::size_t place = at + 1;
  const std::size_t year_digits = count_digits(text, place);
  if (year_digits != 2 && year_digits != 4) return {};
  std::u32string year(text.substr(place, year_digits));
  if (year_digits == 2) year = U"20" + year;
  place += year_digits;
  if (place < text.size() && text[place] == U'年') ++place;
  if (place >= text.size() || kNumberClosers.find(text[place]) == std::u32string_view::npos) return {};
  ++place;
  if (place < text.size() && text[place] == U'第') ++place;
  const std::size_t digits = count_digits(text, place);
  if (digits == 0 || place + digits >= text.size() || text[place + digits] != U'号') return {};
  const std::u32string number(without_zeros(text.substr(place, digits)));
  return YearNumber{place + digits + 1, U"〔" + year + U"〕" + number + U"号"};
}

/// `2024年02月04日`, with or without its year, in whatever form.
struct Date {
  std::size_t end = 0;
  std::u32string expected;
};

std::optional<Date> read_date(std::u32string_view text, std::size_t at) {
  if (!is_digit(text[at]) || (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == U'.'))) return {};
  Date date;
  std::size_t place = at;
  std::size_t digits = count_digits(text, place);
  if (place + digits < text.size() && text[place + digits] == U'年') {
    std::u32string year(text.substr(place, digits));
    // Two digits are a year only before a month; otherwise they count years.
    if (digits == 2) year = U"20" + year;
    date.expected = year + U"年";
    place += digits + 1;
    digits = count_digits(text, place);
  }
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

/// GB/T 9704-2012 7.2.5: year in full within 〔〕, no 第, no zeros in front.
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

/// GB/T 9704-2012 7.3.5.4: the year in full, no zeros before month and day.
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

/// GB/T 15835-2011: 〇 in years that are written in Han digits, not 零.
void check_han_years(const TextProof& proof) {
  constexpr std::u32string_view digits = U"〇零一二三四五六七八九";
  const std::u32string_view text = proof.text;
  for (std::size_t at = text.find(U'年'); at != std::u32string_view::npos; at = text.find(U'年', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && digits.find(text[begin - 1]) != std::u32string_view::npos) --begin;
    const std::u32string_view found = text.substr(begin, at - begin + 1);
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
  const bool bracket = text.starts_with(U"（");
  const std::size_t begin = bracket ? 1 : 0;
  std::size_t end = begin;
  while (end < text.size() && han_digits.find(text[end]) != std::u32string_view::npos) ++end;
  const bool is_han = end > begin;
  if (!is_han) end += count_digits(text, end);
  if (end == begin || end - begin > 3 || end + 1 >= text.size()) return;
  const std::u32string number(text.substr(begin, end - begin));
  if (bracket) {
    if (text[end] != U'）' || std::u32string_view(U"、.．，").find(text[end + 1]) == std::u32string_view::npos) return;
    proof.report(messages::ProofingLevelMark, 0, text.substr(0, end + 2), U"（" + number + U"）");
  } else if (is_han && (text[end] == U'.' || text[end] == U'．')) {
    proof.report(messages::ProofingLevelMark, 0, text.substr(0, end + 1), number + U"、");
  } else if (!is_han && (text[end] == U'、' || text[end] == U'．')) {
    proof.report(messages::ProofingLevelMark, 0, text.substr(0, end + 1), number + U".");
  }
}

}  // namespace gongwen::proofing
