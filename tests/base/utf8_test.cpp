#include "base/utf8.h"

#include <doctest/doctest.h>

using namespace gongwen::base;
using namespace std::string_view_literals;

TEST_CASE("every scalar value survives encoding and decoding") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = to_utf8(c);
    const DecodedCodePoint decoded = decode_utf8(text, 0);
    if (!decoded.valid || decoded.code_point != c || decoded.length != text.size()) FAIL_CHECK(c);
  }
}

TEST_CASE("ill-formed sequences are found at their first byte") {
  CHECK(find_invalid_utf8("公文"sv) == std::nullopt);
  CHECK(find_invalid_utf8("a\xC0\x80"sv) == 1);         // overlong
  CHECK(find_invalid_utf8("ab\xED\xA0\x80"sv) == 2);    // surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80"sv) == 0);  // above U+10FFFF
  CHECK(find_invalid_utf8("\xE4\xBD"sv) == 0);          // cut
  CHECK(find_invalid_utf8("\x80"sv) == 0);              // lone continuation
}

TEST_CASE("counting and cutting go by code points") {
  CHECK(count_code_points("月报2024𠮷"sv) == 7);
  CHECK(first_code_points("月报2024"sv, 3) == "月报2"sv);
  CHECK(first_code_points("月"sv, 9) == "月"sv);
  CHECK(to_utf32("a𠮷"sv) == U"a𠮷");
}
