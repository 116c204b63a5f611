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
      {"=_xlfn.WEBSERVICE(\"http://a\")", FormulaError::External, "WEBSERVICE"},
      {"=_xlfn.LET(_xlpm.x,1,_xlpm.x)", FormulaError::OwnNames, "LET"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.formula);
    const FormulaError error = check_formula(c.formula).value();
    EXPECT_EQ(error.kind, c.error);
    EXPECT_EQ(error.part, c.part);
  }
  EXPECT_EQ(check_formula("=" + std::string(8192, '1')).value().kind, FormulaError::TooLong);
}

TEST(Formula, FunctionsNewerThan2007AreStoredWithTheirPrefix) {
  EXPECT_EQ(stored_formula("=TEXTJOIN(\"、\",TRUE,A1:A3)"), "=_xlfn.TEXTJOIN(\"、\",TRUE,A1:A3)");
  EXPECT_EQ(stored_formula("=ifs(A1>1,concat(B1,\"IFS(\"),TRUE,Sum(C1))"),
            "=_xlfn.ifs(A1>1,_xlfn.concat(B1,\"IFS(\"),TRUE,Sum(C1))");
  EXPECT_EQ(stored_formula("=SUM(FILTER(A1:A9,B1:B9>0))+STDEV.S (C1:C9)"),
            "=SUM(_xlfn._xlws.FILTER(A1:A9,B1:B9>0))+_xlfn.STDEV.S (C1:C9)");
  EXPECT_EQ(stored_formula("='IFS'!A1+DAYS+XOR1(A1)"), "='IFS'!A1+DAYS+XOR1(A1)");
  for (const std::string_view same :
       {"=_xlfn.TEXTJOIN(\",\",1,A1)", "=SUMIFS(A:A,B:B,\"x\")", "=IFERROR(A1,0)", "=NETWORKDAYS.INTL(A1,B1)",
        "=_xlfn._xlws.SORT(A1:A3)", "=COUNTIF(清单!C:C,A2)", "=\"a\"\"IFS(\"\"\"&A1"}) {
    EXPECT_EQ(stored_formula(same), same);
  }
  EXPECT_EQ(check_formula("=LET(x,1,x+1)").value().kind, FormulaError::OwnNames);
  EXPECT_FALSE(check_formula("=TEXTJOIN(\",\",TRUE,A1)"));
}

TEST(Formula, SheetsAreNamedBeforeTheirExclamationMarks) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(sheets_of_formula("=SUM(清单!A1:A3)+'表 一'!B2"), (Names{"清单", "表 一"}));
  EXPECT_EQ(sheets_of_formula("=SUM(一月:三月!A1,'甲:乙'!A1)"), (Names{"一月", "三月", "甲", "乙"}));
  EXPECT_EQ(sheets_of_formula("='it''s'!A1&\"无!A1\""), Names{"it's"});
  EXPECT_EQ(sheets_of_formula("=IF(A1:B2=#REF!,1,Sheet1!$A$1)"), Names{"Sheet1"});
  EXPECT_EQ(sheets_of_formula("=A1+B2*SUM(C1:C3)"), Names{});
}

TEST(Formula, DataMayGiveAFormulaNumbersOnly) {
  EXPECT_TRUE(may_stand_in_formula("42"));
  EXPECT_TRUE(may_stand_in_formula("-1.5"));
  EXPECT_FALSE(may_stand_in_formula("A1"));
  EXPECT_FALSE(may_stand_in_formula("1+1"));
  EXPECT_FALSE(may_stand_in_formula(""));
}

TEST(Formula, NamesAreWhatIsNeitherFunctionNorCell) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_of_formula("=单价*B2+税率"), (Names{"单价", "税率"}));
  EXPECT_EQ(names_of_formula("=rate"), (Names{"rate"}));
  for (const std::string_view formula : {"=SUM($A$1:B2)", "=SUM(A:A)+SUM($1:3)", "=IF(TRUE,#N/A,#REF!)",
                                         "='表 一'!A1+清单!$C$3", "=1.5E3+A1", "=SUM(甲:乙!A1)", "=\"通过\""}) {
    EXPECT_EQ(names_of_formula(formula), Names{}) << formula;
  }
}

TEST(Formula, FunctionsThatReturnArraysAreKnownAlsoInside) {
  EXPECT_TRUE(is_dynamic_formula("=UNIQUE(A1:A9)"));
  EXPECT_TRUE(is_dynamic_formula("=SUM(_xlfn._xlws.FILTER(A1:A9,B1:B9>0))"));
  EXPECT_TRUE(is_dynamic_formula("=xlookup(A1,B:B,C:C)"));
  EXPECT_FALSE(is_dynamic_formula("=SUM(A1)&\"UNIQUE(\"&SORT"));
  EXPECT_FALSE(is_dynamic_formula("=TEXTJOIN(\"、\",TRUE,A1:A3)"));
}

TEST(Formula, BracketsNameColumnsAndNoOtherWorkbook) {
  for (const std::string_view formula :
       {"=[@数量]*2", "=SUM([数量])", "=SUM(清单[数量])", "=SUM('清 单'[数量（吨）])"}) {
    EXPECT_FALSE(check_formula(formula)) << formula;
  }
  EXPECT_EQ(check_formula("=[书.xlsx]Sheet1!A1").value().kind, FormulaError::External);
  EXPECT_EQ(check_formula("=SUM(表[[#This Row],[数量]])").value().kind, FormulaError::Brackets);
  EXPECT_EQ(check_formula("=SUM([数量)").value().kind, FormulaError::Unbalanced);
}
