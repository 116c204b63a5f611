// Values with structure in cells: rows of tables become lines, and links of several lines addresses.
#include "built_workbook.h"

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
}
