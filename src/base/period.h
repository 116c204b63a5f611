// Period: what one issue of a periodical reports: a week, a month, a quarter or a year, with its name.
//   Period::parse(PeriodUnit::Month, "2024-02")->next().text()      // 2024-03
//   Period::of_date(PeriodUnit::Week, "2024-02-14")->text()         // 2024-W07, by ISO 8601
#pragma once

#include "base/date.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::base {

enum class PeriodUnit : std::uint8_t { Week, Month, Quarter, Year };

/// `week`, `month`, `quarter` or `year`; nothing for other texts.
std::optional<PeriodUnit> parse_period_unit(std::string_view name);

class Period {
 public:
  /// `2024-W07`, `2024-02`, `2024-Q1` or `2024`; nothing for other texts.
  static std::optional<Period> parse(PeriodUnit unit, std::string_view text);
  /// The period that a day, `2024-02-14`, lies in; nothing for other texts.
  static std::optional<Period> of_date(PeriodUnit unit, std::string_view date);

  std::string text() const;
  /// Of a week that of its Thursday.
  int year() const { return year_; }
  /// Of the week, the month or the quarter in its year, from 1; 1 for a year.
  int number() const { return number_; }
  Date first_day() const;
  Period next() const;

 private:
  Period(PeriodUnit unit, int year, int number) : unit_(unit), year_(year), number_(number) {}
  static Period containing(PeriodUnit unit, const Date& day);

  PeriodUnit unit_;
  int year_;
  int number_;
};

/// Of which unit a text is a period; nothing for other texts.
std::optional<PeriodUnit> period_unit_of(std::string_view text);

}  // namespace gongwen::base
