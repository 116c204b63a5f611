#include "sheet/formula.h"

#include <doctest/doctest.h>

using namespace gongwen::sheet;

TEST_CASE("formulas within the workbook are taken") {
  for (const std::string_view formula : {"=SUM(C3:C42)", "=IF(A1=\"(\",1,\"a\"\"b\")", "='表 一'!A1+1", "=-A1*2%",
                                         "=COUNTIF(A:A,\"通过\")", "=SUMPRODUCT((A1:A9>0)*(B1:B9))"}) {
    CAPTURE(formula);
    CHECK(check_formula(formula).flaw == FormulaFlaw::None);
  }
}

TEST_CASE("each flaw of a formula is told") {
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
    CAPTURE(c.formula);
    const FormulaCheck check = check_formula(c.formula);
    CHECK(check.flaw == c.flaw);
    CHECK(check.part == c.part);
  }
  CHECK(check_formula("=" + std::string(8192, '1')).flaw == FormulaFlaw::TooLong);
}

TEST_CASE("data may give a formula numbers only") {
  CHECK(may_stand_in_formula("42"));
  CHECK(may_stand_in_formula("-1.5"));
  CHECK_FALSE(may_stand_in_formula("A1"));
  CHECK_FALSE(may_stand_in_formula("1+1"));
  CHECK_FALSE(may_stand_in_formula(""));
}
