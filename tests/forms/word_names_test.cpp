#include "forms/word_names.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::forms;

// Requirement 30: pointers of any length and characters have a tag and a bookmark.
TEST(WordNames, PointersComeBack) {
  for (const char* const pointer :
       {"/name", "/applicant/eMail/0", "/a_b/_s", "/姓名", "/x~0y/z~1", "/a#b", "/a.b", "/n/1", "/v_v"}) {
    const std::string tag = word_tag(pointer, std::nullopt, 7);
    const std::string bookmark = word_bookmark(pointer, std::nullopt, 7);
    EXPECT_EQ(parse_word_tag(tag), (WordFieldName{pointer})) << tag;
    EXPECT_EQ(parse_word_bookmark(bookmark), (WordFieldName{pointer})) << bookmark;
    EXPECT_EQ(bookmark.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_\xE5\xA7\x93\x90\x8D"),
              std::string::npos)
        << bookmark;
    for (const char* const choice : {"male", "a#b~c", "A b", ""}) {
      const auto read = parse_word_tag(word_tag(pointer, choice, 7));
      ASSERT_TRUE(read.has_value());
      EXPECT_EQ(*read, (WordFieldName{pointer, choice})) << choice;
      const auto marked = parse_word_bookmark(word_bookmark(pointer, choice, 7));
      ASSERT_TRUE(marked.has_value());
      EXPECT_TRUE(marked->number || *marked == (WordFieldName{pointer, choice})) << choice;
    }
  }
}

TEST(WordNames, LongPointersAreNumbers) {
  const std::string pointer = "/" + std::string(70, 'a');
  EXPECT_EQ(word_tag(pointer, std::nullopt, 17), "gw:#17");
  EXPECT_EQ(word_bookmark(pointer, std::nullopt, 17), "gw__n17");
  EXPECT_EQ(parse_word_tag("gw:#17")->number, 17U);
  EXPECT_EQ(parse_word_bookmark("GW__N17")->number, 17U);
  EXPECT_LE(word_bookmark("/" + std::string(36, 'a'), std::nullopt, 1).size(), 40U);
}

TEST(WordNames, OtherNamesAreForeign) {
  for (const char* const name : {"", "gw:", "gw:name", "gw:#0", "gw:#x", "name"})
    EXPECT_FALSE(parse_word_tag(name)) << name;
  for (const char* const name : {"", "gw_", "_Toc1", "gw__nx", "gw_a_q"})
    EXPECT_FALSE(parse_word_bookmark(name)) << name;
}

}  // namespace
