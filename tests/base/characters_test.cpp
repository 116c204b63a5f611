#include "base/unicode.h"

#include <string_view>

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(Characters, IdeographsAreChineseCharactersAlone) {
  for (const char32_t c : std::u32string_view(U"公文\u3400\u9FFF\uF900\U00020000\U000323AF")) {
    EXPECT_TRUE(is_ideograph(c)) << static_cast<unsigned>(c);
    EXPECT_TRUE(is_ideograph_or_kana(c)) << static_cast<unsigned>(c);
  }
  for (const char32_t c : std::u32string_view(U"a1，〇々あア한\u4DC0")) {
    EXPECT_FALSE(is_ideograph(c)) << static_cast<unsigned>(c);
  }
}

TEST(Characters, KanaAndSignsAreSetLikeIdeographs) {
  for (const char32_t c : std::u32string_view(U"〇々〆あア")) EXPECT_TRUE(is_ideograph_or_kana(c));
  for (const char32_t c : std::u32string_view(U"，。・〈a한")) EXPECT_FALSE(is_ideograph_or_kana(c));
}

TEST(Characters, GapsAreBlanksOfAnyWidth) {
  for (const char32_t c : std::u32string_view(U" \t\u00A0\u3000")) {
    EXPECT_TRUE(is_gap_in_line(c));
    EXPECT_TRUE(is_gap_or_line_end(c));
  }
  for (const char32_t c : std::u32string_view(U"\n\r\v\f")) {
    EXPECT_FALSE(is_gap_in_line(c));
    EXPECT_TRUE(is_gap_or_line_end(c));
  }
  for (const char32_t c : std::u32string_view(U"a公\u200B")) EXPECT_FALSE(is_gap_or_line_end(c));
}
