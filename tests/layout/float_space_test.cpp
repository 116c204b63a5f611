#include "layout/float_space.h"

using namespace gongwen::layout;

namespace {

LayoutUnit px(int value) { return LayoutUnit::from_px(value); }
Rect rect(int x, int y, int width, int height) { return {{px(x), px(y)}, {px(width), px(height)}}; }

FloatSpacePtr two_sides() {
  const FloatSpacePtr left = FloatSpace::with(nullptr, FloatSide::Left, rect(0, 0, 30, 50), {});
  return FloatSpace::with(left, FloatSide::Right, rect(80, 10, 20, 20), {});
}

}  // namespace

TEST_CASE("the stretch between floats is free along the whole height that is asked for") {
  const FloatSpacePtr space = two_sides();
  CHECK(space->band(px(0), px(5), px(0), px(100)).width() == px(70));
  const FloatBand both = space->band(px(0), px(15), px(0), px(100));
  CHECK(both.left == px(30));
  CHECK(both.right == px(80));
  CHECK(both.bottom == px(30));
  CHECK(space->band(px(50), px(5), px(0), px(100)).bottom == LayoutUnit::max());
}

TEST_CASE("a float goes as high as it can, but not above an earlier one") {
  const FloatSpacePtr space = two_sides();
  CHECK(space->find_place(FloatSide::Left, {px(40), px(10)}, px(0), px(0), px(100)) == Point{px(30), px(10)});
  CHECK(space->find_place(FloatSide::Left, {px(60), px(10)}, px(0), px(0), px(100)) == Point{px(30), px(30)});
  CHECK(space->find_place(FloatSide::Right, {px(100), px(10)}, px(0), px(0), px(100)) == Point{px(0), px(50)});
  // What is wider than its container is placed where nothing else stands.
  CHECK(space->find_place(FloatSide::Left, {px(300), px(10)}, px(0), px(0), px(100)) == Point{px(0), px(50)});
}

TEST_CASE("clearing knows the sides apart, also of floats that are long over") {
  FloatSpacePtr space = two_sides();
  CHECK(space->clear_bottom(gongwen::style::Clear::Left) == px(50));
  CHECK(space->clear_bottom(gongwen::style::Clear::Right) == px(30));
  space = FloatSpace::with(space, FloatSide::Left, rect(0, 60, 10, 10), px(60));
  CHECK(space->clear_bottom(gongwen::style::Clear::Right) == px(30));
  CHECK(space->clear_bottom(gongwen::style::Clear::Both) == px(70));
}
