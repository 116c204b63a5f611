#include "intake/cell_text.h"

#include "intake/cell_reference.h"

#include <doctest/doctest.h>

using namespace gongwen::intake;

TEST_CASE("serial numbers as days, in both calendars of spreadsheets") {
  CHECK(date_of_serial(45351, false) == "2024-02-29");
  CHECK(date_of_serial(29342, true) == "1984-05-02");
  CHECK(date_of_serial(1, false) == "1900-01-01");
  CHECK(date_of_serial(59, false) == "1900-02-28");
  CHECK(date_of_serial(60, false) == "1900-02-28");  // the day that never was
  CHECK(date_of_serial(61, false) == "1900-03-01");
  CHECK(date_of_serial(2958465, false) == "9999-12-31");
  CHECK(date_of_serial(45351.5, false) == "2024-02-29T12:00:00");
  CHECK(date_of_serial(0.25, false) == "06:00:00");
  CHECK(date_of_serial(45351.999999, false) == "2024-03-01");  // rounded to the second
  CHECK_FALSE(date_of_serial(0, false));
  CHECK_FALSE(date_of_serial(-1, false));
  CHECK_FALSE(date_of_serial(2958466, false));
  CHECK_FALSE(date_of_serial(1e300, false));
}

TEST_CASE("formats that show dates") {
  for (const char* code :
       {"yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d", "h:mm", "[h]:mm", "[红色]d", "mmm"}) {
    CAPTURE(code);
    CHECK(is_date_format(164, code));
  }
  for (const char* code : {"0.00", "General", "@", "\"day\"0", "\\d0", "[Red]0", "#,##0_d", "0[$-409]"}) {
    CAPTURE(code);
    CHECK_FALSE(is_date_format(164, code));
  }
  for (const std::uint32_t id : {14U, 22U, 27U, 36U, 45U, 50U, 58U}) CHECK(is_date_format(id, ""));
  for (const std::uint32_t id : {0U, 1U, 13U, 23U, 37U, 44U, 48U, 49U, 59U}) CHECK_FALSE(is_date_format(id, ""));
}

TEST_CASE("numbers as people wrote them") {
  CHECK(shortest_decimal("1.25E1") == "12.5");
  CHECK(shortest_decimal("0.1000000000000000055") == "0.1");
  CHECK(shortest_decimal("110101199003078000") == "110101199003078000");
  CHECK(shortest_decimal("-0") == "0");
  CHECK(shortest_decimal("1e21") == "1e+21");
  CHECK_FALSE(shortest_decimal("NaN"));
  CHECK_FALSE(shortest_decimal("1e999"));
  CHECK_FALSE(shortest_decimal("12a"));
}

TEST_CASE("escapes in cells") {
  CHECK(decode_cell_escapes("a_x000D_\nb") == "a\nb");
  CHECK(decode_cell_escapes("_x005F_x000D_") == "_x000D_");
  CHECK(decode_cell_escapes("a_x0001_b") == "ab");
  CHECK(decode_cell_escapes("_xD842__xDFB7_") == "\U00020BB7");
  CHECK(decode_cell_escapes("_xD842_野") == "野");
  CHECK(decode_cell_escapes("a\r\nb\rc") == "a\nb\nc");
  CHECK(decode_cell_escapes("_x00zz_") == "_x00zz_");
}

TEST_CASE("references of cells") {
  CHECK(parse_cell_reference("$B$3") == CellReference{2, 1});
  CHECK(parse_cell_reference("XFD1048576") == CellReference{1'048'575, 16'383});
  CHECK_FALSE(parse_cell_reference("XFE1"));
  CHECK_FALSE(parse_cell_reference("A0"));
  CHECK_FALSE(parse_cell_reference("A1048577"));
  CHECK_FALSE(parse_cell_reference("3B"));
  for (const CellReference cell : {CellReference{0, 0}, {2, 25}, {2, 26}, {9, 701}, {9, 702}, {1, 16'383}}) {
    CHECK(parse_cell_reference(cell_reference_text(cell)) == cell);
  }
  const auto quoted = parse_sheet_reference("'甲''乙 1'!$B$3:$D$3");
  REQUIRE(quoted);
  CHECK(quoted->sheet == "甲'乙 1");
  CHECK(quoted->cell == CellReference{2, 1});
  CHECK(parse_sheet_reference("表!A1")->sheet == "表");
  for (const char* lost : {"#REF!", "表!#REF!", "[1]表!A1", "A1", "'表", "SUM(A1)", ""})
    CHECK_FALSE(parse_sheet_reference(lost));
}
