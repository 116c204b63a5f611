#include "intake/detail/pdf_content.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;

TEST(PdfContent, MapsOfCharactersHaveSingleCodesRangesAndLists) {
  std::size_t room = 100;
  const CodeMap map = read_code_map(
      "/CIDInit/ProcSet findresource begin 1 begincodespacerange<0000><FFFF>endcodespacerange\n"
      "2 beginbfchar <0001> <4E2D> <0002> <D840DC0B> endbfchar\n"
      "2 beginbfrange <0010> <0012> <0041> <0020><0021>[<56FD><00660069>] endbfrange endcmap",
      room);
  EXPECT_EQ(map.find(1), "中");
  EXPECT_EQ(map.find(2), "𠀋");
  EXPECT_EQ(map.find(0x10), "A");
  EXPECT_EQ(map.find(0x12), "C");
  EXPECT_EQ(map.find(0x20), "国");
  EXPECT_EQ(map.find(0x21), "fi");
  EXPECT_EQ(map.find(0x13), std::nullopt);
  EXPECT_EQ(map.size(), 7);
  EXPECT_EQ(room, 93);
}

TEST(PdfContent, MapsOfCharactersEndWhereThereIsNoMoreRoom) {
  std::size_t room = 1'000;
  EXPECT_EQ(
      read_code_map("3 beginbfrange <0000><FFFF><0041> <0000><FFFF><0042> <0000><FFFF><0043> endbfrange", room).size(),
      1'000);
  EXPECT_EQ(room, 0);
}

TEST(PdfContent, TheLastTextOfACodeCounts) {
  std::size_t room = 100;
  const CodeMap map = read_code_map("beginbfchar <02><0042> <01><0041> <02><0043> <02><0044> endbfchar", room);
  EXPECT_EQ(map.find(1), "A");
  EXPECT_EQ(map.find(2), "D");
  EXPECT_EQ(map.size(), 2);
}
