// Transforms, gradients, layers of backgrounds, outlines, shadows and what lies around a page, as display lists.
#include "paint/display_list.h"
#include "support/laid_out.h"

#include <gtest/gtest.h>

using gongwen::paint::dump_display_list;
using gongwen::paint::PageDisplay;
using gongwen::tests::LaidOut;

namespace {

std::string page_of(std::string_view style, std::string_view body) {
  return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:300px 200px;margin:20px}"
         "body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}p,div{margin:0}" +
         std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>";
}

std::string drawn(std::string_view style, std::string_view body) {
  const LaidOut laid_out(page_of(style, body));
  EXPECT_EQ(laid_out.messages(), "");
  return dump_display_list(laid_out.painted.pages.at(0));
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Both are painted, and the first one below the other.
testing::AssertionResult painted_before(const std::string& list, std::string_view below, std::string_view above) {
  const std::size_t first = list.find(below);
  const std::size_t second = list.find(above);
  if (first != std::string::npos && second != std::string::npos && first < second) return testing::AssertionSuccess();
  return testing::AssertionFailure() << below << " is not painted before " << above << " in\n" << list;
}

}  // namespace

TEST(Effects, TransformsAreAboutTheMiddleOrTheirOrigin) {
  const std::string turned =
      drawn("div{width:40px;height:20px;background:#eee;transform:rotate(90deg)}", "<div></div>");
  EXPECT_TRUE(has(turned, "transform 0 1 -1 0 70 -10\n")) << turned;  // about 40,30
  const std::string scaled =
      drawn("div{width:40px;height:20px;background:#eee;scale:2 50%;transform-origin:0 0}", "<div></div>");
  EXPECT_TRUE(has(scaled, "transform 2 0 0 0.5 -20 10\n")) << scaled;
  const std::string moved = drawn("div{width:40px;height:20px;background:#eee;translate:50% 5px}", "<div></div>");
  EXPECT_TRUE(has(moved, "transform 1 0 0 1 20 5\n")) << moved;
}

TEST(Effects, TransformedBoxesAreStackingContextsAndLinesOfTextAreNotTransformed) {
  const std::string list =
      drawn("i{transform:none;position:relative;z-index:-1;background:#00f}div{transform:skewX(45deg);background:#eee}",
            "<div>甲<i>乙</i></div>");
  const std::size_t begin = list.find("transform 1 0 1 1 ");
  ASSERT_NE(begin, std::string::npos);
  EXPECT_LT(begin, list.find(" #eeeeee"));
  EXPECT_TRUE(painted_before(list, " #eeeeee", " #0000ff"));
  EXPECT_TRUE(painted_before(list, " #0000ff", "\"甲\""));
  EXPECT_TRUE(painted_before(list, "\"甲\"", "untransform"));
  EXPECT_FALSE(has(drawn("i{transform:rotate(9deg)}", "<p>甲<i>乙</i></p>"), "transform"));
  EXPECT_EQ(
      count_of(drawn("table{transform:scale(2);opacity:0.5}", "<table><tr><td>甲</td></tr></table>"), "untransform"),
      1);
}

// css-flexbox-1 §5.4, css-grid-2 §4.4: as boxes in lines are.
TEST(Effects, AnItemOverAnotherOneCoversItsText) {
  constexpr std::string_view kBody = "<main><div class='a'>甲</div><div class='b'>乙</div></main>";
  const std::string list = drawn("main{display:grid}div{grid-area:1/1}.a{background:#f00}.b{background:#00f}", kBody);
  EXPECT_TRUE(painted_before(list, "#ff0000", "\"甲\""));
  EXPECT_TRUE(painted_before(list, "\"甲\"", "#0000ff"));
  EXPECT_TRUE(painted_before(list, "#0000ff", "\"乙\""));
  const std::string beside = drawn("main{display:grid}.a{background:#f00}.b{background:#00f}", kBody);
  EXPECT_TRUE(painted_before(beside, "#0000ff", "\"甲\""));
}

// css-flexbox-1 §4.1.
TEST(Effects, OrderDoesNotCountForBoxesOutOfFlow) {
  const std::string list =
      drawn("main{display:flex}i{position:absolute}.a{order:10;background:#f00}.b{order:5;background:#00f}",
            "<main><i class='a'>甲</i><i class='b'>乙</i></main>");
  EXPECT_TRUE(painted_before(list, "#ff0000", "#0000ff"));
}

TEST(Effects, TheAxisOfARotationMayBeCalculated) {
  constexpr std::string_view kBody = "<div></div>";
  constexpr std::string_view kBox = "div{width:40px;height:20px;background:#eee;transform-origin:0 0;rotate:";
  const std::string usual = drawn(std::string(kBox) + "0 1 0 60deg}", kBody);
  EXPECT_TRUE(has(usual, "transform 0.5 0 0 1 "));
  EXPECT_EQ(drawn(std::string(kBox) + "calc(0) calc(1) 0 60deg}", kBody), usual);
  EXPECT_EQ(drawn(std::string(kBox) + "60deg 0 calc(1) calc(0)}", kBody), usual);
  EXPECT_EQ(drawn(std::string(kBox) + "y 60deg}", kBody), usual);
}

TEST(Effects, BoxesInSpaceAreDrawnAsTheirProjections) {
  constexpr std::string_view kBox = "div{width:40px;height:20px;background:#eee;transform-origin:0 0;";
  const auto in_space = [&](const std::string& transform) {
    return drawn(std::string(kBox) + "transform:" + transform + "}", "<div></div>");
  };
  EXPECT_TRUE(has(in_space("rotateY(60deg)"), "transform 0.5 0 0 1 10 0\n"));
  EXPECT_TRUE(has(in_space("rotateX(-60deg)"), "transform 1 0 0 0.5 0 10\n"));
  EXPECT_TRUE(has(in_space("perspective(100px) translateZ(50px)"), "transform 2 0 0 2 -20 -20\n"));
  EXPECT_TRUE(has(in_space("rotate3d(0, 0, 2, 90deg)"), "transform 0 1 -1 0 40 0\n"));
  EXPECT_TRUE(has(in_space("matrix3d(2,0,0,0, 0,1,0,0, 0,0,1,0, 5,0,9,1)"), "transform 2 0 0 1 -15 0\n"));
  const std::string edge_on = in_space("rotateY(90deg)");
  EXPECT_TRUE(has(edge_on, "clip")) << edge_on;
  EXPECT_FALSE(has(edge_on, "transform")) << edge_on;
  const std::string nearer = in_space("translateZ(9px)");
  EXPECT_TRUE(has(nearer, "#eeeeee")) << nearer;
  EXPECT_FALSE(has(nearer, "transform")) << nearer;
  // What is not finite is not drawn, and leaves the rest as it is.
  EXPECT_FALSE(has(in_space("matrix3d(1e306,0,0,0, 0,1,0,0, 0,0,1,0, 0,0,0,.001)"), "nan"));
}

TEST(Effects, ChildrenAreInTheSpaceOfTheirParentUnlessItMakesOnePictureOfThem) {
  constexpr std::string_view kStyle =
      "div{width:40px;height:20px;transform-origin:0 0}.o{transform:rotateY(90deg)}"
      ".i{transform:rotateY(-90deg);background:#00f}.s{transform-style:preserve-3d}";
  const auto nested = [&](std::string_view more) {
    return drawn(std::string(kStyle) + std::string(more), "<div class='o s'><div class='i'>甲</div></div>");
  };
  const std::string in_space = nested("");
  EXPECT_FALSE(has(in_space, "transform")) << in_space;  // turned and turned back
  EXPECT_TRUE(has(in_space, "#0000ff"));
  for (const std::string_view flat :
       {".s{transform-style:flat}", ".s{opacity:0.5}", ".s{overflow:hidden}", ".s{contain:paint}"}) {
    EXPECT_TRUE(has(nested(flat), "clip")) << flat;  // what is seen edge-on
  }
}

TEST(Effects, WhatLiesInAnInlineBoxIsNotInTheSpaceAroundIt) {
  constexpr std::string_view kStyle =
      "div{width:40px;height:20px;transform-origin:0 0}.o{transform:rotateY(90deg);transform-style:preserve-3d}"
      ".n{display:inline}.i{transform:rotateY(-90deg);background:#00f}";
  EXPECT_TRUE(has(drawn(kStyle, "<div class='o'><div class='n'><div class='i'>甲</div></div></div>"), "clip"));
}

TEST(Effects, TheNearestBoxOfASpaceIsPaintedLast) {
  const std::string list = drawn(
      "main{display:block;transform-style:preserve-3d}div{width:40px;height:20px;margin-bottom:-20px}"
      ".near{background:#f00;transform:translateZ(20px)}.far{background:#00f;transform:translateZ(-20px)}",
      "<main><div class='near'></div><div class='far'></div></main>");
  EXPECT_TRUE(painted_before(list, "#0000ff", "#ff0000"));
}

TEST(Effects, LayersBelowZeroAreUnderTheTextOfASpace) {
  for (const std::string_view space : {"", "transform-style:preserve-3d"}) {
    const std::string list = drawn("main{display:block;position:relative;z-index:0;background:#00f;" +
                                       std::string(space) + "}i{position:absolute;inset:0;z-index:-1;background:#f00}",
                                   "<main><i></i>甲</main>");
    EXPECT_TRUE(painted_before(list, "#0000ff", "#ff0000")) << space;
    EXPECT_TRUE(painted_before(list, "#ff0000", "\"甲\"")) << space;
  }
}

TEST(Effects, ClipIsTransformedWithItsBox) {
  constexpr std::string_view kStyle =
      "i{position:absolute;top:0;left:0;width:80px;height:20px;background:#00f;clip:rect(0,50px,20px,0)}";
  const std::string flat = drawn(std::string(kStyle) + "i{transform:translateX(100px)}", "<i></i>");
  EXPECT_TRUE(painted_before(flat, "transform 1 0 0 1 100 0", "clip")) << flat;
  const std::string deep =
      drawn(std::string(kStyle) + "main{display:block;transform-style:preserve-3d}", "<main><i></i></main>");
  EXPECT_TRUE(painted_before(deep, "clip", "#0000ff")) << deep;
}

TEST(Effects, GroupsOfRowsAreTransformedAsAWhole) {
  const std::string list = drawn(
      "table{border-spacing:0}td{padding:0;width:40px;height:20px}tr{background:#00f}tbody{transform:rotate(180deg)}",
      "<table><tr><td></td></tr><tr><td></td></tr></table>");
  EXPECT_EQ(count_of(list, "transform -1 0 0 -1 80 80\n"), 2) << list;  // about 40,40
}

TEST(Effects, RowsWithDepthTurnWithTheirGroup) {
  const std::string list = drawn(
      "table{border-spacing:0}td{padding:0;width:40px;height:20px}tr{background:#00f;backface-visibility:hidden}"
      "tbody{transform:rotate(180deg)}",
      "<table><tr><td></td></tr><tr><td></td></tr></table>");
  EXPECT_EQ(count_of(list, "transform -1 0 0 -1 80 80\n"), 2) << list;
}

TEST(Effects, NothingIsFixedInATransformedBox) {
  constexpr std::string_view kStyle =
      "div{width:40px;height:20px;margin-left:20px;background:linear-gradient(red,blue) fixed no-repeat 0 0/10px 10px}";
  const std::string fixed = drawn(kStyle, "<div></div>");
  const std::string moved =
      drawn(std::string(kStyle) + "main{display:block;transform:translateX(0)}", "<main><div></div></main>");
  EXPECT_FALSE(has(fixed, "40,20 10x10")) << fixed;
  EXPECT_TRUE(has(moved, "40,20 10x10")) << moved;
}

TEST(Effects, TheCanvasIsTransformedWithTheRootElement) {
  const std::string list = drawn("html{background:#00f;transform:translateX(10px)}", "");
  EXPECT_TRUE(painted_before(list, "transform 1 0 0 1 10 0", "#0000ff")) << list;
}

TEST(Effects, WillChangeMakesAStackingContextAndAContainingBlock) {
  const auto of = [](const std::string& value) {
    return drawn("main{display:block;background:#0f0;will-change:" + value +
                     "}i{position:absolute;top:0;z-index:-1;background:#00f}",
                 "<p>甲</p><main><i>乙</i></main>");
  };
  EXPECT_TRUE(painted_before(of("opacity"), "#00ff00", "#0000ff"));
  EXPECT_TRUE(painted_before(of("color, transform"), "#00ff00", "#0000ff"));
  EXPECT_TRUE(painted_before(of("color"), "#0000ff", "#00ff00"));
  EXPECT_TRUE(painted_before(of("contain"), "#00ff00", "#0000ff"));
  // `z-index` has no effect on a box that is not positioned.
  EXPECT_TRUE(painted_before(of("z-index"), "#0000ff", "#00ff00"));
  EXPECT_TRUE(painted_before(of("z-index;position:relative"), "#00ff00", "#0000ff"));
}

TEST(Effects, TheBackOfABoxCanBeHidden) {
  constexpr std::string_view kStyle =
      "div{width:40px;height:20px;background:#00f}.b{backface-visibility:hidden}.y{transform:rotateY(180deg)}"
      ".m{transform:scaleX(-1)}.s{transform-style:preserve-3d;background:none}";
  EXPECT_FALSE(has(drawn(kStyle, "<div class='b y'>甲</div>"), "#0000ff"));
  EXPECT_TRUE(has(drawn(kStyle, "<div class='b m'>甲</div>"), "#0000ff"));
  EXPECT_TRUE(has(drawn(kStyle, "<div class='b'>甲</div>"), "#0000ff"));
  EXPECT_FALSE(has(drawn(kStyle, "<div class='s y'><div class='b'>甲</div></div>"), "#0000ff"));
  EXPECT_TRUE(has(drawn(kStyle, "<div class='s y'><div class='b y'>甲</div></div>"), "#0000ff"));
}

TEST(Effects, PerspectiveIsExactForWhatIsParallelToThePage) {
  constexpr std::string_view kBody = "<main><div></div></main>";
  const std::string list = drawn(
      "main{display:block;width:40px;height:20px;perspective:100px;perspective-origin:0 0}"
      "div{width:40px;height:20px;background:#eee;transform:translateZ(50px)}",
      kBody);
  EXPECT_TRUE(has(list, "transform 2 0 0 2 -20 -20\n")) << list;
  const LaidOut turned(page_of(
      "main{display:block;perspective:50px}div{width:40px;height:20px;background:#eee;transform:rotateY(60deg)}",
      kBody));
  EXPECT_TRUE(has(turned.messages(), "paint/inexact-perspective")) << turned.messages();
}

TEST(Effects, IsolationMakesAStackingContext) {
  const std::string list =
      drawn("main{display:block;background:#0f0}i{position:absolute;z-index:-1;background:#00f}.j{isolation:isolate}",
            "<main class='j'><i>甲</i></main>");
  EXPECT_TRUE(painted_before(list, "#00ff00", "#0000ff"));
}

TEST(Effects, LinksOfTransformedBoxesHaveTheirCorners) {
  const LaidOut laid_out(page_of("div{width:40px;height:20px;transform:rotate(90deg)}",
                                 "<div><a href='https://example.org/'>甲</a></div>"));
  const PageDisplay& page = laid_out.painted.pages.at(0);
  ASSERT_EQ(page.links.size(), 1U);
  ASSERT_EQ(page.links[0].corners.size(), page.links[0].rects.size());
  EXPECT_DOUBLE_EQ(page.links[0].corners[0][0].y, 10);  // the left end became the upper one
  EXPECT_GT(page.links[0].corners[0][0].x, page.links[0].corners[0][3].x);
}

TEST(Effects, ContentThatATransformPutsOffTheSheetIsReported) {
  const LaidOut laid_out(page_of("div{transform:translateX(280px);border:1px solid;width:20px}", "<div>甲乙</div>"));
  EXPECT_TRUE(has(laid_out.messages(), "layout/off-sheet")) << laid_out.messages();
  const LaidOut inside(
      page_of("div{transform:scale(0.5);transform-origin:0 0;width:500px;border:1px solid}", "<div>甲</div>"));
  EXPECT_EQ(inside.messages(), "");
}

TEST(Effects, WhatATransformFlattensIsNotSeen) {
  const std::string list = drawn("div{height:20px;background:#eee;transform:scale(0)}", "<div>甲</div>");
  EXPECT_FALSE(has(list, "transform"));
  EXPECT_TRUE(has(list, "clip M0,0 L0,0 L0,0 L0,0 Z\n")) << list;
  EXPECT_TRUE(has(list, "unclip\n"));
}

TEST(Effects, GradientsAreImages) {
  const std::string once = drawn("div{height:40px;background:linear-gradient(red,blue)}", "<div></div>");
  EXPECT_TRUE(has(once, "image 20,20 260x40\n")) << once;
  const std::string tiled = drawn("div{height:40px;background:radial-gradient(red,blue) 0 0/20px 20px}", "<div></div>");
  EXPECT_TRUE(has(tiled, "tile 20,20 20x20 step 20x20 over 20,20 260x40\n")) << tiled;
}

TEST(Effects, GradientsOfAllShapesAndBadLengthsEnd) {
  for (const char* const gradient :
       {"radial-gradient(circle 0px, red, blue)", "radial-gradient(closest-side at left, red, blue)",
        "repeating-linear-gradient(red 0, blue 0)", "repeating-linear-gradient(red, blue 0.0001px)",
        "repeating-radial-gradient(red -20px, blue 5px)", "radial-gradient(red -50%, blue -10%)",
        "linear-gradient(red 1e9px, blue -1e9px)", "linear-gradient(red, 0%, blue, 100%, green)",
        "linear-gradient(to top left, transparent, red 50%, transparent)", "linear-gradient(red 50%, blue 50%)"}) {
    const std::string list = drawn("div{height:40px;background:" + std::string(gradient) + "}", "<div></div>");
    EXPECT_TRUE(has(list, "image 20,20 260x40\n")) << gradient;
  }
}

TEST(Effects, ConicGradientsAreImagesAndEnd) {
  for (const char* const gradient :
       {"conic-gradient(red 0 50%, blue 0)", "conic-gradient(red, transparent)", "conic-gradient(red 0deg, blue 0deg)",
        "repeating-conic-gradient(red, blue 0.0001deg)",
        "conic-gradient(from 1e9deg at -1e6px 1e6px, red 1e9turn, blue -1e9turn)", "conic-gradient(red, 30%, blue)",
        "repeating-conic-gradient(red 0 0, blue 0 0)"}) {
    const std::string list = drawn("div{height:40px;background:" + std::string(gradient) + "}", "<div></div>");
    EXPECT_TRUE(has(list, "image 20,20 260x40\n")) << gradient;
  }
}

TEST(Effects, TheFirstLayerIsOnTopAndTheColourBelow) {
  const std::string list = drawn(
      "div{height:40px;background:linear-gradient(red,blue) 0 0/5px 5px no-repeat,"
      "linear-gradient(red,blue) 0 0/7px 7px no-repeat padding-box,#eee}",
      "<div></div>");
  EXPECT_TRUE(painted_before(list, "#eeeeee", "7x7"));
  EXPECT_TRUE(painted_before(list, "7x7", "5x5"));
}

TEST(Effects, FixedBackgroundsReferToThePageArea) {
  const std::string list =
      drawn("div{height:40px;margin-top:30px;background:linear-gradient(red,blue) 0 0/10px 50px no-repeat fixed}",
            "<div></div>");
  EXPECT_TRUE(has(list, "image 20,20 10x50\n")) << list;
}

TEST(Effects, OutlinesLieAboveTheTextAndOutsideOfTheBorder) {
  const std::string list = drawn("p{outline:2px solid red;outline-offset:3px}", "<p>甲</p>");
  EXPECT_TRUE(has(list, "fill 15,15 270x2 #ff0000\n")) << list;
  EXPECT_TRUE(painted_before(list, "\"甲\"", "#ff0000"));
}

TEST(Effects, ShadowsLieOutsideOrInsideOfTheirBox) {
  const std::string outer = drawn("div{width:40px;height:20px;box-shadow:5px 6px red}", "<div></div>");
  EXPECT_TRUE(has(outer, "fill M25,26 L65,26 L65,46 L25,46 Z #ff0000\nunclip\n")) << outer;
  EXPECT_TRUE(has(outer, "clip ")) << outer;
  const std::string inner = drawn("div{width:40px;height:20px;box-shadow:inset 5px 6px red}", "<div></div>");
  EXPECT_TRUE(has(inner, "clip M20,20 L60,20 L60,40 L20,40 Z\nfill ")) << inner;
  const std::string blurred = drawn("div{width:40px;height:20px;box-shadow:0 0 10px red}", "<div></div>");
  EXPECT_GT(count_of(blurred, "#ff0000"), 10U);
}

TEST(Effects, RowsHaveShadowsBelowTheirCells) {
  const std::string style =
      "table{border-spacing:0}td{width:40px;height:20px;padding:0;background:lime}tr{box-shadow:5px 6px red}";
  const std::string list = drawn(style, "<table><tr><td></td><td></td></tr></table>");
  EXPECT_TRUE(has(list, "fill M25,26 L105,26 L105,46 L25,46 Z #ff0000\nunclip\n")) << list;
  EXPECT_EQ(count_of(list, "#ff0000"), 1U);
  EXPECT_TRUE(painted_before(list, "#ff0000", "#00ff00"));
  EXPECT_EQ(count_of(drawn(style + "tr{visibility:hidden}", "<table><tr><td></td></tr></table>"), "#ff0000"), 0U);
}

TEST(Effects, ShadowsOfTextAreOutlinesBelowIt) {
  const std::string list = drawn("p{text-shadow:1px 1px red}", "<p>甲</p>");
  EXPECT_EQ(count_of(list, "text "), 1U);
  EXPECT_TRUE(painted_before(list, "#ff0000", "text "));
}

TEST(Effects, ImagesOfBordersReplaceTheBorders) {
  const std::string list =
      drawn("div{height:20px;border:4px solid red;border-image:linear-gradient(red,blue) 1}", "<div></div>");
  EXPECT_FALSE(has(list, " #ff0000\n"));
  EXPECT_EQ(count_of(list, "image "), 8U) << list;
}

TEST(Effects, ImagesOfRowsGroupsAndColumnsLieInTheWholePart) {
  const std::string table =
      "<table><colgroup><col><col></colgroup><tbody><tr><td></td><td></td></tr><tr><td></td><td></td></tr></tbody>"
      "</table>";
  const std::string base = "table{border-spacing:2px;border-collapse:separate}td{padding:0;width:20px;height:10px}";
  const std::string rows = drawn(base + "tr{background:linear-gradient(red,blue)}", table);
  EXPECT_EQ(count_of(rows, " 42x10\n"), 4U) << rows;
  EXPECT_EQ(count_of(rows, "clip "), 4U) << rows;
  const std::string groups = drawn(base + "tbody{background:linear-gradient(red,blue)}", table);
  EXPECT_EQ(count_of(groups, "image 22,22 42x22\n"), 4U) << groups;
  const std::string columns = drawn(base + "col{background:linear-gradient(red,blue)}", table);
  EXPECT_EQ(count_of(columns, " 20x22\n"), 4U) << columns;
}

TEST(Effects, ThePageHasItsBackgroundUpToTheBleedAndMarksAroundIt) {
  const LaidOut laid_out(page_of("@page{background:#ffe;bleed:10px;marks:crop cross}", "<p>甲</p>"));
  EXPECT_EQ(laid_out.messages(), "");
  const PageDisplay& page = laid_out.painted.pages.at(0);
  const std::string list = dump_display_list(page);
  EXPECT_TRUE(has(list, "fill -10,-10 320x220 #ffffee\n")) << list;
  EXPECT_TRUE(has(list, "stroke M0,-10 L0,")) << list;
  EXPECT_EQ(page.size.width.to_px(), 300);
  EXPECT_EQ(page.margin.bleed.to_px(), 10);
  EXPECT_GT(page.margin.width, page.margin.bleed);
}

TEST(Effects, PagesWithoutMarksHaveNoMargin) {
  const LaidOut laid_out(page_of("@page{background:#ffe}", "<p>甲</p>"));
  const PageDisplay& page = laid_out.painted.pages.at(0);
  EXPECT_TRUE(has(dump_display_list(page), "fill 0,0 300x200 #ffffee\n"));
  EXPECT_EQ(page.margin, gongwen::paint::SheetMargin{});
}
