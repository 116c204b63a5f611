#include "sheet/limits.h"

#include <doctest/doctest.h>

using namespace gongwen::sheet;

TEST_CASE("lengths count UTF-16 units") {
  CHECK(utf16_length("ab") == 2);
  CHECK(utf16_length("月报") == 2);
  CHECK(utf16_length("𠮷a") == 3);
  CHECK(first_utf16_units("月𠮷报", 2) == "月");
  CHECK(first_utf16_units("月𠮷报", 3) == "月𠮷");
  CHECK(first_utf16_units("月报", 9) == "月报");
}

TEST_CASE("what looks like an escape takes more room in a cell") {
  CHECK(written_cell_length("月报") == 2);
  CHECK(written_cell_length("a_x000D_b") == 15);
  CHECK(written_cell_length("_x000D_x000d_") == 25);  // the underscore between them belongs to both
  CHECK(written_cell_length("_x00_ _xyz_ _x000G_ _x") == 22);
}

TEST_CASE("names of sheets keep Excel's rules") {
  CHECK(find_sheet_name_flaw("标准推进（2月）") == SheetNameFlaw::None);
  CHECK(find_sheet_name_flaw("") == SheetNameFlaw::Empty);
  CHECK(find_sheet_name_flaw(" \n") == SheetNameFlaw::Empty);
  CHECK(find_sheet_name_flaw(std::string(31, 'a')) == SheetNameFlaw::None);
  CHECK(find_sheet_name_flaw(std::string(32, 'a')) == SheetNameFlaw::TooLong);
  for (const std::string_view name : {"a[b", "a]b", "a:b", "a*b", "a?b", "a/b", "a\\b", "a\nb"}) {
    CAPTURE(name);
    CHECK(find_sheet_name_flaw(name) == SheetNameFlaw::Character);
    CHECK(forbidden_name_character(name) == name.substr(1, 1));
  }
  CHECK(find_sheet_name_flaw("'a") == SheetNameFlaw::Apostrophe);
  CHECK(find_sheet_name_flaw("a'") == SheetNameFlaw::Apostrophe);
  CHECK(find_sheet_name_flaw("a'b") == SheetNameFlaw::None);
  CHECK(find_sheet_name_flaw("hIstory") == SheetNameFlaw::Reserved);
}

TEST_CASE("defined names are never references") {
  for (const std::string_view name :
       {"gw.leader.phone", "_x", "组长.电话", "gw.0", "Rate", "Cost", "RC_x", "ABCD1", "TRUE1"}) {
    CAPTURE(name);
    CHECK(is_valid_defined_name(name));
  }
  for (const std::string_view name : {"", "1a", "a b", "a-b", "A1", "XFD1048576", "gw1", "R1C1", "r", "C", "RC", "R2",
                                      "C1_x", "R2.a", "R2D", "true", "FALSE", "a/b", ".a"}) {
    CAPTURE(name);
    CHECK_FALSE(is_valid_defined_name(name));
  }
  CHECK(is_valid_defined_name(std::string(255, 'x')));
  CHECK_FALSE(is_valid_defined_name(std::string(256, 'x')));
}
