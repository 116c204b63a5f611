#include "sheet/serial_date.h"

#include "base/ascii.h"

#include <array>

namespace gongwen::sheet {
namespace {

constexpr int kSecondsPerDay = 86'400;

/// Days since 1 March of year 0 in the Gregorian calendar, so that the leap day ends a year.
constexpr std::int64_t count_days(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t months_since_march = (month + 9) % 12;
  return y * 365 + y / 4 - y / 100 + y / 400 + (months_since_march * 153 + 2) / 5 + day - 1;
}

constexpr std::int64_t kSerialZero = count_days(1899, 12, 30);
constexpr std::int64_t kUnixZero = count_days(1970, 1, 1);
constexpr std::int64_t kFirstMarch1900 = count_days(1900, 3, 1);

int days_in_month(int year, int month) {
  constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month) - 1];
}

bool exists(const CalendarDate& date) {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= days_in_month(date.year, date.month);
}

/// Reads numbers and what stands between them, from the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool take_number(std::size_t least_digits, std::size_t most_digits, int& number) {
    std::size_t count = 0;
    number = 0;
    while (count < rest_.size() && count < most_digits && base::is_ascii_digit(rest_[count])) {
      number = number * 10 + (rest_[count++] - '0');
    }
    rest_.remove_prefix(count);
    return count >= least_digits;
  }
  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// `Z`, `+08:00`, or nothing.
bool take_offset(Reader& reader) {
  if (reader.at_end() || reader.take("Z")) return true;
  int ignored = 0;
  return (reader.take("+") || reader.take("-")) && reader.take_number(2, 2, ignored) && reader.take(":") &&
         reader.take_number(2, 2, ignored);
}

bool take_time(Reader& reader, CalendarDate& date) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!reader.take_number(2, 2, hour) || !reader.take(":") || !reader.take_number(2, 2, minute)) return false;
  date.precision = DatePrecision::Minute;
  if (reader.take(":")) {
    if (!reader.take_number(2, 2, second)) return false;
    date.precision = DatePrecision::Second;
  }
  date.second_of_day = hour * 3600 + minute * 60 + second;
  return hour < 24 && minute < 60 && second < 60 && take_offset(reader);
}

std::optional<CalendarDate> checked(const CalendarDate& date, const Reader& reader) {
  return reader.at_end() && exists(date) ? std::optional(date) : std::nullopt;
}

std::optional<CalendarDate> parse_separated(std::string_view text, std::string_view separator) {
  Reader reader(text);
  CalendarDate date;
  if (!reader.take_number(4, 4, date.year) || !reader.take(separator) || !reader.take_number(1, 2, date.month) ||
      !reader.take(separator) || !reader.take_number(1, 2, date.day)) {
    return std::nullopt;
  }
  return checked(date, reader);
}

std::optional<CalendarDate> parse_chinese(std::string_view text) {
  Reader reader(text);
  CalendarDate date;
  if (!reader.take_number(4, 4, date.year) || !reader.take("年") || !reader.take_number(1, 2, date.month) ||
      !reader.take("月")) {
    return std::nullopt;
  }
  if (reader.at_end()) {
    date.precision = DatePrecision::Month;
  } else if (!reader.take_number(1, 2, date.day) || !reader.take("日")) {
    return std::nullopt;
  }
  return checked(date, reader);
}

}  // namespace

std::optional<CalendarDate> parse_iso_date(std::string_view text) {
  Reader reader(text);
  CalendarDate date;
  if (!reader.take_number(4, 4, date.year) || !reader.take("-") || !reader.take_number(2, 2, date.month)) {
    return std::nullopt;
  }
  if (reader.at_end()) {
    date.precision = DatePrecision::Month;
    return checked(date, reader);
  }
  if (!reader.take("-") || !reader.take_number(2, 2, date.day)) return std::nullopt;
  if ((reader.take("T") || reader.take(" ")) && !take_time(reader, date)) return std::nullopt;
  return checked(date, reader);
}

std::optional<CalendarDate> parse_written_date(std::string_view text) {
  if (const auto date = parse_iso_date(text)) return date;
  if (const auto date = parse_chinese(text)) return date;
  for (const std::string_view separator : {"/", ".", "-"}) {
    if (const auto date = parse_separated(text, separator)) return date;
  }
  return std::nullopt;
}

std::optional<double> to_serial(const CalendarDate& date) {
  if (date.year < 1900 || date.year > 9999) return std::nullopt;
  const std::int64_t days = count_days(date.year, date.month, date.day);
  const std::int64_t whole = days - kSerialZero - (days < kFirstMarch1900 ? 1 : 0);
  return static_cast<double>(whole) + static_cast<double>(date.second_of_day) / kSecondsPerDay;
}

std::int64_t to_china_timestamp(const CalendarDate& date) {
  const std::int64_t days = count_days(date.year, date.month, date.day) - kUnixZero;
  return days * kSecondsPerDay + date.second_of_day - 8 * 3600;
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

}  // namespace gongwen::sheet
