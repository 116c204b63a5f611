#include "sheet/serial_date.h"

#include "base/format.h"

#include <cmath>

namespace gongwen::sheet {
namespace {

using base::TextScanner;

constexpr std::int64_t kSerialZero = -25'569;      // 1899-12-30, in days from 1970
constexpr std::int64_t kFirstMarch1900 = -25'508;  // the day after the 29 February that did not exist

/// Takes `Z`, `+08:00`, or nothing.
bool take_offset(TextScanner& scan) {
  if (scan.at_end() || scan.take('Z')) return true;
  return (scan.take('+') || scan.take('-')) && scan.take_number(2) && scan.take(':') && scan.take_number(2);
}

bool take_time(TextScanner& scan, CellDate& date) {
  const auto hour = scan.take_number(2);
  const auto minute = hour && scan.take(':') ? scan.take_number(2) : std::nullopt;
  if (!minute) return false;
  date.precision = DatePrecision::Minute;
  std::optional<int> second = 0;
  if (scan.take(':')) {
    second = scan.take_number(2);
    date.precision = DatePrecision::Second;
  }
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return false;
  date.second_of_day = *hour * 3600 + *minute * 60 + *second;
  return take_offset(scan);
}

/// A date of this precision, if the day exists and the whole text was read.
std::optional<CellDate> dated(std::optional<base::Date> day, DatePrecision precision, const TextScanner& scan) {
  return day && scan.at_end() ? std::optional(CellDate{*day, 0, precision}) : std::nullopt;
}

std::optional<CellDate> parse_separated(std::string_view text, std::string_view separator) {
  TextScanner scan(text);
  const auto year = scan.take_number(4);
  const auto month = year && scan.take_text(separator) ? scan.take_short_number(2) : std::nullopt;
  const auto day = month && scan.take_text(separator) ? scan.take_short_number(2) : std::nullopt;
  return day ? dated(base::make_date(*year, *month, *day), DatePrecision::Day, scan) : std::nullopt;
}

std::optional<CellDate> parse_chinese(std::string_view text) {
  TextScanner scan(text);
  const auto year = scan.take_number(4);
  const auto month = year && scan.take_text("年") ? scan.take_short_number(2) : std::nullopt;
  if (!month || !scan.take_text("月")) return std::nullopt;
  if (scan.at_end()) return dated(base::make_date(*year, *month, 1), DatePrecision::Month, scan);
  const auto day = scan.take_short_number(2);
  if (!day || !scan.take_text("日")) return std::nullopt;
  return dated(base::make_date(*year, *month, *day), DatePrecision::Day, scan);
}

}  // namespace

std::optional<CellDate> parse_iso_date(std::string_view text) {
  TextScanner whole(text);
  if (const auto month = base::take_month(whole); month && whole.at_end()) {
    return dated(base::make_date(month->year, month->month, 1), DatePrecision::Month, whole);
  }
  TextScanner scan(text);
  const auto day = base::take_date(scan);
  if (!day) return std::nullopt;
  CellDate date{*day, 0, DatePrecision::Day};
  if ((scan.take('T') || scan.take(' ')) && !take_time(scan, date)) return std::nullopt;
  return scan.at_end() ? std::optional(date) : std::nullopt;
}

std::optional<CellDate> parse_written_date(std::string_view text) {
  if (const auto date = parse_iso_date(text)) return date;
  if (const auto date = parse_chinese(text)) return date;
  for (const std::string_view separator : {"/", ".", "-"}) {
    if (const auto date = parse_separated(text, separator)) return date;
  }
  return std::nullopt;
}

std::optional<double> to_serial(const CellDate& date) {
  if (base::year_of(date.day) < 1900) return std::nullopt;
  const std::int64_t days = base::days_since_1970(date.day);
  const std::int64_t whole = days - kSerialZero - (days < kFirstMarch1900 ? 1 : 0);
  return static_cast<double>(whole) + static_cast<double>(date.second_of_day) / base::kSecondsPerDay;
}

std::int64_t to_china_timestamp(const CellDate& date) {
  return base::days_since_1970(date.day) * base::kSecondsPerDay + date.second_of_day - 8 * 3600;
}

std::string_view default_date_format(DatePrecision precision) {
  switch (precision) {
    case DatePrecision::Month: return "yyyy\"年\"m\"月\"";
    case DatePrecision::Day: return "yyyy\"年\"m\"月\"d\"日\"";
    case DatePrecision::Minute: return "yyyy\"年\"m\"月\"d\"日\" hh:mm";
    case DatePrecision::Second: return "yyyy\"年\"m\"月\"d\"日\" hh:mm:ss";
  }
  return {};
}

std::string iso_date(double serial) {
  constexpr double kSeconds = 86'400;
  const auto seconds = static_cast<std::int64_t>(std::llround(serial * kSeconds));
  const std::int64_t day = seconds / 86'400;
  // Spreadsheets count a day before 1 March 1900 that did not exist.
  const std::int64_t first = base::days_since_1970(*base::make_date(1899, 12, 30)) + (day < 61 ? 1 : 0);
  const std::string date = base::iso_text(base::date_of_days(first + day));
  const std::int64_t rest = seconds % 86'400;
  if (rest == 0) return date;
  return date + fmt::format("T{:02}:{:02}:{:02}", rest / 3'600, rest / 60 % 60, rest % 60);
}

}  // namespace gongwen::sheet
