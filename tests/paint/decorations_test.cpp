// Borders, backgrounds, clips, opacity and text decorations as display lists.
#include "paint/display_list.h"
#include "support/laid_out.h"

#include <gtest/gtest.h>

using gongwen::paint::dump_display_list;
using gongwen::tests::LaidOut;

namespace {

std::string drawn(std::string_view style, std::string_view body) {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:300px "
      "200px;margin:20px}body{margin:0;"
      "font:10px/20px \"Noto Serif CJK SC\"}p,div{margin:0}" +
      std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
  EXPECT_EQ(laid_out.messages(), "");
  return dump_display_list(laid_out.painted.pages.at(0));
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST(Decorations, RoundCornersTheBackgroundAndTheBorderFollowThem) {
  const std::string list =
      drawn("div{height:20px;border:2px solid red;border-radius:5px;background:#eee}", "<div></div>");
  EXPECT_TRUE(has(list, "fill M25,20 L275,20 C"));
  EXPECT_TRUE(has(list, " even-odd #ff0000\n"));
}

TEST(Decorations, RadiiThatOverlapShrinkTogether) {
  const std::string list = drawn("div{width:100px;height:20px;border-radius:50px;background:#eee}", "<div></div>");
  EXPECT_TRUE(has(list, "fill M30,20 L110,20 C"));  // 50 became 10
}

TEST(Decorations, SidesOfOtherColoursMeetAtASlant) {
  const std::string list = drawn("div{height:10px;border:4px solid;border-color:red green blue black}", "<div></div>");
  EXPECT_TRUE(has(list, "fill M20,20 L280,20 L276,24 L24,24 Z #ff0000\n"));
  EXPECT_TRUE(has(list, "fill M20,38 L20,20 L24,24 L24,34 Z #000000\n"));
}

TEST(Decorations, CarvedBordersHaveALightAndADarkSide) {
  const std::string list = drawn("div{height:10px;border:4px inset #808080}", "<div></div>");
  EXPECT_TRUE(has(list, " #2c2c2c\n"));
  EXPECT_TRUE(has(list, " #d4d4d4\n"));
}

TEST(Decorations, BackgroundImagesOneManySpaced) {
  const std::string once = drawn("div{height:40px;background:url(rgb8.png) no-repeat right bottom}", "<div></div>");
  EXPECT_TRUE(has(once, "image 240,40 40x20\n"));
  const std::string many = drawn("div{height:40px;background-image:url(rgb8.png)}", "<div></div>");
  EXPECT_TRUE(has(many, "tile 20,20 40x20 step 40x20 over 20,20 260x40\n"));
  const std::string spaced = drawn("div{height:30px;width:100px;background:url(rgb8.png) space}", "<div></div>");
  EXPECT_TRUE(has(spaced, "tile 20,20 40x20 step 60x20 over 20,20 100x20\n"));
  const std::string covering = drawn(
      "div{height:100px;width:100px;background:url(rgb8.png) no-repeat center;background-size:cover}", "<div></div>");
  EXPECT_TRUE(has(covering, "clip M20,20 L120,20 L120,120 L20,120 Z\nimage -30,20 200x100\nunclip\n"));
}

TEST(Decorations, TheImageOfTheCanvasIsPlacedInTheRootElementWithTheMarginsInIt) {
  const std::string paragraph = "<p></p>";
  const std::string level = drawn(
      "html{margin-top:4px;background:url(rgb8.png) no-repeat right bottom}p{margin:10px 0;height:60px}", paragraph);
  EXPECT_TRUE(has(level, "image 240,84 40x20\n"));  // 20 + 4 + 10 + 60 + 10 - 20
  const std::string vertical = drawn(
      "html{writing-mode:vertical-rl;background:url(rgb8.png) no-repeat left top}p{margin:10px;width:60px}", paragraph);
  EXPECT_TRUE(has(vertical, "image 200,20 40x20\n"));  // 280 - 10 - 60 - 10
}

TEST(Decorations, TheCanvasTakesTheBackgroundOfHtmlElseOfBodyOverTheWholePageArea) {
  const std::string root = drawn("html{background:#ffe}body{background:#eff;height:30px}", "");
  EXPECT_TRUE(has(root, "fill 20,20 260x160 #ffffee\n"));
  EXPECT_TRUE(has(root, "fill 20,20 260x30 #eeffff\n"));
  const std::string body = drawn("body{background:#eff;height:30px;border:1px solid red}", "");
  EXPECT_TRUE(has(body, "fill 20,20 260x160 #eeffff\n"));
  EXPECT_FALSE(has(body, "x32 #eeffff\n"));
}

TEST(Decorations, BoxesInLinesLieOverTheBackgroundsOfLaterBlocks) {
  const std::string list =
      drawn("b{border:1px solid red;background:#eee;padding:9px 0}p{background:#ffe}", "<p>a<b>b</b></p><p>c</p>");
  EXPECT_LT(list.rfind(" #ffffee\n"), list.find(" #eeeeee\n"));
}

TEST(Decorations, HiddenOverflowIsCutOffAtThePaddingBox) {
  const std::string list = drawn("div{overflow:hidden;border:1px solid;height:40px}", "<div><p>甲</p></div>");
  EXPECT_TRUE(has(list, "clip M21,21 L279,21 L279,61 L21,61 Z\nbegin "));
  EXPECT_TRUE(has(list, "end\nunclip\n"));
}

// css-overflow-3 §3.3, css-contain-2 §3.
TEST(Decorations, OverflowOfTheBodyIsThatOfTheViewportUnlessItIsContained) {
  constexpr std::string_view kBody = "<p>甲</p><p>乙</p>";
  EXPECT_FALSE(has(drawn("body{overflow:hidden;height:50px}", kBody), "clip M20,20"));
  EXPECT_TRUE(has(drawn("body{overflow:hidden;height:50px;contain:layout}", kBody), "clip M20,20"));
  EXPECT_TRUE(has(drawn("html{contain:layout}body{overflow:hidden;height:50px}", kBody), "clip M20,20"));
}

TEST(Decorations, OpacityMakesOnePictureOfABoxAndAllInIt) {
  const std::string list = drawn("div{opacity:.5;background:red}", "<div>甲</div><p>乙</p>");
  EXPECT_TRUE(has(list, "group 0.5\nartifact\nfill 20,20 260x20 #ff0000\nend\nbegin "));
  EXPECT_TRUE(has(list, "end\nungroup\n"));
}

TEST(Decorations, WhatIsNotVisibleKeepsItsRoomAndIsNotDrawn) {
  const std::string list = drawn("span{visibility:hidden;background:red}", "<p>甲<span>乙</span>丙</p>");
  EXPECT_TRUE(has(list, "text 40,"));
  EXPECT_FALSE(has(list, "乙"));
  EXPECT_FALSE(has(list, "#ff0000"));
}

TEST(Decorations, UnderlinesOfABlockGoOnInWhatIsInsideButNotBelowImages) {
  const std::string list = drawn("p{text-decoration:underline 2px red;text-underline-offset:3px}",
                                 "<p>甲<b>乙</b><img src=\"rgb8.png\" alt=\"x\">丙</p>");
  EXPECT_TRUE(has(list, " 20x2 #ff0000\n"));
  EXPECT_TRUE(has(list, " 10x2 #ff0000\n"));
}

TEST(Decorations, UnderlinesOfVerticalTextGoOnBesideCombinedDigits) {
  const std::string list =
      drawn("p{writing-mode:vertical-rl;text-decoration:underline 2px red}b{text-combine-upright:all;font-weight:400}",
            "<p>甲<b>31</b>乙</p>");
  EXPECT_TRUE(has(list, " 30x2 #ff0000\n"));
}

TEST(Decorations, UnderlinesAreDoubleDottedDashedAndWavy) {
  const std::string list = drawn(
      ".a{text-decoration:underline double 1px}.b{text-decoration:underline dashed 1px}"
      ".c{text-decoration:underline wavy 1px}",
      "<p class=\"a\">甲</p><p class=\"b\">乙</p><p class=\"c\">丙</p>");
  EXPECT_TRUE(has(list, "10x1 #000000\nfill "));
  EXPECT_TRUE(has(list, "width 1 dash 3 dash "));
  EXPECT_TRUE(has(list, "clip "));
}

TEST(Decorations, UnderlinesLeaveGapsForInkThatCrossesThemButNotForHan) {
  const auto rects = [](std::string_view style, std::string_view body) {
    const std::string list =
        drawn("p{font-family:\"Gw Serif\";text-decoration:underline 1px}" + std::string(style), body);
    std::size_t count = 0;
    for (std::size_t at = list.find("x1 #000000"); at != std::string::npos; at = list.find("x1 #000000", at + 1))
      ++count;
    return count;
  };
  EXPECT_EQ(rects("", "<p>nan</p>"), 1);
  EXPECT_EQ(rects("", "<p>nangan</p>"), 2);
  EXPECT_EQ(rects("p{text-decoration-skip-ink:none}", "<p>nangan</p>"), 1);
  // The text decides, whoever asks for the line.
  EXPECT_EQ(rects("b{text-decoration-skip-ink:none}", "<p>nan<b>g</b>an</p>"), 1);
  EXPECT_EQ(rects("p{text-decoration-line:overline}", "<p>nangan</p>"), 1);
  EXPECT_EQ(rects("p{text-decoration-line:line-through}", "<p>nangan</p>"), 1);
  const std::string_view low = "p{text-underline-offset:-2px;font-family:\"Gw Song\"}";
  EXPECT_EQ(rects(low, "<p>甲乙</p>"), 1);
  EXPECT_NE(rects(std::string(low) + "p{text-decoration-skip-ink:all}", "<p>甲乙</p>"), 1);
  EXPECT_TRUE(has(drawn("p{font-family:\"Gw Serif\";text-decoration:underline wavy 1px}", "<p>nangan</p>"), "clip "));
}

TEST(Decorations, ADecorationIsAnArtifactAnImageWithATextIsAFigure) {
  EXPECT_TRUE(has(drawn("", "<p><img src=\"rgb8.png\" alt=\"\"></p>"), "artifact\nimage 20,20 40x20\nend\n"));
  EXPECT_TRUE(has(drawn("", "<p><img src=\"rgb8.png\" alt=\"x\"></p>"), "begin 1 0\nimage 20,20 40x20\nend\n"));
}

TEST(Decorations, EmphasisMarksAreShapesOneBesideEachCharacterThatIsNoMark) {
  const std::string list = drawn("p{text-emphasis:dot}", "<p>甲，乙</p>");
  const std::size_t mark = list.find("fill M");
  ASSERT_NE(mark, std::string::npos);
  const std::string shape = list.substr(mark, list.find('\n', mark) - mark);
  EXPECT_EQ(std::count(shape.begin(), shape.end(), 'Z'), 2);
  EXPECT_TRUE(has(shape, " even-odd #000000"));
  // Below the baseline of Chinese, above that of English.
  EXPECT_TRUE(has(drawn("p{text-emphasis:dot red}", "<p>甲</p>"), "#ff0000"));
  EXPECT_NE(drawn("p{text-emphasis:dot}", "<p>甲</p>"), drawn("p{text-emphasis:dot}", "<p lang=\"en\">甲</p>"));
}

TEST(Decorations, EmphasisMarksEveryShapeAndATextOfTheAuthors) {
  for (const std::string_view shape : {"dot", "circle", "double-circle", "triangle", "sesame", "open dot",
                                       "open circle", "open double-circle", "open triangle", "open sesame", "'※'"}) {
    SCOPED_TRACE(::testing::PrintToString(shape));
    EXPECT_TRUE(has(drawn("p{text-emphasis:" + std::string(shape) + "}", "<p>甲</p>"), "fill M"));
  }
  EXPECT_FALSE(has(drawn("p{text-emphasis:none}", "<p>甲</p>"), "fill M"));
  EXPECT_FALSE(has(drawn("p{text-emphasis:''}", "<p>甲</p>"), "fill M"));
}

TEST(Decorations, LinesOfNeighboursDoNotJoinWhereTheyAreInset) {
  const std::string list = drawn("u{text-decoration-inset:auto}", "<p><u>甲乙</u><u>丙</u></p>");
  EXPECT_TRUE(has(list, "fill 21.25,"));
  EXPECT_TRUE(has(list, "fill 41.25,"));
  EXPECT_TRUE(has(drawn("u{text-decoration-inset:2px 3px}", "<p><u>甲乙</u></p>"), "fill 22,"));
}

TEST(Decorations, ClipLeavesARectangleOfAPositionedBox) {
  const std::string list =
      drawn("div{position:absolute;left:0;top:0;width:50px;height:20px;background:#eee;clip:rect(5px,40px,auto,0)}",
            "<div></div>");
  EXPECT_TRUE(has(list, "clip M20,25 L60,25 L60,40 L20,40 Z\n"));
  EXPECT_TRUE(has(list, "unclip\n"));
  // Only of boxes out of flow.
  EXPECT_FALSE(has(
      drawn("div{position:relative;height:20px;background:#eee;clip:rect(5px,40px,auto,0)}", "<div></div>"), "clip"));
  // What lies over it in the same stacking context is cut off as well.
  const std::string nested = drawn(
      "div{position:absolute;left:0;top:0;width:50px;height:20px;clip:rect(0,10px,10px,0)}p{position:relative;"
      "background:#eee;height:5px}",
      "<div><p></p></div>");
  EXPECT_TRUE(has(nested, "clip M20,20 L30,20 L30,30 L20,30 Z\nartifact\nfill 20,20 50x5 #eeeeee\n"));
}

namespace {

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST(Decorations, VerticalTextHasItsLinesInLayersAndBelowOtherBoxesToo) {
  const std::string_view vertical = "div{writing-mode:vertical-rl;height:100px}u{text-decoration-thickness:1px}";
  EXPECT_EQ(
      count(drawn(vertical, "<div><u>甲<span style=\"position:relative\">乙</span>丙</u></div>"), " 10x1 #000000"), 3U);
  const std::string inherited =
      drawn("p{text-decoration:underline 1px}span{display:block;writing-mode:vertical-rl;height:100px}",
            "<p><span>甲</span></p>");
  EXPECT_TRUE(has(inherited, ",15 10x1 #000000"));
  // The em box is five px on both sides of the middle.
  const std::string_view line = "<div><u>甲</u></div>";
  EXPECT_TRUE(has(drawn(vertical, line), ",12.19 10x1 #000000"));
  const std::string right = drawn(std::string(vertical) + "u{text-underline-position:right}", line);
  EXPECT_TRUE(has(right, ",1.19 10x1 #000000"));
  EXPECT_EQ(count(right, " 10x1 #000000"), 1U);
  EXPECT_TRUE(has(drawn(std::string(vertical) + "u{text-underline-position:right;text-decoration-line:overline}", line),
                  ",12.19 10x1 #000000"));
}
