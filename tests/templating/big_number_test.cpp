#include "templating/detail/value/big_number.h"

#include <cmath>

#include <gtest/gtest.h>

using namespace gongwen::templating;

namespace {

BigNumber number(std::string_view digits) { return *BigNumber::parse(digits); }

}  // namespace

TEST(BigNumber, TextsComeBackInEveryBase) {
  const BigNumber value = number("123456789012345678901234567890123456789012345678901234567890");
  for (unsigned base = 2; base <= 36; ++base) {
    const std::string text = value.to_text(base);
    EXPECT_EQ(BigNumber::compare(*BigNumber::parse(text, base), value), 0) << base;
    EXPECT_EQ(value.negated().to_text(base), "-" + text) << base;
  }
  EXPECT_EQ(BigNumber().to_text(2), "0");
  EXPECT_FALSE(BigNumber::parse(""));
  EXPECT_FALSE(BigNumber::parse("12345678901234567890x"));
  EXPECT_FALSE(BigNumber::parse("8", 8));
}

TEST(BigNumber, DivisionRoundsDownAsPythonDoes) {
  const BigNumber by = number("1000000000000000000000");
  const BigNumber value = number("2500000000000000000001");
  const auto check = [](const BigNumber& a, const BigNumber& b, std::string_view quotient, std::string_view rest) {
    const BigNumber::Division division = BigNumber::divide_floor(a, b);
    EXPECT_EQ(division.quotient.to_text(), quotient);
    EXPECT_EQ(division.rest.to_text(), rest);
  };
  check(value, by, "2", "500000000000000000001");
  check(value.negated(), by, "-3", "499999999999999999999");
  check(value, by.negated(), "-3", "-499999999999999999999");
  check(value.negated(), by.negated(), "2", "-500000000000000000001");
  check(by, by, "1", "0");
}

TEST(BigNumber, DoublesAreRoundedHalfToEven) {
  EXPECT_EQ(number("9007199254740993").to_double(), 9007199254740992.0);
  EXPECT_EQ(number("9007199254740995").to_double(), 9007199254740996.0);
  EXPECT_EQ(number("147573952589676412929").to_double(), 147573952589676412928.0);
  EXPECT_EQ(number("147573952589676429313").to_double(), 147573952589676445696.0);
  EXPECT_EQ(BigNumber::ratio(number("1"), number("3")), 1.0 / 3.0);
  EXPECT_EQ(BigNumber::from_double(-1e22).to_text(), "-10000000000000000000000");
  EXPECT_TRUE(BigNumber::from_double(-0.5).is_zero());
  EXPECT_FALSE(BigNumber::from_double(-0.5).negative());
}

TEST(BigNumber, PowersStayWithinTheSizeThatPythonPrints) {
  EXPECT_EQ(BigNumber::power(BigNumber(-3), 41)->to_text(), "-36472996377170786403");
  EXPECT_TRUE(BigNumber::power(BigNumber(2), BigNumber::kMaxBits - 1));
  EXPECT_FALSE(BigNumber::power(BigNumber(2), BigNumber::kMaxBits));
  EXPECT_FALSE(BigNumber::power(number("99999999999999999999"), 1'000'000'000'000));
  EXPECT_EQ(BigNumber::power(BigNumber(1), ~std::uint64_t{0})->to_text(), "1");
  EXPECT_TRUE(BigNumber::parse(std::string(100'000, '9'))->is_too_large());
}

TEST(BigNumber, SixtyFourBitsAreToldApart) {
  EXPECT_EQ(number("9223372036854775807").to_int64(), INT64_MAX);
  EXPECT_FALSE(number("9223372036854775808").to_int64());
  EXPECT_EQ(number("9223372036854775808").negated().to_int64(), INT64_MIN);
  EXPECT_FALSE(number("9223372036854775809").negated().to_int64());
  EXPECT_EQ((number("9223372036854775808") - number("9223372036854775809")).to_text(), "-1");
}
