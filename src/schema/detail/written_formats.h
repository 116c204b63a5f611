// Reads values of formats as people write them: dates, months, phone numbers, e-mail addresses, document numbers.
#pragma once

#include "schema/written_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

// Phone numbers.

/// Normalises a phone number: mobiles as 13800000000, landlines as 010-64102222-8305, service numbers as 400-810-0000,
/// foreign numbers with their country code: +49 30 1234567. Returns nullopt if the text has more than one number.
std::optional<std::string> read_phone(std::string_view text);

Advice advise_phone(std::string_view text);

// E-mail addresses and codes.

/// Normalises an address: `.` for `。`, without `mailto:` and angle brackets.
std::optional<std::string> read_email(std::string_view text);
Advice advise_email(std::string_view text);

/// Normalises codes in ASCII or with a fixed spelling: full-width characters, blanks, dashes and brackets.
std::optional<std::string> read_code(Format format, std::string_view text);
/// Whether a number that ends with a check character would be valid with another one, so that a character of it is
/// mistyped.
bool has_wrong_check_character(Format format, std::string_view text);

// Days and months: 2024年2月4日, 2024.2.4, 20240204, 二〇二四年二月.

/// Year, month and day; day 0: none. Not checked against the calendar.
struct WrittenDate {
  int year = 0;
  int month = 0;
  int day = 0;
};

/// Reads a date. Returns nullopt if its parts are in another order or it is a span of time.
std::optional<WrittenDate> take_written_date(std::string_view text);

/// `2024-02-04`; nullopt without a day, or for days that do not exist.
std::optional<std::string> read_date(std::string_view text);
/// `2024-02`; the day of a full date is dropped.
std::optional<std::string> read_month(std::string_view text);

/// Advice for a date that was refused; nullopt if an example is sufficient.
std::optional<Advice> advise_date(std::string_view text, bool wants_day);

}  // namespace gongwen::schema
