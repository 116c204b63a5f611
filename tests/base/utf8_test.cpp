#include "base/utf8.h"

#include <array>
#include <cstddef>
#include <string_view>

#include <gtest/gtest.h>

using namespace gongwen::base;
using namespace std::string_view_literals;

TEST(Utf8, EveryScalarValueSurvivesEncodingAndDecoding) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = to_utf8(c);
    const DecodedCodePoint decoded = decode_utf8(text, 0);
    if (!decoded.valid || decoded.code_point != c || decoded.length != text.size()) {
      ADD_FAILURE() << ::testing::PrintToString(c);
    }
  }
}

TEST(Utf8, IllFormedSequencesAreFoundAtTheirFirstByte) {
  EXPECT_EQ(find_invalid_utf8("公文"sv), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("a\xC0\x80"sv), 1);         // overlong
  EXPECT_EQ(find_invalid_utf8("ab\xED\xA0\x80"sv), 2);    // surrogate
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"sv), 0);  // above U+10FFFF
  EXPECT_EQ(find_invalid_utf8("\xE4\xBD"sv), 0);          // cut
  EXPECT_EQ(find_invalid_utf8("\x80"sv), 0);              // lone continuation
}

TEST(Utf8, CountingAndCuttingGoByCodePoints) {
  EXPECT_EQ(count_code_points("月报2024𠮷"sv), 7);
  EXPECT_EQ(first_code_points("月报2024"sv, 3), "月报2"sv);
  EXPECT_EQ(first_code_points("月"sv, 9), "月"sv);
  EXPECT_EQ(to_utf32("a𠮷"sv), U"a𠮷");
  EXPECT_EQ(first_bytes("月报"sv, 5), "月"sv);
  EXPECT_EQ(first_bytes("月报"sv, 6), "月报"sv);
  EXPECT_EQ(first_bytes("月报"sv, 2), ""sv);
}

TEST(Utf8, BoundsOfCodePointsAreFoundFromAnyOfTheirBytes) {
  constexpr std::string_view kText = "a月𠮷";
  for (const auto& [offset, begin, end] :
       {std::array<std::size_t, 3>{0, 0, 1}, {1, 1, 4}, {3, 1, 4}, {4, 4, 8}, {7, 4, 8}}) {
    EXPECT_EQ(code_point_begin(kText, offset), begin) << offset;
    EXPECT_EQ(code_point_end(kText, begin), end) << offset;
  }
  EXPECT_EQ(code_point_begin(kText, 8), 8);
  EXPECT_EQ(code_point_begin(kText, 99), 8);
  EXPECT_EQ(last_code_point(kText), 4);
  EXPECT_EQ(code_point_begin("\x80\x80"sv, 1), 0);
}

TEST(Utf8, BothEndsAreTrimmed) {
  const auto is_blank = [](char32_t c) {
    return c == U'\u3000' || c == U' ';
  };
  EXPECT_EQ(trim_code_points("\u3000 月 报\u3000"sv, is_blank), "月 报"sv);
  EXPECT_EQ(trim_code_points(" \u3000"sv, is_blank), ""sv);
}
