#include "sheet/serial_date.h"

#include <gtest/gtest.h>

using namespace gongwen::sheet;

namespace {

std::optional<double> serial_of(std::string_view text) {
  const auto date = parse_written_date(text);
  return date ? to_serial(*date) : std::nullopt;
}

}  // namespace

TEST(SerialDate, DaysAreCountedAsSpreadsheetsDo) {
  EXPECT_EQ(serial_of("1900-01-01"), 1);
  EXPECT_EQ(serial_of("1900-02-28"), 59);
  EXPECT_EQ(serial_of("1900-03-01"), 61);
  EXPECT_EQ(serial_of("2024-02-29"), 45351);
  EXPECT_EQ(serial_of("9999-12-31"), 2958465);
  EXPECT_EQ(serial_of("2024-02-19T12:00"), 45341.5);
  EXPECT_EQ(serial_of("2024-02-19T18:00:00+08:00"), 45341.75);
  EXPECT_FALSE(serial_of("1899-12-31"));
}

TEST(SerialDate, DaysThatDoNotExistAreNoDates) {
  for (const std::string_view text : {"2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-1-1",
                                      "2024-02-19T24:00", "2024-02-19x", "20240219", ""}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_iso_date(text));
  }
}

TEST(SerialDate, DatesAsPeopleWriteThem) {
  EXPECT_EQ(serial_of("2024年2月19日"), serial_of("2024-02-19"));
  EXPECT_EQ(serial_of("2024/2/19"), serial_of("2024-02-19"));
  EXPECT_EQ(serial_of("2024.2.19"), serial_of("2024-02-19"));
  EXPECT_EQ(serial_of("2024年2月"), serial_of("2024-02-01"));
  EXPECT_EQ(parse_written_date("2024年2月")->precision, DatePrecision::Month);
  EXPECT_FALSE(serial_of("2024年2月30日"));
  EXPECT_FALSE(serial_of("2月19日"));
}

TEST(SerialDate, ADateOfTheDocumentIsMeantInChinasTime) {
  EXPECT_EQ(to_china_timestamp(*parse_iso_date("1970-01-01")), -8 * 3600);
  EXPECT_EQ(to_china_timestamp(*parse_iso_date("2024-03-15")), 1710432000);
}
