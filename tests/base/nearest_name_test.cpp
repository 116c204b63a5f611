#include "base/nearest_name.h"

#include <array>

#include <gtest/gtest.h>

using gongwen::base::find_nearest_name;

TEST(NearestName, TheNearestNameIsFoundAFarOneIsNot) {
  constexpr std::array<std::string_view, 4> known{"color", "column-gap", "content", "counter-reset"};
  EXPECT_EQ(find_nearest_name("colr", known), "color");
  EXPECT_EQ(find_nearest_name("cotnent", known), "content");
  EXPECT_EQ(find_nearest_name("conter-reset", known), "counter-reset");
  EXPECT_TRUE(find_nearest_name("xyz", known).empty());
  EXPECT_TRUE(find_nearest_name("", known).empty());
}

TEST(NearestName, ChineseNamesCountByCharactersNotBytes) {
  constexpr std::array<std::string_view, 2> known{"联系电话", "工作单位"};
  EXPECT_EQ(find_nearest_name("联络电话", known), "联系电话");
  EXPECT_TRUE(find_nearest_name("姓名", known).empty());
  const std::string_view codes[] = {"IS", "TS", "PAS"};
  EXPECT_TRUE(find_nearest_name("TR", codes).empty());
  EXPECT_EQ(find_nearest_name("PSA", codes), "PAS");
  const std::string_view words[] = {"项数"};
  EXPECT_EQ(find_nearest_name("项目", words), "项数");
}
