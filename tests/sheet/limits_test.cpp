#include "sheet/limits.h"

#include <gtest/gtest.h>

using namespace gongwen::sheet;

TEST(Limits, LengthsCountUTF16Units) {
  EXPECT_EQ(utf16_length("ab"), 2);
  EXPECT_EQ(utf16_length("月报"), 2);
  EXPECT_EQ(utf16_length("𠮷a"), 3);
  EXPECT_EQ(first_utf16_units("月𠮷报", 2), "月");
  EXPECT_EQ(first_utf16_units("月𠮷报", 3), "月𠮷");
  EXPECT_EQ(first_utf16_units("月报", 9), "月报");
}

TEST(Limits, WhatLooksLikeAnEscapeTakesMoreRoomInACell) {
  EXPECT_EQ(written_cell_length("月报"), 2);
  EXPECT_EQ(written_cell_length("a_x000D_b"), 15);
  EXPECT_EQ(written_cell_length("_x000D_x000d_"), 25);  // the underscore between them belongs to both
  EXPECT_EQ(written_cell_length("_x00_ _xyz_ _x000G_ _x"), 22);
}

TEST(Limits, NamesOfSheetsKeepExcelsRules) {
  EXPECT_EQ(check_sheet_name("标准推进（2月）"), std::nullopt);
  EXPECT_EQ(check_sheet_name(""), SheetNameError::Empty);
  EXPECT_EQ(check_sheet_name(" \n"), SheetNameError::Empty);
  EXPECT_EQ(check_sheet_name(std::string(31, 'a')), std::nullopt);
  EXPECT_EQ(check_sheet_name(std::string(32, 'a')), SheetNameError::TooLong);
  for (const std::string_view name : {"a[b", "a]b", "a:b", "a*b", "a?b", "a/b", "a\\b", "a\nb"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(check_sheet_name(name), SheetNameError::Character);
    EXPECT_EQ(forbidden_name_character(name), name.substr(1, 1));
  }
  EXPECT_EQ(check_sheet_name("'a"), SheetNameError::Apostrophe);
  EXPECT_EQ(check_sheet_name("a'"), SheetNameError::Apostrophe);
  EXPECT_EQ(check_sheet_name("a'b"), std::nullopt);
  EXPECT_EQ(check_sheet_name("hIstory"), SheetNameError::Reserved);
}

TEST(Limits, DefinedNamesAreNeverReferences) {
  for (const std::string_view name :
       {"gw.leader.phone", "_x", "组长.电话", "gw.0", "Rate", "Cost", "RC_x", "ABCD1", "TRUE1"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(is_valid_defined_name(name));
  }
  for (const std::string_view name : {"", "1a", "a b", "a-b", "A1", "XFD1048576", "gw1", "R1C1", "r", "C", "RC", "R2",
                                      "C1_x", "R2.a", "R2D", "true", "FALSE", "a/b", ".a"}) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(is_valid_defined_name(name));
  }
  EXPECT_TRUE(is_valid_defined_name(std::string(255, 'x')));
  EXPECT_FALSE(is_valid_defined_name(std::string(256, 'x')));
}
