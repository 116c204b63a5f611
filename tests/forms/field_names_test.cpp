#include "forms/field_names.h"

#include <gtest/gtest.h>

using namespace gongwen::forms;

TEST(FieldNames, PointersBecomeNamesOfCells) {
  EXPECT_EQ(cell_name("/applicant/eMail/0"), "gw.applicant.e_umail.0");
  EXPECT_EQ(cell_name("/a_b/c-d"), "gw.a__b.c_h2dd");
  EXPECT_EQ(cell_name("/组长/电话"), "gw.组长.电话");
  EXPECT_EQ(cell_name("/a~1b/~0"), "gw.a_h2fb._h7e");
  EXPECT_EQ(cell_name("//x"), "gw._e.x");
  EXPECT_EQ(cell_name("/Ä"), "gw._x00c4_");
  EXPECT_EQ(cell_name(""), "gw");
  EXPECT_TRUE(cell_name("no pointer").empty());
}

TEST(FieldNames, NamesOfCellsBecomePointers) {
  EXPECT_EQ(pointer_of_cell_name("gw.applicant.e_umail.0"), "/applicant/eMail/0");
  EXPECT_EQ(pointer_of_cell_name("GW.APPLICANT.E_UMAIL.0"), "/applicant/eMail/0");
  EXPECT_EQ(pointer_of_cell_name("gw.a__b._h2d._e"), "/a_b/-/");
  EXPECT_EQ(pointer_of_cell_name("gw.姓名"), "/姓名");
  EXPECT_EQ(pointer_of_cell_name("gw._x1f600_._h2f._h7e"), "/😀/~1/~0");
  EXPECT_EQ(pointer_of_cell_name("gw"), "");
  for (const char* other : {"Print_Area", "gwx.a", "gw.a_", "gw.a_q", "gw._xzz_", "gw..a", "gw._u1"}) {
    EXPECT_FALSE(pointer_of_cell_name(other));
  }
}

TEST(FieldNames, NamesOfPDFFieldsHoldNoPeriodsAndComeBack) {
  EXPECT_EQ(pdf_field_name("/a.b/0"), "/a~2b/0");
  EXPECT_EQ(pointer_of_pdf_name("/a~2b/0"), "/a.b/0");
  EXPECT_EQ(pointer_of_pdf_name("form1./a~2b/~0"), "/a.b/~0");
  EXPECT_FALSE(pointer_of_pdf_name("name"));
}
