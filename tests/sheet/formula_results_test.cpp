#include "built_workbook.h"

#include <map>

#include <gtest/gtest.h>

using namespace gongwen;
using tests::BuiltWorkbook;

namespace {

const std::string kList =
    "<table data-sheet=\"清 单\"><caption>标题</caption>"
    "<thead><tr><th rowspan=\"2\">单位</th><th "
    "colspan=\"2\">数量</th></tr><tr><th>一<br>季度</th><th>二季度</th></tr></thead>"
    "<tr><td>甲院</td><td>3</td><td>4</td></tr><tr><td>乙所</td><td>1</td><td></td></tr>"
    "<tr><td>甲*院</td><td>5</td><td data-type=\"text\">7</td></tr></table>";

/// The formula of a second sheet as it is written, with its result.
std::string calculated(const std::string& formula) {
  const BuiltWorkbook built(kList + "<table data-sheet=\"算\"><tr><td data-type=\"formula\">" + formula +
                            "</td><td>2</td><td></td></tr></table>");
  if (!built.messages().empty()) return built.messages();
  const sheet::FormulaText& text = built.sheet(1).formulas.at(0);
  const std::string result = text.result ? std::to_string(*text.result) : text.text.value_or("?");
  return text.expression + " → " + (text.result ? result.substr(0, result.find_last_not_of("0.") + 1) : result);
}

std::string result_of(const std::string& formula) {
  const std::string all = calculated(formula);
  const std::size_t arrow = all.rfind("→ ");
  return arrow == std::string::npos ? all : all.substr(arrow + std::string("→ ").size());
}

}  // namespace

TEST(FormulaPlaces, ColumnsAreNamedByTheirHeadings) {
  EXPECT_EQ(calculated("=SUM('清 单'[一季度])"), "=SUM('清 单'!$B$4:$B$6) → 9");
  EXPECT_EQ(calculated("=COUNTA('清 单'[单位])"), "=COUNTA('清 单'!$A$4:$A$6) → 3");
  EXPECT_EQ(calculated("=B{row}*3+1"), "=B1*3+1 → 7");
}

TEST(FormulaPlaces, ThisRowIsThatOfTheFormulaWhereverItsTableBegins) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><caption>题</caption><thead><tr><th>单价</th><th>数量</th><th>金额</th></tr></thead>"
      "<tr><td>2</td><td>3</td><td data-type=\"formula\">=[@单价]*[@数量]</td></tr>"
      "<tr><td>5</td><td>4</td><td data-type=\"formula\">=A{row}*B{row}</td></tr>"
      "<tfoot><tr><td></td><td></td><td data-type=\"formula\">=SUM([金额])</td></tr></tfoot></table>");
  EXPECT_EQ(built.messages(), "");
  const auto& formulas = built.sheet().formulas;
  EXPECT_EQ(formulas.at(0).expression, "=$A3*$B3");
  EXPECT_EQ(formulas.at(1).expression, "=A4*B4");
  EXPECT_EQ(formulas.at(2).expression, "=SUM($C$3:$C$4)");
  EXPECT_EQ(formulas.at(2).result, 26);
}

TEST(FormulaPlaces, AListWithoutRowsSumsToNothing) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><thead><tr><th>数量</th></tr></thead><tbody></tbody>"
      "<tfoot><tr><td data-type=\"formula\">=SUM([数量])</td></tr></tfoot></table>");
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(built.sheet().formulas.at(0).expression, "=SUM($A$1)");
  EXPECT_EQ(built.sheet().formulas.at(0).result, 0);
}

TEST(FormulaResults, CriteriaFromDataEndSoonOrHaveNoResult) {
  std::string stars;
  for (int i = 0; i < 100; ++i) stars += "*a";
  const std::string text(5'000, 'a');
  const auto count = [&text](const std::string& criterion) {
    const BuiltWorkbook built("<table data-sheet=\"算\"><tr><td>" + text + "</td><td>" + criterion +
                              "</td><td data-type=\"formula\">=COUNTIF(A1,B1)</td></tr></table>");
    return built.sheet().formulas.at(0).result;
  };
  EXPECT_EQ(count(stars), 1.0);
  EXPECT_EQ(count(stars + "b"), 0.0);
  EXPECT_EQ(count(std::string(255, '?') + "*"), std::nullopt);
}

// Expected values are those of spreadsheet programs.
TEST(FormulaResults, SumsAndCountsOverKnownCells) {
  const std::map<std::string, std::string> cases{
      {"=SUM('清 单'!B:B)", "9"},
      {"=COUNT('清 单'!B4:C6)", "4"},
      {"=COUNTA('清 单'!B4:C6)", "5"},
      {"=COUNTBLANK('清 单'!B4:C7)", "3"},
      {"=AVERAGE('清 单'[一季度])", "3"},
      {"=MIN('清 单'[一季度])+MAX('清 单'[一季度],8)", "9"},
      {"=COUNTIF('清 单'[单位],\"甲*\")", "2"},
      {"=COUNTIF('清 单'[单位],\"甲~*院\")", "1"},
      {"=COUNTIF('清 单'[单位],\"*院\")", "2"},
      {"=COUNTIF('清 单'[单位],\"甲?院\")", "1"},
      {"=COUNTIF('清 单'[一季度],\"&gt;=3\")", "2"},
      {"=COUNTIF('清 单'[单位],\"&lt;&gt;乙所\")", "2"},
      {"=COUNTIFS('清 单'[单位],\"甲*\",'清 单'[一季度],\"&lt;4\")", "1"},
      {"=SUMIF('清 单'[单位],\"甲*\",'清 单'[一季度])", "8"},
      {"=SUMIFS('清 单'[一季度],'清 单'[单位],\"甲*\",'清 单'[一季度],\"&gt;3\")", "5"},
      {"=SUMPRODUCT('清 单'!B4:B6,'清 单'!C4:C6)", "12"},
      {"=SUBTOTAL(9,'清 单'[一季度])+SUBTOTAL(103,'清 单'[单位])", "12"},
      {"=ROW()+ROW('清 单'!A5)+ROWS('清 单'[单位])+COLUMN(C1)", "12"},
      {"=IF(AND(B1=2,NOT(B1&gt;2)),\"对\",1/0)", "对"},
      {"=IFERROR(B1/2,\"无\")", "1"},
      {"=ROUND(2.675,2)&amp;\"万元\"", "2.68万元"},
      {"=ROUNDUP(1.21,1)+ROUNDDOWN(-1.29,1)+INT(-0.5)+MOD(-1,3)", "1.1"},
      {"=-2^2+50%", "4.5"},
      {"=B1&gt;1", "TRUE"},
      {"=C1=\"\"", "TRUE"},
      // What programs answer with an error, and what is not known here, has no result.
      {"=1/0", "?"},
      {"=A1+1", "?"},
      {"=TODAY()", "?"},
      {"=SUM(TEXT(B1,\"0\"))", "?"},
      {"=\"甲\"+1", "?"},
  };
  for (const auto& [formula, result] : cases) EXPECT_EQ(result_of(formula), result) << formula;
}
