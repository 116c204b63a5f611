#include "base/geometry.h"

#include <type_traits>

#include <gtest/gtest.h>

using gongwen::base::LayoutUnit;

// A length never comes from a bare number by itself, nor turns into one.
static_assert(!std::is_convertible_v<int, LayoutUnit>);
static_assert(!std::is_convertible_v<double, LayoutUnit>);
static_assert(!std::is_convertible_v<LayoutUnit, int>);
static_assert(!std::is_convertible_v<LayoutUnit, double>);

TEST(LayoutUnit, LengthsRoundToTheNearest1Of64thPx) {
  EXPECT_EQ(LayoutUnit::from_px(3).raw(), 192);
  EXPECT_EQ(LayoutUnit::round_from_pt(30).to_px(), 40.0);
  EXPECT_EQ(LayoutUnit::round_from_mm(25.4).to_px(), 96.0);
  EXPECT_EQ(LayoutUnit::round_from_px(1.0 / 128).raw(), 1);
  EXPECT_EQ(LayoutUnit::round_from_px(-1.0 / 128).raw(), -1);
  EXPECT_EQ(LayoutUnit::round_from_px(0.0 / 0.0 * 0).raw(), 0);
}

TEST(LayoutUnit, LengthsSaturateAtBothEnds) {
  const LayoutUnit huge = LayoutUnit::round_from_mm(1e9);
  EXPECT_EQ(huge, LayoutUnit::max());
  EXPECT_EQ(huge + LayoutUnit::from_px(1), LayoutUnit::max());
  EXPECT_EQ(-huge - LayoutUnit::from_px(1), LayoutUnit::min());
  EXPECT_EQ(huge * 1000, LayoutUnit::max());
  EXPECT_EQ(-LayoutUnit::min(), LayoutUnit::max());
}

TEST(LayoutUnit, ScalingRoundsToNearestHalfAwayFromZero) {
  const LayoutUnit one = LayoutUnit::from_raw(1);
  EXPECT_EQ(LayoutUnit::scaled(one, 1, 2).raw(), 1);
  EXPECT_EQ(LayoutUnit::scaled(one, -1, 2).raw(), -1);
  EXPECT_EQ(LayoutUnit::scaled(one, 1, 3).raw(), 0);
  EXPECT_EQ(LayoutUnit::scaled(one, 7, -2).raw(), -4);
  EXPECT_EQ(LayoutUnit::scaled(LayoutUnit::max(), 4, 2), LayoutUnit::max());
  EXPECT_EQ(LayoutUnit::scaled(one, 5, 0).raw(), 0);
  EXPECT_EQ(LayoutUnit::from_px(5) / 0, LayoutUnit());
}

TEST(LayoutUnit, DumpedLengthsHaveAtMostTwoDecimals) {
  EXPECT_EQ(to_text(LayoutUnit::from_px(12)), "12");
  EXPECT_EQ(to_text(LayoutUnit::from_raw(32)), "0.5");
  EXPECT_EQ(to_text(LayoutUnit::from_raw(-1)), "-0.02");
  EXPECT_EQ(to_text(LayoutUnit()), "0");
}
