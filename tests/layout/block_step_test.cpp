// How much space a step of blocks adds.
#include "layout/block/detail/block_floats.h"
#include "layout/pages_of.h"

#include <gtest/gtest.h>

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

TEST(BlockStep, HeightsAreRoundedUpDownOrToTheNearestStep) {
  EXPECT_EQ(below(BlockStepRound::Up, 21), 19);
  EXPECT_EQ(below(BlockStepRound::Up, 40), 0);
  EXPECT_EQ(below(BlockStepRound::Down, 39), -19);
  EXPECT_EQ(below(BlockStepRound::Nearest, 29), -9);
  EXPECT_EQ(below(BlockStepRound::Nearest, 30), 10);
  EXPECT_EQ(below(BlockStepRound::Up, 0), 0);
}

TEST(BlockStep, TheSpaceGoesAboveBelowOrToBothSides) {
  const auto at = [](BlockStepAlign align) {
    return step_space(stepped(BlockStepRound::Up, align), LayoutUnit::from_px(11));
  };
  EXPECT_EQ(at(BlockStepAlign::End).above.to_px(), 9);
  EXPECT_EQ(at(BlockStepAlign::End).below.to_px(), 0);
  EXPECT_EQ(at(BlockStepAlign::Center).above.to_px(), 4.5);
  EXPECT_EQ(at(BlockStepAlign::Auto).below.to_px(), 4.5);
}

TEST(BlockStep, PaddingsNeverShrink) {
  ComputedStyle style = stepped(BlockStepRound::Down);
  style.block_step_insert = BlockStepInsert::PaddingBox;
  EXPECT_EQ(step_space(style, LayoutUnit::from_px(25)).below.to_px(), 0);
  EXPECT_EQ(outer_step_space(kBlock, style, LayoutUnit::from_px(25), LayoutUnit()).below.to_px(), 0);
}

TEST(BlockStep, MarginsCountForTheHeightThatIsRounded) {
  ComputedStyle style = stepped(BlockStepRound::Up);
  style.margin_top.value = LengthPercentage{LayoutUnit::from_px(5), 0};
  EXPECT_EQ(outer_step_space(kBlock, style, LayoutUnit::from_px(15), LayoutUnit()).below.to_px(), 0);
  EXPECT_EQ(outer_step_space(kBlock, style, LayoutUnit::from_px(16), LayoutUnit()).below.to_px(), 19);
}

TEST(BlockStep, AFlexContainerGrowsInsideATableAndAnImageWhichCannotOutside) {
  ComputedStyle style = stepped(BlockStepRound::Up);
  style.block_step_insert = BlockStepInsert::PaddingBox;
  for (const BoxKind kind : {BoxKind::Block, BoxKind::Flex, BoxKind::Table, BoxKind::Replaced}) {
    gongwen::boxes::Box box;
    box.kind = kind;
    const bool inside = kind == BoxKind::Block || kind == BoxKind::Flex;
    EXPECT_EQ(inner_step_space(box, style, LayoutUnit::from_px(25), {}).below.to_px(), inside ? 15 : 0);
    EXPECT_EQ(outer_step_space(box, style, LayoutUnit::from_px(25), {}).below.to_px(), inside ? 0 : 15);
  }
  gongwen::boxes::Box cell;
  cell.kind = BoxKind::Cell;
  EXPECT_TRUE(inner_step_space(cell, style, LayoutUnit::from_px(25), {}).below.is_zero());
}

TEST(BlockStep, WhatStandsBehindAFlexContainerATableOrAnImageStandsOnTheGrid) {
  const std::string_view style = ".s{block-step:40px padding-box start}.f{display:flex;height:20px}";
  for (const std::string_view body :
       {"<div class=\"s f\"><p>甲</p></div>",
        "<table class=\"s\"><tbody><tr><td style=\"height:20px\">甲</td></tr></tbody></table>",
        "<div class=\"s\" style=\"height:20px\">甲</div>"}) {
    SCOPED_TRACE(body);
    // 40 px for it: of 100 px three lines are left
    EXPECT_EQ(gongwen::tests::pages(style, std::string(body) + "<p>乙<br/>丙<br/>丁<br/>戊</p>"),
              (std::vector<std::string>{"甲/乙|丙|丁", "戊"}));
  }
}
