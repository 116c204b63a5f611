#include "base/date.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(Period, PeriodsFollowOneAnotherOverTheYearsEnd) {
  EXPECT_EQ(Period::parse(PeriodUnit::Month, "2024-12")->next().text(), "2025-01");
  EXPECT_EQ(Period::parse(PeriodUnit::Month, "2024-01")->next().text(), "2024-02");
  EXPECT_EQ(Period::parse(PeriodUnit::Quarter, "2024-Q4")->next().text(), "2025-Q1");
  EXPECT_EQ(Period::parse(PeriodUnit::Year, "2024")->next().text(), "2025");
  EXPECT_EQ(Period::parse(PeriodUnit::Week, "2024-W52")->next().text(), "2025-W01");
  EXPECT_EQ(Period::parse(PeriodUnit::Week, "2020-W53")->next().text(), "2021-W01");
}

TEST(Period, WeeksAreThoseOfIso8601) {
  for (const auto& [date, week] :
       {std::pair{"2024-02-12", "2024-W07"}, std::pair{"2024-02-18", "2024-W07"}, std::pair{"2024-02-19", "2024-W08"},
        std::pair{"2024-12-30", "2025-W01"}, std::pair{"2021-01-03", "2020-W53"}, std::pair{"2027-01-01", "2026-W53"},
        std::pair{"2026-01-01", "2026-W01"}}) {
    SCOPED_TRACE(date);
    const auto period = Period::of_date(PeriodUnit::Week, date);
    ASSERT_TRUE(period);
    EXPECT_EQ(period->text(), week);
    EXPECT_EQ(period->year(), std::stoi(std::string(week).substr(0, 4)));
  }
  EXPECT_EQ(iso_text(Period::parse(PeriodUnit::Week, "2024-W07")->first_day()), "2024-02-12");
}

TEST(Period, LongerPeriodsLieAroundShorterOnes) {
  EXPECT_EQ(Period::around(PeriodUnit::Year, "2024-02")->text(), "2024");
  EXPECT_EQ(Period::around(PeriodUnit::Quarter, "2024-06")->text(), "2024-Q2");
  EXPECT_EQ(Period::around(PeriodUnit::Month, "2024-02")->text(), "2024-02");
  EXPECT_EQ(Period::around(PeriodUnit::Month, "2024-02.2")->text(), "2024-02.2");
  EXPECT_EQ(Period::around(PeriodUnit::Year, "2024-02.2")->text(), "2024");
  // The Thursday of the week is on 2025-01-02, its Monday in December.
  EXPECT_EQ(Period::around(PeriodUnit::Month, "2025-W01")->text(), "2025-01");
  EXPECT_FALSE(Period::around(PeriodUnit::Month, "2024"));
  EXPECT_FALSE(Period::around(PeriodUnit::Week, "2024-02"));
  EXPECT_FALSE(Period::around(PeriodUnit::Year, "soon"));
}

TEST(Period, ADayLiesInOnePeriodOfEachUnit) {
  EXPECT_EQ(Period::of_date(PeriodUnit::Month, "2024-02-29")->text(), "2024-02");
  EXPECT_EQ(Period::of_date(PeriodUnit::Quarter, "2024-06-30")->text(), "2024-Q2");
  EXPECT_EQ(Period::of_date(PeriodUnit::Year, "2024-06-30")->text(), "2024");
  EXPECT_FALSE(Period::of_date(PeriodUnit::Month, "2024-02-30"));
}

TEST(Period, WhatNoYearHasIsRefused) {
  for (const char* text : {"2024-00", "2024-13", "2024-2", "2024/02", "2024-02-01", "", "2024-Q1", "0000-01"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(Period::parse(PeriodUnit::Month, text));
  }
  for (const char* text : {"2024-W00", "2024-W53", "2024-W54", "2024-W7", "2024-07"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(Period::parse(PeriodUnit::Week, text));
  }
  EXPECT_FALSE(Period::parse(PeriodUnit::Quarter, "2024-Q5"));
  EXPECT_EQ(period_unit_of("2024-W07"), PeriodUnit::Week);
  EXPECT_EQ(period_unit_of("2024"), PeriodUnit::Year);
  EXPECT_FALSE(period_unit_of("July"));
}

TEST(Period, TheEndOfTheCalendarIsNoAccident) {
  EXPECT_EQ(iso_text(Period::parse(PeriodUnit::Month, "9999-12")->next().first_day()), "9999-12-31");
}
