// How blocks and lines go over pages (css-break-3).
#include "layout/core/detail/breaking.h"
#include "layout/pages_of.h"

using namespace gongwen::tests;
namespace layout = gongwen::layout;
using Pages = std::vector<std::string>;

namespace {

/// Paragraphs of one line each, numbered from 1.
std::string paragraphs(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) out += "<p>" + std::to_string(i) + "</p>";
  return out;
}

struct Case {
  std::string_view what;
  std::string_view style;
  std::string body;
  Pages pages;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    const LaidOut laid_out = lay_out(each.style, each.body);
    EXPECT_EQ(laid_out.messages(), "");
    EXPECT_EQ(pages_of(laid_out), each.pages);
  }
}

const std::string kSeven = "<p>一<br>二<br>三<br>四<br>五<br>六<br>七</p>";

}  // namespace

TEST(Fragmentation, PagesAreFilledOneAfterTheOther) {
  check({
      {"paragraphs", "", paragraphs(7), {"1/2/3/4/5", "6/7"}},
      {"lines", "", kSeven, {"一|二|三|四|五", "六|七"}},
      {"exactly one page", "", paragraphs(5), {"1/2/3/4/5"}},
      {"margins at a break vanish", "p{margin:10px 0}", paragraphs(4), {"1/2/3", "4"}},
      {"a nested block goes on", "", "<div><div>" + paragraphs(6) + "</div></div>", {"1/2/3/4/5", "6"}},
  });
}

TEST(Fragmentation, TheMarginsOfAnEmptyBoxCollapseWithEachOtherAndWithThoseAroundIt) {
  struct MarginCase {
    std::string_view style;
    std::string_view place;  // of the line below the empty box
  };
  constexpr MarginCase kCases[] = {
      {"", "line 20,40 "},
      {"#e{margin-bottom:30px}", "line 20,70 "},
      {"#e{margin-top:30px}", "line 20,70 "},
      {"#e{margin-top:10px;margin-bottom:30px}", "line 20,70 "},
      {"#e{margin-top:30px;margin-bottom:10px}", "line 20,70 "},
      {"#e{margin-top:30px;margin-bottom:-10px}", "line 20,60 "},
      {"#e{margin-bottom:30px}#b{margin-top:10px}", "line 20,70 "},
      {"#e{margin-bottom:10px}#b{margin-top:30px}", "line 20,70 "},
      {"#a{margin-bottom:30px}#e{margin-bottom:10px}", "line 20,70 "},
      {"#a{margin-bottom:10px}#e{margin-bottom:30px}", "line 20,70 "},
      {"#e{margin-bottom:30px;padding-top:10px}", "line 20,80 "},
  };
  for (const MarginCase& one : kCases) {
    const std::string dump = lay_out(one.style, "<p id=\"a\">甲</p><div id=\"e\"></div><p id=\"b\">乙</p>").fragments();
    const std::size_t last = dump.rfind("line ");
    ASSERT_NE(last, std::string::npos);
    EXPECT_EQ(dump.substr(last, one.place.size()), one.place) << one.style << dump;
  }
}

TEST(Fragmentation, AMarginVanishesBehindABreakThatHappensAndStaysBehindOneThatIsAskedFor) {
  const auto second_page = [](std::string_view style) {
    const std::string dump = lay_out(style, paragraphs(4)).fragments();
    return dump.substr(dump.find("page 2"));
  };
  EXPECT_NE(second_page("p{margin:10px 0}").find("line 20,20 "), std::string::npos);
  EXPECT_NE(second_page("p{margin:10px 0;break-before:page}").find("line 20,30 "), std::string::npos);
}

TEST(Fragmentation, OrphansAndWidowsKeepLinesTogether) {
  check({
      {"two widows", "p{widows:2}", "<p>一<br>二<br>三<br>四<br>五<br>六</p>", {"一|二|三|四", "五|六"}},
      {"three widows", "p{widows:3}", kSeven, {"一|二|三|四", "五|六|七"}},
      {"two orphans go to the next page", "p{orphans:2}", paragraphs(4) + "<p>一<br>二</p>", {"1/2/3/4", "一|二"}},
      {"both leave no choice",
       "p{orphans:3;widows:3}",
       paragraphs(2) + "<p>一<br>二<br>三<br>四</p>",
       {"1/2", "一|二|三|四"}},
      {"an own page too small for both", "p{orphans:9;widows:9}", kSeven, {"一|二|三|四|五", "六|七"}},
  });
}

TEST(Fragmentation, LinesAreChosenByOrphansAndWidows) {
  gongwen::style::ComputedStyle style = gongwen::style::initial_style();
  style.orphans = 2;
  style.widows = 3;
  struct Choice {
    std::uint32_t count;
    std::uint32_t fitting;
    bool first;
    std::uint32_t lines;
    gongwen::layout::BreakAppeal appeal;
  };
  using enum gongwen::layout::BreakAppeal;
  const Choice cases[] = {{10, 5, true, 5, Perfect},
                          {7, 5, true, 4, Perfect},
                          {5, 4, true, 2, Perfect},
                          {4, 3, true, 3, ViolatesOrphansWidows},
                          {10, 1, true, 1, ViolatesOrphansWidows},
                          {10, 1, false, 1, Perfect}};
  for (const Choice& each : cases) {
    SCOPED_TRACE(each.count);
    SCOPED_TRACE(each.fitting);
    const auto choice = gongwen::layout::choose_line_break(each.count, each.fitting, each.first, style);
    EXPECT_EQ(choice.appeal, each.appeal);
    if (each.appeal == Perfect) {
      EXPECT_EQ(choice.lines, each.lines);
    }
  }
}

TEST(Fragmentation, BreaksAreForcedAndAvoidedWhereTheStyleSaysSo) {
  check({
      {"before", ".b{break-before:page}", "<p>甲</p><p class=\"b\">乙</p>", {"甲", "乙"}},
      {"after", ".b{break-after:page}", "<p class=\"b\">甲</p><p>乙</p>", {"甲", "乙"}},
      {"before the first child counts for the parent",
       ".b{break-before:page}",
       "<p>甲</p><div><p class=\"b\">乙</p></div>",
       {"甲", "乙"}},
      {"nothing before the first", ".b{break-before:page}", "<p class=\"b\">甲</p><p>乙</p>", {"甲/乙"}},
      {"inside avoided",
       "div{break-inside:avoid}",
       paragraphs(3) + "<div><p>甲</p><p>乙</p><p>丙</p></div>",
       {"1/2/3", "甲/乙/丙"}},
      {"inside avoided in vain", "div{break-inside:avoid}", "<div>" + paragraphs(7) + "</div>", {"1/2/3/4/5", "6/7"}},
      {"a heading is kept whole", "", paragraphs(3) + "<h1>题<br>目<br>名</h1><p>甲</p>", {"1/2/3", "题|目|名/甲"}},
      {"a heading longer than a page", "h1{line-height:40px}", "<h1>一<br>二<br>三</h1><p>甲</p>", {"一|二", "三/甲"}},
      {"after avoided", "h1{break-after:avoid}", paragraphs(4) + "<h1>题</h1><p>甲</p>", {"1/2/3/4", "题/甲"}},
      {"a chain of avoidance",
       "h1,h2{break-after:avoid}",
       paragraphs(3) + "<h1>题</h1><h2>节</h2><p>甲</p>",
       {"1/2/3", "题/节/甲"}},
      {"inside of what is kept together, not before it, where its end would be widowed",
       "p,h1{line-height:10px;orphans:2;widows:2}h1{break-inside:auto}",
       "<p>1<br>2<br>3<br>4</p><h1>甲<br>乙<br>丙<br>丁</h1><p>5<br>6<br>7</p>",
       {"1|2|3|4/甲|乙", "丙|丁/5|6|7"}},
      {"before avoided", ".b{break-before:avoid}", paragraphs(5) + "<p class=\"b\">甲</p>", {"1/2/3/4", "5/甲"}},
  });
}

TEST(Fragmentation, BreaksForcedAtTheEdgesOfContainedLayoutStayInside) {
  const char* const style = ".l{contain:layout}.b{break-before:page}.a{break-after:page}";
  EXPECT_EQ(pages(style, "<p>甲</p><div class=\"l\"><p class=\"b\">乙</p><p class=\"a\">丙</p></div><p>丁</p>"),
            (Pages{"甲/乙/丙/丁"}));
  EXPECT_EQ(pages(style, "<p>甲</p><div class=\"l\"><p>乙</p><p class=\"b\">丙</p></div><p>丁</p>"),
            (Pages{"甲/乙", "丙/丁"}));
  EXPECT_EQ(pages(style, "<p>甲</p><div class=\"l b\"><p>乙</p></div>"), (Pages{"甲", "乙"}));
}

TEST(Fragmentation, PercentagesInLinesReferToAHeightWithoutThePaddingThatIsPartOfIt) {
  // The float asks how wide its lines are before it has a width that the padding could refer to.
  const auto with_padding = [](std::string_view padding) {
    return lay_out("", "<div style=\"float:left\"><p style=\"box-sizing:border-box;height:60px;padding-top:" +
                           std::string(padding) +
                           "\"><span style=\"position:relative;top:50%\">甲乙丙丁戊己庚辛</span></p></div>")
        .fragments();
  };
  EXPECT_EQ(with_padding("25%"), with_padding("20px"));
}

TEST(Fragmentation, ContainedLayoutHasNoBaselineForTheLineAround) {
  const auto with = [](std::string_view style) {
    return lay_out("", "<p>甲<b style=\"display:inline-block;" + std::string(style) + "\">乙<br>丙</b></p>")
        .fragments();
  };
  EXPECT_EQ(with("contain:layout"), with("overflow:hidden"));
  EXPECT_NE(with("contain:layout"), with(""));
}

TEST(Fragmentation, SidesOfTheSheetAreDemandedWithBlankPagesBetween) {
  const LaidOut laid_out = lay_out(".r{break-before:right}.l{break-before:left}",
                                   "<p>一</p><p class=\"r\">三</p><p class=\"l\">四</p><p class=\"l\">六</p>");
  EXPECT_EQ(pages_of(laid_out), (Pages{"一", "", "三", "四", "", "六"}));
  EXPECT_TRUE(laid_out.document.pages[1].context.blank);
  EXPECT_FALSE(laid_out.document.pages[2].context.blank);
  EXPECT_EQ(laid_out.document.pages[3].context.side, gongwen::style::PageSide::Left);
}

TEST(Fragmentation, BoxesWithAHeightOfTheirOwnGoOnToo) {
  const LaidOut laid_out = lay_out("div{height:150px;border:1px solid}", "<div>甲</div><p>乙</p>");
  ASSERT_EQ(laid_out.document.pages.size(), 2);
  EXPECT_EQ(pages_of(laid_out), (Pages{"甲", "乙"}));
  const auto& body = *laid_out.document.pages[1].content->children[0].fragment;
  const auto& rest = *body.children[0].fragment;
  EXPECT_TRUE(rest.is_continued_before);
  EXPECT_TRUE(rest.borders.top.is_zero());
  EXPECT_NEAR(rest.size.height.to_px(), 52 - 0, 2.7);
}

TEST(Fragmentation, WhatCannotBeBrokenSticksOutAndIsTold) {
  const LaidOut laid_out =
      lay_out("b{display:inline-block}", "<p>甲<b>一<br>二<br>三<br>四<br>五<br>六</b></p><p>丙</p>");
  EXPECT_EQ(pages_of(laid_out), (Pages{"甲一|二|三|四|五|六", "丙"}));
  EXPECT_NE(laid_out.messages().find("layout/overflow"), std::string::npos);
}

TEST(Fragmentation, TextThatStandsInAMarginIsToldByTheDirectionInWhichItGotThere) {
  const LaidOut wide = lay_out("", "<p>" + std::string(60, 'x') + "</p>");
  EXPECT_NE(wide.messages().find("layout/too-wide"), std::string::npos);
  EXPECT_EQ(wide.messages().find("layout/overflow"), std::string::npos);
  EXPECT_EQ(lay_out("", "<p>甲<span style=\"display:inline-block\">" + std::string(20, 'x') + "</span></p>").messages(),
            "");
}

TEST(Fragmentation, APageWithoutRoomIsRefusedEndlessPagesEnd) {
  EXPECT_NE(lay_out("@page{margin:70px}", "<p>甲</p>").messages().find("layout/no-page-area"), std::string::npos);
  LaidOut laid_out = lay_out("p{break-before:page}", paragraphs(9));
  gongwen::layout::layout_document(*laid_out.page_styles, *laid_out.context, {.max_pages = 4, .max_rounds = 5});
  EXPECT_NE(laid_out.messages().find("layout/too-many-pages"), std::string::npos);
}

TEST(Fragmentation, PagesThatShowNothingButABoxsEmptyHeightAreBoundedThoseOfContentAreNot) {
  const auto messages = [](std::string_view css) {
    LaidOut laid_out = lay_out(css, paragraphs(40));
    gongwen::layout::layout_document(*laid_out.page_styles, *laid_out.context,
                                     {.max_pages = 1000, .max_rounds = 5, .max_bare_pages = 6});
    return laid_out.messages();
  };
  EXPECT_TRUE(messages("p{break-before:page}").empty());
  EXPECT_TRUE(messages("p:last-child{min-height:500px}").empty());
  EXPECT_NE(messages("p:last-child{height:1e9px}").find("layout/empty-pages"), std::string::npos);
  EXPECT_NE(messages("body{min-height:1e9px;display:flex;flex-direction:column}").find("layout/empty-pages"),
            std::string::npos);
}

TEST(Fragmentation, WhatIsOutOfFlowBesideFloatsThatFillThePageIsPlacedOnce) {
  const LaidOut laid_out =
      lay_out("p{text-indent:20px}i{position:absolute}b{float:left;width:160px;height:110px;break-inside:avoid}",
              "<p><i>甲</i><b></b></p>");
  std::size_t placed = 0;
  for (const layout::PageLayout& page : laid_out.document.pages) placed += page.positioned.size();
  EXPECT_EQ(placed, 1);
}

TEST(Fragmentation, ABoxOutOfFlowAloneInItsLineIsWhereThatBeginsBesideFloats) {
  const auto left_of = [](std::string_view align) {
    const LaidOut laid_out =
        lay_out("b{float:left;width:60px;height:40px}i{position:absolute}p{text-align:" + std::string(align) + "}",
                "<p><b></b>a<br><i>1</i></p>");
    return laid_out.document.pages.front().positioned.front().offset.x.floor_px();
  };
  EXPECT_EQ(left_of("left"), 80);
  EXPECT_EQ(left_of("center"), 130);
  EXPECT_EQ(left_of("right"), 180);
}

TEST(Fragmentation, ABoxOutOfFlowInALineIsWhereTheTextAroundItContinues) {
  const auto left_of = [](std::string_view text) {
    const LaidOut laid_out = lay_out("i{position:absolute;width:10px;height:10px}",
                                     "<p style='direction:rtl'>" + std::string(text) + "</p>");
    return laid_out.document.pages.front().positioned.front().offset.x.floor_px();
  };
  EXPECT_EQ(left_of("甲甲<i></i>乙乙"), 160);  // from left to right, at the right of the paragraph
  EXPECT_EQ(left_of("<i></i>"), 170);
}

TEST(Fragmentation, ABoxOutOfFlowInAVerticalLineIsWhereItsTextEnds) {
  const auto top_of = [](std::string_view direction) {
    const LaidOut laid_out = lay_out("div{writing-mode:vertical-rl;height:100px}i{position:absolute;height:20px}",
                                     "<div style='direction:" + std::string(direction) + "'><i></i></div>");
    return laid_out.document.pages.front().positioned.front().offset.y.floor_px();
  };
  EXPECT_EQ(top_of("rtl") - top_of("ltr"), 80);
}

TEST(Fragmentation, AListItemHasItsMarkerWhereContainedLayoutBegins) {
  const Pages both = pages("ol{margin:0}", "<ol><li><div style='contain:layout'>" + paragraphs(7) + "</div></li></ol>");
  ASSERT_EQ(both.size(), 2U);
  EXPECT_NE(both.front().find("1."), std::string::npos);
  EXPECT_EQ(both.back().find("1."), std::string::npos);
}

TEST(Fragmentation, APositionedTableIsNoWiderThanItsContainingBlock) {
  const LaidOut laid_out = lay_out(
      "div{position:relative;width:60px;height:20px;margin-left:60px}"
      "table{position:absolute;left:-60px;width:auto}",
      "<div><table><tr><td>甲甲甲甲甲甲甲甲甲甲</td></tr></table></div>");
  EXPECT_EQ(laid_out.document.pages.front().positioned.front().fragment->size.width.floor_px(), 60);
}

TEST(Fragmentation, ABoxStartsAPageOnlyIfTheOneBeforeIsFilled) {
  const auto before = [](int count) {
    return paragraphs(count) + "<p class='s'>新</p><p>后</p>";
  };
  check({
      {"less", ".s{-gw-start-page:if-filled(60%)}", before(2), {"1/2/新/后"}},
      {"just so much", ".s{-gw-start-page:if-filled(60%)}", before(3), {"1/2/3", "新/后"}},
      {"a full page", ".s{-gw-start-page:if-filled(60%)}", before(5), {"1/2/3/4/5", "新/后"}},
      {"nothing above", ".s{-gw-start-page:if-filled(0%)}", before(0), {"新/后"}},
      {"anything above", ".s{-gw-start-page:if-filled(0%)}", before(1), {"1", "新/后"}},
      {"not inherited",
       ".s{-gw-start-page:auto}div{-gw-start-page:if-filled(20%)}",
       "<p>1</p><div><p>2</p><p>3</p></div>",
       {"1", "2/3"}},
      {"of the first child",
       "div p:first-child{-gw-start-page:if-filled(20%)}",
       "<p>1</p><div><p>2</p><p>3</p></div>",
       {"1", "2/3"}},
      {"rows",
       "tr.s{-gw-start-page:if-filled(40%)}",
       "<table><tr><td>1</td></tr><tr class='s'><td>2</td></tr><tr class='s'><td>3</td></tr></table>",
       {"1/2", "3"}},
      {"its margin is dropped",
       ".s{-gw-start-page:if-filled(60%);margin-top:20px}",
       before(3) + "<p>4</p><p>5</p><p>6</p>",
       {"1/2/3", "新/后/4/5/6"}},
      {"that of a break that is asked for is not",
       ".s{break-before:page;margin-top:20px}",
       before(3) + "<p>4</p><p>5</p><p>6</p>",
       {"1/2/3", "新/后/4/5", "6"}},
  });
}

TEST(Fragmentation, ABoxGivesUpBlankRoomBeforeItIsParted) {
  const std::string box = paragraphs(2) + "<div>一</div>" + paragraphs(5);
  const std::string style = "div{min-height:80px;break-inside:avoid;-gw-avoid-limit:10%";
  check({
      {"it continues with blank room", style + "}", box, {"1/2/一", "1/2/3/4", "5"}},
      {"it ends on the page", style + ";-gw-blank-room:give}", box, {"1/2/一", "1/2/3/4/5"}},
      {"its text has no room",
       style + ";-gw-blank-room:give}",
       paragraphs(3) + "<div>一<br>二<br>三<br>四</div>",
       {"1/2/3/一|二", "三|四"}},
  });
}

TEST(Fragmentation, WhatIsKeptTogetherMayLeaveALimitedPartOfAPageWhite) {
  const std::string box = paragraphs(2) + "<div>一<br>二<br>三<br>四</div>";
  const std::string pair = paragraphs(1) + "<div>一<br>二<br>三</div><p class='k'>四</p><p class='n'>五</p><p>六</p>";
  check({
      {"no limit", "div{break-inside:avoid}", box, {"1/2", "一|二|三|四"}},
      {"a limit above", "div{break-inside:avoid;-gw-avoid-limit:60%}", box, {"1/2", "一|二|三|四"}},
      {"a limit below", "div{break-inside:avoid;-gw-avoid-limit:50%}", box, {"1/2/一|二|三", "四"}},
      {"kept with what follows", ".k{break-after:avoid}div,.n{break-inside:avoid}", pair, {"1/一|二|三", "四/五/六"}},
      {"unless that leaves too much",
       ".k{break-after:avoid;-gw-avoid-limit:10%}div{break-inside:avoid}",
       pair,
       {"1/一|二|三/四", "五/六"}},
  });
}
