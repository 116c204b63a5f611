// What number formats show of the values in cells.
#include "intake/number_format.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;

namespace {

std::string shown(const char* decimal, const char* code) {
  return shown_number(decimal, {0, code}).value_or("unknown");
}

}  // namespace

TEST(NumberFormat, ShowsNumbersAsSpreadsheetsDo) {
  EXPECT_EQ(shown("7", "000"), "007");
  EXPECT_EQ(shown("0.5", "0%"), "50%");
  EXPECT_EQ(shown("0.125", "0.0%"), "12.5%");
  EXPECT_EQ(shown("1234567.891", "#,##0.00"), "1,234,567.89");
  EXPECT_EQ(shown("38", "0\"项\""), "38项");
  EXPECT_EQ(shown("38", "General\"项\""), "38项");
  EXPECT_EQ(shown("12.5", "0.##"), "12.5");
  EXPECT_EQ(shown("-3", "0.0"), "-3.0");
  EXPECT_EQ(shown("-3", "0;(0)"), "(3)");
  EXPECT_EQ(shown("5", "[$¥-804]#,##0"), "¥5");
  EXPECT_EQ(shown("5", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "), "5");
  EXPECT_EQ(shown("0", "0;-0;\"无\""), "无");
  EXPECT_EQ(shown_number("0.5", {9, {}}), "50%");
  EXPECT_EQ(shown("-3", "0;(0);\"无\""), "(3)");
  EXPECT_EQ(shown("0", "#"), "");
  EXPECT_EQ(shown("0.256", "0.0%"), "25.6%");
  EXPECT_EQ(shown("2", "0.0#"), "2.0");
  EXPECT_EQ(shown("-0.4", "0"), "0");
  EXPECT_EQ(shown("5", "[Red]0.0_ "), "5.0");
}

TEST(NumberFormat, RoundsHalvesUpInTheDigitsThatAreShown) {
  EXPECT_EQ(shown("60.5", "0"), "61");
  EXPECT_EQ(shown("61.5", "0"), "62");
  EXPECT_EQ(shown("1.005", "0.00"), "1.01");
  EXPECT_EQ(shown("2.675", "0.00"), "2.68");
  EXPECT_EQ(shown("0.285", "0%"), "29%");
  EXPECT_EQ(shown("0.5", "0"), "1");
  EXPECT_EQ(shown("0.05", "0.0"), "0.1");
  EXPECT_EQ(shown("0.0049", "0.00"), "0.00");
  EXPECT_EQ(shown("99.995", "0.00"), "100.00");
  EXPECT_EQ(shown("999.5", "#,##0"), "1,000");
  EXPECT_EQ(shown("-60.5", "0"), "-61");
  EXPECT_EQ(shown("0.1", "0.000"), "0.100");
  EXPECT_EQ(shown("123456789012345678", "0"), "123456789012346000");
}

TEST(NumberFormat, LeavesOutThousands) {
  EXPECT_EQ(shown("12000", "0,\"千\""), "12千");
  EXPECT_EQ(shown("1234567890", "#,##0,,"), "1,235");
  EXPECT_EQ(shown("1234567", "0.00,,"), "1.23");
  EXPECT_EQ(shown("1234567", "0,.0"), "1234.6");
}

TEST(NumberFormat, PutsDigitsIntoTheirPlaces) {
  EXPECT_EQ(shown("5551234", "000-0000"), "555-1234");
  EXPECT_EQ(shown("1234", "000-0000"), "000-1234");
  EXPECT_EQ(shown("1234", "###-####"), "-1234");
  EXPECT_EQ(shown("13800000001", "000 0000 0000"), "138 0000 0001");
  EXPECT_EQ(shown("1005551234", "000-0000"), "100555-1234");
  EXPECT_EQ(shown("12", "\"第\"0\"-\"0\"号\""), "第1-2号");
}

TEST(NumberFormat, ShowsPowersOfTen) {
  EXPECT_EQ(shown("440106199912310000", "0.00E+00"), "4.40E+17");
  EXPECT_EQ(shown("0.00012", "0.0E+0"), "1.2E-4");
  EXPECT_EQ(shown("9999", "0E-00"), "1E04");
  EXPECT_EQ(shown("0", "0.00E+00"), "0.00E+00");
}

TEST(NumberFormat, TakesTheSectionWhoseConditionHolds) {
  EXPECT_EQ(shown("150", "[>=100]\"多\";0"), "多");
  EXPECT_EQ(shown("15", "[>=100]\"多\";0"), "15");
  EXPECT_EQ(shown("-15", "[>=100]\"多\";0"), "-15");
  EXPECT_EQ(shown("-15", "[<0](0);0"), "(15)");
  EXPECT_EQ(shown("5", "[=1]\"男\";[=2]\"女\";;"), "");
  EXPECT_EQ(shown("2", "[=1]\"男\";[=2]\"女\""), "女");
  EXPECT_EQ(shown("5", "[=1]\"男\";[=2]\"女\""), "unknown");
}

TEST(NumberFormat, DoesNotGuess) {
  for (const char* const code : {"# ?/?", "00.0E+00", "0.0-0", "#,##0-0", "yyyy", "@"}) {
    EXPECT_EQ(shown("5", code), "unknown") << code;
  }
  EXPECT_EQ(shown_number("5", {0, {}}), std::nullopt);
  EXPECT_EQ(shown("5", "General"), "unknown");
}

TEST(NumberFormat, KnowsWhatShowsNothing) {
  EXPECT_EQ(shown("5", ";;;"), "");
  EXPECT_EQ(shown("-5", "0;"), "");
  EXPECT_EQ(shown("0", "0;-0;;@"), "");
  EXPECT_EQ(shown("5", "0;-0;;@"), "5");
  EXPECT_TRUE(hides_text({0, ";;;"}));
  EXPECT_FALSE(hides_text({0, "0;-0;;@"}));
  EXPECT_FALSE(hides_text({0, "\";;;\"0"}));
  EXPECT_FALSE(hides_text({0, {}}));
}

TEST(NumberFormat, ShowsTheDatesOfWhichSomethingIsMissing) {
  EXPECT_EQ(shown_date("2026-09-05", {0, R"(yyyy"年"m"月")"}), "2026年9月");
  EXPECT_EQ(shown_date("2026-09-05", {0, R"([$-804]m"月"d"日";@)"}), "9月5日");
  EXPECT_EQ(shown_date("2026-09-05", {58, {}}), "9月5日");
  EXPECT_EQ(shown_date("2026-09-05", {0, "yyyy"}), "2026");
  EXPECT_EQ(shown_date("2026-09-05", {0, R"(yyyy\-mm\-dd)"}), std::nullopt);
  EXPECT_EQ(shown_date("2026-09-05", {14, {}}), std::nullopt);
  EXPECT_EQ(shown_date("09:30:00", {20, {}}), "9:30");
}

TEST(NumberFormat, ShowsDatesAndTimes) {
  struct Case {
    const char* moment;
    const char* code;
    const char* shown;
  };
  const Case cases[] = {
      {"2024-02-19", R"(yyyy"年"m"月"d"日")", "2024年2月19日"},
      {"2024-02-19", "yyyy-mm-dd", "2024-02-19"},
      {"2024-02-19", "yy/m/d", "24/2/19"},
      {"2024-02-19T12:05:00", "yyyy/m/d h:mm", "2024/2/19 12:05"},
      {"2024-02-19T18:00:09", "hh:mm:ss", "18:00:09"},
      {"2024-02-19T18:00:00", "h:mm AM/PM", "6:00 PM"},
      {"2024-02-19T00:30:00", "h:mm AM/PM", "12:30 AM"},
      {"2024-02-19T12:00:00", "h:mm am/pm", "12:00 PM"},
  };
  for (const Case& c : cases) {
    EXPECT_TRUE(is_date_format({0, c.code})) << c.code;
    EXPECT_EQ(formatted_date(c.moment, {0, c.code}), c.shown) << c.moment << " in " << c.code;
  }
  EXPECT_EQ(formatted_date("2024-02-19", {0, "mmm d"}), std::nullopt);
  for (const char* const code : {"", "0.00E+00", "General\"年\"", "@", "# ?/?", "\"yyyy\"0", "[DBNum2]General"}) {
    EXPECT_FALSE(is_date_format({0, code})) << code;
  }
}

TEST(NumberFormat, ShowsTextsInTheirPlace) {
  EXPECT_EQ(shown_text("甲", {0, ""}), "甲");
  EXPECT_EQ(shown_text("甲", {0, "@"}), "甲");
  EXPECT_EQ(shown_text("甲", {0, "0;0;0;@\"号\""}), "甲号");
  EXPECT_EQ(shown_text("甲", {0, ";;;"}), "");
  EXPECT_EQ(shown_text("=1+1", {0, "0.00"}), "=1+1");
}

TEST(NumberFormat, BrokenCodesAreReadToTheirEnd) {
  for (const char* const code : {"\"", "[", "\\", "_", "*", ";;;;", "0.0.0", "%", ",", "m", "AM/PM", "@", "AM/P"}) {
    shown_number("12.5", {0, code});
    shown_number("-12.5", {0, code});
    formatted_date("2024-02-19", {0, code});
    shown_text("x", {0, code});
    unclear_text_format({0, code});
  }
}
