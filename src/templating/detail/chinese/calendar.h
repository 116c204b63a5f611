// Dates of the data: ISO 8601 texts (GB/T 7408.1), in the Gregorian calendar.
#pragma once

#include "base/date.h"

#include <optional>
#include <string_view>

namespace gongwen::templating {

/// A year, a month or a day; what was not written is 0.
struct DateParts {
  int year = 0;   // 1 to 9999
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31
};

/// `2024`, `2024-02` or `2024-02-04`, the last also with a time behind it (`T10:30`), which is
/// passed over. Nothing for all else, and for days that do not exist.
std::optional<DateParts> parse_date_parts(std::string_view text);

}  // namespace gongwen::templating
