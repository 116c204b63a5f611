#include "templating/detail/chinese/calendar.h"

namespace gongwen::templating {

std::optional<DateParts> parse_date_parts(std::string_view text) {
  base::TextScanner scan(text);
  DateParts parts;
  parts.year = scan.take_number(4).value_or(0);
  if (parts.year < 1) return std::nullopt;
  if (scan.at_end()) return parts;
  scan = base::TextScanner(text);
  const auto month = base::take_month(scan);
  if (!month) return std::nullopt;
  parts.month = month->month;
  if (scan.at_end()) return parts;
  scan = base::TextScanner(text);
  const auto date = base::take_date(scan);
  if (!date) return std::nullopt;
  parts.day = base::day_of(*date);
  const bool has_time = (scan.take('T') || scan.take(' ')) && base::is_ascii_digit(scan.peek());
  return scan.at_end() || has_time ? std::optional(parts) : std::nullopt;
}

}  // namespace gongwen::templating
