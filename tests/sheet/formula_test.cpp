#include "sheet/formula.h"

#include <gtest/gtest.h>

using namespace gongwen::sheet;

TEST(Formula, FormulasWithinTheWorkbookAreTaken) {
  for (const std::string_view formula : {"=SUM(C3:C42)", "=IF(A1=\"(\",1,\"a\"\"b\")", "='表 一'!A1+1", "=-A1*2%",
                                         "=COUNTIF(A:A,\"通过\")", "=SUMPRODUCT((A1:A9>0)*(B1:B9))"}) {
    SCOPED_TRACE(formula);
    EXPECT_EQ(check_formula(formula).flaw, FormulaFlaw::None);
  }
}

TEST(Formula, EachFlawOfAFormulaIsTold) {
  struct Case {
    std::string_view formula;
    FormulaFlaw flaw;
    std::string_view part;
  };
  const Case cases[] = {
      {"", FormulaFlaw::Empty, ""},
      {"= ", FormulaFlaw::Empty, ""},
      {"SUM(A1)", FormulaFlaw::NoEqualsSign, "SUM(A1)"},
      {"=SUM(A1", FormulaFlaw::Unbalanced, "("},
      {"=A1)", FormulaFlaw::Unbalanced, ")"},
      {"=\"a", FormulaFlaw::Unbalanced, "\""},
      {"=A1\n+A2", FormulaFlaw::Character, ""},
      {"=[1]Sheet1!A1", FormulaFlaw::External, "["},
      {"='C:\\[book.xlsx]Sheet1'!A1", FormulaFlaw::External, "C:\\[book.xlsx]Sheet1"},
      {"=cmd|'/c calc'!A1", FormulaFlaw::External, "|"},
      {"=WebService(\"http://a\")", FormulaFlaw::External, "WebService"},
      {"=HYPERLINK(\"http://a\")", FormulaFlaw::External, "HYPERLINK"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.formula);
    const FormulaCheck check = check_formula(c.formula);
    EXPECT_EQ(check.flaw, c.flaw);
    EXPECT_EQ(check.part, c.part);
  }
  EXPECT_EQ(check_formula("=" + std::string(8192, '1')).flaw, FormulaFlaw::TooLong);
}

TEST(Formula, DataMayGiveAFormulaNumbersOnly) {
  EXPECT_TRUE(may_stand_in_formula("42"));
  EXPECT_TRUE(may_stand_in_formula("-1.5"));
  EXPECT_FALSE(may_stand_in_formula("A1"));
  EXPECT_FALSE(may_stand_in_formula("1+1"));
  EXPECT_FALSE(may_stand_in_formula(""));
}
