// Receipts: the numbers by which people name a submission, such as `ZJ-2026-000123-7`. A number alone opens nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::inbox {

/// `ZJ-2026-000123-7`: prefix `ZJ`, year 2026, number 123, check digit 7 in the text form only.
struct Receipt {
  std::string prefix;  // prefix of the kind: two to four uppercase letters
  int year = 0;
  std::uint64_t number = 0;  // within prefix and year, from 1

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// Returns the number as text, with its check digit (ISO/IEC 7064, MOD 11,10, over the digits of year and number) and
/// at least six digits.
std::string receipt_text(const Receipt& receipt);

/// Parses a receipt number as people type it: with spaces, lowercase letters or full-width characters. Returns nullopt
/// for other texts and for wrong check digits, which detect every single wrong digit and nearly all swapped neighbours.
std::optional<Receipt> parse_receipt(std::string_view text);

/// Returns whether a kind may use it as prefix of its receipts.
bool is_receipt_prefix(std::string_view text);

}  // namespace gongwen::inbox
