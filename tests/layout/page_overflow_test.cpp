// What sticks out of the page area: each thing once, with the direction in which it does.
#include "pages_of.h"

#include <sstream>

#include <gtest/gtest.h>

using gongwen::tests::lay_out;

namespace {

/// The messages of a page area of 160 by 100 px, one a line, without their places.
std::string told(std::string_view body, std::string_view style = "") {
  std::istringstream lines(lay_out(style, body).messages());
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("warning[") || line.starts_with("error[")) out += line + "\n";
  }
  return out;
}

std::string wide(std::string_view mm, int page = 1) {
  return "warning[layout/too-wide]: the content is " + std::string(mm) + " mm wider than the page area of page " +
         std::to_string(page) + "\n";
}
std::string tall(std::string_view mm) {
  return "warning[layout/overflow]: the content is " + std::string(mm) + " mm taller than the page area of page 1\n";
}
std::string left(std::string_view mm) {
  return "warning[layout/beyond-left]: the content reaches " + std::string(mm) +
         " mm beyond the left edge of the page area of page 1\n";
}

std::string picture(int width, int height) {
  return "<p><img alt=\"x\" style=\"width:" + std::to_string(width) + "px;height:" + std::to_string(height) +
         "px\" src=\"data:image/svg+xml,%3Csvg viewBox='0 0 10 10'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E\"></p>";
}

}  // namespace

TEST(PageOverflow, BoxesThatCanBeSeenAndAreWiderThanThePageAreToldWithOrWithoutText) {
  EXPECT_EQ(told("<div style=\"border:1px solid;width:200px\">甲</div>"), wide("11.1"));
  EXPECT_EQ(told("<div style=\"background:red;width:200px;height:9px\"></div>"), wide("10.6"));
  EXPECT_EQ(told("<div style=\"width:200px;height:9px\">甲</div>"), "");
  EXPECT_EQ(told("<div style=\"border:1px solid;visibility:hidden;width:200px;height:9px\"></div>"), "");
  EXPECT_EQ(told("<table style=\"width:200px;border-collapse:collapse\"><tr><td style=\"border:2px solid\">甲</td></tr>"
                 "</table>"),
            wide("10.6"));
}

TEST(PageOverflow, MarksThatHangAsTheStyleSaysAreWithinThePage) {
  // 16 characters fill a line of 160 px; the comma hangs behind them.
  const std::string text = "<p>一二三四五六七八九十一二三四五六，七八</p>";
  EXPECT_EQ(told(text, "p{hanging-punctuation:allow-end}"), "");
  EXPECT_EQ(told(text, "p{hanging-punctuation:force-end}"), "");
  EXPECT_EQ(told("<p style=\"white-space:nowrap\">一二三四五六七八九十一二三四五六七八九，</p>",
                 "p{hanging-punctuation:allow-end}"),
            wide("7.9"));
}

TEST(PageOverflow, WhatLiesInOneAnotherIsToldOnceWhatStandsSideBySideEach) {
  const std::string inner = "<div style=\"width:200px\"><div style=\"border:1px solid\">" + std::string(60, 'x') +
                            "</div><div style=\"border:1px solid\">乙</div></div>";
  EXPECT_EQ(told(inner).find("too-wide"), told(inner).rfind("too-wide"));
  EXPECT_EQ(told("<div style=\"background:red;width:200px;height:9px\"></div>"
                 "<div style=\"background:red;width:180px;height:9px\"></div>"),
            wide("10.6") + wide("5.3"));
  std::string rows;
  for (int i = 0; i < 12; ++i) rows += "<tr><td style=\"border:1px solid\">甲</td></tr>";
  EXPECT_EQ(told("<table style=\"width:200px\">" + rows + "</table>"), wide("10.6"));
}

TEST(PageOverflow, HoweverFarTextReachesAllOfItIsReported) {
  const std::string far = told("<p style=\"white-space:nowrap\"><b style=\"margin-left:150000px\">甲</b></p>");
  EXPECT_EQ(far, wide("39647.8"));
  const std::string cut_below = told(
      "<div style=\"overflow-y:clip\"><p style=\"white-space:nowrap\"><b "
      "style=\"margin-left:150000px\">甲</b></p></div>");
  EXPECT_EQ(cut_below, wide("39647.8"));
}

TEST(PageOverflow, APictureIsTooWideTooTallOrBoth) {
  EXPECT_EQ(told(picture(200, 50)), wide("10.6"));
  EXPECT_NE(told(picture(50, 200)).find("layout/overflow"), std::string::npos);
  EXPECT_EQ(told(picture(50, 200)).find("layout/too-wide"), std::string::npos);
  const std::string both = told(picture(200, 200));
  EXPECT_NE(both.find("layout/overflow"), std::string::npos);
  EXPECT_NE(both.find("layout/too-wide"), std::string::npos);
}

TEST(PageOverflow, ABoxThatCannotBeBrokenIsTooTall) {
  EXPECT_EQ(
      told("<p style=\"line-height:0\"><b style=\"display:inline-block;border:1px solid;width:9px;height:150px\"></b>"
           "</p>"),
      tall("13.8"));
}

TEST(PageOverflow, WhatIsAlignedToTheRightSticksOutToTheLeft) {
  EXPECT_EQ(told("<div style=\"float:right;width:180px;height:9px;background:red\"></div>"), left("5.3"));
  EXPECT_EQ(told("<div style=\"display:flex;justify-content:center\">"
                 "<div style=\"flex:none;width:176px;height:9px;background:red\"></div></div>"),
            left("2.1") + wide("2.1"));
}

TEST(PageOverflow, WhatStandsInTheMarginOnPurposeIsNotTold) {
  EXPECT_EQ(told("<div style=\"margin:0 -15px;border:1px solid\">甲</div>"), "");
  EXPECT_EQ(told("<div style=\"margin:0 -15px\"><div style=\"border:1px solid\">甲</div></div>"), "");
  EXPECT_EQ(told("<div style=\"position:absolute;left:-15px;width:190px;height:9px;background:red\"></div><p>甲</p>"),
            "");
  EXPECT_EQ(told("<p style=\"text-indent:-15px\">甲</p>"), "");
  EXPECT_EQ(told("<ol style=\"padding:0\"><li>甲</li></ol>"), "");
  EXPECT_EQ(told("<p>甲</p>", "html{background:yellow}body{background:red;width:170px}"), "");
}

TEST(PageOverflow, WhatIsHiddenDoesNotStickOut) {
  EXPECT_EQ(told("<div style=\"overflow:hidden;width:100px\"><div "
                 "style=\"width:200px;height:9px;background:red\"></div></div>"),
            "");
}

TEST(PageOverflow, AMarginAtTheEndOfThePageGivesWayToTheBoxAroundIt) {
  EXPECT_EQ(told("<div style=\"border:1px solid\"><div style=\"height:96px;margin-bottom:6px\"></div></div>"), "");
}

TEST(PageOverflow, OnlyABlankAtTheEndOfALineMayHangOver) {
  const auto unbroken = [](std::string_view text) {
    return told("<p><b style=\"white-space:nowrap\">" + std::string(text) + " </b>丁</p>");
  };
  EXPECT_EQ(unbroken("一二三四五六七八九十甲乙丙"), "");
  EXPECT_EQ(unbroken("一二三四五六七八九十一二三四五六七八九十"), wide("10.6"));
}

TEST(PageOverflow, AFrameThatLeavesTheSheetIsToldOnEachSideEvenIfItIsMovedOnPurpose) {
  const auto moved = [](std::string_view where) {
    return told("<div style=\"position:absolute;border:1px solid;width:30px;height:30px;" + std::string(where) +
                "\"></div>甲");
  };
  const auto off = [](std::string_view side, std::string_view mm) {
    return "warning[layout/off-sheet]: the content reaches " + std::string(mm) + " mm beyond the " + std::string(side) +
           " edge of page 1\n";
  };
  EXPECT_EQ(moved("left:-50px;top:0"), off("left", "7.9"));
  EXPECT_EQ(moved("left:0;top:-50px"), off("upper", "7.9"));
  EXPECT_EQ(moved("right:-50px;top:0"), off("right", "7.9"));
  EXPECT_EQ(moved("left:0;bottom:-50px"), off("lower", "7.9"));
  EXPECT_EQ(moved("right:-10px;top:0"), "");  // in the margin
  // A background runs over the edge for the knife.
  EXPECT_EQ(told("<div style=\"position:absolute;background:red;left:-50px;width:30px;height:30px\"></div>甲"), "");
}

TEST(PageOverflow, TextThatRunsOutOfItsCellIsToldOnceForEachCell) {
  const auto table = [](std::string_view cell) {
    return told(
        "<table style=\"table-layout:fixed;width:160px;border-collapse:collapse\"><tr>"
        "<td style=\"border:1px solid;padding:0\">" +
        std::string(cell) + "</td><td style=\"border:1px solid;padding:0\">乙</td></tr></table>");
  };
  EXPECT_EQ(table("nn"), "");
  EXPECT_NE(table("nnnnnnnnnnnnnnn").find("warning[layout/beyond-cell]: `nnnnnnnnnnnnnnn` reaches "),
            std::string::npos);
  EXPECT_EQ(table("nnnnnnnnnnnnnnn nnnnnnnnnnnnnnn").find("beyond-cell"),
            table("nnnnnnnnnnnnnnn nnnnnnnnnnnnnnn").rfind("beyond-cell"));
  EXPECT_EQ(table("<span style=\"overflow-wrap:anywhere\">nnnnnnnnnnnnnnn</span>"), "");
  EXPECT_EQ(table("<div style=\"margin-right:-60px\">nnnnnnnnnnnnnnn</div>"), "");  // on purpose
}
