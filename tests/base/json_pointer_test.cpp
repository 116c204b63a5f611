#include "base/json.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(JsonPointer, TokensAreEscapedAndUnescapedAsRFC6901Says) {
  std::string pointer;
  append_pointer_token(pointer, "a/b~c");
  append_pointer_index(pointer, 3);
  append_pointer_token(pointer, "");
  EXPECT_EQ(pointer, "/a~1b~0c/3/");
  const auto tokens = parse_json_pointer(pointer);
  ASSERT_TRUE(tokens);
  EXPECT_EQ(*tokens, (std::vector<std::string>{"a/b~c", "3", ""}));
}

TEST(JsonPointer, TheLastTokenIsLeftOut) {
  EXPECT_EQ(parent_pointer("/jobs/0/org"), "/jobs/0");
  EXPECT_EQ(parent_pointer("/jobs"), "");
  EXPECT_EQ(parent_pointer(""), "");
  // A loop over what is around a text without slashes ends, too.
  EXPECT_EQ(parent_pointer("jobs"), "");
}

TEST(JsonPointer, WhatIsNoPointerIsRefused) {
  EXPECT_TRUE(parse_json_pointer("")->empty());
  EXPECT_FALSE(parse_json_pointer("a"));
  EXPECT_FALSE(parse_json_pointer("/~2"));
  EXPECT_FALSE(parse_json_pointer("/~"));
}
