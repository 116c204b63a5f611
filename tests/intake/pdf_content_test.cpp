#include "intake/detail/pdf_content.h"

#include <doctest/doctest.h>

using namespace gongwen::intake;

TEST_CASE("maps of characters have single codes, ranges and lists") {
  std::size_t room = 100;
  const CodeMap map = read_code_map(
      "/CIDInit/ProcSet findresource begin 1 begincodespacerange<0000><FFFF>endcodespacerange\n"
      "2 beginbfchar <0001> <4E2D> <0002> <D840DC0B> endbfchar\n"
      "2 beginbfrange <0010> <0012> <0041> <0020><0021>[<56FD><00660069>] endbfrange endcmap",
      room);
  CHECK(map.at(1) == "中");
  CHECK(map.at(2) == "𠀋");
  CHECK(map.at(0x10) == "A");
  CHECK(map.at(0x12) == "C");
  CHECK(map.at(0x20) == "国");
  CHECK(map.at(0x21) == "fi");
  CHECK(map.size() == 7);
  CHECK(room == 93);
}

TEST_CASE("maps of characters end where there is no more room") {
  std::size_t room = 1'000;
  CHECK(read_code_map("3 beginbfrange <0000><FFFF><0041> <0000><FFFF><0042> <0000><FFFF><0043> endbfrange", room)
            .size() == 1'000);
  CHECK(room == 0);
}
