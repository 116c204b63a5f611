#include "data/decimal.h"

#include "support/require.h"

#include <gtest/gtest.h>

using gongwen::data::Decimal;

namespace {
Decimal number(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  gongwen::tests::require(parsed, text);
  return *parsed;
}
}  // namespace

TEST(Decimal, OnlyTheNumbersOfJSONAreParsed) {
  for (const char* text : {"0", "-0", "12", "-1.50", "1e3", "1E+3", "0.0e-7", "1e99999999999999999999"}) {
    EXPECT_TRUE(Decimal::parse(text)) << text;
  }
  for (const char* text : {"", "-", "+1", "01", ".5", "5.", "1e", "1e+", "0x1", "1 ", "1.2.3", "NaN"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

TEST(Decimal, EqualNumbersAreEqualHoweverTheyAreWritten) {
  EXPECT_EQ(number("1"), number("1.0"));
  EXPECT_EQ(number("1"), number("10e-1"));
  EXPECT_EQ(number("100"), number("1e2"));
  EXPECT_EQ(number("0"), number("-0.00e5"));
  EXPECT_EQ(number("12345678901234567890.10"), number("12345678901234567890.1"));
  EXPECT_NE(number("12345678901234567890.10"), number("12345678901234567890.11"));
}

TEST(Decimal, NumbersAreOrderedExactly) {
  const char* ascending[] = {"-1e400",
                             "-100",
                             "-99.9",
                             "-1",
                             "-0.5",
                             "-1e-400",
                             "0",
                             "1e-400",
                             "0.1",
                             "0.11",
                             "0.1100001",
                             "0.2",
                             "1",
                             "9.99",
                             "10",
                             "12345678901234567890.1",
                             "12345678901234567890.2",
                             "1e400"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      SCOPED_TRACE(ascending[i]);
      SCOPED_TRACE(ascending[j]);
      EXPECT_EQ(number(ascending[i]) <=> number(ascending[j]), i <=> j);
    }
  }
}

TEST(Decimal, IntegersAreRecognisedInEveryNotation) {
  EXPECT_TRUE(number("1.0").is_integer());
  EXPECT_TRUE(number("1.5e1").is_integer());
  EXPECT_TRUE(number("1e308").is_integer());
  EXPECT_FALSE(number("1.5").is_integer());
  EXPECT_FALSE(number("1e-1").is_integer());
  EXPECT_EQ(number("2.0").to_integer(), 2);
  EXPECT_EQ(number("-9223372036854775808").to_integer(), INT64_MIN);
  EXPECT_EQ(number("9223372036854775808").to_integer(), std::nullopt);
  EXPECT_EQ(number("1e30").to_integer(), std::nullopt);
  EXPECT_EQ(number("0").to_integer(), 0);
}

TEST(Decimal, DivisibilityIsExactForEverySize) {
  struct Case {
    const char* number;
    const char* divisor;
    bool multiple;
  };
  const Case cases[] = {
      {"19.99", "0.01", true},
      {"12.5", "0.01", true},
      {"0.29", "0.01", true},
      {"0.0075", "0.0001", true},
      {"0.00751", "0.0001", false},
      {"4.5", "1.5", true},
      {"35", "1.5", false},
      {"-9", "3", true},
      {"0", "7", true},
      {"10", "4", false},
      {"100", "4", true},
      {"1e308", "0.123456789", false},
      {"1e308", "0.5", true},
      {"1e308", "1e-300", true},
      {"1e-300", "1e300", false},
      {"123456789012345678901234567890", "10", true},
      {"123456789012345678901234567891", "10", false},
      {"121932631137021795226185032733622923332237463801111263526900", "123456789012345678901234567890", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.number);
    SCOPED_TRACE(c.divisor);
    EXPECT_EQ(number(c.number).is_multiple_of(number(c.divisor)), c.multiple);
  }
}
