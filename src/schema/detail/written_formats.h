// Values of formats as people write them: dates, months, phone numbers, addresses, numbers of documents.
#pragma once

#include "schema/written_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

// Phone numbers as people write them.

/// Mobiles as 13800000000, landlines as 010-64102222-8305, service numbers as 400-810-0000, numbers abroad with their
/// country: +49 30 1234567. Nothing when there is more in the text than one number.
std::optional<std::string> read_phone(std::string_view text);

Advice advise_phone(std::string_view text);

// Addresses and numbers of documents as people write them.

/// With `.` for `。`, without `mailto:` and angle brackets.
std::optional<std::string> read_email(std::string_view text);
Advice advise_email(std::string_view text);

/// For formats whose texts are ASCII, or have one way of writing: full-width characters, blanks, dashes and brackets.
std::optional<std::string> read_code(Format format, std::string_view text);

// Days and months as people write them: 2024年2月4日, 2024.2.4, 20240204, 二〇二四年二月.

/// Year, month and day in this order; 0 for no day. Whether the calendar has them is not asked.
struct WrittenDate {
  int year = 0;
  int month = 0;
  int day = 0;
};

/// Nothing for texts in which the parts are not in this order, or stand for a span of time.
std::optional<WrittenDate> take_written_date(std::string_view text);

/// `2024-02-04`; nothing without a day, or for days that do not exist.
std::optional<std::string> read_date(std::string_view text);
/// `2024-02`, also of a whole date.
std::optional<std::string> read_month(std::string_view text);

/// Nothing when an example says as much.
std::optional<Advice> advise_date(std::string_view text, bool wants_day);

}  // namespace gongwen::schema
