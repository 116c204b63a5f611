#include "base/name_index.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr std::array<std::string_view, 6> kNames = {"auto", "none", "", "甲", "none", "auto-fill"};
constexpr base::NameIndex<kNames.size(),
                          [](std::size_t i) {
                            return kNames[i];
                          }>
    kIndex;
static_assert(kIndex.find("auto-fill") == 5);

constexpr std::array<std::string_view, 1> kOne = {"a"};
constexpr base::NameIndex<kOne.size(),
                          [](std::size_t i) {
                            return kOne[i];
                          }>
    kIndexOfOne;

}  // namespace

TEST(NameIndex, EachNameIsFoundWhereItIsFirst) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const std::size_t first = i == 4 ? 1 : i;
    EXPECT_EQ(kIndex.find(std::string(kNames[i])), first);
  }
}

TEST(NameIndex, CaseCountsOnlyWhereItIsAskedFor) {
  EXPECT_EQ(kIndex.find("AUTO"), std::nullopt);
  EXPECT_EQ(kIndex.find_in_any_case("AUTO"), 0);
  EXPECT_EQ(kIndex.find_in_any_case("Auto-Fill"), 5);
  EXPECT_EQ(kIndex.find_in_any_case("AUT"), std::nullopt);
}

TEST(NameIndex, OtherNamesAreNotFound) {
  for (const std::string_view name : {"aut", "auto ", "AUTO", "乙", "auto-filL"})
    EXPECT_EQ(kIndex.find(name), std::nullopt);
  int found = 0;
  for (int i = 0; i < 10'000; ++i) found += kIndexOfOne.find(std::to_string(i)).has_value() ? 1 : 0;
  EXPECT_EQ(found, 0);
  EXPECT_EQ(kIndexOfOne.find("a"), 0);
}
