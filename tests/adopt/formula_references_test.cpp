// References in formulas, as programs write them.
#include "adopt/book/detail/formula_references.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::book;

/// Each reference as it is read, with its sheet and, if it is all of an argument, its function.
std::string references_in(std::string_view formula) {
  std::string all;
  for (const Reference& one : find_references(formula)) {
    all += (one.sheet.empty() ? "" : one.sheet + "!") + to_text(one.first);
    if (one.last) all += ":" + to_text(*one.last);
    if (one.is_argument) all += "@" + one.function;
    all += " ";
  }
  return all;
}

TEST(FormulaReferences, CellsRangesRowsAndColumnsAreFound) {
  EXPECT_EQ(references_in("B5*$C$6"), "B5 $C$6 ");
  EXPECT_EQ(references_in("SUM(B5:B9)+SUM(A:C)+SUM($3:5)"), "B5:B9@sum A:C@sum $3:5@sum ");
  EXPECT_EQ(references_in("b5+XFD1048576"), "B5 XFD1048576 ");
}

TEST(FormulaReferences, TextsNamesNumbersAndFunctionsAreNone) {
  EXPECT_EQ(references_in("\"B5:B9 \"\"C3\"\"\"&total2026x&LOG10(3)&1E5&XFE1&A1048577&A0&TRUE"), "");
  EXPECT_EQ(references_in("{1,\"A1\";2,3}+#REF!+#N/A"), "");
  EXPECT_EQ(references_in("预算.A1+数据A1"), "");
}

TEST(FormulaReferences, SheetsArePartOfAReference) {
  EXPECT_EQ(references_in("明细!B5+'表 一'!$B$5:$C$6+'甲''乙'!A1"), "明细!B5 表 一!$B$5:$C$6 甲'乙!A1 ");
  EXPECT_EQ(references_in("SUM(甲:乙!A1)+'甲:乙 二'!B2:C3"), "甲:乙!A1@sum 甲:乙 二!B2:C3 ");
}

TEST(FormulaReferences, OtherWorkbooksAndColumnsOfTablesAreLeftAlone) {
  EXPECT_EQ(references_in("[1]表!A1+'[a.xlsx]表'!B2:B3+[1]甲:乙!A1+'[1]甲:乙'!A1"), "");
  EXPECT_EQ(references_in("SUM(表1[金额])+表1[[#This Row],[A1]]+C7"), "C7 ");
}

TEST(FormulaReferences, TheFunctionAroundAnArgumentIsKnown) {
  EXPECT_EQ(references_in("SUM(D5, D7)+SUM(D5*2)+(D5)+SUMIF(A5:A9,\"x\",D5:D9)"),
            "D5@sum D7@sum D5 D5 A5:A9@sumif D5:D9@sumif ");
  EXPECT_EQ(references_in("_xlfn.TEXTJOIN(\",\",TRUE,B5:B9)"), "B5:B9@textjoin ");
}

TEST(FormulaReferences, ArgumentsAreCounted) {
  EXPECT_EQ(most_arguments("SUM(A1,B1)+IF(A1,MAX(1,2,3,4),\",,,,,,\")+{1,2,3,4,5,6}"), 4U);
  const std::vector<Reference> found = find_references("SUMIF(A1,MAX(B1,C1),D1)");
  std::string arguments;
  for (const Reference& one : found) arguments += one.function + std::to_string(one.argument) + " ";
  EXPECT_EQ(arguments, "sumif0 max0 max1 sumif2 ");
}

TEST(FormulaReferences, AFormulaThatIsCopiedMovesItsRelativeReferences) {
  EXPECT_EQ(moved_formula("A1+$B$2+C$3+$D4+SUM(A1:B2)&\"A1\"", 2, 1), "B3+$B$2+D$3+$D6+SUM(B3:C4)&\"A1\"");
  EXPECT_EQ(moved_formula("表!A2", -3, 0), "表!A1048575");
  EXPECT_EQ(moved_formula("SUM(A:A)", 1, 1), "SUM(B:B)");
}

TEST(FormulaReferences, BrokenFormulasAreReadToTheirEnd) {
  for (const char* const broken : {"'", "\"", "[", "{", "A1:", "'a'!", "#", "SUM((", "$", "A1:B", "!A1", "[[[']"})
    EXPECT_LE(find_references(broken).size(), 1U) << broken;
}

}  // namespace
