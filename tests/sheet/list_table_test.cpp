// Lists as tables: names, formulas of columns, total rows, and which lists can be tables.
#include "sheet/detail/list_table.h"

#include "package/zip_archive.h"
#include "sheet/built_workbook.h"
#include "sheet/xlsx/write_xlsx.h"
#include "support/require.h"

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::tests;

namespace {

constexpr const char* kPath = "test_list_table.tmp";

/// Heads 数量, 单价, `E'#1` in row 2 of a sheet, and two rows.
sheet::ListTable table_of_prices() {
  sheet::ListTable table;
  table.name = "清单";
  table.range = {{1, 0}, {3, 2}};
  table.columns = {{"数量", {}, {}}, {"单价", {}, {}}, {"E'#1", {}, {}}};
  return table;
}

std::string in_third_row(std::string_view formula) {
  return sheet::row_formula(formula, 2, table_of_prices()).value_or("none");
}

/// A title over two columns, heads, three rows and a foot.
std::string list_of(const std::string& attribute, const std::string& foot,
                    const std::string& heads = "<th>名称</th><th>数量</th>") {
  return "<style>td,th,caption{font:10.5pt 宋体} caption{text-align:center}</style><table data-sheet=\"需求（甲）\" " +
         attribute +
         "><caption>题目</caption><colgroup><col style=\"width:20ch\"><col style=\"width:20ch\"></colgroup>" +
         "<thead><tr>" + heads + "</tr></thead><tbody><tr><td>乙</td><td>1</td></tr><tr><td>甲</td><td>3</td></tr>" +
         "<tr><td>丙</td><td>2</td></tr></tbody>" + (foot.empty() ? "" : "<tfoot>" + foot + "</tfoot>") + "</table>";
}

std::string written(const sheet::Workbook& workbook, const std::string& part) {
  diagnostics::DiagnosticSink sink;
  xlsx::XlsxOptions options;
  options.path = kPath;
  require(xlsx::write_xlsx(workbook, options, sink));
  std::ifstream file(kPath, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::remove(kPath);
  auto zip = package::ZipArchive::open(bytes, {});
  require(zip.has_value());
  const auto text = zip->read(part);
  return text ? *text : std::string();
}

void expect_part(const std::string& part, std::initializer_list<std::string_view> wanted) {
  for (const std::string_view text : wanted) EXPECT_NE(part.find(text), std::string::npos) << text << "\n" << part;
}

}  // namespace

TEST(ListTable, AFormulaOfARowNamesTheColumns) {
  EXPECT_EQ(in_third_row("=A3*B3"), "=清单[[#This Row],[数量]]*清单[[#This Row],[单价]]");
  EXPECT_EQ(in_third_row("=SUM(a3:B3)"), "=SUM(清单[[#This Row],[数量]:[单价]])");
  EXPECT_EQ(in_third_row("=C3"), "=清单[[#This Row],[E'''#1]]");
  EXPECT_EQ(in_third_row("=$A3+B$1+$A$1:$B$9+ROW()-2"), "=清单[[#This Row],[数量]]+B$1+$A$1:$B$9+ROW()-2");
  // Neither texts nor names of sheets and functions are references.
  EXPECT_EQ(in_third_row("=IF(A3=\"A3\",LOG10(2),'A3'!$B$2)"),
            "=IF(清单[[#This Row],[数量]]=\"A3\",LOG10(2),'A3'!$B$2)");
  EXPECT_EQ(in_third_row("=COUNTIF(A:A,A3)"), "=COUNTIF(A:A,清单[[#This Row],[数量]])");
}

TEST(ListTable, AFormulaThatLooksAtOtherRowsIsNotThatOfItsColumn) {
  for (const char* const formula :
       {"=A2+1", "=SUM(A$2:A3)", "=D3", "=统计!A3", "=SUM(3:3)", "=A3+B4", "=SUM(统计[数量])"}) {
    EXPECT_EQ(in_third_row(formula), "none") << formula;
  }
}

TEST(ListTable, TotalsAreSubtotalsOfTheWholeColumn) {
  const sheet::CellRange cells{{2, 3}, {11, 3}};
  using enum sheet::TotalFunction;
  EXPECT_EQ(sheet::total_function("=SUBTOTAL(109,D3:D12)", cells), Sum);
  EXPECT_EQ(sheet::total_function("=subtotal(9, $D$3:$D$12)", cells), Sum);
  EXPECT_EQ(sheet::total_function("=SUBTOTAL(103,D3:D12)", cells), Count);
  EXPECT_EQ(sheet::total_function("=SUBTOTAL(109,D3:D11)", cells), None);
  EXPECT_EQ(sheet::total_function("=SUBTOTAL(108,D3:D12)", cells), None);
  EXPECT_EQ(sheet::total_function("=SUBTOTAL(109,D3:D12)*2", cells), None);
  EXPECT_EQ(sheet::total_function("=SUM(D3:D12)", cells), None);
}

TEST(ListTable, NamesAreThoseThatProgramsAccept) {
  EXPECT_EQ(sheet::table_name_of_sheet("需求清单", 1), "需求清单");
  EXPECT_EQ(sheet::table_name_of_sheet("在研标准项目（附件）", 1), "在研标准项目_附件");
  EXPECT_EQ(sheet::table_name_of_sheet("统计 各月", 2), "统计_各月_2");
  EXPECT_EQ(sheet::table_name_of_sheet("2026年", 1), "_2026年");
  EXPECT_EQ(sheet::table_name_of_sheet("A1", 1), "_A1");
  EXPECT_EQ(sheet::table_name_of_sheet("（）", 1), "_");
  EXPECT_FALSE(sheet::is_valid_table_name("清单（甲）"));
  EXPECT_FALSE(sheet::is_valid_table_name("清单、"));
  EXPECT_TRUE(sheet::is_valid_table_name("清单_1.2"));
}

TEST(ListTable, AListIsATableWithItsTitleAcross) {
  const BuiltWorkbook built(list_of("data-table=\"\"", ""));
  EXPECT_EQ(built.messages(), "");
  const sheet::Sheet& sheet = built.sheet();
  ASSERT_TRUE(sheet.table);
  EXPECT_EQ(sheet.table->name, "需求_甲");
  EXPECT_EQ(sheet::to_text(sheet.table->range), "A2:B5");
  EXPECT_FALSE(sheet.filter);
  EXPECT_TRUE(sheet.merges.empty());
  EXPECT_TRUE(sheet.print.may_grow);
  EXPECT_EQ(built.format(0, 1).horizontal, sheet::HorizontalAlign::CenterAcross);
  // Rows of one line have no height of their own; what is typed below has the format of the column.
  EXPECT_TRUE(sheet.rows[2].fits_content);
  EXPECT_TRUE(sheet.columns[1].format);
  expect_part(written(built.workbook, "xl/tables/table1.xml"),
              {"displayName=\"需求_甲\"", "ref=\"A2:B5\"", "<autoFilter ref=\"A2:B5\"/>", "name=\"名称\"",
               "TableStyleLight15"});
  const std::string part = written(built.workbook, "xl/worksheets/sheet1.xml");
  EXPECT_EQ(part.find("<autoFilter"), std::string::npos);
  expect_part(part, {"<row r=\"3\" spans=\"1:2\">", "<tablePart "});
  EXPECT_EQ(written(built.workbook, "xl/workbook.xml").find("Print_Area"), std::string::npos);
}

TEST(ListTable, ATotalRowHasFunctionsWithTheirResults) {
  const BuiltWorkbook built(list_of("data-table=\"清单\"",
                                    "<tr><td>合计</td><td data-type=\"formula\" "
                                    "data-result=\"6\">=SUBTOTAL(109,B3:B5)</td></tr>"));
  EXPECT_EQ(built.messages(), "");
  ASSERT_TRUE(built.sheet().table);
  EXPECT_EQ(sheet::to_text(built.sheet().table->range), "A2:B6");
  EXPECT_EQ(sheet::to_text(built.sheet().table->filtered()), "A2:B5");
  expect_part(written(built.workbook, "xl/tables/table1.xml"),
              {"ref=\"A2:B6\" totalsRowCount=\"1\"", "<autoFilter ref=\"A2:B5\"/>", "totalsRowLabel=\"合计\"",
               "totalsRowFunction=\"sum\""});
  expect_part(written(built.workbook, "xl/worksheets/sheet1.xml"), {"<f>SUBTOTAL(109,清单[数量])</f><v>6</v>"});
}

TEST(ListTable, AFootOfWordsStaysBelowTheTable) {
  const BuiltWorkbook built(list_of("data-table=\"\"", "<tr><td colspan=\"2\">共3项</td></tr>"));
  EXPECT_EQ(built.messages(), "");
  ASSERT_TRUE(built.sheet().table);
  EXPECT_EQ(sheet::to_text(built.sheet().table->range), "A2:B5");
  EXPECT_TRUE(built.sheet().merges.empty());
  EXPECT_EQ(built.sheet().rows.back().cell_count, 2U);
}

TEST(ListTable, AColumnOfOneFormulaIsCalculated) {
  const std::string rows =
      "<tr><td>1</td><td data-type=\"formula\" data-result=\"2\">=A2*2</td><td data-type=\"formula\">=A2</td></tr>"
      "<tr><td>2</td><td data-type=\"formula\" data-result=\"4\">=A3*2</td><td>7</td></tr>";
  const BuiltWorkbook built(
      "<table data-sheet=\"S\" data-table=\"T表\"><thead><tr><th>甲 1</th><th>乙</th><th>丙</th>"
      "</tr></thead><tbody>" +
      rows + "</tbody></table>");
  EXPECT_EQ(built.messages(), "");
  ASSERT_TRUE(built.sheet().table);
  EXPECT_EQ(built.sheet().table->columns[1].formula, "=T表[[#This Row],[甲 1]]*2");
  EXPECT_EQ(built.sheet().table->columns[2].formula, "");
  expect_part(written(built.workbook, "xl/tables/table1.xml"),
              {"<calculatedColumnFormula>T表[[#This Row],[甲 1]]*2</calculatedColumnFormula>"});
  expect_part(written(built.workbook, "xl/worksheets/sheet1.xml"),
              {"<f>T表[[#This Row],[甲 1]]*2</f><v>4</v>", "<f>A2</f>"});
}

TEST(ListTable, FormulasByHeadingsBecomeThoseOfTheTable) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\" data-table=\"采购\"><thead><tr><th>数量</th><th>加倍</th></tr></thead><tbody>"
      "<tr><td>1</td><td data-type=\"formula\">=[@数量]*2</td></tr><tr><td>2</td><td "
      "data-type=\"formula\">=[@数量]*2</td>"
      "</tr></tbody><tfoot><tr><td>合计</td><td data-type=\"formula\">=SUBTOTAL(109,[加倍])</td></tr></tfoot></table>");
  EXPECT_EQ(built.messages(), "");
  ASSERT_TRUE(built.sheet().table);
  EXPECT_TRUE(built.sheet().table->has_total);
  expect_part(written(built.workbook, "xl/worksheets/sheet1.xml"),
              {"<f>采购[[#This Row],[数量]]*2</f><v>4</v>", "<f>SUBTOTAL(109,采购[加倍])</f><v>6</v>"});
}

TEST(ListTable, AListWithoutRowsHasAnEmptyOne) {
  const std::string start = "<table data-sheet=\"S\" data-table=\"\"><thead><tr><th>甲</th></tr></thead>";
  const BuiltWorkbook built(start + "<tbody></tbody></table>");
  ASSERT_TRUE(built.sheet().table);
  EXPECT_EQ(sheet::to_text(built.sheet().table->range), "A1:A2");
  expect_part(written(built.workbook, "xl/tables/table1.xml"), {"ref=\"A1:A2\""});
  const BuiltWorkbook noted(start + "<tbody></tbody><tfoot><tr><td>注</td></tr></tfoot></table>");
  EXPECT_FALSE(noted.sheet().table);
  EXPECT_TRUE(noted.sheet().filter);
}

TEST(ListTable, AListThatCannotBeATableHasAFilter) {
  const BuiltWorkbook built(list_of("data-table=\"\"", "", "<th>数量</th><th>数量</th>"));
  EXPECT_EQ(built.complaints(), std::vector<std::string>{"sheet/table-head-twice"});
  EXPECT_FALSE(built.sheet().table);
  ASSERT_TRUE(built.sheet().filter);
  EXPECT_EQ(sheet::to_text(*built.sheet().filter), "A2:B5");
}

TEST(ListTable, TablesOfSheetsWithLikeNamesAreToldApart) {
  std::string html;
  for (const char* const name : {"表 1", "表（1）", "表_1"}) {
    html += "<table data-sheet=\"" + std::string(name) +
            "\" data-table=\"\"><thead><tr><th>甲</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>";
  }
  const BuiltWorkbook built(html);
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(built.sheet(0).table->name, "表_1");
  EXPECT_EQ(built.sheet(1).table->name, "表_1_2");
  EXPECT_EQ(built.sheet(2).table->name, "表_1_3");
}

TEST(ListTable, ALongTitleStaysMerged) {
  std::string title;
  for (int i = 0; i < 40; ++i) title += "标题";
  const BuiltWorkbook built(
      "<style>caption{text-align:center}</style><table data-sheet=\"S\" data-table=\"\"><caption>" + title +
      "</caption><thead><tr><th>甲</th><th>乙</th></tr></thead>" +
      "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>");
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(built.sheet().merges.size(), 1U);
  EXPECT_TRUE(built.sheet().table);
}

TEST(ListTable, AChartStandsBesideAListThatGrowsIfThePageHasTheRoom) {
  const auto chart_of = [](const std::string& attribute, const std::string& width) {
    const BuiltWorkbook built(
        "<style>@page { size: A4 landscape; margin: 20mm } col { width: " + width + " }</style>" +
        "<table data-sheet=\"清单\" data-chart=\"bar\" data-chart-labels=\"名称\" data-chart-values=\"数\" " +
        attribute +
        "><caption>题名</caption><colgroup><col><col></colgroup><thead><tr><th>名称</th><th>数</th></tr></thead>"
        "<tbody><tr><td>一</td><td data-type=\"number\">2</td></tr></tbody></table>");
    require(built.messages().empty());
    return std::pair(built.sheet().charts.at(0), built.sheet().print.area);
  };
  const auto [beside, beside_area] = chart_of("data-table=\"\"", "100px");
  EXPECT_EQ(beside.place, (sheet::CellPlace{1, 3}));
  EXPECT_GT(beside_area.last.column, 7);
  const auto [below, below_area] = chart_of("", "100px");
  EXPECT_EQ(below.place, (sheet::CellPlace{4, 0}));
  // No room: below it.
  EXPECT_EQ(chart_of("data-table=\"\"", "300px").first.place, (sheet::CellPlace{4, 0}));
}

// libxlsxwriter would copy 0 for an empty cell, so that programs have to read the cells themselves.
TEST(ListTable, ASeriesWithAnEmptyCellHasAGap) {
  const auto has_gaps = [](const std::string& value, const std::string& kind) {
    const BuiltWorkbook built(
        "<table data-sheet=\"清单\" data-chart=\"" + kind +
        "\" data-chart-labels=\"名称\" data-chart-values=\"数\"><thead><tr><th>名称</th><th>数</th></tr>"
        "</thead><tbody><tr><td>一</td><td>2</td></tr><tr><td>二</td><td>" +
        value + "</td></tr></tbody></table>");
    require(built.messages().empty());
    return built.sheet().charts.at(0).series.at(0).has_gaps;
  };
  for (const std::string kind : {"line", "bar", "stacked-column", "pie"}) {
    EXPECT_TRUE(has_gaps("", kind)) << kind;
    EXPECT_FALSE(has_gaps("0", kind)) << kind;
  }
}
