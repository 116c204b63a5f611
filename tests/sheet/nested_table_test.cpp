// Tables in cells, as values with structure have them: rows become lines.
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
