#include "base/layout_unit.h"

#include <type_traits>

#include <doctest/doctest.h>

using gongwen::base::LayoutUnit;

// A length never comes from a bare number by itself, nor turns into one.
static_assert(!std::is_convertible_v<int, LayoutUnit>);
static_assert(!std::is_convertible_v<double, LayoutUnit>);
static_assert(!std::is_convertible_v<LayoutUnit, int>);
static_assert(!std::is_convertible_v<LayoutUnit, double>);

TEST_CASE("lengths round to the nearest 1/64 px") {
  CHECK(LayoutUnit::from_px(3).raw() == 192);
  CHECK(LayoutUnit::round_from_pt(30).to_px() == 40.0);
  CHECK(LayoutUnit::round_from_mm(25.4).to_px() == 96.0);
  CHECK(LayoutUnit::round_from_px(1.0 / 128).raw() == 1);
  CHECK(LayoutUnit::round_from_px(-1.0 / 128).raw() == -1);
  CHECK(LayoutUnit::round_from_px(0.0 / 0.0 * 0).raw() == 0);
}

TEST_CASE("lengths saturate at both ends") {
  const LayoutUnit huge = LayoutUnit::round_from_mm(1e9);
  CHECK(huge == LayoutUnit::max());
  CHECK(huge + LayoutUnit::from_px(1) == LayoutUnit::max());
  CHECK(-huge - LayoutUnit::from_px(1) == LayoutUnit::min());
  CHECK(huge * 1000 == LayoutUnit::max());
  CHECK(-LayoutUnit::min() == LayoutUnit::max());
}

TEST_CASE("scaling rounds to nearest, half away from zero") {
  const LayoutUnit one = LayoutUnit::from_raw(1);
  CHECK(LayoutUnit::scaled(one, 1, 2).raw() == 1);
  CHECK(LayoutUnit::scaled(one, -1, 2).raw() == -1);
  CHECK(LayoutUnit::scaled(one, 1, 3).raw() == 0);
  CHECK(LayoutUnit::scaled(one, 7, -2).raw() == -4);
  CHECK(LayoutUnit::scaled(LayoutUnit::max(), 4, 2) == LayoutUnit::max());
  CHECK(LayoutUnit::scaled(one, 5, 0).raw() == 0);
  CHECK(LayoutUnit::from_px(5) / 0 == LayoutUnit());
}

TEST_CASE("dumped lengths have at most two decimals") {
  CHECK(to_text(LayoutUnit::from_px(12)) == "12");
  CHECK(to_text(LayoutUnit::from_raw(32)) == "0.5");
  CHECK(to_text(LayoutUnit::from_raw(-1)) == "-0.02");
  CHECK(to_text(LayoutUnit()) == "0");
}
