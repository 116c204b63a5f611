// Columns (css-multicol-1): how content is shared out among them, over pages, with notes, and in the order of reading.
// What browsers show, too, is compared with them: tests/differential/pages/columns.
#include "layout/block/detail/columns.h"

#include "layout/pages_of.h"
#include "style/computed_style.h"
#include "support/text_census.h"

using namespace gongwen::tests;
using Pages = std::vector<std::string>;

namespace {

namespace layout = gongwen::layout;
using gongwen::base::LayoutUnit;

/// Paragraphs of one line each, numbered from 1.
std::string paragraphs(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) out += "<p>" + std::to_string(i) + "</p>";
  return out;
}

void find_texts(const layout::Fragment& fragment, gongwen::base::Point place, std::string& out) {
  if (fragment.kind == layout::FragmentKind::Line) {
    out +=
        text_of(fragment) + "@" + std::to_string(place.x.floor_px()) + "," + std::to_string(place.y.floor_px()) + " ";
    return;
  }
  for (const layout::ChildFragment& child : fragment.children) {
    find_texts(*child.fragment, place + child.offset, out);
  }
}

/// The lines of each page with their places in the page area, which starts at 20, 20.
Pages lines_of(const LaidOut& laid_out) {
  Pages out;
  for (const layout::PageLayout& page : laid_out.document.pages) {
    std::string lines;
    if (page.content != nullptr) find_texts(*page.content, page.content_offset, lines);
    for (const layout::ChildFragment& area : page.areas) find_texts(*area.fragment, area.offset, lines += "; ");
    out.push_back(lines);
  }
  return out;
}

/// The same as one text: the pages are separated by a bar.
std::string lines(std::string_view style, std::string_view body) {
  const LaidOut laid_out = lay_out(style, body);
  EXPECT_EQ(laid_out.messages(), "");
  std::string out;
  for (const std::string& page : lines_of(laid_out)) out += (out.empty() ? "" : "| ") + page;
  return out;
}

}  // namespace

TEST(Columns, ColumnsAreAsManyAndAsWideAsTheirWidthsAndCountsAllow) {
  gongwen::style::ComputedStyle style = gongwen::style::initial_style();
  style.column_gap = gongwen::style::LengthPercentage{LayoutUnit::from_px(10), 0};
  const auto measured = [&](std::optional<int> width, std::optional<int> count) {
    style.column_width = width ? std::optional(LayoutUnit::from_px(*width)) : std::nullopt;
    style.column_count = count;
    const layout::ColumnMeasures found = layout::column_measures(style, LayoutUnit::from_px(210));
    return std::pair(found.count, found.width.floor_px());
  };
  EXPECT_EQ(measured(std::nullopt, 2), std::pair(2, 100));
  EXPECT_EQ(measured(100, std::nullopt), std::pair(2, 100));
  EXPECT_EQ(measured(101, std::nullopt), std::pair(1, 210));
  EXPECT_EQ(measured(40, 3), std::pair(3, 63));
  EXPECT_EQ(measured(100, 3), std::pair(2, 100));
  EXPECT_EQ(measured(900, std::nullopt), std::pair(1, 210));
  EXPECT_EQ(measured(0, 7), std::pair(7, 21));
  style.column_gap = gongwen::style::LengthPercentage{};
  style.column_width = LayoutUnit::round_from_px(10.12);
  style.column_count = std::nullopt;
  EXPECT_EQ(layout::column_measures(style, LayoutUnit::round_from_px(50.6)).count, 5);
}

TEST(Columns, ColumnsAreBalancedAndGoOnOnFurtherPages) {
  EXPECT_EQ(lines("div{columns:2;column-gap:0}", "<div>" + paragraphs(5) + "</div><p>b</p>"),
            "1@20,20 2@20,40 3@20,60 4@100,20 5@100,40 b@20,80 ");
  EXPECT_EQ(
      lines("div{columns:2;column-gap:0}", "<div>" + paragraphs(13) + "</div>"),
      "1@20,20 2@20,40 3@20,60 4@20,80 5@20,100 6@100,20 7@100,40 8@100,60 9@100,80 10@100,100 | 11@20,20 12@20,40 "
      "13@100,20 ");
  EXPECT_EQ(lines("div{columns:2;column-gap:0;column-fill:auto}", "<div>" + paragraphs(6) + "</div>"),
            "1@20,20 2@20,40 3@20,60 4@20,80 5@20,100 6@100,20 ");
}

TEST(Columns, AnyCountOfColumnsHoldsTheContent) {
  const std::string found = lines("div{columns:2147483647;column-gap:0}", "<div>" + paragraphs(2) + "</div>");
  EXPECT_NE(found.find("1@20,20 "), std::string::npos) << found;
  EXPECT_NE(found.find("2@"), std::string::npos) << found;
}

TEST(Columns, AForcedColumnComesBesideTheOthersOrOnTheNextPage) {
  const std::string_view style = "div{columns:2;column-gap:0}.c{break-before:column}.p{break-before:page}";
  EXPECT_EQ(lines(style, "<div><p>1</p><p class=\"c\">2</p></div>"), "1@20,20 2@100,20 ");
  EXPECT_EQ(lines(style, "<div><p>1</p><p class=\"c\">2</p><p class=\"c\">3</p></div><p>b</p>"),
            "1@20,20 2@100,20 | 3@20,20 b@20,40 ");
  EXPECT_EQ(lines(style, "<div><p>1</p><p>2</p><p class=\"p\">3</p></div><p>b</p>"),
            "1@20,20 2@100,20 | 3@20,20 b@20,40 ");
  // Outside of columns there are none to end.
  EXPECT_EQ(lines(style, "<p>1</p><p class=\"c\">2</p>"), "1@20,20 2@20,40 ");
}

TEST(Columns, ABoxOverAllColumnsBalancesWhatStandsBeforeItAndKeepsWhatFollowsItTogetherWithIt) {
  const std::string_view style = "div{columns:2;column-gap:0;column-fill:auto}h2{column-span:all;break-after:avoid}";
  EXPECT_EQ(lines(style, "<div>" + paragraphs(3) + "<h2>h</h2><p>4</p><p>5</p></div>"),
            "1@20,20 2@20,40 3@100,20 h@20,60 4@20,80 5@20,100 ");
  EXPECT_EQ(lines(style, "<div>" + paragraphs(8) + "<h2>h</h2><p>9</p></div>"),
            "1@20,20 2@20,40 3@20,60 4@20,80 5@100,20 6@100,40 7@100,60 8@100,80 | h@20,20 9@20,40 ");
}

TEST(Columns, NotesCalledInColumnsStandAtTheFootOfTheirPage) {
  const std::string_view style =
      "@page{@footnote{margin:0}}div{columns:2;column-gap:0}.n{float:footnote}"
      ".n::footnote-call{content:'*'}.n::footnote-marker{content:'*'}";
  EXPECT_EQ(lines(style, "<div><p>1</p><p>2<span class=\"n\">note</span></p></div>"),
            "1@20,20 2*@100,20 ; *note@20,100 ");
  // The note takes a line of each column.
  std::string body;
  for (int i = 1; i <= 10; ++i)
    body += "<p>" + std::to_string(i) + (i == 3 ? "<span class=\"n\">note</span>" : "") + "</p>";
  EXPECT_EQ(lines(style, "<div>" + body + "</div>"),
            "1@20,20 2@20,40 3*@20,60 4@20,80 5@100,20 6@100,40 7@100,60 8@100,80 ; *note@20,100 | 9@20,20 10@100,20 ");
  // One that is called where its note would take the place of its line continues with it.
  std::string last;
  for (int i = 1; i <= 10; ++i)
    last += "<p>" + std::to_string(i) + (i == 10 ? "<span class=\"n\">note</span>" : "") + "</p>";
  const std::string found = lines(style, "<div>" + last + "</div>");
  EXPECT_GT(found.find("10*"), found.find('|'));
  EXPECT_GT(found.find("*note"), found.find("10*"));
  EXPECT_NE(found.find("*note"), std::string::npos);
}

TEST(Columns, RulesStandBetweenColumnsThatHaveContentAsHighAsTheirRow) {
  const LaidOut laid_out =
      lay_out("div{columns:3;column-gap:10px;column-rule:2px solid red}", "<div>" + paragraphs(4) + "</div>");
  const layout::Fragment* at = laid_out.document.pages.front().content;
  while (at->inner_borders == nullptr) at = at->children.front().fragment;
  ASSERT_EQ(at->inner_borders->size(), 1);
  const layout::InnerBorder& rule = at->inner_borders->front();
  EXPECT_EQ(rule.rect.size.width.floor_px(), 2);
  EXPECT_EQ(rule.rect.size.height.floor_px(), 40);
  EXPECT_FALSE(rule.horizontal);
}

TEST(Columns, AContainerThatCannotBeginAtTheFootOfAPageBeginsOnTheNextOne) {
  EXPECT_EQ(lines("div{columns:2;column-gap:0;orphans:2}", paragraphs(4) + "<div><p>a<br>b<br>c<br>d</p></div>"),
            "1@20,20 2@20,40 3@20,60 4@20,80 | a@20,20 b@20,40 c@100,20 d@100,40 ");
  EXPECT_EQ(
      lines("div{columns:2;column-gap:0;break-inside:avoid}", paragraphs(4) + "<div><p>a<br>b<br>c<br>d</p></div>"),
      "1@20,20 2@20,40 3@20,60 4@20,80 | a@20,20 b@20,40 c@100,20 d@100,40 ");
}

TEST(Columns, TheOrderOfReadingIsColumnAfterColumn) {
  const LaidOut laid_out =
      lay_out("div{columns:2;column-gap:0}", "<div><p>1<br>2<br>3<br>4</p>" + paragraphs(3) + "</div>");
  EXPECT_EQ(drawn_text(laid_out.painted.pages.front()).content, U"1234123");
}

TEST(Columns, ABoxOverAllColumnsDoesNotBeginBeyondTheEndOfThePage) {
  EXPECT_EQ(lines("div{columns:2;column-gap:0}h2{column-span:all;margin-top:60px;border-top:5px solid;height:200px}",
                  "<div>" + paragraphs(6) + "<h2>h</h2></div>"),
            "1@20,20 2@20,40 3@20,60 4@100,20 5@100,40 6@100,60 | h@20,25 | | ");
}

TEST(Columns, TheHighestFirstLineOfAllColumnsGivesTheBaseline) {
  const std::string_view style =
      "section{display:flex;align-items:baseline}section>p{width:40px}section>div{columns:2;column-gap:0;width:100px}"
      "i{display:block;height:40px}.c{break-before:column}h2{column-span:all}";
  EXPECT_EQ(lines(style, "<section><p>a</p><div><i></i><p class=\"c\">1</p></div></section>"), "a@20,20 1@110,20 ");
  EXPECT_EQ(lines(style, "<section><p>a</p><div><i></i><h2>h</h2><p>1</p></div></section>"),
            "a@20,40 h@60,40 1@60,60 ");
}

TEST(Columns, AMarkerIsBesideTheFirstLineThoughThatIsOverAllColumns) {
  const std::string_view style =
      "li{columns:2;column-gap:0;margin-left:40px}h2{column-span:all}i{display:block;height:20px}";
  EXPECT_EQ(lines(style, "<ul><li><i></i><h2>h</h2><p>1</p></li></ul>"), "• @87,40 h@100,40 1@100,60 ");
  EXPECT_EQ(lines(style, "<ul><li><i></i><i></i><h2></h2><p>1</p></li></ul>"), "• @87,50 1@100,50 ");
  EXPECT_EQ(lines(style, "<ul><li><p>1</p><p>2</p></li></ul>"), "• @87,30 1@100,30 2@140,30 ");
}

TEST(Columns, AContainerIsNoWiderThanTheColumnsThatItAsksFor) {
  gongwen::style::ComputedStyle style = gongwen::style::initial_style();
  style.column_gap = gongwen::style::LengthPercentage{LayoutUnit::from_px(10), 0};
  const auto sizes = [&](std::optional<int> width, std::optional<int> count) {
    style.column_width = width ? std::optional(LayoutUnit::from_px(*width)) : std::nullopt;
    style.column_count = count;
    const layout::IntrinsicSizes found =
        layout::multicol_sizes(style, {LayoutUnit::from_px(30), LayoutUnit::from_px(100)});
    return std::pair(found.min_content.floor_px(), found.max_content.floor_px());
  };
  EXPECT_EQ(sizes(std::nullopt, 2), std::pair(70, 210));
  EXPECT_EQ(sizes(20, std::nullopt), std::pair(20, 20));
  EXPECT_EQ(sizes(80, std::nullopt), std::pair(30, 80));
  EXPECT_EQ(sizes(80, 2), std::pair(30, 170));
}

TEST(Columns, ColumnsOfAVerticalFlowFollowEachOtherDownwards) {
  EXPECT_EQ(lines("div{writing-mode:vertical-lr;columns:2;column-gap:0;column-fill:auto;width:40px;height:80px}",
                  "<div>" + paragraphs(4) + "</div>"),
            "1@20,20 2@40,20 3@20,60 4@40,60 ");
}
