#include "base/digit_groups.h"

#include <gtest/gtest.h>

using gongwen::base::without_group_separators;

TEST(DigitGroups, CommasAreTakenOutOnlyIfTheyAreAtAllThousands) {
  const std::pair<const char*, const char*> right[] = {{"", ""},
                                                       {"1234567.8", "1234567.8"},
                                                       {"1,234", "1234"},
                                                       {"-12,345.678", "-12345.678"},
                                                       {"123,456", "123456"},
                                                       {"1,234,567.8", "1234567.8"}};
  for (const auto& [written, digits] : right) EXPECT_EQ(without_group_separators(written), digits) << written;
  for (const char* const wrong : {",", ",123", "-,123", "1,23", "12,34", "1234,567", "1,234567", "1,2345", "0.123,456",
                                  "1,234.567,8", "1,,234", "1,234,"}) {
    EXPECT_EQ(without_group_separators(wrong), std::nullopt) << wrong;
  }
}
