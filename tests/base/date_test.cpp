#include "base/date.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(Date, OnlyDaysOfTheCalendarAreMade) {
  EXPECT_TRUE(make_date(2024, 2, 29));
  EXPECT_TRUE(make_date(0, 1, 1));
  EXPECT_TRUE(make_date(9999, 12, 31));
  for (const auto& [year, month, day] : {std::array{2023, 2, 29},
                                         {1900, 2, 29},
                                         {2024, 4, 31},
                                         {2024, 0, 1},
                                         {2024, 13, 1},
                                         {2024, 1, 0},
                                         {2024, 1, 257},
                                         {2024, 257, 1},
                                         {10000, 1, 1},
                                         {-1, 1, 1},
                                         {65536 + 2024, 1, 1}}) {
    EXPECT_FALSE(make_date(year, month, day)) << year << "-" << month << "-" << day;
  }
}

TEST(Date, DaysAreCountedFrom1970) {
  EXPECT_EQ(days_since_1970(*make_date(1970, 1, 1)), 0);
  EXPECT_EQ(days_since_1970(*make_date(2024, 3, 1)), 19783);
  EXPECT_EQ(iso_text(date_of_days(19782)), "2024-02-29");
  EXPECT_EQ(iso_text(date_of_days(-25569)), "1899-12-30");
  EXPECT_EQ(iso_text(date_of_days(1'000'000'000'000)), "9999-12-31");
  EXPECT_EQ(iso_text(date_of_days(-1'000'000'000'000)), "0000-01-01");
}

TEST(Date, DaysFollowOneAnotherToTheLast) {
  EXPECT_EQ(iso_text(next_day(*make_date(2024, 2, 28))), "2024-02-29");
  EXPECT_EQ(iso_text(next_day(*make_date(2023, 12, 31))), "2024-01-01");
  EXPECT_EQ(iso_text(next_day(*make_date(9999, 12, 31))), "9999-12-31");
}

TEST(Date, MonthsHaveTheirDays) {
  EXPECT_EQ(days_of_month(2024, 2), 29);
  EXPECT_EQ(days_of_month(2100, 2), 28);
  EXPECT_EQ(days_of_month(2000, 2), 29);
  EXPECT_EQ(days_of_month(2024, 4), 30);
  EXPECT_EQ(days_of_month(2024, 12), 31);
}

TEST(Date, SaturdaysAndSundaysAreWeekends) {
  EXPECT_FALSE(is_weekend(*make_date(2024, 3, 15)));  // Friday
  EXPECT_TRUE(is_weekend(*make_date(2024, 3, 16)));
  EXPECT_TRUE(is_weekend(*make_date(2024, 3, 17)));
  EXPECT_FALSE(is_weekend(*make_date(2024, 3, 18)));
}

TEST(Date, IsoTextsAreReadWhole) {
  EXPECT_EQ(parse_date("2024-02-29"), make_date(2024, 2, 29));
  for (const char* text : {"2023-02-29", "2024-2-29", "2024-02-29T", " 2024-02-29", "2024/02/29", "20240229", ""}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(TextScanner, NumbersAreTakenByTheirDigits) {
  TextScanner scan("2024年3月15日");
  EXPECT_EQ(scan.take_number(4), 2024);
  EXPECT_FALSE(scan.take_text("月"));
  EXPECT_TRUE(scan.take_text("年"));
  EXPECT_FALSE(scan.take_number(2));
  EXPECT_EQ(scan.take_short_number(2), 3);
  EXPECT_TRUE(scan.take_text("月"));
  EXPECT_EQ(scan.take_short_number(1), 1);
  EXPECT_EQ(scan.take_short_number(2), 5);
  EXPECT_FALSE(scan.take_short_number(2));
}
