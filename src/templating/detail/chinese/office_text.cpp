#include "base/ascii.h"
#include "base/utf8.h"
#include "templating/detail/chinese/references.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

/// A year of four digits at `offset`, and no digit or hyphen after it.
bool is_year_at(std::string_view text, std::size_t offset) {
  if (offset + 4 > text.size()) return false;
  const std::string_view year = text.substr(offset, 4);
  const bool century = year.starts_with("19") || year.starts_with("20");
  if (!century || !base::is_ascii_digit(year[2]) || !base::is_ascii_digit(year[3])) return false;
  const char next = offset + 4 < text.size() ? text[offset + 4] : ' ';
  return !base::is_ascii_digit(next) && next != '-';
}

/// What is before the hyphen: the letters of a code, perhaps a space, and a number such as
/// 22239 or 20984.1.
bool is_standard_number(std::string_view before) {
  std::size_t at = before.size();
  while (at > 0 && (base::is_ascii_digit(before[at - 1]) || before[at - 1] == '.')) --at;
  if (at == before.size()) return false;
  if (at > 0 && before[at - 1] == ' ') --at;
  return at > 0 && base::is_ascii_upper(before[at - 1]);
}

struct KeptEnds {
  std::size_t head = 0;  // characters that stay at the start
  std::size_t tail = 0;  // and at the end
};

KeptEnds kept_ends(std::u32string_view number) {
  const bool digits = std::all_of(number.begin(), number.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
  const bool digits_and_check =
      number.size() == 18 && (number.back() == U'X' || number.back() == U'x') &&
      std::all_of(number.begin(), number.end() - 1, [](char32_t c) { return c >= U'0' && c <= U'9'; });
  if (digits && number.size() == 11) return {3, 4};
  if ((digits && number.size() == 18) || digits_and_check) return {6, 4};
  if (digits && number.size() == 15) return {6, 3};
  return {number.size() / 4, number.size() / 4};
}

}  // namespace

std::string dash_standard_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool replaced = text[i] == '-' && is_year_at(text, i + 1) && is_standard_number(text.substr(0, i));
    if (replaced) {
      out += "—";
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string mask_number(std::string_view text, char32_t hidden) {
  const std::u32string number = base::to_utf32(text);
  const KeptEnds kept = kept_ends(number);
  std::string out;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const bool shown = i < kept.head || i >= number.size() - kept.tail;
    base::append_utf8(out, shown ? number[i] : hidden);
  }
  return out;
}

bool joins_without_mark(std::string_view before, std::string_view after) {
  return (before.ends_with("》") && after.starts_with("《")) || (before.ends_with("”") && after.starts_with("“"));
}

}  // namespace gongwen::templating
