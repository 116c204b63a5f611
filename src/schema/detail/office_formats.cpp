
#include "base/ascii.h"
#include "base/date.h"
#include "schema/detail/formats.h"
#include "schema/detail/pattern.h"
#include "schema/written_values.h"

namespace gongwen::schema {
namespace {

/// A pattern that is in the source, and therefore compiles.
Pattern compile_known(std::string_view pattern) {
  base::Expected<Pattern, PatternError> compiled = Pattern::compile(pattern);
  return *std::move(compiled);
}

bool matches(const Pattern& pattern, std::string_view text) { return pattern.search(text) == Pattern::Result::Found; }

}  // namespace

/// One way to write each number, so that equal numbers are equal texts; read_phone() makes it of others.
bool is_phone_cn(std::string_view text) {
  // Codes of areas: 010, 02x with two further digits, 03xx to 09xx.
  static const Pattern kPattern =
      compile_known(R"(^(?:1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})-\d{7,8}(?:-\d{1,6})?|[48]00-\d{3}-\d{4})$)");
  // Up to 15 digits with the code of the country, except for 86. Source: ITU-T E.164 and its list of assigned codes.
  static const Pattern kAbroad = compile_known(
      R"(^\+(?=(?: ?\d){7,15}$)(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[124]|9[0-58]|2[1-689]\d|3[578]\d|42\d)"
      R"(|5[09]\d|6[789]\d|8[078]\d|85[02356]|9[679]\d)(?: ?\d)+$)");
  return matches(kPattern, text) || (text.starts_with('+') && matches(kAbroad, text));
}

bool is_plan_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^(?:19|20)\d{2}\d{4}-[TQZ]-\d{3}$)");
  return matches(kPattern, text);
}

bool is_iso_reference(std::string_view text) { return read_iso_reference(text).has_value(); }

bool is_gb_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^GB(?:/T|/Z)? \d{1,6}(?:\.\d{1,3})?[-—–]\d{4}$)");
  return matches(kPattern, text);
}

bool is_doc_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^[\u4e00-\u9fa5]{2,12}〔\d{4}〕[1-9]\d{0,3}号$)");
  return matches(kPattern, text);
}

bool is_announcement_number(std::string_view text) {
  static const Pattern kPattern = compile_known(R"(^(?:19|20)\d{2}年第[1-9]\d{0,2}号$)");
  return matches(kPattern, text);
}

bool is_postal_code(std::string_view text) {
  base::TextScanner scan(text);
  return text.size() == 6 && text.front() <= '8' && scan.take_number(6);
}

bool is_id_card(std::string_view text) {
  constexpr std::size_t kLength = 18;
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kCheckCharacters = "10X98765432";
  if (text.size() != kLength || text.front() < '1' || text.front() > '8') return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    if (!base::is_ascii_digit(text[i])) return false;
    sum += (text[i] - '0') * kWeights[i];
  }
  base::TextScanner birth(text.substr(6));
  const int year = *birth.take_number(4);
  const int month = *birth.take_number(2);
  const int day = *birth.take_number(2);
  return base::make_date(year, month, day) &&
         text.back() == kCheckCharacters[static_cast<std::size_t>(sum) % kCheckCharacters.size()];
}

}  // namespace gongwen::schema
