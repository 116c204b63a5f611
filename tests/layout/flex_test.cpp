// Flex containers: where Chromium puts the same boxes, and how pages break them.
#include "layout/pages_of.h"
#include "support/golden.h"

#include <cmath>
#include <map>
#include <sstream>

using namespace gongwen::tests;
namespace layout = gongwen::layout;
namespace dom = gongwen::dom;
using Strings = std::vector<std::string>;

namespace {

struct Rect {
  double left = 0, top = 0, width = 0, height = 0;
};

struct FlexCase {
  std::string name, css, body;
  std::vector<std::pair<std::string, Rect>> rects;
};

/// tests/layout/flex_cases/rects.txt; measure.py beside it describes the format.
std::vector<FlexCase> flex_cases() {
  std::istringstream in(read_file(GONGWEN_SOURCE_DIR "/tests/layout/flex_cases/rects.txt"));
  std::vector<FlexCase> cases;
  for (std::string line; std::getline(in, line);) {
    const std::string word = line.substr(0, line.find(' '));
    const std::string rest = line.size() > word.size() ? line.substr(word.size() + 1) : std::string();
    if (word == "case") {
      cases.push_back({rest, {}, {}, {}});
    } else if (word == "css") {
      cases.back().css = rest;
    } else if (word == "body") {
      cases.back().body = rest;
    } else {
      Rect rect;
      std::istringstream(rest) >> rect.left >> rect.top >> rect.width >> rect.height;
      cases.back().rects.emplace_back(word, rect);
    }
  }
  return cases;
}

void collect_rects(const LaidOut& laid_out, const layout::Fragment& fragment, gongwen::base::Point position,
                   std::map<std::string, Rect>& rects) {
  if (fragment.box && fragment.kind != layout::FragmentKind::Line && fragment.kind != layout::FragmentKind::Text) {
    const gongwen::boxes::Box& box = laid_out.boxes.box(fragment.box);
    const std::string_view id = laid_out.tree.attribute_value(box.node, dom::AttributeName::Id);
    if (!id.empty() && box.part == gongwen::boxes::BoxPart::Element) {
      rects.try_emplace(std::string(id), Rect{position.x.to_px(), position.y.to_px(), fragment.size.width.to_px(),
                                              fragment.size.height.to_px()});
    }
  }
  for (const layout::ChildFragment& child : fragment.children) {
    collect_rects(laid_out, *child.fragment, position + child.offset, rects);
  }
}

std::string text_of(const Rect& rect) {
  std::ostringstream out;
  out << rect.left << ',' << rect.top << ' ' << rect.width << 'x' << rect.height;
  return out.str();
}

}  // namespace

TEST(Flex, FlexItemsStandWhereChromiumPutsThem) {
  for (const FlexCase& flex : flex_cases()) {
    SCOPED_TRACE(flex.name);
    const LaidOut laid_out(
        "<!DOCTYPE html><html lang=\"en\"><head><title>t</title><style>@page{size:440px 2000px;margin:20px}"
        "body{margin:0;width:400px;font:16px/20px \"Times New Roman\"}p{margin:0}" +
        flex.css + "</style></head><body>" + flex.body + "</body></html>");
    // Some of them hide what overflows, and that is reported.
    EXPECT_EQ(laid_out.sink.error_count(), 0);
    const layout::PageLayout& page = laid_out.document.pages.front();
    std::map<std::string, Rect> rects;
    collect_rects(laid_out, *page.content, page.content_offset, rects);
    for (const auto& [id, meant] : flex.rects) {
      SCOPED_TRACE(id);
      const Rect& found = rects[id];
      // Chromium rounds ascents and descents to whole px.
      const bool same = std::abs(found.left - meant.left) <= 0.5 && std::abs(found.width - meant.width) <= 0.5 &&
                        std::abs(found.top - meant.top) <= 1 && std::abs(found.height - meant.height) <= 1;
      EXPECT_TRUE(same) << "meant " << text_of(meant) << ", found " << text_of(found);
    }
  }
}

TEST(Flex, TheItemsOfARowGoOnSideBySideOnTheNextPage) {
  EXPECT_EQ(pages(".f{display:flex}.f>*{flex:1}",
                  "<div class=\"f\"><div>一<br>二<br>三<br>四<br>五<br>六<br>七</div><div>甲<br>乙</div>"
                  "<div>子<br>丑<br>寅<br>卯<br>辰<br>巳</div></div><p>后</p>"),
            (Strings{"一|二|三|四|五/甲|乙/子|丑|寅|卯|辰", "六|七/巳/后"}));
}

TEST(Flex, ARowBreaksBetweenItsLinesBeforeItBreaksInThem) {
  EXPECT_EQ(pages(".f{display:flex;flex-wrap:wrap}.f>*{width:50%;break-inside:avoid}",
                  "<p>前</p><div class=\"f\"><div>一<br>二</div><div>甲</div><div>三</div><div>乙<br>丙</div>"
                  "<div>四<br>五</div><div>丁</div></div>"),
            (Strings{"前/一|二/甲/三/乙|丙", "四|五/丁"}));
}

TEST(Flex, ALineOfWhichOneItemHasNoRoomWaitsWithAllItsItems) {
  EXPECT_EQ(pages(".f{display:flex;flex-wrap:wrap}.f>*{width:50%;orphans:2;widows:2}",
                  "<p>一<br>二<br>三<br>四</p><div class=\"f\"><div>签</div><div>甲<br>乙<br>丙</div></div>"),
            (Strings{"一|二|三|四", "签/甲|乙|丙"}));
}

TEST(Flex, AColumnBreaksBetweenItsItemsAndInThem) {
  const std::string_view body =
      "<div class=\"f\"><div>一<br>二<br>三</div><div>甲<br>乙<br>丙</div><div>子<br>丑</div></div>";
  EXPECT_EQ(pages(".f{display:flex;flex-direction:column}", body), (Strings{"一|二|三/甲|乙", "丙/子|丑"}));
  EXPECT_EQ(pages(".f{display:flex;flex-direction:column}.f>*{break-inside:avoid}", body),
            (Strings{"一|二|三", "甲|乙|丙/子|丑"}));
  EXPECT_EQ(
      pages(".f{display:flex;flex-direction:column}.f>*{break-inside:avoid}.f>:nth-child(2){break-before:avoid}", body),
      (Strings{"一|二|三/甲|乙", "丙/子|丑"}));
  EXPECT_EQ(pages(".f{display:flex;flex-direction:column-reverse}", body), (Strings{"甲|乙|丙/子|丑", "一|二|三"}));
}

TEST(Flex, ItemsForceBreaksInAColumnBetweenThemInARowAroundTheContainer) {
  const std::string_view body = "<p>前</p><div class=\"f\"><div>一</div><div class=\"k\">二</div><div>三</div></div>";
  EXPECT_EQ(pages(".f{display:flex;flex-direction:column}.k{break-before:page}", body), (Strings{"前/一", "二/三"}));
  EXPECT_EQ(pages(".f{display:flex;flex-direction:column}.k{break-after:right}", body),
            (Strings{"前/一/二", "", "三"}));
  EXPECT_EQ(pages(".f{display:flex}.k{break-before:page}", body), (Strings{"前", "一/二/三"}));
  // New lines start at forced breaks.
  EXPECT_EQ(pages(".f{display:flex;flex-wrap:wrap}.k{break-before:page}", body), (Strings{"前/一", "二/三"}));
}

TEST(Flex, ABreakForcedInsideAnItemLeavesItsNeighboursAlone) {
  EXPECT_EQ(
      pages(".f{display:flex}.k{break-before:page}",
            "<div class=\"f\"><div>一</div><div><p>二</p><p class=\"k\">三</p></div><div>四</div></div><p>后</p>"),
      (Strings{"一/二/四", "三/后"}));
}

TEST(Flex, TheLinesOfAColumnStandSideBySideAndBreakEachByItself) {
  EXPECT_EQ(pages(".f{display:flex;flex-flow:column wrap;height:160px}.f>*{width:40px}",
                  "<div class=\"f\"><div>一<br>二<br>三</div><div>四<br>五<br>六</div><div>甲<br>乙<br>丙</div>"
                  "<div>丁<br>戊<br>己</div></div><p>后</p>"),
            (Strings{"一|二|三/四|五/甲|乙|丙/丁|戊", "六/己/后"}));
}

TEST(Flex, WhatAlignmentPutsBehindAPageStandsOnTheNext) {
  EXPECT_EQ(pages(".f{display:flex;height:160px}.e{align-self:flex-end}",
                  "<div class=\"f\"><div>一</div><div class=\"e\">二</div></div><p>后</p>"),
            (Strings{"一", "二/后"}));
}

TEST(Flex, WhatAutomaticMarginsPutBehindAPageStandsOnTheNext) {
  const LaidOut laid_out = lay_out(".f{display:flex;flex-direction:column;height:160px}.e{margin-top:auto}",
                                   "<div class=\"f\"><div>一</div><div class=\"e\">二</div></div><p>后</p>");
  EXPECT_EQ(pages_of(laid_out), (Strings{"一", "二/后"}));
  EXPECT_NE(laid_out.fragments().find("block div 20,60 "), std::string::npos);
}

TEST(Flex, WhatIsTooTallIsPlacedAndTold) {
  const LaidOut laid_out = lay_out(
      ".f{display:flex}", "<div class=\"f\"><div style=\"height:300px;padding-top:150px\">一</div><p>二</p></div>");
  EXPECT_EQ(pages_of(laid_out).front(), "一/二");
  EXPECT_NE(laid_out.messages().find("layout/overflow"), std::string::npos);
}

TEST(Flex, TextOrderIsThatOfTheSourceWhateverOrderAndDirectionSay) {
  EXPECT_EQ(pages(".f{display:flex;flex-direction:row-reverse}.k{order:-1}",
                  "<div class=\"f\"><div>一</div><div class=\"k\">二</div>三</div>"),
            Strings{"一/二/三"});
}

TEST(Flex, BoxesOutOfFlowAreNoItemsAndLeaveTheirStaticPositions) {
  const LaidOut laid_out =
      lay_out(".f{display:flex;justify-content:flex-end;align-items:center;height:60px}.a{position:absolute}",
              "<div class=\"f\"><div>一</div><div class=\"a\">浮</div></div>");
  EXPECT_NE(laid_out.fragments().find("anchor 180,50"), std::string::npos);
}

// A table is as wide as it works out itself, whatever its width says.
TEST(Flex, ATableWithAWidthAndABasisIsMeasuredAsAnItem) {
  EXPECT_EQ(pages(".f{display:inline-flex}.t{flex:0 0 30px;width:50px}",
                  "<div class=\"f\"><table class=\"t\"><tr><td>一二三</td></tr></table></div>"),
            Strings{"一二三"});
}
