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
}

TEST(NumberFormat, DoesNotGuess) {
  for (const char* const code : {"# ?/?", "0.00E+00", "0,", "000-0000", "[>5]0;0", "yyyy", "@"}) {
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
  EXPECT_EQ(shown_date("09:30:00", {20, {}}), std::nullopt);
}
