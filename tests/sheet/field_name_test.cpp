#include "sheet/field_name.h"

#include "sheet/limits.h"

#include <map>

#include <doctest/doctest.h>

using namespace gongwen::sheet;

TEST_CASE("pointers become names") {
  CHECK(encode_field_name("/applicant/eMail/0") == "gw.applicant.e_umail.0");
  CHECK(encode_field_name("/a_b/c-d") == "gw.a__b.c_h2dd");
  CHECK(encode_field_name("/组长/电话") == "gw.组长.电话");
  CHECK(encode_field_name("/a~1b/~0") == "gw.a_h2fb._h7e");
  CHECK(encode_field_name("//x") == "gw._e.x");
  CHECK(encode_field_name("/Ä") == "gw._x00c4_");
  CHECK(encode_field_name("") == "gw");
  CHECK(encode_field_name("no pointer").empty());
  CHECK(encode_field_name("/" + std::string(300, 'x')).empty());
}

TEST_CASE("different pointers have different names, all valid") {
  const std::string_view tokens[] = {"a", "A",    "aA", "Aa", "_",   "__",  "_a", "ua",     "_ua", "",   "e",    "_e",
                                     "0", "R1C1", "é",  "É",  "a.b", "h2d", "-",  "x00c4_", "Ä",   "月", "TRUE", " "};
  std::map<std::string, std::string> seen;
  for (const std::string_view first : tokens) {
    for (const std::string_view second : tokens) {
      const std::string pointer = "/" + std::string(first) + "/" + std::string(second);
      const std::string name = encode_field_name(pointer);
      CAPTURE(pointer);
      CHECK(is_valid_defined_name(name));
      CHECK(seen.emplace(name, pointer).second);
    }
  }
}
