#include "base/nearest_name.h"

#include <array>

#include <doctest/doctest.h>

using gongwen::base::find_nearest_name;

TEST_CASE("the nearest name is found, a far one is not") {
  constexpr std::array<std::string_view, 4> known{"color", "column-gap", "content", "counter-reset"};
  CHECK(find_nearest_name("colr", known) == "color");
  CHECK(find_nearest_name("cotnent", known) == "content");
  CHECK(find_nearest_name("conter-reset", known) == "counter-reset");
  CHECK(find_nearest_name("xyz", known).empty());
  CHECK(find_nearest_name("", known).empty());
}

TEST_CASE("chinese names count by characters, not bytes") {
  constexpr std::array<std::string_view, 2> known{"联系电话", "工作单位"};
  CHECK(find_nearest_name("联络电话", known) == "联系电话");
  CHECK(find_nearest_name("姓名", known).empty());
  const std::string_view codes[] = {"IS", "TS", "PAS"};
  CHECK(find_nearest_name("TR", codes).empty());
  CHECK(find_nearest_name("PSA", codes) == "PAS");
  const std::string_view words[] = {"项数"};
  CHECK(find_nearest_name("项目", words) == "项数");
}
