// Values with structure in cells: rows of tables become lines, and links of several lines addresses.
#include "built_workbook.h"
#include "sheet/limits.h"
#include "sheet/xlsx/write_xlsx.h"

#include <cstdio>

#include <gtest/gtest.h>

using gongwen::sheet::Text;
using gongwen::tests::BuiltWorkbook;

TEST(NestedTable, RowsAreLinesAndCellsStayApart) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><tr><td><p>甲</p><table><tr><td>一</td><td>二</td></tr>\n<tr><td>三</td><td></td></tr>"
      "</table></td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(std::get<Text>(built.cell(0, 0).value).text, "甲\n一 | 二\n三 | ");
}

TEST(LooseLists, ParagraphsStandBehindTheirMarkers) {
  const BuiltWorkbook built(
      "<table "
      "data-sheet=\"S\"><tr><td><ol>\n<li>\n<p>甲</p><p>续</p>\n</li>\n<li><p>乙</p></li><li></li><li>丙</li></ol></"
      "td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(std::get<Text>(built.cell(0, 0).value).text, "1. 甲\n续\n2. 乙\n3. \n4. 丙");
}

TEST(PartsOfNumbers, RaisedAndStruckDigitsAreNoDigitsOfTheNumber) {
  for (const char* content : {"120<sup>1</sup>", "10<sub>2</sub>", "<del>100</del><ins>200</ins>", "<s>7</s>8"}) {
    const BuiltWorkbook built("<table data-sheet=\"S\"><tr><td>" + std::string(content) + "</td></tr></table>");
    EXPECT_FALSE(std::holds_alternative<gongwen::sheet::Number>(built.cell(0, 0).value)) << content;
  }
  const BuiltWorkbook built("<table data-sheet=\"S\"><tr><td data-type=\"number\">120<sup>1</sup></td></tr></table>");
  EXPECT_EQ(built.complaints(), std::vector<std::string>{"sheet/not-a-number"});
}

TEST(LinksInLines, AddressesStandBehindTheirWords) {
  const auto text_of = [](const std::string& content) {
    const BuiltWorkbook built(
        "<style>a { color: inherit; text-decoration: none }</style><table data-sheet=\"S\"><tr><td>" + content +
        "</td></tr></table>");
    EXPECT_EQ(built.messages(), "");
    return std::string(std::get<Text>(built.cell(0, 0).value).text) + " " + std::to_string(built.sheet().links.size());
  };
  EXPECT_EQ(text_of("<p>甲<a href=\"https://a.cn\">乙</a>丙</p><p>丁 <a href=\"mailto:x@a.cn\">x@a.cn</a></p>"),
            "甲乙（https://a.cn）丙\n丁 x@a.cn 0");
  EXPECT_EQ(text_of("甲<a href=\"https://a.cn\">乙</a>丙"), "甲乙丙 1");
  EXPECT_EQ(text_of("<a href=\"https://a.cn\">甲<br>乙</a>"), "甲\n乙 1");
  EXPECT_EQ(
      text_of("见<a href=\"https://a.cn\">甲</a>、<a href=\"https://b.cn\">乙</a>、<a href=\"https://c.cn\">c.cn</a>"),
      "见甲（https://a.cn）、乙（https://b.cn）、c.cn 0");
}

/// libxlsxwriter does not return from a cell with 256 or more runs.
TEST(TextRuns, ACellWithVeryManyFontsIsWrittenAndLosesNoWords) {
  for (const int count : {2, 150, 254, 255, 256, 10'000, 30'000}) {
    std::string content;
    std::string words;
    for (int i = 0; i < count; ++i) {
      content += i % 2 == 0 ? "<b>甲</b>" : "乙";
      words += i % 2 == 0 ? "甲" : "乙";
    }
    BuiltWorkbook built(
        "<table data-sheet=\"S\"><colgroup><col style=\"width: 1700px\"></colgroup><tr><td style=\"font-size: 4px\">" +
        content + "</td></tr></table>");
    const bool is_too_many = count > 150;
    EXPECT_EQ(built.complaints(),
              is_too_many ? std::vector<std::string>{"sheet/too-many-fonts"} : std::vector<std::string>());
    const gongwen::sheet::TextRuns& runs = built.sheet().rich_texts.at(0);
    std::string kept;
    for (const gongwen::sheet::TextRun& run : runs) kept += run.text;
    EXPECT_EQ(kept, words) << count;
    EXPECT_LE(runs.size(), gongwen::sheet::kMaxTextRuns);
    gongwen::xlsx::XlsxOptions options;
    options.path = "test_text_runs.tmp";
    EXPECT_TRUE(gongwen::xlsx::write_xlsx(built.workbook, options, built.sink)) << count;
    std::remove(options.path.c_str());
  }
}

TEST(TextRuns, OnlyXlsxFilesLimitThem) {
  std::string content;
  for (int i = 0; i < 300; ++i) content += i % 2 == 0 ? "<b>甲</b>" : "乙";
  const BuiltWorkbook built("<table data-sheet=\"S\"><tr><td>" + content + "</td></tr></table>", {}, true, false);
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(built.sheet().rich_texts.at(0).size(), 300u);
}

/// 12,000 Chinese characters are 36,000 bytes, but no more than 12,000 units.
TEST(LinksInLines, TheRoomOfACellIsCountedInUnits) {
  std::string words;
  for (int i = 0; i < 12'000; ++i) words += "字";
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><colgroup><col style=\"width: 1700px\"></colgroup><tr><td style=\"font-size: 4px\">" +
      words + "<a href=\"https://a.cn\">甲</a><a href=\"https://b.cn\">乙</a></td></tr></table>");
  for (const std::string& id : built.complaints()) EXPECT_NE(id, "sheet/several-links");
  const std::string& all = built.sheet().rich_texts.at(0).back().text;
  EXPECT_TRUE(all.ends_with("（https://b.cn）")) << all;
}

TEST(LinksInLines, ThoseForWhichACellHasNoRoomAreEachReported) {
  const BuiltWorkbook inside(
      "<table data-sheet=\"S\"><tr><td id=\"x\"><a href=\"#x\">甲</a><a href=\"#x\">乙</a><a "
      "href=\"#x\">丙</a></td></tr></table>");
  EXPECT_EQ(inside.complaints(), (std::vector<std::string>{"sheet/several-links", "sheet/several-links"}));
}
