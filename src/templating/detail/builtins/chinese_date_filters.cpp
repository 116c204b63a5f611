// Filters of dates for Chinese documents: cn_date, cn_month, date_range, days_between, next_working_day; the tests
// working_day and in_calendar. Dates are ISO texts in the data.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/chinese/numerals.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/members.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

/// What a filter needs of a date.
enum class DatePart : std::uint8_t { Month, Day };

DateParts require_date(Runtime& runtime, const Value& value, DatePart needed) {
  runtime.require_defined(value);
  const auto date = value.is_text() ? parse_date_parts(value.text()) : std::nullopt;
  const bool complete = date && date->month != 0 && (needed == DatePart::Month || date->day != 0);
  if (complete) return *date;
  const std::string_view found = value.is_text() ? value.text() : type_name(value);
  runtime.fail_about(value, messages::TemplatingBadDate, found, needed == DatePart::Month ? "YYYY-MM" : "YYYY-MM-DD");
}

base::Date require_day(Runtime& runtime, const Value& value) {
  const DateParts parts = require_date(runtime, value, DatePart::Day);
  return *base::make_date(parts.year, parts.month, parts.day);
}

/// 2024年2月4日, or 二〇二四年二月四日.
enum class DateForm : std::uint8_t { Arabic, Chinese };

DateForm date_form(Invocation& call, std::size_t parameter) {
  const std::string_view form = call.has(parameter) ? call.text(parameter) : "arabic";
  if (form == "arabic") return DateForm::Arabic;
  if (form == "chinese") return DateForm::Chinese;
  call.runtime().fail_about(call.at(parameter), messages::TemplatingBadOption, form, "arabic, chinese");
}

std::string write_year(int year, DateForm form) {
  const std::string digits = std::to_string(year);
  return (form == DateForm::Arabic ? digits : write_chinese_digits(digits)) + "年";
}

std::string write_part(int number, DateForm form, std::string_view unit) {
  const std::string digits = std::to_string(number);
  return (form == DateForm::Arabic ? digits : write_chinese_number(digits, Numerals::Plain)) + std::string(unit);
}

Value filter_cn_date(Invocation& call) {
  const DateParts date = require_date(call.runtime(), call.value(), DatePart::Day);
  const DateForm form = date_form(call, 0);
  return call.make_text(write_year(date.year, form) + write_part(date.month, form, "月") +
                        write_part(date.day, form, "日"));
}

Value filter_cn_month(Invocation& call) {
  const DateParts date = require_date(call.runtime(), call.value(), DatePart::Month);
  const DateForm form = date_form(call, 0);
  return call.make_text(write_year(date.year, form) + write_part(date.month, form, "月"));
}

/// How many years a range shows.
enum class YearRule : std::uint8_t { IfDifferent, Once, Always };

YearRule year_rule(Invocation& call, std::size_t parameter) {
  const std::string_view rule = call.has(parameter) ? call.text(parameter) : "if_different";
  if (rule == "if_different") return YearRule::IfDifferent;
  if (rule == "once") return YearRule::Once;
  if (rule == "always") return YearRule::Always;
  call.runtime().fail_about(call.at(parameter), messages::TemplatingBadOption, rule, "if_different, once, always");
}

/// 2月4日至4月4日, 2月4日至8日, 2023年12月30日至2024年1月2日: what both days share is said once,
/// and the year only if it differs or is asked for.
Value filter_date_range(Invocation& call) {
  Runtime& runtime = call.runtime();
  const base::Date begin = require_day(runtime, call.value());
  const base::Date end = require_day(runtime, call.at(0));
  const YearRule rule = year_rule(call, 1);
  const DateForm form = date_form(call, 2);
  if (end < begin) {
    runtime.fail_about(call.at(0), messages::TemplatingDatesReversed, call.value().text(), call.text(0));
  }
  const bool same_year = base::year_of(begin) == base::year_of(end);
  const bool both_years = !same_year || rule == YearRule::Always;
  const bool same_month = same_year && base::month_of(begin) == base::month_of(end) && rule != YearRule::Always;
  std::string out = both_years || rule == YearRule::Once ? write_year(base::year_of(begin), form) : "";
  out += write_part(base::month_of(begin), form, "月") + write_part(base::day_of(begin), form, "日");
  if (begin == end) return call.make_text(out);
  out += "至";
  if (both_years) out += write_year(base::year_of(end), form);
  if (!same_month) out += write_part(base::month_of(end), form, "月");
  return call.make_text(out + write_part(base::day_of(end), form, "日"));
}

/// Days from one date to another; negative if the other is earlier.
Value filter_days_between(Invocation& call) {
  const base::Date begin = require_day(call.runtime(), call.value());
  const base::Date end = require_day(call.runtime(), call.at(0));
  return Value::integer(base::days_since_1970(end) - base::days_since_1970(begin));
}

std::optional<Value> member_of(const Value& object, std::string_view name) {
  return is_mapping(object) ? MappingView(object).find(name) : std::nullopt;
}

/// What calendars say of days: objects as those of shared/calendars, the first that has a year counts for it.
class WorkingDays {
 public:
  /// `calendars`: one of them, several, or nothing.
  explicit WorkingDays(const Value& calendars) : calendars_(calendars) {}

  std::optional<Value> find_year(const base::Date& date) const {
    if (!is_sequence(calendars_)) return year_of(calendars_, date);
    const SequenceView all(calendars_);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (auto year = year_of(all.at(i), date)) return year;
    }
    return std::nullopt;
  }

  /// Of a year that no calendar has, Monday to Friday.
  bool is_working_day(const base::Date& date) const {
    const std::string day = base::iso_text(date);
    if (const std::optional<Value> year = find_year(date)) {
      if (is_listed(member_of(*year, "on"), day)) return true;
      if (is_listed(member_of(*year, "off"), day)) return false;
    }
    return !base::is_weekend(date);
  }

 private:
  static std::optional<Value> year_of(const Value& calendar, const base::Date& date) {
    const std::optional<Value> years = member_of(calendar, "years");
    return years ? member_of(*years, base::iso_text(date).substr(0, 4)) : std::nullopt;
  }

  /// Whether a list has the day, or a stretch of days with it.
  static bool is_listed(const std::optional<Value>& list, std::string_view day) {
    if (!list || !is_sequence(*list)) return false;
    const SequenceView all(*list);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Value item = all.at(i);
      if (item.is_text() && item.text() == day) return true;
      if (is_sequence(item) && is_within(SequenceView(item), day)) return true;
    }
    return false;
  }

  static bool is_within(const SequenceView& stretch, std::string_view day) {
    if (stretch.size() != 2 || !stretch.at(0).is_text() || !stretch.at(1).is_text()) return false;
    return stretch.at(0).text() <= day && day <= stretch.at(1).text();
  }

  Value calendars_;
};

/// The date itself, or the first working day after it.
Value filter_next_working_day(Invocation& call) {
  base::Date date = require_day(call.runtime(), call.value());
  const WorkingDays days(call.at(0));
  // No holiday is longer than a year, whatever a calendar says.
  for (int i = 0; i < 366 && !days.is_working_day(date); ++i) {
    call.runtime().charge(1);
    date = base::next_day(date);
  }
  return call.make_text(base::iso_text(date));
}

Value test_working_day(Invocation& call) {
  const base::Date date = require_day(call.runtime(), call.value());
  return Value::boolean(WorkingDays(call.at(0)).is_working_day(date));
}

Value test_in_calendar(Invocation& call) {
  const base::Date date = require_day(call.runtime(), call.value());
  return Value::boolean(WorkingDays(call.at(0)).find_year(date).has_value());
}

constexpr Builtin kDateFilters[] = {
    {"cn_date", filter_cn_date, takes({"form"})},
    {"cn_month", filter_cn_month, takes({"form"})},
    {"date_range", filter_date_range, takes({"end", "year", "form"}).needs(1)},
    {"days_between", filter_days_between, takes({"end"}).needs(1)},
    {"next_working_day", filter_next_working_day, takes({"calendar"})},
};

constexpr Builtin kDateTests[] = {
    {"in_calendar", test_in_calendar, takes({"calendar"}).needs(1)},
    {"working_day", test_working_day, takes({"calendar"})},
};

}  // namespace

std::span<const Builtin> chinese_date_filters() { return kDateFilters; }

std::span<const Builtin> chinese_date_tests() { return kDateTests; }

}  // namespace gongwen::templating
