#include "base/date.h"
#include "schema/detail/formats.h"

namespace gongwen::schema {
namespace {

/// `Z` or `+08:00`; the offset in minutes.
std::optional<int> take_offset(base::TextScanner& scan) {
  if (scan.take_letter('Z')) return 0;
  const bool west = scan.peek() == '-';
  if (!scan.take('-') && !scan.take('+')) return std::nullopt;
  const auto hours = scan.take_number(2);
  if (!hours || *hours > 23 || !scan.take(':')) return std::nullopt;
  const auto minutes = scan.take_number(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

bool take_time(base::TextScanner& scan) {
  const auto hour = scan.take_number(2);
  if (!hour || *hour > 23 || !scan.take(':')) return false;
  const auto minute = scan.take_number(2);
  if (!minute || *minute > 59 || !scan.take(':')) return false;
  const auto second = scan.take_number(2);
  if (!second || *second > 60) return false;
  if (scan.take('.') && scan.skip_digits() == 0) return false;
  const auto offset = take_offset(scan);
  if (!offset) return false;
  if (*second < 60) return true;
  // RFC 3339 section 5.7: a leap second ends a day of UTC.
  constexpr int kMinutesOfDay = 24 * 60;
  const int utc = ((*hour * 60 + *minute - *offset) % kMinutesOfDay + kMinutesOfDay) % kMinutesOfDay;
  return utc == kMinutesOfDay - 1;
}

/// A row of `<number><unit>`: it may start at any of the units and skips none after that; at least
/// one. RFC 3339 appendix A: dur-year, dur-month, dur-day and dur-hour, dur-minute, dur-second.
bool take_units(base::TextScanner& scan, std::string_view units) {
  bool any = false;
  for (const char unit : units) {
    const base::TextScanner before = scan;
    if (scan.skip_digits() > 0 && scan.take(unit)) {
      any = true;
    } else {
      scan = before;
      if (any) break;
    }
  }
  return any;
}

template <typename Take>
bool matches_whole(std::string_view text, Take take) {
  base::TextScanner scan(text);
  return take(scan) && scan.at_end();
}

}  // namespace

bool is_date(std::string_view text) { return base::parse_date(text).has_value(); }

bool is_time(std::string_view text) { return matches_whole(text, take_time); }

bool is_date_time(std::string_view text) {
  return matches_whole(
      text, [](base::TextScanner& scan) { return base::take_date(scan) && scan.take_letter('T') && take_time(scan); });
}

bool is_month(std::string_view text) {
  return matches_whole(text, [](base::TextScanner& scan) { return base::take_month(scan).has_value(); });
}

bool is_duration(std::string_view text) {
  return matches_whole(text, [](base::TextScanner& scan) {
    if (!scan.take('P')) return false;
    if (take_units(scan, "W")) return true;
    const bool date = take_units(scan, "YMD");
    if (!scan.take('T')) return date;
    return take_units(scan, "HMS");
  });
}

}  // namespace gongwen::schema
