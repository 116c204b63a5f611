#include "intake/normal_text.h"

#include <doctest/doctest.h>

using namespace gongwen::intake;

TEST_CASE("texts are the same whatever typed them") {
  CHECK(normal_text("甲\r\n乙\r丙\n") == "甲\n乙\n丙");
  CHECK(normal_text("甲 \t　\n　　乙") == "甲\n　　乙");
  CHECK(normal_text("\n甲\n\n乙\n\n") == "\n甲\n\n乙");
  CHECK(normal_text(" 　\n\t") == "");
  CHECK(normal_text("a\x01"
                    "b\x7F") == "ab");
  CHECK(normal_text("⽂件\uF9DC") == "文件隆");
  CHECK(normal_text("﨎") == "﨎");  // a character of its own
  CHECK(narrow_text("１３８－００　Ａ") == "138-00 A");
  CHECK(trim_blanks("　 甲 乙\n") == "甲 乙");
}
