// Receipts: the numbers by which a submission is spoken of: `ZJ-2026-000123-7`. They open nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::inbox {

struct Receipt {
  std::string prefix;  // of the kind: two to four uppercase letters
  int year = 0;
  std::uint64_t number = 0;  // within prefix and year, from 1

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// With the check digit at its end (ISO/IEC 7064, MOD 11,10, over the digits of year and number). Numbers have at least
/// six digits.
std::string receipt_text(const Receipt& receipt);

/// Blanks around it and lowercase letters are allowed, as are the wide characters that people type. Nothing for other
/// texts, and for those with a wrong check digit: every wrong digit is found, and nearly all exchanges of neighbours.
std::optional<Receipt> parse_receipt(std::string_view text);

/// Whether a kind may have it before its receipts.
bool is_receipt_prefix(std::string_view text);

}  // namespace gongwen::inbox
