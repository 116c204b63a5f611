#include "sheet/formula.h"

#include <gtest/gtest.h>

using namespace gongwen::sheet;

TEST(Formula, FormulasWithinTheWorkbookAreTaken) {
  for (const std::string_view formula : {"=SUM(C3:C42)", "=IF(A1=\"(\",1,\"a\"\"b\")", "='表 一'!A1+1", "=-A1*2%",
                                         "=COUNTIF(A:A,\"通过\")", "=SUMPRODUCT((A1:A9>0)*(B1:B9))"}) {
    SCOPED_TRACE(formula);
    EXPECT_FALSE(check_formula(formula));
  }
}

TEST(Formula, EachErrorOfAFormulaIsReported) {
  struct Case {
    std::string_view formula;
    FormulaErrorKind error;
    std::string_view part;
  };
  const Case cases[] = {
      {"", FormulaError::Empty, ""},
      {"= ", FormulaError::Empty, ""},
      {"SUM(A1)", FormulaError::NoEqualsSign, "SUM(A1)"},
      {"=SUM(A1", FormulaError::Unbalanced, "("},
      {"=A1)", FormulaError::Unbalanced, ")"},
      {"=\"a", FormulaError::Unbalanced, "\""},
      {"=A1\n+A2", FormulaError::Character, ""},
      {"=[1]Sheet1!A1", FormulaError::External, "["},
      {"='C:\\[book.xlsx]Sheet1'!A1", FormulaError::External, "C:\\[book.xlsx]Sheet1"},
      {"=cmd|'/c calc'!A1", FormulaError::External, "|"},
      {"=WebService(\"http://a\")", FormulaError::External, "WebService"},
      {"=HYPERLINK(\"http://a\")", FormulaError::External, "HYPERLINK"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.formula);
    const FormulaError error = check_formula(c.formula).value();
    EXPECT_EQ(error.kind, c.error);
    EXPECT_EQ(error.part, c.part);
  }
  EXPECT_EQ(check_formula("=" + std::string(8192, '1')).value().kind, FormulaError::TooLong);
}

TEST(Formula, DataMayGiveAFormulaNumbersOnly) {
  EXPECT_TRUE(may_stand_in_formula("42"));
  EXPECT_TRUE(may_stand_in_formula("-1.5"));
  EXPECT_FALSE(may_stand_in_formula("A1"));
  EXPECT_FALSE(may_stand_in_formula("1+1"));
  EXPECT_FALSE(may_stand_in_formula(""));
}
