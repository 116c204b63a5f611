#include "sheet/detail/style_format.h"

#include <gtest/gtest.h>

using gongwen::sheet::resolve_number_format;
using gongwen::sheet::widest_date;

TEST(NumberFormat, OfficesNamesStandForCodes) {
  EXPECT_EQ(resolve_number_format("General"), "");
  EXPECT_EQ(resolve_number_format("fixed"), "0.00");
  EXPECT_EQ(resolve_number_format("Short Date"), "yyyy/m/d");
  EXPECT_FALSE(resolve_number_format("Fancy"));
}

TEST(NumberFormat, CodesAreTakenOverChineseCharactersInQuotes) {
  struct Case {
    std::string_view text;
    std::string_view code;
  };
  const Case cases[] = {
      {"@", "@"},
      {"0.00", "0.00"},
      {"yyyy-mm-dd", "yyyy-mm-dd"},
      {"yyyy年m月d日", "yyyy\"年\"m\"月\"d\"日\""},
      {"yyyy\"年\"m\"月\"", "yyyy\"年\"m\"月\""},
      {"#,##0.00_ ;[Red]\\-#,##0.00\\ ", "#,##0.00_ ;[Red]\\-#,##0.00\\ "},
      {"[DBNum2][$-804]General", "[DBNum2][$-804]General"},
      {"h:mm am/pm", "h:mm AM/PM"},
      {"0项", "0\"项\""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(resolve_number_format(c.text), c.code);
  }
}

TEST(NumberFormat, OfficesWayOfWritingQuotesSurvivesTheRulesOfCSS) {
  // `yyyy\0022年\0022m\0022月\0022d\0022日\0022`, after CSS has read `\0022d` as one character.
  EXPECT_EQ(resolve_number_format("yyyy\"年\"m\"月\u022D\"日\""), "yyyy\"年\"m\"月\"d\"日\"");
  EXPECT_EQ(resolve_number_format("m\"月\u22DD\"日\""), "m\"月\"dd\"日\"");
}

TEST(NumberFormat, WhatIsNoCodeIsRefused) {
  for (const std::string_view text : {"", "0.00 kg", "\"open", "[Red", "[]0", "0\\", "0;0;0;0;0", "abc\"x\"xyz"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(resolve_number_format(text));
  }
  EXPECT_FALSE(resolve_number_format(std::string(128, '0')));
}

TEST(NumberFormat, ColumnsAreWideEnoughForTheLongestDate) {
  EXPECT_EQ(widest_date("yyyy\"年\"m\"月\"d\"日\""), "2028年12月30日");
  EXPECT_EQ(widest_date("yyyy\\-mm\\-dd"), "2028-12-30");
  EXPECT_EQ(widest_date("m\"m\""), "12m");
  EXPECT_EQ(widest_date("h:mm AM/PM"), "10:58 PM");
}
