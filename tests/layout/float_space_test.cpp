#include "layout/core/detail/float_space.h"

using namespace gongwen::layout;

namespace {

LayoutUnit px(int value) { return LayoutUnit::from_px(value); }
Rect rect(int x, int y, int width, int height) { return {{px(x), px(y)}, {px(width), px(height)}}; }

FloatSpacePtr two_sides() {
  const FloatSpacePtr left = FloatSpace::with(nullptr, FloatSide::Left, rect(0, 0, 30, 50), {});
  return FloatSpace::with(left, FloatSide::Right, rect(80, 10, 20, 20), {});
}

}  // namespace

TEST(FloatSpace, TheStretchBetweenFloatsIsFreeAlongTheWholeHeightThatIsAskedFor) {
  const FloatSpacePtr space = two_sides();
  EXPECT_EQ(space->band(px(0), px(5), px(0), px(100)).width(), px(70));
  const FloatBand both = space->band(px(0), px(15), px(0), px(100));
  EXPECT_EQ(both.left, px(30));
  EXPECT_EQ(both.right, px(80));
  EXPECT_EQ(both.bottom, px(30));
  EXPECT_EQ(space->band(px(50), px(5), px(0), px(100)).bottom, LayoutUnit::max());
}

TEST(FloatSpace, AFloatGoesAsHighAsItCanButNotAboveAnEarlierOne) {
  const FloatSpacePtr space = two_sides();
  EXPECT_EQ(space->find_place(FloatSide::Left, {px(40), px(10)}, px(0), px(0), px(100)), (Point{px(30), px(10)}));
  EXPECT_EQ(space->find_place(FloatSide::Left, {px(60), px(10)}, px(0), px(0), px(100)), (Point{px(30), px(30)}));
  EXPECT_EQ(space->find_place(FloatSide::Right, {px(100), px(10)}, px(0), px(0), px(100)), (Point{px(0), px(50)}));
  // What is wider than its container is placed where nothing else is.
  EXPECT_EQ(space->find_place(FloatSide::Left, {px(300), px(10)}, px(0), px(0), px(100)), (Point{px(0), px(50)}));
}

TEST(FloatSpace, ClearingKnowsTheSidesApartAlsoOfFloatsThatAreLongOver) {
  FloatSpacePtr space = two_sides();
  EXPECT_EQ(space->clear_bottom(gongwen::style::Clear::Left), px(50));
  EXPECT_EQ(space->clear_bottom(gongwen::style::Clear::Right), px(30));
  space = FloatSpace::with(space, FloatSide::Left, rect(0, 60, 10, 10), px(60));
  EXPECT_EQ(space->clear_bottom(gongwen::style::Clear::Right), px(30));
  EXPECT_EQ(space->clear_bottom(gongwen::style::Clear::Both), px(70));
}
