#include "xlsx/cell_text.h"

#include <doctest/doctest.h>

using gongwen::xlsx::CellText;

TEST_CASE("what looks like an escape is escaped, and nothing else") {
  CellText text;
  CHECK(std::string(text.encode("月报")) == "月报");
  CHECK(std::string(text.encode("a_x000D_b")) == "a_x005F_x000D_b");
  CHECK(std::string(text.encode("_x000d_")) == "_x005F_x000d_");
  CHECK(std::string(text.encode("_x005F_x000D_")) == "_x005F_x005F_x005F_x000D_");
  CHECK(std::string(text.encode("_x00_ _xyz_ _x000G_ _x")) == "_x00_ _xyz_ _x000G_ _x");
  CHECK(std::string(text.encode("")).empty());
}
