// What number formats show of the values in cells.
#include "intake/detail/number_format.h"

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
  for (const char* const code : {"# ?/?", "00.0E+00", "0,", "0.0-0", "#,##0-0", "yyyy", "@"}) {
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
