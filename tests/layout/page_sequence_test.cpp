// Pages: named ones, counters and strings in their margins, cross-references (css-page-3, css-gcpm-3).
#include "layout/pages/detail/margin_content.h"
#include "layout/pages_of.h"

using namespace gongwen::tests;
namespace layout = gongwen::layout;
using Pages = std::vector<std::string>;

namespace {

/// What is in one margin box, page by page.
Pages margins(const LaidOut& laid_out, gongwen::css::MarginBox box) {
  Pages out;
  for (const layout::PageLayout& page : laid_out.document.pages) {
    out.emplace_back();
    for (const layout::MarginBoxFragment& margin : page.margin_boxes) {
      if (margin.box == box) out.back() += text_of(*margin.fragment);
    }
  }
  return out;
}

constexpr auto kTopLeft = gongwen::css::MarginBox::TopLeft;

LaidOut with_margin(std::string_view content, std::string_view style, std::string_view body) {
  return lay_out("@page{@top-left{font:6px/8px Arial, \"Noto Serif CJK SC\";content:" + std::string(content) + "}}" +
                     std::string(style),
                 body);
}

const std::string kThreePages = "<h1>甲</h1><p>一</p><h1 class=\"n\">乙</h1><p class=\"n\">三</p>";
constexpr std::string_view kBreaks = ".n{break-before:page}h1{string-set:s content(text)}";

}  // namespace

TEST(PageSequence, PagesCountThemselves) {
  EXPECT_EQ(margins(with_margin("counter(page) \"/\" counter(pages)", kBreaks, kThreePages), kTopLeft),
            (Pages{"1/3", "2/3", "3/3"}));
  EXPECT_EQ(margins(with_margin("counter(page, upper-roman)", kBreaks, kThreePages), kTopLeft),
            (Pages{"I", "II", "III"}));
}

TEST(PageSequence, RunningHeadsFollowTheStringsOfTheDocument) {
  EXPECT_EQ(margins(with_margin("string(s)", kBreaks, kThreePages), kTopLeft), (Pages{"甲", "乙", "乙"}));
  EXPECT_EQ(margins(with_margin("string(s, start)", kBreaks, kThreePages), kTopLeft), (Pages{"甲", "乙", "乙"}));
  const std::string two = "<h1>甲</h1><h1>乙</h1><p class=\"n\">二</p><h1>丙</h1>";
  EXPECT_EQ(margins(with_margin("string(s, first)", kBreaks, two), kTopLeft), (Pages{"甲", "丙"}));
  EXPECT_EQ(margins(with_margin("string(s, last)", kBreaks, two), kTopLeft), (Pages{"乙", "丙"}));
  EXPECT_EQ(margins(with_margin("string(s, start)", kBreaks, two), kTopLeft), (Pages{"甲", "乙"}));
  EXPECT_EQ(margins(with_margin("string(s, first-except)", kBreaks, two), kTopLeft), (Pages{"", ""}));
}

TEST(PageSequence, FirstLeftRightAndBlankPagesHaveStylesOfTheirOwn) {
  const LaidOut laid_out = with_margin("\"常\"",
                                       "@page:first{@top-left{content:\"首\"}}@page:left{@top-left{content:\"左\"}}"
                                       "@page:blank{@top-left{content:\"空\"}}.r{break-before:right}",
                                       "<p>一</p><p class=\"r\">三</p><p style=\"break-before:page\">四</p>");
  EXPECT_EQ(margins(laid_out, kTopLeft), (Pages{"首", "空", "常", "左"}));
}

TEST(PageSequence, NamedPagesBeginWhereTheirContentDoesWithASizeOfTheirOwn) {
  const LaidOut laid_out =
      lay_out("@page wide{size:300px 100px}.w{page:wide}", "<p>一</p><div class=\"w\"><p>二</p></div><p>三</p>");
  EXPECT_EQ(pages_of(laid_out), (Pages{"一", "二", "三"}));
  EXPECT_EQ(laid_out.document.pages[1].context.name, "wide");
  EXPECT_EQ(laid_out.document.pages[1].size.width.to_px(), 300);
  EXPECT_EQ(laid_out.document.pages[2].size.width.to_px(), 200);
  // Neighbours on the same named page share it.
  EXPECT_EQ(pages(".w{page:wide}", "<p class=\"w\">一</p><p class=\"w\">二</p>"), Pages{"一/二"});
}

TEST(PageSequence, CrossReferencesTellThePageTheyLeadToHoweverTheirOwnWidthChangesIt) {
  const std::string body = "<p><a href=\"#x\"></a></p><p>1</p><p>2</p><p>3</p><p>4</p><p id=\"x\">处</p>";
  EXPECT_EQ(pages("a::before{content:\"见\" target-counter(attr(href),page) \"页\" target-text(attr(href))}", body),
            (Pages{"见2页处/1/2/3/4", "处"}));
  const LaidOut lost = lay_out("a::before{content:target-counter(attr(href),page)}", "<p><a href=\"#y\">甲</a></p>");
  EXPECT_NE(lost.messages().find("layout/unknown-target"), std::string::npos);
}

TEST(PageSequence, ALinkToAnElementThatIsNotThereIsTold) {
  EXPECT_NE(lay_out("", "<p><a href=\"#y\">甲</a></p>").messages().find("layout/unknown-target"), std::string::npos);
  EXPECT_TRUE(lay_out("", "<p><a href=\"#y\">甲</a></p><p id=\"y\" style=\"display:none\">处</p>").sink.has_errors());
  EXPECT_FALSE(lay_out("", "<p><a href=\"#y\">甲</a><a href=\"https://a.example/#z\">乙</a></p><p id=\"y\">处</p>")
                   .sink.has_errors());
}

TEST(PageSequence, LeadersFillWhatIsLeftOfTheirLine) {
  const LaidOut laid_out = lay_out("a::after{content:leader(\".\") target-counter(attr(href),page)}",
                                   "<p><a href=\"#x\">甲</a></p><p id=\"x\">处</p>");
  const std::string line = pages_of(laid_out)[0];
  EXPECT_EQ(line.find("甲...."), 0);
  EXPECT_NE(line.find("....1/处"), std::string::npos);
}

TEST(PageSequence, BoxesAlongAnEdgeShareItByWhatTheyAskFor) {
  using layout::EdgeBoxSize;
  const auto px = [](int value) {
    return layout::LayoutUnit::from_px(value);
  };
  const auto box = [&](int least, int most) {
    EdgeBoxSize size;
    size.generated = true;
    size.min_content = px(least);
    size.max_content = px(most);
    return size;
  };
  const EdgeBoxSize none;
  const auto widths = [&](const EdgeBoxSize& a, const EdgeBoxSize& b, const EdgeBoxSize& c) {
    const layout::EdgeSizes sizes = layout::distribute_edge(a, b, c, px(300));
    return std::vector<double>{sizes.first.to_px(), sizes.middle.to_px(), sizes.last.to_px()};
  };
  EXPECT_EQ(widths(box(10, 20), none, none), (std::vector<double>{300, 0, 0}));
  EXPECT_EQ(widths(box(10, 100), none, box(10, 50)), (std::vector<double>{200, 0, 100}));
  // The middle one stays in the middle: both sides count as the larger of them.
  const std::vector<double> three = widths(box(10, 40), box(10, 60), box(10, 20));
  EXPECT_EQ(three[0], three[2]);
  EXPECT_NEAR(three[0] + three[1] + three[2], 300, 0.3);
  EdgeBoxSize fixed = box(10, 20);
  fixed.fixed = px(120);
  EXPECT_EQ(widths(fixed, none, box(10, 50)), (std::vector<double>{120, 0, 180}));
}

TEST(PageSequence, ElementsThatAreNoHeadingsHaveTheirTextAsLabelOfABookmark) {
  const LaidOut laid_out = lay_out("p,th{bookmark-level:2}.none{bookmark-label:\"\"}",
                                   "<p>甲 <b>乙</b></p><table><tr><th>提案主要<br>内容</th><td>值</td></tr></table>"
                                   "<p class=\"none\">丙</p>");
  ASSERT_EQ(laid_out.document.bookmarks.size(), 3);
  EXPECT_EQ(laid_out.document.bookmarks[0].label, "甲 乙");
  EXPECT_EQ(laid_out.document.bookmarks[1].label, "提案主要内容");
  EXPECT_TRUE(laid_out.document.bookmarks[2].label.empty());
}

TEST(PageSequence, AnchorsAndBookmarksKnowTheirPagesAndPlaces) {
  const LaidOut laid_out = lay_out("h1{bookmark-level:1}h2{bookmark-level:2;bookmark-label:\"节\" content(text)}",
                                   "<h1>甲</h1><p>1</p><p>2</p><p>3</p><p>4</p><h2 id=\"x\">乙</h2>");
  ASSERT_EQ(laid_out.document.bookmarks.size(), 2);
  EXPECT_EQ(laid_out.document.bookmarks[0].label, "甲");
  EXPECT_EQ(laid_out.document.bookmarks[1].label, "节乙");
  EXPECT_EQ(laid_out.document.bookmarks[1].level, 2);
  EXPECT_EQ(laid_out.document.bookmarks[1].anchor.page, 1);
  EXPECT_EQ(laid_out.document.anchors.at("x").page, 1);
  EXPECT_EQ(laid_out.document.anchors.at("x").position.y.to_px(), 20);
}

namespace {

/// The last of the pages with these styles, and those of another document after them.
struct Parts {
  Parts(const std::string& style, const std::string& content, const std::string& further)
      : first(with_margin(content, style, kThreePages)), second(with_margin(content, style, further)) {
    lay_out_second();
    const auto pages_of_second = static_cast<std::int32_t>(second.document.pages.size());
    is_filled_anew = layout::set_pages_after(first.document, pages_of_second, *first.page_styles, *first.context);
  }

  void lay_out_second() {
    second.document =
        layout::layout_document(*second.page_styles, *second.context, {}, layout::pages_before_next(first.document));
  }

  LaidOut first;
  LaidOut second;
  bool is_filled_anew = false;
};

const std::string kTwoPages = "<p>丁</p><p class=\"n\">戊</p>";

}  // namespace

TEST(PageSequence, PagesOfAPartAreCountedWithThoseAroundIt) {
  const Parts parts(std::string(kBreaks), "counter(page) \"/\" counter(pages)", kTwoPages);
  EXPECT_TRUE(parts.is_filled_anew);
  EXPECT_EQ(margins(parts.first, kTopLeft), (Pages{"1/5", "2/5", "3/5"}));
  EXPECT_EQ(margins(parts.second, kTopLeft), (Pages{"4/5", "5/5"}));
  EXPECT_EQ(parts.second.document.pages.front().context.side, gongwen::style::PageSide::Left);
}

TEST(PageSequence, PagesThatDoNotStateTheirNumberStayAsTheyAre) {
  const Parts parts(std::string(kBreaks), "counter(page)", kTwoPages);
  EXPECT_FALSE(parts.is_filled_anew);
  EXPECT_EQ(margins(parts.second, kTopLeft), (Pages{"4", "5"}));
}

TEST(PageSequence, ANumberThatRunsOnIsNotStartedAgain) {
  for (const bool runs_on : {false, true}) {
    LaidOut part = with_margin("counter(page)", std::string(kBreaks) + ".n{counter-reset:page 1}", kTwoPages);
    layout::PagesAround around;
    around.before = 3;
    around.counters["page"] = 3;
    around.number_runs_on = runs_on;
    part.document = layout::layout_document(*part.page_styles, *part.context, {}, around);
    EXPECT_EQ(margins(part, kTopLeft), runs_on ? (Pages{"4", "5"}) : (Pages{"4", "1"}));
  }
}

TEST(PageSequence, RunningTextStatesTheNumberOfAllPages) {
  const Parts parts(std::string(kBreaks) + "h1::after{content:counter(pages)}", "counter(page)", kTwoPages);
  EXPECT_TRUE(parts.is_filled_anew);
  EXPECT_EQ(pages_of(parts.first), (Pages{"甲5/一", "乙5", "三"}));
  EXPECT_EQ(parts.first.document.bookmarks.size(), 2U);
}

TEST(PageSequence, APartTakesOverStringsCountersAndTheNamedPage) {
  const Parts parts(std::string(kBreaks) +
                        "@page{counter-increment:page 10}@page w{size:300px 140px}@page w:nth(2 of w){margin-left:40px}"
                        ".n{page:w}h1.n{page:auto}body > p:last-child{page:w}",
                    "counter(page) string(s)", "<section>丁</section>");
  EXPECT_EQ(margins(parts.second, kTopLeft), (Pages{"40乙"}));
  EXPECT_EQ(parts.second.document.pages.front().size.width.to_px(), 300);
  EXPECT_EQ(parts.second.document.pages.front().context.group_number, 2);
}

TEST(PageSequence, MessagesCountThePagesBefore) {
  const Parts parts(std::string(kBreaks), "counter(page)",
                    "<div style=\"width:500px;height:5px;border:1px solid\"></div>");
  EXPECT_NE(parts.second.messages().find("page 4"), std::string::npos) << parts.second.messages();
}

// css-page-3 §7.1: of elements as well, with the value of the page.
TEST(PageSequence, MarginsShowCountersOfElementsAsTheyAreOnThePage) {
  const std::string style = std::string(kBreaks) +
                            "body{counter-reset:c}h1{counter-increment:c;counter-reset:s;font-size:10px;margin:0}"
                            "h2::before{counter-increment:s;content:\"\"}h2{font-size:10px;margin:0}";
  const std::string body =
      "<p>甲</p><h1 class=\"n\">一</h1><h2>节</h2><h2>节</h2><p class=\"n\">乙</p><h1 class=\"n\">二</h1><p "
      "class=\"n\">丙</p>";
  EXPECT_EQ(margins(with_margin("counter(c)", style, body), kTopLeft),
            (std::vector<std::string>{"0", "1", "1", "2", "2"}));
  EXPECT_EQ(margins(with_margin("counter(c, upper-roman) \".\" counter(s)", style, body), kTopLeft),
            (std::vector<std::string>{"0.0", "I.1", "I.2", "II.0", "II.0"}));
  EXPECT_EQ(
      margins(with_margin("counters(n, \"-\")", std::string(kBreaks) + "div{counter-reset:n}p{counter-increment:n}",
                          "<div><p>甲</p><div><p>乙</p><p class=\"n\">丙</p></div></div>"),
              kTopLeft),
      (std::vector<std::string>{"1", "1-2"}));
}
