// Where rows and references come to stand when rows of lists are repeated.
#include "adopt/book/detail/relocation.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::book;

/// A sheet whose rows 5 and 6 are repeated for each item, with an inner list in row 6 if `inner` has counts.
struct Sheet {
  explicit Sheet(std::vector<std::uint32_t> inner) {
    loops.parents = {kNoLoop, 0};
    loops.of_rows = {{5, 0}, {6, 1}};
    map = std::make_unique<RowMap>(loops);
    map->keep({1, 4});
    for (const std::uint32_t count : inner) {
      map->begin_round(0);
      map->place(5);
      for (std::uint32_t i = 0; i < count; ++i) {
        map->begin_round(1);
        map->place(6);
      }
    }
    map->end(7);
  }
  /// A list of single rows in row 5.
  explicit Sheet(std::uint32_t count) {
    loops.parents = {kNoLoop};
    loops.of_rows = {{5, 0}};
    map = std::make_unique<RowMap>(loops);
    map->keep({1, 4});
    for (std::uint32_t i = 0; i < count; ++i) {
      map->begin_round(0);
      map->place(5);
    }
    map->end(6);
  }

  std::string moved(std::string_view formula, std::uint32_t row = 0, std::uint32_t output = 0) const {
    Relocation relocation({"表"}, {map.get()});
    return relocation.formula(formula, {0, row, output}, Relocation::Gaps::List).value_or("gap in " + relocation.gap());
  }
  std::string copies(std::string_view reference) const {
    std::string all;
    for (const auto& copy : Relocation({"表"}, {map.get()}).copies(reference, 0)) all += copy.reference + " ";
    return all;
  }

  SheetLoops loops;
  std::unique_ptr<RowMap> map;
};

TEST(Relocation, WhatIsBelowAListMovesAndWhatIsAboveStays) {
  const Sheet sheet(3);
  EXPECT_EQ(sheet.moved("B4+B6+$B$7+SUM(A:A)+SUM(4:6)"), "B4+B8+$B$9+SUM(A:A)+SUM(4:8)");
  EXPECT_EQ(sheet.moved("表!B6+'表'!B6+他!B6"), "表!B8+'表'!B8+他!B6");
  EXPECT_EQ(sheet.copies("A6:B7"), "A8:B9 ");
}

TEST(Relocation, RangesGrowWithTheirList) {
  const Sheet sheet(3);
  EXPECT_EQ(sheet.moved("SUM(D5:D5)"), "SUM(D5:D7)");
  EXPECT_EQ(sheet.moved("SUM(D4:D6)"), "SUM(D4:D8)");
  EXPECT_EQ(sheet.moved("SUM(D5)"), "SUM(D5:D7)");
  EXPECT_EQ(sheet.moved("VLOOKUP(1,A5:D5,2,FALSE)"), "VLOOKUP(1,A5:D7,2,FALSE)");
  EXPECT_EQ(sheet.moved("D5*2"), "D5*2");
}

TEST(Relocation, OfAnEmptyListNothingIsCounted) {
  const Sheet sheet(0U);
  EXPECT_EQ(sheet.moved("SUM(D5:D5)+D5+SUM(D4:D6)"), "SUM(D1048576:D1048576)+D1048576+SUM(D4:D5)");
  EXPECT_EQ(sheet.copies("A5:B5"), "");
  EXPECT_FALSE(sheet.map->is_same());
}

TEST(Relocation, ARowOfTheListRefersToItself) {
  const Sheet sheet(3);
  EXPECT_EQ(sheet.moved("B5*C5+B4+B6", 5, 6), "B6*C6+B4+B8");
}

TEST(Relocation, AFixedRowOfTheListIsItsFirstAndARangeWithItReachesUpToThisRow) {
  const Sheet sheet(3);
  EXPECT_EQ(sheet.moved("D$5", 5, 7), "D$5");
  EXPECT_EQ(sheet.moved("SUM(D$5:D5)", 5, 6), "SUM(D$5:D6)");
  EXPECT_EQ(sheet.moved("D5/SUM(D$5:D$5)", 5, 6), "D6/SUM(D$5:D$7)");
  EXPECT_EQ(sheet.moved("SUM(D4:D5)", 5, 7), "SUM(D4:D7)");
}

TEST(Relocation, InnerListsBelongToTheirRound) {
  const Sheet sheet({2, 0, 1});  // 5: head; 6, 7: items; 8: head; 9: head; 10: item
  EXPECT_EQ(sheet.moved("SUM(D6:D6)", 5, 5), "SUM(D6:D7)");
  EXPECT_EQ(sheet.moved("SUM(D6:D6)", 5, 8), "SUM(D1048576:D1048576)");
  EXPECT_EQ(sheet.moved("SUM(D6:D6)", 5, 9), "SUM(D10:D10)");
  EXPECT_EQ(sheet.moved("B5*C6", 6, 7), "B5*C7");
  EXPECT_EQ(sheet.moved("C6/SUM(C$6:C$6)", 6, 7), "C7/SUM(C$6:C$7)");
  EXPECT_EQ(sheet.moved("SUM(D5:D6)"), "SUM(D5:D10)");
  EXPECT_EQ(sheet.copies("A5:A6"), "A5:A7 A8:A8 A9:A10 ");
}

TEST(Relocation, RowsThatAreNoLongerTogetherBecomeAListOrHaveNoPlace) {
  const Sheet sheet({2, 0, 1});
  EXPECT_EQ(sheet.moved("SUM(D6:D6)"), "SUM(D6:D7,D10:D10)");
  EXPECT_EQ(sheet.moved("SUM(D5:D5)"), "SUM(D5:D5,D8:D9)");
  EXPECT_EQ(sheet.moved("SUMIF(D6:D6,\">0\")"), "gap in D6:D6");
  Relocation relocation({"表"}, {sheet.map.get()});
  EXPECT_EQ(relocation.formula("表!$D$6", {1, 0, 0}, Relocation::Gaps::Union), "表!$D$6:$D$7,表!$D$10");
  EXPECT_EQ(relocation.cover("D6:D6", 0), "D6:D10");
}

TEST(Relocation, ASingleCellIsARangeOnlyWhereAFunctionTakesOne) {
  const Sheet sheet(3);
  for (const auto& [formula, moved] :
       std::vector<std::pair<std::string, std::string>>{{"YEAR(D5)", "YEAR(D5)"},
                                                        {"IF(D5,1,D5)", "IF(D5,1,D5)"},
                                                        {"TEXT(D5,\"0\")", "TEXT(D5,\"0\")"},
                                                        {"OFFSET(D5,1,0)", "OFFSET(D5,1,0)"},
                                                        {"VLOOKUP(A5,B5,1)", "VLOOKUP(A5,B5:B7,1)"},
                                                        {"RANK(D5,D5)", "RANK(D5,D5:D7)"},
                                                        {"SUBTOTAL(D5,D5)", "SUBTOTAL(D5,D5:D7)"},
                                                        {"SUMIFS(A5,B5,C5,D5,C5)", "SUMIFS(A5:A7,B5:B7,C5,D5:D7,C5)"},
                                                        {"COUNTIFS(A5,B5,C5,D5)", "COUNTIFS(A5:A7,B5,C5:C7,D5)"},
                                                        {"TEXTJOIN(A5,TRUE,B5)", "TEXTJOIN(A5,TRUE,B5:B7)"},
                                                        {"GEOMEAN(A5)", "GEOMEAN(A5:A7)"},
                                                        {"NPV(A5,B5)", "NPV(A5,B5:B7)"},
                                                        {"AGGREGATE(9,5,A5)", "AGGREGATE(9,5,A5:A7)"},
                                                        {"NETWORKDAYS(A5,B5,C5)", "NETWORKDAYS(A5,B5,C5:C7)"},
                                                        {"PERCENTILE.INC(A5,B5)", "PERCENTILE.INC(A5:A7,B5)"},
                                                        {"_xlfn._xlws.SORT(A5)", "_xlfn._xlws.SORT(A5:A7)"}})
    EXPECT_EQ(sheet.moved(formula), moved);
  // Of a list of several rows it is the first as well.
  EXPECT_EQ(Sheet({2, 0, 1}).moved("YEAR(D6)"), "YEAR(D6)");
}

TEST(Relocation, TheLastRowOfASheetStaysItsEnd) {
  for (const std::uint32_t count : {3U, 0U}) {
    const Sheet sheet(count);
    EXPECT_EQ(sheet.moved("SUM(A1:A1048576)+A1048576"), "SUM(A1:A1048576)+A1048576");
    EXPECT_EQ(Relocation({"表"}, {sheet.map.get()}).cover("A1:B1048576", 0), "A1:B1048576");
  }
  EXPECT_EQ(Sheet(3U).moved("A1048570+A1048575+SUM(B1048570:B1048575)"), "A1048572+A1048576+SUM(B1048572:B1048576)");
}

TEST(Relocation, RoundsThatEndEarlyKeepTheirRows) {
  SheetLoops loops;
  loops.parents = {kNoLoop, 0};
  loops.of_rows = {{2, 0}, {3, 1}, {4, 0}};
  RowMap map(loops);
  map.keep({1, 1});
  map.begin_round(0);  // 2; 3, of which `break` ends the loop; 4
  map.place(2);
  map.begin_round(1);
  map.place(3);
  map.place(4);
  map.begin_round(0);  // `continue` in the first row
  map.place(2);
  map.begin_round(0);
  map.end(5);
  EXPECT_EQ(map.rounds(0), (std::vector<RowRange>{{2, 4}, {5, 5}, {6, 5}}));
  EXPECT_EQ(map.rounds(1), (std::vector<RowRange>{{3, 3}}));
}

TEST(Relocation, APlaceOnSeveralSheetsIsTheSameOnEach) {
  const Sheet three(3);
  const Sheet also_three(3);
  const Sheet two(2U);
  Relocation relocation({"一", "二", "三", "四"},
                        {three.map.get(), also_three.map.get(), two.map.get(), three.map.get()});
  const auto moved = [&](std::string_view formula) {
    return relocation.formula(formula, {3, 0, 0}, Relocation::Gaps::List).value_or("gap in " + relocation.gap());
  };
  EXPECT_EQ(moved("SUM(一:二!B6)+SUM('一:二'!B5:B5)+SUM(一:三!B2)"), "SUM(一:二!B8)+SUM('一:二'!B5:B7)+SUM(一:三!B2)");
  EXPECT_EQ(moved("SUM(一:三!B6)"), "gap in 一:三!B6");
  EXPECT_EQ(moved("SUM(一:五!B6)"), "gap in 一:五!B6");
  // Of empty lists the sum is that of nothing.
  const Sheet none(0U);
  const Sheet also_none(0U);
  Relocation empty({"一", "二"}, {none.map.get(), also_none.map.get()});
  EXPECT_EQ(empty.formula("SUM(一:二!B5:B5)", {1, 0, 0}, Relocation::Gaps::List), "SUM(一:二!B1048576:B1048576)");
}

TEST(Relocation, FormulasKeepTheLimitsOfPrograms) {
  const Sheet sheet(std::vector<std::uint32_t>(120, 1));  // 120 rounds of two rows
  EXPECT_TRUE(sheet.moved("SUM(D6:D6)").starts_with("SUM(D6:D6,D8:D8,"));
  EXPECT_TRUE(sheet.moved("SUM(D6:D6)+SUM(D5:D5)+SUM(D5:D5)").starts_with("SUM(D6:D6,"));
  EXPECT_EQ(sheet.moved("SUM(D6:D6,D5:D5,D6:D6)"), "gap in D6:D6");
  const Sheet many(std::vector<std::uint32_t>(1'500, 1));
  Relocation relocation({"表"}, {many.map.get()});
  EXPECT_FALSE(relocation.formula("表!$D$6:$D$6", {1, 0, 0}, Relocation::Gaps::Union));
}

TEST(Relocation, WithoutListsEverythingIsAsWritten) {
  SheetLoops loops;
  RowMap map(loops);
  map.keep({1, 3});
  map.keep({4, 4});
  map.end(5);
  EXPECT_TRUE(map.is_same());
}

}  // namespace
