#include "data/value_text.h"

#include <gtest/gtest.h>

using namespace gongwen::data;

namespace {

struct TextCase {
  std::string_view written;
  std::string_view normal;
};

}  // namespace

TEST(ValueText, TextsAreTheSameWhateverTypedOrCarriedThem) {
  const TextCase cases[] = {
      {"甲\r\n乙\r丙\n", "甲\n乙\n丙"},
      {"　　甲 \t　\n　　乙\n\n丙　", "甲\n　　乙\n\n丙"},
      {"\n甲\n \n乙\n\n", "甲\n\n乙"},
      {" 　\n\t", ""},
      {"\u200B\uFEFF \u2060", ""},
      {"a\x01"
       "b\x7F\u0085c",
       "ab\nc"},
      {"张\u200B三\u00AD\uFEFF", "张三"},
      {"张\u200D三\u200C\u200E", "张三"},
      {"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\u200F",
       "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\u200F"},
      {"👩\u200D💻", "👩\u200D💻"},
      {"⽂件\uF9DC", "文件\uF9DC"},  // a compatibility ideograph may be how a name is written
      {"﨎", "﨎"},
      {"e\u0301", "e\u0301"},
      {"甲\u00A0乙　丙", "甲\u00A0乙　丙"},
      {"１２３，ＡＢ", "１２３，ＡＢ"},
      {"葛\U000E0100", "葛\U000E0100"},
  };
  for (const TextCase& c : cases) {
    SCOPED_TRACE(c.written);
    EXPECT_EQ(normal_text(c.written), c.normal);
    EXPECT_EQ(is_normal_text(c.written), c.written == c.normal);
    EXPECT_TRUE(is_normal_text(c.normal));
  }
}

TEST(ValueText, ACharacterIsFoundWhereverItStandsAmongThoseOfASCII) {
  for (std::size_t at = 0; at < 40; ++at) {
    for (const std::string_view bad : {"\x01", "\x7F", "\u200B", "\uFEFF", "\u00AD", " \n", "\r", "\u2028", "⽂"}) {
      std::string text(41, 'x');
      text.insert(at, bad);
      EXPECT_FALSE(is_normal_text(text));
    }
    std::string good(41, 'x');
    good.insert(at, "“公文”…—");
    EXPECT_TRUE(is_normal_text(good));
  }
}

TEST(ValueText, FullWidthCharactersBecomeHalfWidthOnesWhereThatIsAskedFor) {
  EXPECT_EQ(narrow_text("１３８－００　Ａ："), "138-00 A:");
  EXPECT_EQ(narrow_letters("１３８－００　Ａ："), "138－00　A：");
  EXPECT_EQ(trim_blanks("　 甲 乙\n"), "甲 乙");
}

TEST(ValueText, WhatAPersonCannotSeeIsNamed) {
  EXPECT_TRUE(differs_by_blanks_only(" 甲 \r\n乙", "甲\n乙"));
  EXPECT_FALSE(differs_by_blanks_only("甲\u200B", "甲"));
  EXPECT_EQ(with_unseen_named("甲\u200B乙\n"), "甲U+200B乙\n");
  EXPECT_TRUE(has_direction_override("甲\u202E乙"));
  EXPECT_FALSE(has_direction_override("甲\u202A乙"));
}
