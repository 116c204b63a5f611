#include "sheet/xlsx/detail/cell_writer.h"

#include <gtest/gtest.h>

using gongwen::xlsx::CellText;

TEST(CellText, WhatLooksLikeAnEscapeIsEscapedAndNothingElse) {
  CellText text;
  EXPECT_EQ(std::string(text.encode("月报")), "月报");
  EXPECT_EQ(std::string(text.encode("a_x000D_b")), "a_x005F_x000D_b");
  EXPECT_EQ(std::string(text.encode("_x000d_")), "_x005F_x000d_");
  EXPECT_EQ(std::string(text.encode("_x005F_x000D_")), "_x005F_x005F_x005F_x000D_");
  EXPECT_EQ(std::string(text.encode("_x00_ _xyz_ _x000G_ _x")), "_x00_ _xyz_ _x000G_ _x");
  EXPECT_TRUE(std::string(text.encode("")).empty());
}
