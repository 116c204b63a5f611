#include "base/date.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(Calendar, MomentsAreWrittenAndReadBack) {
  for (const auto& [moment, text] : {std::pair<Moment, const char*>{0, "1970-01-01T00:00:00Z"},
                                     {951'782'400, "2000-02-29T00:00:00Z"},
                                     {1'710'468'000, "2024-03-15T02:00:00Z"},
                                     {4'102'444'799, "2099-12-31T23:59:59Z"},
                                     {-1, "1969-12-31T23:59:59Z"}}) {
    EXPECT_EQ(format_moment(moment), text);
    EXPECT_EQ(parse_moment(text), moment);
  }
}

TEST(Calendar, EveryDayOfSomeCenturiesComesBack) {
  for (Moment day = -40'000; day < 60'000; day += 1) {
    const Moment moment = day * 86'400 + 12'345;
    ASSERT_EQ(parse_moment(format_moment(moment)), moment);
  }
}

TEST(Calendar, ADateAloneIsNoonInChina) {
  EXPECT_EQ(format_moment(*parse_moment("2024-03-15")), "2024-03-15T04:00:00Z");
  EXPECT_EQ(date_in_china(*parse_moment("2024-03-15")), "2024-03-15");
}

TEST(Calendar, TheDayInChinaBeginsEightHoursBeforeThatInGreenwich) {
  EXPECT_EQ(date_in_china(*parse_moment("2024-02-29T15:59:59Z")), "2024-02-29");
  EXPECT_EQ(date_in_china(*parse_moment("2024-02-29T16:00:00Z")), "2024-03-01");
}

TEST(Calendar, AMomentMayStateHowFarItsClockIsAhead) {
  EXPECT_EQ(format_moment(*parse_moment("2024-03-15T06:30:00+08:00")), "2024-03-14T22:30:00Z");
  EXPECT_EQ(format_moment(*parse_moment("2024-03-15T20:00:00-05:30")), "2024-03-16T01:30:00Z");
}

TEST(Calendar, WhatIsNoMomentIsRefused) {
  for (const char* text :
       {"", "soon", "2024-02-30", "2024-13-01", "2024-00-01", "2024-3-15", "2024-03-15T02:00:00",
        "2024-03-15T24:00:00Z", "2024-03-15T02:60:00Z", "2024-03-15T02:00:00+15:00", "2024-03-15T02:00:00+0800",
        "2024-03-15T02:00:00+08:60", "2024-03-15 02:00:00Z", "2024-03-15T02:00:00ZZ"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_moment(text));
  }
}

TEST(Calendar, MonthsFollowOneAnotherOverTheYearsEnd) {
  EXPECT_EQ(Month::parse("2024-12")->next().text(), "2025-01");
  EXPECT_EQ(Month::parse("2024-01")->next().text(), "2024-02");
  EXPECT_LT(*Month::parse("2024-02"), *Month::parse("2024-10"));
  for (const char* text : {"2024-00", "2024-13", "2024-2", "2024/02", "2024-02-01", ""})
    EXPECT_FALSE(Month::parse(text));
}
