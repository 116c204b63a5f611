// Numbers as they are written into pages.
#include "base/decimal.h"

#include <cmath>
#include <cstdio>
#include <random>

#include <gtest/gtest.h>

namespace {

std::string written(double value, int decimals) {
  std::string out;
  gongwen::base::append_decimal(out, value, decimals);
  return out;
}

/// What the C library makes of it, without zeros at the end.
std::string expected(double value, int decimals) {
  char digits[400];
  std::snprintf(digits, sizeof digits, "%.*f", decimals, value);
  std::string text = digits;
  while (decimals > 0 && text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace

TEST(Decimal, IsRoundedFromItsExactValue) {
  for (const double value : {0.0, -0.0,        0.5, 1.5,  2.5,        -0.5,    0.0005,  0.0015, 1.0005, 2.6755, 0.125,
                             0.1, 999999.9995, 1e9, 1e15, 123456.789, -0.0004, -0.0006, 0.05,   0.25,   1e-300}) {
    for (int decimals = 0; decimals <= 6; ++decimals) {
      EXPECT_EQ(written(value, decimals), expected(value, decimals)) << value << " to " << decimals;
    }
  }
}

TEST(Decimal, IsThatOfTheCLibraryForAllSizes) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> small(-2000, 2000);
  for (int i = 0; i < 200'000; ++i) {
    double value = small(random);
    // Lengths of a page are in 64ths; some are halves of the last decimal.
    if (i % 3 == 0) value = std::round(value * 64) / 64;
    if (i % 3 == 1) value = std::round(value * 2000) / 2000;
    const int decimals = i % 5;
    ASSERT_EQ(written(value, decimals), expected(value, decimals)) << value << " to " << decimals;
  }
}
