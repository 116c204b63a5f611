#include "intake/detail/stamp.h"

#include <gtest/gtest.h>

using gongwen::base::format_moment;
using gongwen::intake::moment_of_file_date;
using gongwen::intake::moment_of_saving;

namespace {

std::string utc(std::string_view text) {
  const auto moment = moment_of_file_date(text);
  return moment ? format_moment(*moment) : "nothing";
}

}  // namespace

TEST(SavedTime, DatesOfFilesWithAndWithoutAZone) {
  EXPECT_EQ(utc("D:20300320091500+08'00'"), "2030-03-20T01:15:00Z");
  EXPECT_EQ(utc("D:20300320091500+08'00"), "2030-03-20T01:15:00Z");
  EXPECT_EQ(utc("D:20300320011500Z"), "2030-03-20T01:15:00Z");
  EXPECT_EQ(utc("D:20300320091500"), "2030-03-20T01:15:00Z");
  EXPECT_EQ(utc("D:20300319201500-05'30'"), "2030-03-20T01:45:00Z");
  EXPECT_EQ(utc("2030-03-20T01:15:00Z"), "2030-03-20T01:15:00Z");
  EXPECT_EQ(utc("2030-03-20T01:15:00.250+00:00"), "2030-03-20T01:15:00Z");
}

TEST(SavedTime, WhatIsNoMoment) {
  for (const char* text : {"", "D:", "D:20300320", "yesterday", "D:20301320091500Z", "D:2030032009150", "2030-03-20"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(utc(text), "nothing");
  }
}

TEST(SavedTime, AFileThatWasNotSavedAgainSaysNothingOfIt) {
  EXPECT_FALSE(moment_of_saving("D:20000101000000Z", "D:20000101000000Z"));
  EXPECT_FALSE(moment_of_saving("D:20000101000000Z", "D:20000101080000+08'00'"));
  EXPECT_FALSE(moment_of_saving("", ""));
  EXPECT_TRUE(moment_of_saving("", "D:20300320011500Z").has_value());
  EXPECT_TRUE(moment_of_saving("2000-01-01T00:00:00Z", "2030-03-20T01:15:00Z").has_value());
}
