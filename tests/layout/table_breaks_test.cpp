// Tables over pages (css-tables-3, css-break-3 section 4).
#include "layout/pages_of.h"

using namespace gongwen::tests;
namespace layout = gongwen::layout;
using Pages = std::vector<std::string>;

namespace {

std::string rows(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) out += "<tr><td>" + std::to_string(i) + "</td></tr>";
  return out;
}

}  // namespace

TEST(TableBreaks, RowsAreKeptWholeAndGoOn) {
  EXPECT_EQ(pages("", "<table>" + rows(7) + "</table>"), (Pages{"1/2/3/4/5", "6/7"}));
  EXPECT_EQ(pages("", "<p>上</p><table>" + rows(3) + "<tr><td>甲<br>乙<br>丙</td></tr></table>"),
            (Pages{"上/1/2/3", "甲|乙|丙"}));
}

TEST(TableBreaks, HeadAndFootStandOnEveryPage) {
  const std::string table =
      "<table><thead><tr><th>头</th></tr></thead><tfoot><tr><td>脚</td></tr></tfoot>" + rows(7) + "</table>";
  EXPECT_EQ(pages("", table), (Pages{"头/1/2/3/脚", "头/4/5/6/脚", "头/7/脚"}));
}

TEST(TableBreaks, AHeadThatTakesHalfOfThePageIsNotRepeated) {
  const std::string table = "<table><thead><tr><th>头<br>头<br>头</th></tr></thead>" + rows(5) + "</table>";
  EXPECT_EQ(pages("", table), (Pages{"头|头|头/1/2", "3/4/5"}));
}

TEST(TableBreaks, ARowThatNoPageHoldsIsSplitCellByCell) {
  const std::string lines = "一<br>二<br>三<br>四<br>五<br>六<br>七";
  EXPECT_EQ(pages("td{vertical-align:top}",
                  "<table><tr><td>" + lines + "</td><td>甲<br>乙</td></tr><tr><td>后</td></tr></table>"),
            (Pages{"一|二|三|四|五/甲|乙", "六|七/后"}));
}

TEST(TableBreaks, ARowThatNoPageHoldsWaitsForANewPageWhenLittleIsLeftOfThisOne) {
  const std::string lines = "一<br>二<br>三<br>四<br>五<br>六";
  EXPECT_EQ(pages("", "<table>" + rows(4) + "<tr><td>" + lines + "</td></tr></table>"),
            (Pages{"1/2/3/4", "一|二|三|四|五", "六"}));
  EXPECT_EQ(pages("", "<table>" + rows(2) + "<tr><td>" + lines + "</td></tr></table>"),
            (Pages{"1/2/一|二|三", "四|五|六"}));
}

TEST(TableBreaks, CellsThatSpanRowsKeepThemTogetherWhereLittleOfThePageIsLeft) {
  const std::string spanning = "<tr><td rowspan=\"3\">跨</td><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr>";
  EXPECT_EQ(pages("", "<table>" + rows(4) + spanning + "</table>"), (Pages{"1/2/3/4", "跨/a/b/c"}));
  EXPECT_EQ(pages("", "<table>" + rows(3) + spanning + "</table>"), (Pages{"1/2/3/跨/a/b", "c"}));
  EXPECT_EQ(pages("tbody{break-inside:avoid}",
                  "<table><tbody>" + rows(3) + "</tbody><tbody>" + spanning + "</tbody></table>"),
            (Pages{"1/2/3", "跨/a/b/c"}));
}

TEST(TableBreaks, ATallRowIsPartedWhereItWouldGoAlongWithTheNext) {
  const std::string tall = "<tr><td>a<br>b<br>c<br>d</td></tr>";
  EXPECT_EQ(pages("#l{break-before:avoid}", "<table>" + rows(1) + tall + "<tr id=\"l\"><td>末</td></tr></table>"),
            (Pages{"1/a|b|c", "d/末"}));
  EXPECT_EQ(pages("#l{break-before:avoid}tr{break-inside:avoid}",
                  "<table>" + rows(1) + tall + "<tr id=\"l\"><td>末</td></tr></table>"),
            (Pages{"1", "a|b|c|d/末"}));
}

TEST(TableBreaks, OnlyARowOfMoreThanFourLinesBesideASpanningCellIsPartedForTheNext) {
  // Pages of ten lines; no page may start with the last row.
  const auto beside_spanning = [](int lines) {
    std::string text = "a";
    for (int i = 1; i < lines; ++i) text += std::string("<br>") + static_cast<char>('a' + i);
    std::string table = "<table><tr><td rowspan=\"" + std::to_string(12 - lines) + "\">跨</td><td>1</td></tr>";
    for (int i = 2; i <= 10 - lines; ++i) table += "<tr><td>" + std::to_string(i) + "</td></tr>";
    table += "<tr><td>" + text + "</td></tr><tr id=\"l\"><td>末</td></tr></table>";
    return pages("@page{size:200px 240px}#l{break-before:avoid}td{vertical-align:top}", table);
  };
  EXPECT_EQ(beside_spanning(4), (Pages{"跨/1/2/3/4/5/6", "a|b|c|d/末"}));
  EXPECT_EQ(beside_spanning(5), (Pages{"跨/1/2/3/4/5/a|b|c|d", "e/末"}));
}

TEST(TableBreaks, ContentAtTheFootOfARowIsNotPartedForTheNextRow) {
  const auto lines = [](int count, const std::string& text) {
    std::string out = text;
    for (int i = 1; i < count; ++i) out += "<br>" + text;
    return out;
  };
  const std::string table = "<table><tr><td rowspan='3'>" + lines(9, "跨") + "</td><td>1</td></tr><tr><td>" +
                            lines(4, "a") + "</td></tr><tr id='l'><td>" + lines(9, "末") + "</td></tr></table>";
  const LaidOut laid_out =
      lay_out("@page{size:200px 120px}#l{break-before:avoid}td{vertical-align:bottom;border:1px solid}", table);
  EXPECT_EQ(laid_out.messages(), "");
  EXPECT_EQ(laid_out.document.stalls, 0);
}

TEST(TableBreaks, CellsThatSpanMoreRowsThanAPageHoldsGoOn) {
  std::string table = "<table><tr><td rowspan=\"8\">跨</td><td>1</td></tr>";
  for (int i = 2; i <= 8; ++i) table += "<tr><td>" + std::to_string(i) + "</td></tr>";
  EXPECT_EQ(pages("td{vertical-align:top}", table + "</table>"), (Pages{"跨/1/2/3/4/5", "6/7/8"}));
}

TEST(TableBreaks, BreaksBetweenRowsObeyTheStyle) {
  EXPECT_EQ(pages("#b{break-before:page}", "<table>" + rows(1) + "<tr id=\"b\"><td>甲</td></tr></table>"),
            (Pages{"1", "甲"}));
  EXPECT_EQ(
      pages("#b{break-after:avoid}", "<table>" + rows(4) + "<tr id=\"b\"><td>甲</td></tr><tr><td>乙</td></tr></table>"),
      (Pages{"1/2/3/4", "甲/乙"}));
  EXPECT_EQ(
      pages("tbody{break-inside:avoid}", "<table><tbody>" + rows(3) + "</tbody><tbody>" + rows(3) + "</tbody></table>")
          .size(),
      2);
}

TEST(TableBreaks, CaptionsStandAboveOrBelowAndAreNotRepeated) {
  EXPECT_EQ(pages("", "<table><caption>题</caption>" + rows(6) + "</table>"), (Pages{"题/1/2/3/4", "5/6"}));
  EXPECT_EQ(pages("caption{caption-side:bottom}", "<table><caption>题</caption>" + rows(6) + "</table>"),
            (Pages{"1/2/3/4/5", "6/题"}));
}

TEST(TableBreaks, ACaptionThatFillsItsPageLeavesTheRowsToTheNext) {
  EXPECT_EQ(pages("", "<table><caption>一<br>二<br>三<br>四<br>五</caption>" + rows(2) + "</table>"),
            (Pages{"一|二|三|四|五", "1/2"}));
}

TEST(TableBreaks, ASpanningCellWaitsForRowsThatHaveRoomForIt) {
  const std::string inner = "<table><tr><td>内<br>内<br>内<br>内<br>内<br>内</td></tr></table>";
  const std::string table = "<table><tr><td rowspan=\"2\">" + inner +
                            "</td><td></td></tr><tr><td>长<br>长<br>长<br>长<br>长<br>长<br>长</td></tr></table>";
  const LaidOut laid_out = lay_out("", table);
  EXPECT_EQ(laid_out.messages(), "");
  std::string all;
  for (const std::string& page : pages_of(laid_out)) all += page + "/";
  for (const auto& [text, count] : {std::pair{"内", 6}, {"长", 7}}) {
    std::size_t found = 0;
    for (std::size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
    EXPECT_EQ(found, static_cast<std::size_t>(count));
  }
}

TEST(TableBreaks, ATableInACellGoesOnWithIt) {
  const std::string inner = "<table>" + rows(8) + "</table>";
  EXPECT_EQ(pages("", "<table><thead><tr><th>头</th></tr></thead><tr><td>" + inner + "</td></tr></table>"),
            (Pages{"头/1/2/3/4", "头/5/6/7/8"}));
}

/// The lines of the left column, from the top down, must not overlap.
TEST(TableBreaks, AFootIsNotPrintedOverAPartThatCannotBeLower) {
  const std::string note = "<span style='float:footnote'>注</span>";
  int looked_at = 0;
  for (const int height : {80, 90, 100, 110, 120}) {
    for (const int variant : {0, 1, 2, 3, 4, 5}) {
      const int before = variant % 3;
      const std::string nested =
          "<table><thead><tr><th>内头</th></tr></thead><tfoot><tr><td>内脚</td></tr></tfoot><tbody><tr><td>甲" +
          (variant > 2 ? note + "<br>甲<br>甲<br>甲" : std::string()) +
          "</td></tr><tr><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>";
      std::string lines = "零";
      for (int i = 0; i < 14; ++i) lines += "<br>续";
      std::string body;
      for (int i = 0; i < before; ++i) body += "<p>前</p>";
      body += "<table><tfoot><tr><td>外脚</td><td></td></tr></tfoot><tbody><tr><td>" + nested + "</td><td>" + lines +
              "</td></tr></tbody></table>";
      const LaidOut laid_out = lay_out("@page{size:200px " + std::to_string(height + 40) + "px}", body);
      for (const layout::PageLayout& page : laid_out.document.pages) {
        std::vector<std::pair<double, double>> left;  // tops and bottoms of the texts of the left column
        const auto collect = [&](const auto& self, const layout::Fragment& fragment, double x, double y) -> void {
          if (fragment.kind == layout::FragmentKind::Line && x < 80 && fragment.size.height.to_px() > 0)
            left.emplace_back(y, y + fragment.size.height.to_px());
          for (const layout::ChildFragment& child : fragment.children)
            self(self, *child.fragment, x + child.offset.x.to_px(), y + child.offset.y.to_px());
        };
        if (page.content == nullptr) continue;  // the note alone
        collect(collect, *page.content, 0, 0);
        ASSERT_FALSE(left.empty());
        std::sort(left.begin(), left.end());
        for (std::size_t i = 1; i < left.size(); ++i, ++looked_at)
          EXPECT_GE(left[i].first, left[i - 1].second - 1) << height << ' ' << variant;
        EXPECT_LE(left.back().second, height + 1) << height << ' ' << variant;
      }
    }
  }
  EXPECT_GT(looked_at, 100);
}

TEST(TableBreaks, ATableInACellGivesUpHeadAndFootWhereTheyLeaveNoRoom) {
  const auto nested = [](const std::string& content) {
    return "<table><thead><tr><th>头</th></tr></thead><tfoot><tr><td>脚</td></tr></tfoot><tbody><tr><td>" + content +
           "</td></tr></tbody></table>";
  };
  EXPECT_EQ(pages("", "<p>前</p>" + nested(nested("1<br>2") + nested(nested("3<br>4<br>5<br>6")))),
            (Pages{"前", "头/头/1/脚/脚", "头/头/2/脚/脚", "头/头/头/脚/脚", "头/头/3/脚/脚", "头/头/4/脚/脚",
                   "头/头/5/脚/脚", "头/头/6/脚/脚", "头/头/脚/脚/脚"}));
}

TEST(TableBreaks, RowsTakeTheRoomOfNotesWhoseCallsDoNotFit) {
  // Pages of six lines: head, foot and note leave three rows, or four without the note.
  const auto table = [](const std::string& calls) {
    std::string out = "<table><thead><tr><th>头</th></tr></thead><tfoot><tr><td>脚</td></tr></tfoot><tbody>";
    for (const char row : std::string("123456"))
      out += std::string("<tr><td>") + row + (calls.find(row) < calls.size() ? "<i>注<br>注</i>" : "") + "</td></tr>";
    return pages(
        "@page{size:200px 160px;@footnote{margin:0}}i{float:footnote}::footnote-call,::footnote-marker{content:''}",
        out + "</tbody></table>");
  };
  EXPECT_EQ(table("3"), (Pages{"头/1/2/脚", "头/3/4/脚", "头/5/6/脚"}));
  EXPECT_EQ(table("4"), (Pages{"头/1/2/3/脚", "头/4/5/脚", "头/6/脚"}));
}

TEST(TableBreaks, ColumnsWithoutCellsCountOnlyWithAWidthOfTheirOwn) {
  const auto width_of = [](std::string_view columns) {
    const LaidOut laid_out =
        lay_out("table{width:auto;border-spacing:10px 0}td{width:30px}",
                "<table><colgroup><col>" + std::string(columns) + "</colgroup><tr><td>a</td></tr></table>");
    const layout::Fragment* fragment = laid_out.document.pages.front().content;
    while (laid_out.context->box(fragment->box).kind != gongwen::boxes::BoxKind::Table) {
      fragment = fragment->children.front().fragment;
    }
    return fragment->size.width.floor_px();
  };
  EXPECT_EQ(width_of("<col><col>"), 50);
  EXPECT_EQ(width_of("<col style=\"width:0\"><col style=\"width:50%\">"), 50);
  EXPECT_EQ(width_of("<col style=\"width:40px\">"), 100);
  EXPECT_EQ(width_of("<col style=\"width:40px;max-width:0\">"), 50);
  EXPECT_EQ(width_of("<col style=\"width:40px;max-width:15px\">"), 75);
  EXPECT_EQ(width_of("<col style=\"min-width:20px;max-width:0\">"), 80);
}

TEST(TableBreaks, RowsThatOneCellTiesTogetherAreLaidOutTwiceAtMost) {
  const auto table = [](int count, std::string_view align) {
    std::string out = "<table><tr><td rowspan='" + std::to_string(count) + "' style='vertical-align:";
    out += std::string(align) + "'>跨</td><td>1</td></tr>";
    for (int i = 2; i <= count; ++i) out += "<tr><td>" + std::to_string(i) + "</td></tr>";
    return out + "</table>";
  };
  EXPECT_EQ(pages("", table(23, "top")),
            (Pages{"跨/1/2/3/4/5", "6/7/8/9/10", "11/12/13/14/15", "16/17/18/19/20", "21/22/23"}));
  EXPECT_EQ(pages("", table(23, "bottom")),
            (Pages{"1/2/3/4/5", "6/7/8/9/10", "11/12/13/14/15", "16/17/18/19/20", "跨/21/22/23"}));
  const std::size_t few = lay_out("", table(100, "top")).context->fragments.size();
  EXPECT_LT(lay_out("", table(400, "top")).context->fragments.size(), few * 5);
}

TEST(TableBreaks, RowsBehindThePageCountForWhatACellAboveThemNeeds) {
  // The content of the spanning cell is higher than its rows, which share what is missing.
  std::string lines;
  for (int i = 1; i <= 14; ++i) lines += (i > 1 ? "<br>" : "") + std::string("行");
  std::string table = "<table><tr><td rowspan='12' style='vertical-align:top'>" + lines + "</td><td>1</td></tr>";
  for (int i = 2; i <= 12; ++i) {
    table += "<tr>" + (i == 8 ? "<td rowspan='2'>a<br>b<br>c</td>" : "<td>" + std::to_string(i) + "</td>") + "</tr>";
  }
  const std::string own = "<table><tr><td>1</td></tr></table>";
  const LaidOut laid_out = lay_out("", table + "</table>" + own);
  const std::vector<std::string> shown = pages_of(laid_out);
  ASSERT_EQ(shown.size(), 4);
  std::string all;
  for (const std::string& page : shown) all += page + "/";
  for (const char* cell : {"/1/", "/2/", "/7/", "a|b|c", "/10/", "/12/"}) EXPECT_NE(all.find(cell), std::string::npos);
}

TEST(TableBreaks, ARowIsPartedIfMoreThanAQuarterOfThePageWouldStayWhite) {
  const auto table = [](int before) {
    return "<style>td{vertical-align:top}</style><table>" + rows(before) +
           "<tr><td>一<br>二<br>三<br>四</td></tr></table>";
  };
  EXPECT_EQ(pages("", table(2)), (Pages{"1/2/一|二|三", "四"}));
  EXPECT_EQ(pages("", table(4)), (Pages{"1/2/3/4", "一|二|三|四"}));
  EXPECT_EQ(pages("tr{break-inside:avoid}", table(2)), (Pages{"1/2", "一|二|三|四"}));
  EXPECT_EQ(pages("tr{break-inside:avoid;-gw-avoid-limit:70%}", table(2)), (Pages{"1/2", "一|二|三|四"}));
  EXPECT_EQ(pages("tr{break-inside:avoid;-gw-avoid-limit:40%}", table(2)), (Pages{"1/2/一|二|三", "四"}));
}

TEST(TableBreaks, ARowIsNotPartedWhereFewerLinesThanOrphansAndWidowsWouldStand) {
  const auto table = [](const char* lines) {
    return "<style>td{vertical-align:top}</style><table>" + rows(3) + "<tr><td>" + lines + "</td></tr></table>";
  };
  EXPECT_EQ(pages("td{orphans:2;widows:2}", table("一<br>二<br>三")), (Pages{"1/2/3", "一|二|三"}));
  EXPECT_EQ(pages("td{orphans:2;widows:2}", table("一<br>二<br>三<br>四")), (Pages{"1/2/3/一|二", "三|四"}));
  EXPECT_EQ(pages("td{orphans:1;widows:1}", table("一<br>二<br>三")), (Pages{"1/2/3/一|二", "三"}));
}

TEST(TableBreaks, ALimitInsideATableCountsAgainstWhatAHeadingAboveItLeavesWhite) {
  const std::string entry =
      "<div><p>1</p><section><p class='k'>题</p><table><tbody>" + rows(4) + "</tbody></table></section></div>";
  const std::string kept = "td{vertical-align:top}.k{break-after:avoid}tbody{break-inside:avoid}";
  EXPECT_EQ(pages(kept, entry), (Pages{"1", "题/1/2/3/4"}));
  EXPECT_EQ(pages(kept + "tbody{-gw-avoid-limit:25%}", entry), (Pages{"1/题/1/2/3", "4"}));
  EXPECT_EQ(pages(kept + "tbody{-gw-avoid-limit:90%}", entry), (Pages{"1", "题/1/2/3/4"}));
}

TEST(TableBreaks, BalancedColumnsAreBetweenTheirLimitsByTheirTexts) {
  const auto widths_of = [](std::string_view columns, std::string_view cells) {
    const LaidOut laid_out =
        lay_out("table{width:200px;-gw-column-widths:balance;border-spacing:0}td,th{padding:0}",
                "<table><colgroup>" + std::string(columns) + "</colgroup>" + std::string(cells) + "</table>");
    const layout::Fragment* fragment = laid_out.document.pages.front().content;
    while (laid_out.context->box(fragment->box).kind != gongwen::boxes::BoxKind::Row) {
      fragment = fragment->children.front().fragment;
    }
    std::vector<int> widths;
    for (const auto& cell : fragment->children) widths.push_back(cell.fragment->size.width.floor_px());
    return widths;
  };
  using Widths = std::vector<int>;
  const std::string text = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十";
  const std::string row = "<tr><td>短</td><td>" + text + "</td><td>" + text + "</td></tr>";
  const Widths even = widths_of("", row);
  EXPECT_EQ(even[1], even[2]);
  EXPECT_LT(even[0], 20);
  EXPECT_EQ(widths_of("<col style='width:40px'>", row)[0], 40);
  EXPECT_EQ(widths_of("<col><col style='max-width:50px'>", row)[1], 50);
  EXPECT_EQ(widths_of("<col style='min-width:60px'>", row)[0], 60);
  EXPECT_EQ(widths_of("<col><col style='width:fit-content(70px)'>", row)[1], 70);
  // The longer texts have more, though not in proportion.
  const Widths uneven = widths_of("", "<tr><td>" + text + "</td><td>" + text + text + "</td></tr>");
  EXPECT_GT(uneven[1], uneven[0]);
  EXPECT_LT(uneven[1], 2 * uneven[0]);
  // Cells of four characters are not torn, however long the others are.
  EXPECT_GE(widths_of("", "<tr><td>甲乙丙丁</td><td>" + text + text + text + text + "</td></tr>")[0], 40);
  // Whatever `table-layout` says.
  EXPECT_EQ(widths_of("<style>table{table-layout:fixed}</style>", row), even);
}
