
#include "intake/cells.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;

TEST(CellText, SerialNumbersAsDaysInBothCalendarsOfSpreadsheets) {
  EXPECT_EQ(date_of_serial(45351, false), "2024-02-29");
  EXPECT_EQ(date_of_serial(29342, true), "1984-05-02");
  EXPECT_EQ(date_of_serial(1, false), "1900-01-01");
  EXPECT_EQ(date_of_serial(59, false), "1900-02-28");
  EXPECT_EQ(date_of_serial(60, false), "1900-02-28");  // the day that never was
  EXPECT_EQ(date_of_serial(61, false), "1900-03-01");
  EXPECT_EQ(date_of_serial(2958465, false), "9999-12-31");
  EXPECT_EQ(date_of_serial(45351.5, false), "2024-02-29T12:00:00");
  EXPECT_EQ(date_of_serial(0.25, false), "06:00:00");
  EXPECT_EQ(date_of_serial(45351.999999, false), "2024-03-01");  // rounded to the second
  EXPECT_FALSE(date_of_serial(0, false));
  EXPECT_FALSE(date_of_serial(-1, false));
  EXPECT_FALSE(date_of_serial(2958466, false));
  EXPECT_FALSE(date_of_serial(1e300, false));
}

TEST(CellText, FormatsThatShowDates) {
  for (const char* code :
       {"yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d", "h:mm", "[h]:mm", "[红色]d", "mmm"}) {
    SCOPED_TRACE(::testing::PrintToString(code));
    EXPECT_TRUE(is_date_format(164, code));
  }
  for (const char* code : {"0.00", "General", "@", "\"day\"0", "\\d0", "[Red]0", "#,##0_d", "0[$-409]"}) {
    SCOPED_TRACE(::testing::PrintToString(code));
    EXPECT_FALSE(is_date_format(164, code));
  }
  for (const std::uint32_t id : {14U, 22U, 27U, 36U, 45U, 50U, 58U}) EXPECT_TRUE(is_date_format(id, ""));
  for (const std::uint32_t id : {0U, 1U, 13U, 23U, 37U, 44U, 48U, 49U, 59U}) EXPECT_FALSE(is_date_format(id, ""));
}

TEST(CellText, NumbersAsPeopleWroteThem) {
  EXPECT_EQ(shortest_decimal("1.25E1"), "12.5");
  EXPECT_EQ(shortest_decimal("0.1000000000000000055"), "0.1");
  EXPECT_EQ(shortest_decimal("110101199003078000"), "110101199003078000");
  EXPECT_EQ(shortest_decimal("-0"), "0");
  EXPECT_EQ(shortest_decimal("1e21"), "1e+21");
  EXPECT_FALSE(shortest_decimal("NaN"));
  EXPECT_FALSE(shortest_decimal("1e999"));
  EXPECT_FALSE(shortest_decimal("12a"));
}

TEST(CellText, EscapesInCells) {
  EXPECT_EQ(decode_cell_escapes("a_x000D_\nb"), "a\nb");
  EXPECT_EQ(decode_cell_escapes("_x005F_x000D_"), "_x000D_");
  EXPECT_EQ(decode_cell_escapes("a_x0001_b"), "ab");
  EXPECT_EQ(decode_cell_escapes("_xD842__xDFB7_"), "\U00020BB7");
  EXPECT_EQ(decode_cell_escapes("_xD842_野"), "野");
  EXPECT_EQ(decode_cell_escapes("a\r\nb\rc"), "a\nb\nc");
  EXPECT_EQ(decode_cell_escapes("_x00zz_"), "_x00zz_");
}

TEST(CellText, ReferencesOfCells) {
  EXPECT_EQ(parse_cell_reference("$B$3"), (CellReference{2, 1}));
  EXPECT_EQ(parse_cell_reference("XFD1048576"), (CellReference{1'048'575, 16'383}));
  EXPECT_FALSE(parse_cell_reference("XFE1"));
  EXPECT_FALSE(parse_cell_reference("A0"));
  EXPECT_FALSE(parse_cell_reference("A1048577"));
  EXPECT_FALSE(parse_cell_reference("3B"));
  for (const CellReference cell : {CellReference{0, 0}, {2, 25}, {2, 26}, {9, 701}, {9, 702}, {1, 16'383}}) {
    EXPECT_EQ(parse_cell_reference(cell_reference_text(cell)), cell);
  }
  const auto quoted = parse_sheet_reference("'甲''乙 1'!$B$3:$D$3");
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->sheet, "甲'乙 1");
  EXPECT_EQ(quoted->cell, (CellReference{2, 1}));
  EXPECT_EQ(parse_sheet_reference("表!A1")->sheet, "表");
  for (const char* lost : {"#REF!", "表!#REF!", "[1]表!A1", "A1", "'表", "SUM(A1)", ""})
    EXPECT_FALSE(parse_sheet_reference(lost));
}
