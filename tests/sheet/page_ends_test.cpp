// Heads within a sheet, written again where its pages end.
#include "sheet/built_workbook.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::tests;

namespace {

std::string text_of(const BuiltWorkbook& built, std::size_t row) {
  const sheet::Row& entry = built.sheet().rows[row];
  if (entry.cell_count == 0) return {};
  const auto* text = std::get_if<sheet::Text>(&built.sheet().cells_of(entry).front().value);
  return text != nullptr ? std::string(text->text) : std::string();
}

/// A title, a list of a head of two rows and `count` rows, the first of which names the last, and a row after it.
std::string list_of(int count, const std::string& repeat) {
  std::string html =
      "<style>@page{size:A4;margin:20mm} td,th{border:1px solid} tr{height:30pt}</style><table data-sheet=\"S\">"
      "<tbody><tr><td colspan=\"2\">题</td></tr></tbody><tbody><tr" +
      repeat + "><th colspan=\"2\">名单</th></tr><tr" + repeat + "><th>姓名</th><th>单位</th></tr>";
  for (int i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    html += "<tr id=\"p" + number + "\"><td>第" + number + "</td><td>" +
            (i == 1 ? "<a href=\"#p" + std::to_string(count) + "\">末行</a>" : "院") + "</td></tr>";
  }
  return html + "</tbody><tbody><tr><td colspan=\"2\">后</td></tr></tbody></table>";
}

struct Pages {
  std::vector<std::string> first_texts;  // of the first three rows of each page but the first
  std::size_t rows = 0;
};

Pages pages_of(const BuiltWorkbook& built) {
  Pages pages;
  pages.rows = built.sheet().rows.size();
  for (std::size_t row = 0; row < pages.rows; ++row) {
    if (!built.sheet().rows[row].breaks_page) continue;
    std::string texts;
    for (std::size_t next = row; next < std::min(row + 3, pages.rows); ++next) texts += text_of(built, next) + " ";
    pages.first_texts.push_back(texts);
  }
  return pages;
}

}  // namespace

TEST(PageEnds, AHeadIsRepeatedInItsGroup) {
  const BuiltWorkbook built(list_of(60, " data-repeat=\"\""), {}, false);
  EXPECT_EQ(built.messages(), "");
  const Pages pages = pages_of(built);
  // 23 rows of 30 pt fit a page, two of them heads again.
  EXPECT_EQ(pages.first_texts, (std::vector<std::string>{"名单 姓名 第21 ", "名单 姓名 第42 "}));
  EXPECT_EQ(pages.rows, 64U + 4U);
  EXPECT_EQ(built.sheet().print.area.last.row, 67U);
  std::vector<std::string> merges;
  for (const sheet::Merge& merge : built.sheet().merges) merges.push_back(sheet::to_text(merge.range));
  EXPECT_EQ(merges, (std::vector<std::string>{"A1:B1", "A2:B2", "A24:B24", "A47:B47", "A68:B68"}));
}

TEST(PageEnds, LinksLeadToRowsThatWereMovedDown) {
  const BuiltWorkbook built(list_of(60, " data-repeat=\"\""), {}, false);
  ASSERT_EQ(built.sheet().links.size(), 1U);
  EXPECT_EQ(built.sheet().links[0].address, "#'S'!$A$67");
  EXPECT_EQ(text_of(built, 66), "第60");
}

TEST(PageEnds, NothingIsRepeatedOutsideOfTheGroupOrWithoutTheAttribute) {
  EXPECT_EQ(pages_of(BuiltWorkbook(list_of(60, ""), {}, false)).rows, 64U);
  // The list ends with its page: the row after it starts the next.
  const Pages ending = pages_of(BuiltWorkbook(list_of(20, " data-repeat=\"\""), {}, false));
  EXPECT_EQ(ending.first_texts, (std::vector<std::string>{"后 "}));
  EXPECT_EQ(ending.rows, 24U);
}

TEST(PageEnds, AHeadIsNotPartedFromItsFirstRow) {
  const std::string rows = "<style>@page{size:A4;margin:20mm} tr{height:30pt}</style><table data-sheet=\"S\"><tbody>";
  std::string html = rows;
  for (int i = 0; i < 22; ++i) html += "<tr><td>前</td></tr>";
  html +=
      "</tbody><tbody><tr data-repeat=\"\"><td>头</td></tr><tr><td>甲</td></tr><tr><td>乙</td></tr></tbody></table>";
  EXPECT_EQ(pages_of(BuiltWorkbook(html, {}, false)).first_texts, (std::vector<std::string>{"头 甲 乙 "}));
}

TEST(PageEnds, RowsWithNothingInThemTakeNoPageOfTheirOwn) {
  const auto pages_with = [](const std::string& blank, const std::string& behind) {
    std::string html = "<style>@page{size:A4;margin:20mm} tr{height:30pt}</style><table data-sheet=\"S\"><tbody>";
    for (int i = 0; i < 23; ++i) html += "<tr><td>前</td></tr>";
    return pages_of(BuiltWorkbook(html + blank + behind + "</tbody></table>", {}, false)).first_texts;
  };
  using Texts = std::vector<std::string>;
  const std::string blank = "<tr><td></td></tr>";
  const std::string next = "<tr style=\"break-before: page\"><td>后</td></tr>";
  EXPECT_EQ(pages_with(blank + blank, next), Texts{"后 "});
  EXPECT_EQ(pages_with(blank, ""), Texts());
  // A frame is something, and so is a text that follows.
  EXPECT_EQ(pages_with("<tr><td style=\"border: 1px solid\"></td></tr>", next), (Texts{" 后 ", "后 "}));
  EXPECT_EQ(pages_with(blank, "<tr><td>后</td></tr>"), Texts{" 后 "});
}

TEST(PageEnds, RoomBelowAListEndsWithThePageAndRepeatsNoHead) {
  const auto list = [](const std::string& last) {
    std::string html =
        "<style>@page{size:A4;margin:20mm} tr{height:30pt} td{border-left:1px solid;border-right:1px solid} "
        ".room{height:60pt;-gw-blank-room:give} .line td{border-top:1px solid}</style><table data-sheet=\"S\">"
        "<tbody><tr data-repeat=\"\"><td>头</td></tr>";
    for (int i = 1; i <= 21; ++i) html += "<tr><td>第" + std::to_string(i) + "</td></tr>";
    return html + last + "</tbody><tbody><tr><td>后</td></tr></tbody></table>";
  };
  const BuiltWorkbook room(list("<tr class=\"room\"><td></td></tr>"), {}, false);
  EXPECT_EQ(pages_of(room).first_texts, (std::vector<std::string>{"后 "}));
  EXPECT_EQ(pages_of(room).rows, 24U);
  EXPECT_LT(room.sheet().rows[22].height.to_pt(), 60);
  // A line to write on is no room, and neither is a text.
  const BuiltWorkbook line(list("<tr class=\"room line\"><td></td></tr>"), {}, false);
  EXPECT_EQ(pages_of(line).first_texts, (std::vector<std::string>{"头  后 "}));
  const BuiltWorkbook text(list("<tr class=\"room\"><td>末</td></tr>"), {}, false);
  EXPECT_EQ(pages_of(text).first_texts, (std::vector<std::string>{"头 末 后 "}));
}

TEST(PageEnds, NoBreakIsWrittenWhereEveryProgramEndsThePage) {
  // Three rows of a page, and the fourth is beyond it by far, or only just.
  const auto breaks_of = [](const std::string& height, const std::string& style, const std::string& attributes) {
    std::string html = "<style>@page{size:A4;margin:20mm} tr{height:" + height + "} " + style +
                       "</style><table data-sheet=\"S\"><tbody>";
    for (int i = 1; i <= 7; ++i) html += "<tr" + attributes + "><td>第" + std::to_string(i) + "</td></tr>";
    return pages_of(BuiltWorkbook(html + "</tbody></table>", {}, false)).first_texts.size();
  };
  EXPECT_EQ(breaks_of("200pt", "", ""), 0U);
  EXPECT_EQ(breaks_of("180pt", "", ""), 2U);
  // The end of the page is drawn.
  EXPECT_EQ(breaks_of("200pt", "td{border-left:1px solid;border-right:1px solid}", ""), 2U);
  EXPECT_EQ(breaks_of("200pt", "td{border:1px solid}", ""), 0U);
  // A row that stays with the next ends no page.
  EXPECT_GT(breaks_of("200pt", "tr:nth-child(3n){break-after:avoid}", ""), 0U);
}

TEST(PageEnds, ALongTextGoesOnBelowTheEndOfThePage) {
  const auto built_of = [](const std::string& text, const std::string& more) {
    std::string html =
        "<style>@page{size:A4;margin:20mm} td{font-size:12pt} tr.a{height:100pt}</style>"
        "<table data-sheet=\"S\"><colgroup><col style=\"width:40mm\"/><col style=\"width:100mm\"/></colgroup><tbody>";
    for (int i = 0; i < 5; ++i) html += "<tr class=\"a\"><td>前</td><td></td></tr>";
    return BuiltWorkbook(html + "<tr><td>标签</td><td>" + text + "</td></tr>" + more + "</tbody></table>", {}, false);
  };
  std::string text;
  for (int i = 10; i < 50; ++i) text += "第" + std::to_string(i) + "句说明示例情况。";
  const BuiltWorkbook built = built_of(text, "<tr><td>后</td><td>末</td></tr>");
  EXPECT_EQ(built.messages(), "");
  const sheet::Sheet& sheet = built.sheet();
  ASSERT_EQ(sheet.rows.size(), 8U);
  EXPECT_TRUE(sheet.rows[6].breaks_page);
  const auto second = [&](std::size_t row) {
    return std::string(std::get<sheet::Text>(sheet.cells_of(sheet.rows[row])[1].value).text);
  };
  EXPECT_EQ(second(5) + second(6), text);
  EXPECT_TRUE(second(5).ends_with("。"));
  EXPECT_EQ(second(7), "末");
  EXPECT_EQ(text_of(built, 5), "标签");
  EXPECT_EQ(text_of(built, 6), "");
  // Nothing is parted where it fits, has one sentence, or is a short text; the last row of all may be parted.
  EXPECT_EQ(built_of("第一句。第二句。", "").sheet().rows.size(), 6U);
  std::string sentence;
  for (int i = 0; i < 200; ++i) sentence += "长句";
  EXPECT_EQ(built_of(sentence, "").sheet().rows.size(), 6U);
  EXPECT_EQ(built_of(text, "").sheet().rows.size(), 7U);
  // A long sentence is parted after a clause.
  const BuiltWorkbook clauses = built_of(sentence.substr(0, sentence.size() / 4) + "，" + sentence + "。", "");
  ASSERT_EQ(clauses.sheet().rows.size(), 7U);
  const auto& cells = clauses.sheet().cells_of(clauses.sheet().rows[5]);
  EXPECT_TRUE(std::get<sheet::Text>(cells[1].value).text.ends_with("，"));
}

TEST(PageEnds, ASheetFitsOnePageAsLongAsItsTypeCanBeRead) {
  const auto fit_of = [](int rows) {
    std::string html =
        "<style>@page{size:A4;margin:20mm} td{font-size:12pt} tr{height:30pt}</style>"
        "<table data-sheet=\"S\" data-fit=\"page\"><tbody>";
    for (int i = 0; i < rows; ++i) html += "<tr><td>行</td></tr>";
    return BuiltWorkbook(html + "</tbody></table>", {}, false).sheet().print.fit->tall;
  };
  // 728 pt of a page at 8/12 hold 1092 pt.
  EXPECT_EQ(fit_of(36), 1);
  EXPECT_EQ(fit_of(37), 0);
}

TEST(PageEnds, AChartThatAPageWouldCutStartsAPage) {
  int on_later_page = 0;
  for (int rows = 2; rows < 23; ++rows) {  // of more, the chart is higher than a page
    SCOPED_TRACE(rows);
    std::string html =
        "<style>@page{size:A4;margin:20mm} tr{height:20pt}</style><table data-sheet=\"S\" data-chart=\"bar\" "
        "data-chart-labels=\"甲\" data-chart-values=\"乙\"><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody>";
    for (int i = 0; i < rows; ++i) html += "<tr><td>名</td><td>3</td></tr>";
    const BuiltWorkbook built(html + "</tbody></table>", {}, false);
    const sheet::Sheet& made = built.sheet();
    const sheet::Chart& chart = made.charts.at(0);
    double page = 728.5;  // what 20 mm leave of A4, in points
    double at = 0;        // on the page of the row
    for (std::uint32_t row = 0; row < chart.place.row; ++row) {
      const bool breaks = row < made.rows.size() && made.rows[row].breaks_page;
      const double height = row < made.rows.size() ? made.rows[row].height.to_mm() * 72 / 25.4 : 15;
      if (breaks || at + height > page) {
        at = 0;
        ++on_later_page;
      }
      at += height;
    }
    if (chart.place.row < made.rows.size() && made.rows[chart.place.row].breaks_page) {
      at = 0;
      ++on_later_page;
    }
    EXPECT_LE(at + chart.height.to_mm() * 72 / 25.4, page + 1);
  }
  EXPECT_GT(on_later_page, 5);
  EXPECT_LT(on_later_page, 21);
}
