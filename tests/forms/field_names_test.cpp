#include "forms/field_names.h"

#include <doctest/doctest.h>

using namespace gongwen::forms;

TEST_CASE("pointers become names of cells") {
  CHECK(cell_name("/applicant/eMail/0") == "gw.applicant.e_umail.0");
  CHECK(cell_name("/a_b/c-d") == "gw.a__b.c_h2dd");
  CHECK(cell_name("/组长/电话") == "gw.组长.电话");
  CHECK(cell_name("/a~1b/~0") == "gw.a_h2fb._h7e");
  CHECK(cell_name("//x") == "gw._e.x");
  CHECK(cell_name("/Ä") == "gw._x00c4_");
  CHECK(cell_name("") == "gw");
  CHECK(cell_name("no pointer").empty());
}

TEST_CASE("names of cells become pointers") {
  CHECK(pointer_of_cell_name("gw.applicant.e_umail.0") == "/applicant/eMail/0");
  CHECK(pointer_of_cell_name("GW.APPLICANT.E_UMAIL.0") == "/applicant/eMail/0");
  CHECK(pointer_of_cell_name("gw.a__b._h2d._e") == "/a_b/-/");
  CHECK(pointer_of_cell_name("gw.姓名") == "/姓名");
  CHECK(pointer_of_cell_name("gw._x1f600_._h2f._h7e") == "/😀/~1/~0");
  CHECK(pointer_of_cell_name("gw") == "");
  for (const char* other : {"Print_Area", "gwx.a", "gw.a_", "gw.a_q", "gw._xzz_", "gw..a", "gw._u1"}) {
    CHECK_FALSE(pointer_of_cell_name(other));
  }
}

TEST_CASE("names of PDF fields hold no periods and come back") {
  CHECK(pdf_field_name("/a.b/0") == "/a~2b/0");
  CHECK(pointer_of_pdf_name("/a~2b/0") == "/a.b/0");
  CHECK(pointer_of_pdf_name("form1./a~2b/~0") == "/a.b/~0");
  CHECK_FALSE(pointer_of_pdf_name("name"));
}
