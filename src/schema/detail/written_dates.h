// Days and months as people write them: 2024年2月4日, 2024.2.4, 20240204, 二〇二四年二月.
#pragma once

#include "schema/written_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

/// Year, month and day in this order; 0 for no day. Whether the calendar has them is not asked.
struct WrittenDate {
  int year = 0;
  int month = 0;
  int day = 0;
};

/// Nothing for texts in which the parts are not in this order, or stand for a span of time.
std::optional<WrittenDate> take_written_date(std::string_view text);

/// `2024-02-04`; nothing without a day, and for days that there are not.
std::optional<std::string> read_date(std::string_view text);
/// `2024-02`, also of a whole date.
std::optional<std::string> read_month(std::string_view text);

/// Nothing when an example says as much.
std::optional<Advice> advise_date(std::string_view text, bool wants_day);

}  // namespace gongwen::schema
