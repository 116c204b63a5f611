// Numbers and amounts of money in Chinese characters.
#pragma once

#include "base/date.h"
#include "templating/detail/value/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

// Dates of the data: ISO 8601 texts (GB/T 7408.1), in the Gregorian calendar.

/// A year, a month or a day; parts that were not given are 0.
struct DateParts {
  int year = 0;   // 1 to 9999
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31
};

/// Parses `2024`, `2024-02` or `2024-02-04`. The last may have a time (`T10:30`), which affects the day only if it has
/// a zone: `2026-12-31T17:00Z` is 1 January in Beijing. nullopt for other texts, and for days that do not exist.
std::optional<DateParts> parse_date_parts(std::string_view text);

// Numbers in Chinese characters.

/// A decimal number as digits, of any length.
struct DecimalDigits {
  bool is_negative = false;
  std::string whole;     // no leading zeros; "0" for none
  std::string fraction;  // as written; may be empty
};

/// The digits of a number, or of a text that is one: `-1,234.50`. Returns nullopt for other values.
std::optional<DecimalDigits> decimal_digits(const Value& value);

enum class Numerals : std::uint8_t {
  Plain,      // 二十一
  Financial,  // 贰拾壹, for amounts: hard to alter
};

/// Numbers with more digits are not written in words, which would be unreadable.
inline constexpr std::size_t kMaxNamedDigits = 40;

/// The number in words: 一百零五, 十万, 一亿零五百万; 十 rather than 一十 at the start, but 壹拾
/// among the financial numerals. Source: GB/T 15835-2011 for 零 in quantities.
std::string write_chinese_number(std::string_view whole, Numerals numerals);

/// Each digit separately, with 〇 as in years and other codes: 二〇二四. Source: GB/T 15835-2011.
std::string write_chinese_digits(std::string_view digits);

/// Each digit of a fraction: 一四一五, with 零.
std::string write_chinese_fraction(std::string_view digits);

// Amounts of money in words.

/// 壹仟肆佰零玖元伍角: with 整 if there is no part below the yuan, and 零 for a missing jiao before fen. At most two
/// digits of the fraction may be other than 0. Source: 《支付结算办法》 annex 1, rules for filling in negotiable
/// instruments.
std::string write_chinese_amount(const DecimalDigits& amount);

/// The amount with at most two decimals; half a fen is rounded away from zero.
DecimalDigits rounded_to_fen(DecimalDigits amount);

/// Whether the amount has no part below the fen.
bool is_whole_fen(const DecimalDigits& amount);

}  // namespace gongwen::templating
