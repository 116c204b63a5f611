// How much space a step of blocks adds.
#include "layout/block_step.h"

#include "layout/pages_of.h"

#include <doctest/doctest.h>

using gongwen::base::LayoutUnit;
using gongwen::boxes::BoxKind;
using gongwen::layout::inner_step_space;
using gongwen::layout::outer_step_space;
using gongwen::layout::step_space;
using namespace gongwen::style;

namespace {

const gongwen::boxes::Box kBlock;

ComputedStyle stepped(BlockStepRound round, BlockStepAlign align = BlockStepAlign::Start) {
  ComputedStyle style;
  style.block_step_size = LayoutUnit::from_px(20);
  style.block_step_round = round;
  style.block_step_align = align;
  return style;
}

double below(BlockStepRound round, int height) {
  return step_space(stepped(round), LayoutUnit::from_px(height)).below.to_px();
}

}  // namespace

TEST_CASE("heights are rounded up, down, or to the nearest step") {
  CHECK(below(BlockStepRound::Up, 21) == 19);
  CHECK(below(BlockStepRound::Up, 40) == 0);
  CHECK(below(BlockStepRound::Down, 39) == -19);
  CHECK(below(BlockStepRound::Nearest, 29) == -9);
  CHECK(below(BlockStepRound::Nearest, 30) == 10);
  CHECK(below(BlockStepRound::Up, 0) == 0);
}

TEST_CASE("the space goes above, below, or to both sides") {
  const auto at = [](BlockStepAlign align) {
    return step_space(stepped(BlockStepRound::Up, align), LayoutUnit::from_px(11));
  };
  CHECK(at(BlockStepAlign::End).above.to_px() == 9);
  CHECK(at(BlockStepAlign::End).below.to_px() == 0);
  CHECK(at(BlockStepAlign::Center).above.to_px() == 4.5);
  CHECK(at(BlockStepAlign::Auto).below.to_px() == 4.5);
}

TEST_CASE("paddings never shrink") {
  ComputedStyle style = stepped(BlockStepRound::Down);
  style.block_step_insert = BlockStepInsert::PaddingBox;
  CHECK(step_space(style, LayoutUnit::from_px(25)).below.to_px() == 0);
  CHECK(outer_step_space(kBlock, style, LayoutUnit::from_px(25), LayoutUnit()).below.to_px() == 0);
}

TEST_CASE("margins count for the height that is rounded") {
  ComputedStyle style = stepped(BlockStepRound::Up);
  style.margin_top.value = LengthPercentage{LayoutUnit::from_px(5), 0};
  CHECK(outer_step_space(kBlock, style, LayoutUnit::from_px(15), LayoutUnit()).below.to_px() == 0);
  CHECK(outer_step_space(kBlock, style, LayoutUnit::from_px(16), LayoutUnit()).below.to_px() == 19);
}

TEST_CASE("a flex container grows inside; a table and an image, which cannot, outside") {
  ComputedStyle style = stepped(BlockStepRound::Up);
  style.block_step_insert = BlockStepInsert::PaddingBox;
  for (const BoxKind kind : {BoxKind::Block, BoxKind::Flex, BoxKind::Table, BoxKind::Replaced}) {
    gongwen::boxes::Box box;
    box.kind = kind;
    const bool inside = kind == BoxKind::Block || kind == BoxKind::Flex;
    CHECK(inner_step_space(box, style, LayoutUnit::from_px(25), {}).below.to_px() == (inside ? 15 : 0));
    CHECK(outer_step_space(box, style, LayoutUnit::from_px(25), {}).below.to_px() == (inside ? 0 : 15));
  }
  gongwen::boxes::Box cell;
  cell.kind = BoxKind::Cell;
  CHECK(inner_step_space(cell, style, LayoutUnit::from_px(25), {}).below.is_zero());
}

TEST_CASE("what stands behind a flex container, a table or an image stands on the grid") {
  const std::string_view style = ".s{block-step:40px padding-box start}.f{display:flex;height:20px}";
  for (const std::string_view body :
       {"<div class=\"s f\"><p>甲</p></div>",
        "<table class=\"s\"><tbody><tr><td style=\"height:20px\">甲</td></tr></tbody></table>",
        "<div class=\"s\" style=\"height:20px\">甲</div>"}) {
    CAPTURE(body);
    // 40 px for it: of 100 px three lines are left
    CHECK(gongwen::tests::pages(style, std::string(body) + "<p>乙<br/>丙<br/>丁<br/>戊</p>") ==
          std::vector<std::string>{"甲/乙|丙|丁", "戊"});
  }
}
