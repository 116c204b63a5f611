#include "sheet/detail/sheet_marks.h"

#include "built_workbook.h"
#include "sheet/limits.h"

#include <gtest/gtest.h>

using namespace gongwen;
using tests::BuiltWorkbook;

namespace {

std::vector<sheet::ParsedMark> parsed(std::string_view text) {
  std::string wrong;
  auto marks = sheet::parse_marks(text, wrong);
  EXPECT_TRUE(marks) << wrong;
  return marks ? *std::move(marks) : std::vector<sheet::ParsedMark>();
}

/// The first rule that cannot be read.
std::string wrong_rule(std::string_view text) {
  std::string wrong;
  return sheet::parse_marks(text, wrong) ? "nothing" : wrong;
}

const std::string kTable =
    "<table data-sheet=\"S\"><colgroup><col data-mark=\"duplicate { color: red }\"><col data-list=\"甲，乙\" "
    "data-prompt=\"请选择\"><col></colgroup><caption>题</caption>"
    "<thead><tr><th>名称</th><th>类别</th><th title=\"单位：天\">天数</th></tr></thead>"
    "<tbody data-mark=\"if [@天数]>=30 { background: #fee }\">"
    "<tr><td>a</td><td>甲</td><td "
    "data-note=\"迟\">3</td></tr><tr><td>b</td><td>乙</td><td>40</td></tr></tbody></table>";

}  // namespace

TEST(SheetMarks, ConditionsAndLooksAreRead) {
  const auto marks = parsed(
      "> 90 { color: #c00; font-weight: bold } between 2024-01-01 and 2024-12-31 { background: #fee }"
      "not contains 通过 { font-style: italic } <= =B1*2 { text-decoration: line-through }"
      "top 10% { color: red } blank { background: yellow } ; bar #5b9bd5; scale red yellow green;"
      "icons lights reversed");
  ASSERT_EQ(marks.size(), 9U);
  const auto& first = std::get<sheet::CompareMark>(marks[0].rule);
  EXPECT_EQ(first.comparison, sheet::Comparison::Greater);
  EXPECT_EQ(std::get<double>(first.first), 90);
  EXPECT_TRUE(marks[0].look.bold);
  EXPECT_EQ(css::to_text(*marks[0].look.color), "#cc0000");
  const auto& days = std::get<sheet::CompareMark>(marks[1].rule);
  EXPECT_EQ(days.comparison, sheet::Comparison::Between);
  EXPECT_EQ(std::get<double>(days.second), 45657);
  EXPECT_EQ(std::get<sheet::TextMark>(marks[2].rule).place, sheet::TextPlace::ContainsNot);
  EXPECT_EQ(std::get<sheet::TextMark>(marks[2].rule).text, "通过");
  EXPECT_EQ(std::get<std::string>(std::get<sheet::CompareMark>(marks[3].rule).first), "=B1*2");
  EXPECT_TRUE(std::get<sheet::RankMark>(marks[4].rule).percent);
  EXPECT_EQ(std::get<sheet::ClassMark>(marks[5].rule).of, sheet::CellClass::Blank);
  EXPECT_EQ(std::get<sheet::ScaleMark>(marks[7].rule).colors.size(), 3U);
  EXPECT_TRUE(std::get<sheet::IconMark>(marks[8].rule).reversed);
}

TEST(SheetMarks, TextsToCompareWithAreQuoted) {
  const auto marks = parsed("= 超\"期 { color: red } = \"A(1)\" { color: red } > TODAY() { color: red }");
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(std::get<std::string>(std::get<sheet::CompareMark>(marks[0].rule).first), "=\"超\"\"期\"");
  EXPECT_EQ(std::get<std::string>(std::get<sheet::CompareMark>(marks[1].rule).first), "=\"A(1)\"");
  EXPECT_EQ(std::get<std::string>(std::get<sheet::CompareMark>(marks[2].rule).first), "=TODAY()");
}

TEST(SheetMarks, TheRuleThatCannotBeReadIsNamed) {
  EXPECT_EQ(wrong_rule("> 9 { color: red } over 9 { color: red }"), "over 9 { color: red }");
  EXPECT_EQ(wrong_rule("> 9 { size: 3 }"), "> 9 { size: 3 }");
  EXPECT_EQ(wrong_rule("> 9 { color: red"), "> 9 { color: red");
  EXPECT_EQ(wrong_rule("> 9"), "> 9");
  EXPECT_EQ(wrong_rule("bar"), "bar");
  EXPECT_EQ(wrong_rule("scale red"), "scale red");
  EXPECT_EQ(wrong_rule("top 0 { color: red }"), "top 0 { color: red }");
  EXPECT_EQ(wrong_rule("if WEBSERVICE(A1) { color: red }"), "if WEBSERVICE(A1) { color: red }");
}

TEST(SheetMarks, ColumnsAndBodiesSayWhatHoldsForTheirRows) {
  const BuiltWorkbook built(kTable);
  EXPECT_EQ(built.messages(), "");
  const sheet::Sheet& made = built.sheet();
  ASSERT_EQ(made.marks.size(), 2U);
  EXPECT_EQ(to_text(made.marks[0].range), "A3:A4");
  EXPECT_EQ(to_text(made.marks[1].range), "A3:C4");
  EXPECT_EQ(std::get<sheet::FormulaMark>(made.marks[1].rule).formula, "=$C3>=30");
  ASSERT_EQ(made.validations.size(), 1U);
  EXPECT_EQ(to_text(made.validations[0].range), "B3:B4");
  EXPECT_EQ(std::get<sheet::ListRule>(made.validations[0].rule).choices, (std::vector<std::string>{"甲", "乙"}));
  EXPECT_EQ(made.validations[0].prompt.title, "类别");
  EXPECT_EQ(made.validations[0].prompt.text, "请选择");
  ASSERT_EQ(made.notes.size(), 2U);
  EXPECT_EQ(to_text(made.notes[0].place) + made.notes[0].text, "C2单位：天");
  EXPECT_EQ(to_text(made.notes[1].place) + made.notes[1].text, "C3迟");
}

TEST(SheetMarks, AListMayBeAColumnOfALaterSheet) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><tr><td data-list=\"=代码[名称]\">x</td></tr></table>"
      "<table "
      "data-sheet=\"代码\"><thead><tr><th>名称</th></tr></thead><tr><td>甲</td></tr><tr><td>乙</td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(std::get<sheet::ListRule>(built.sheet().validations.at(0).rule).source, "='代码'!$A$2:$A$3");
}

TEST(SheetMarks, FoldedGroupsAreHiddenAndCanBeOpened) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><colgroup><col><col data-level=\"1\" data-folded=\"true\"><col></colgroup>"
      "<tr data-level=\"1\" data-folded=\"true\"><td>a</td><td>b</td><td>c</td></tr>"
      "<tr data-level=\"1\" data-folded=\"true\"><td>a</td><td>b</td><td>c</td></tr><tr><td>小计</td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  const sheet::Sheet& made = built.sheet();
  EXPECT_TRUE(made.rows.at(0).hidden && made.rows.at(1).hidden);
  EXPECT_FALSE(made.rows.at(0).is_collapsed || made.rows.at(1).is_collapsed);
  EXPECT_TRUE(made.rows.at(2).is_collapsed);
  EXPECT_TRUE(made.columns.at(1).hidden);
  EXPECT_TRUE(made.columns.at(2).is_collapsed);
  EXPECT_EQ(made.columns.at(1).outline_level, 1);
}

TEST(SheetMarks, NamesOfSheetsFromDataAreMadeValidAndDifferent) {
  EXPECT_EQ(sheet::clean_sheet_name("甲/乙：[丙]*"), "甲／乙：［丙］＊");
  EXPECT_EQ(sheet::clean_sheet_name("'a'"), "’a’");
  EXPECT_EQ(sheet::clean_sheet_name(""), "#");
  EXPECT_EQ(sheet::clean_sheet_name("History"), "History#");
  EXPECT_EQ(sheet::utf16_length(sheet::clean_sheet_name(std::string(40, 'x'))), 31U);
  const std::string row = "<tr><td>x</td></tr></table>";
  const std::string longer(40, 'x');
  const BuiltWorkbook built("<table data-sheet=\"a\" data-sheet-clean=\"true\">" + row +
                            "<table data-sheet=\"A\" data-sheet-clean=\"true\">" + row + "<table data-sheet=\"" +
                            longer + "\" data-sheet-clean=\"true\">" + row + "<table data-sheet=\"" + longer +
                            "\" data-sheet-clean=\"true\">" + row);
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(built.sheet(1).name, "A (2)");
  EXPECT_EQ(built.sheet(3).name, std::string(27, 'x') + " (2)");
}

TEST(SheetMarks, ViewAndPrintingAreSaidByTheTable) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\" data-tab-color=\"#1f4e79\" data-zoom=\"85%\" data-gridlines=\"none\" data-fit=\"70%\" "
      "data-repeat-columns=\"2\"><tr><td>x</td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  const sheet::Sheet& made = built.sheet();
  EXPECT_EQ(css::to_text(*made.view.tab_color), "#1f4e79");
  EXPECT_EQ(made.view.zoom, 85);
  EXPECT_FALSE(made.view.gridlines);
  EXPECT_FALSE(made.print.fit);
  EXPECT_EQ(made.print.scale, 70);
  EXPECT_EQ(made.print.repeated_columns, 2);
}

TEST(SheetMarks, TypedPercentagesAndGroupedNumbersAreNumbersAndFormulasOfOthersTexts) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><tr><td>12.5%</td><td>1,234.5</td><td>0.30000000000000004</td><td>=1+1</td><td>@甲</td>"
      "<td>-</td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  EXPECT_EQ(std::get<sheet::Number>(built.cell(0, 0).value).value, 0.125);
  EXPECT_EQ(built.format(0, 0).number_format, "0.0%");
  EXPECT_EQ(std::get<sheet::Number>(built.cell(0, 1).value).value, 1234.5);
  EXPECT_EQ(built.format(0, 1).number_format, "#,##0.0");
  EXPECT_TRUE(std::holds_alternative<sheet::Number>(built.cell(0, 2).value));
  EXPECT_EQ(built.format(0, 3).number_format, "@");
  EXPECT_EQ(built.format(0, 4).number_format, "@");
  EXPECT_EQ(built.format(0, 5).number_format, "");
}

TEST(SheetPictures, LieWhereTheTextOfTheirCellWouldAndMakeRoom) {
  const BuiltWorkbook built(
      "<table data-sheet=\"S\"><tr><td style=\"width: 200px; height: 100px; text-align: center; vertical-align: "
      "middle\">"
      "<img src=\"twenty\" alt=\"公章\" style=\"width: 60px; height: 40px\"></td></tr>"
      "<tr><td><img src=\"twenty\" style=\"width: 60px; height: 50px\"></td></tr></table>");
  EXPECT_EQ(built.messages(), "");
  const sheet::Sheet& made = built.sheet();
  ASSERT_EQ(made.pictures.size(), 2U);
  const sheet::Picture& seal = made.pictures[0];
  EXPECT_EQ(seal.description, "公章");
  EXPECT_NEAR(seal.x.to_px(), (made.columns.at(0).width.to_px() - 60) / 2, 0.1);
  EXPECT_NEAR(seal.y.to_px(), (made.rows.at(0).height.to_px() - 40) / 2, 0.1);
  EXPECT_EQ(to_text(made.pictures[1].place), "A2");
  EXPECT_GE(made.rows.at(1).height.to_px(), 50);
}
