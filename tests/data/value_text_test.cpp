#include "data/value_text.h"

#include <doctest/doctest.h>

using namespace gongwen::data;

namespace {

struct TextCase {
  std::string_view written;
  std::string_view normal;
};

}  // namespace

TEST_CASE("texts are the same whatever typed or carried them") {
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
    CAPTURE(c.written);
    CHECK(normal_text(c.written) == c.normal);
    CHECK(is_normal_text(c.written) == (c.written == c.normal));
    CHECK(is_normal_text(c.normal));
  }
}

TEST_CASE("a character is found wherever it stands among those of ASCII") {
  for (std::size_t at = 0; at < 40; ++at) {
    for (const std::string_view bad : {"\x01", "\x7F", "\u200B", "\uFEFF", "\u00AD", " \n", "\r", "\u2028", "⽂"}) {
      std::string text(41, 'x');
      text.insert(at, bad);
      CHECK_FALSE(is_normal_text(text));
    }
    std::string good(41, 'x');
    good.insert(at, "“公文”…—");
    CHECK(is_normal_text(good));
  }
}

TEST_CASE("full-width characters become half-width ones where that is asked for") {
  CHECK(narrow_text("１３８－００　Ａ：") == "138-00 A:");
  CHECK(narrow_letters("１３８－００　Ａ：") == "138－00　A：");
  CHECK(trim_blanks("　 甲 乙\n") == "甲 乙");
}

TEST_CASE("what a person cannot see is named") {
  CHECK(differs_by_blanks_only(" 甲 \r\n乙", "甲\n乙"));
  CHECK_FALSE(differs_by_blanks_only("甲\u200B", "甲"));
  CHECK(with_unseen_named("甲\u200B乙\n") == "甲U+200B乙\n");
  CHECK(has_direction_override("甲\u202E乙"));
  CHECK_FALSE(has_direction_override("甲\u202A乙"));
}
