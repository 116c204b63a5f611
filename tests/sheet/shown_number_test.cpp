#include "sheet/detail/style_format.h"

#include <gtest/gtest.h>

using gongwen::sheet::shown_number;
using gongwen::sheet::shown_text;

TEST(ShownNumber, NumbersInFormats) {
  struct Case {
    double value;
    std::string_view code;
    std::string_view shown;
  };
  const Case cases[] = {
      {1234567.5, "", "1234567.5"},
      {0.1, "", "0.1"},
      {1234567.5, "#,##0.00", "1,234,567.50"},
      {-1234.5, "#,##0.00", "-1,234.50"},
      {-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"},
      {0, "0;-0;\"无\"", "无"},
      {0, "#", ""},
      {0.256, "0.0%", "25.6%"},
      {7, "000", "007"},
      {1.5, "0.##", "1.5"},
      {2, "0.##", "2"},
      {2, "0.0#", "2.0"},
      {12000, "0,\"千\"", "12千"},
      {3, "0\"项\"", "3项"},
      {3, "\"第\"0\"期\"", "第3期"},
      {-0.4, "0", "0"},
      {5, "[Red]0.0_ ", "5.0 "},
      {12345, "0.00E+00", "1.23E+04"},
  };
  for (const Case& c : cases) EXPECT_EQ(shown_number(c.value, c.code), c.shown) << c.value << " in " << c.code;
}

TEST(ShownNumber, DatesInFormats) {
  struct Case {
    double serial;
    std::string_view code;
    std::string_view shown;
  };
  constexpr double kDay = 45341;  // 2024-02-19
  const Case cases[] = {
      {kDay, "yyyy\"年\"m\"月\"d\"日\"", "2024年2月19日"},
      {kDay, "yyyy-mm-dd", "2024-02-19"},
      {kDay, "yy/m/d", "24/2/19"},
      {kDay + 0.5 + 5.0 / 1440, "yyyy/m/d h:mm", "2024/2/19 12:05"},
      {kDay + 0.75 + 9.0 / 86400, "hh:mm:ss", "18:00:09"},
      {kDay + 0.75, "h:mm AM/PM", "6:00 PM"},
      {1, "yyyy-mm-dd", "1900-01-01"},
      {61, "yyyy-mm-dd", "1900-03-01"},
      {-1, "yyyy-mm-dd", "###"},
  };
  for (const Case& c : cases) EXPECT_EQ(shown_number(c.serial, c.code), c.shown) << c.serial << " in " << c.code;
}

TEST(ShownNumber, TextsStayWhole) {
  EXPECT_EQ(shown_text("甲", ""), "甲");
  EXPECT_EQ(shown_text("甲", "@"), "甲");
  EXPECT_EQ(shown_text("甲", "0;0;0;@\"号\""), "甲号");
  EXPECT_EQ(shown_text("=1+1", "0.00"), "=1+1");
}

TEST(ShownNumber, BrokenCodesEndNowhereElse) {
  for (const std::string_view code : {"\"", "[", "\\", "_", "*", ";;;;", "0.0.0", "%", ",", "m", "AM/PM", "@"}) {
    shown_number(12.5, code);
    shown_number(-12.5, code);
    shown_text("x", code);
  }
}
