#include "base/json_pointer.h"

#include <doctest/doctest.h>

using namespace gongwen::base;

TEST_CASE("tokens are escaped and unescaped as RFC 6901 says") {
  std::string pointer;
  append_pointer_token(pointer, "a/b~c");
  append_pointer_index(pointer, 3);
  append_pointer_token(pointer, "");
  CHECK(pointer == "/a~1b~0c/3/");
  const auto tokens = parse_json_pointer(pointer);
  REQUIRE(tokens);
  CHECK(*tokens == std::vector<std::string>{"a/b~c", "3", ""});
}

TEST_CASE("what is no pointer is refused") {
  CHECK(parse_json_pointer("")->empty());
  CHECK_FALSE(parse_json_pointer("a"));
  CHECK_FALSE(parse_json_pointer("/~2"));
  CHECK_FALSE(parse_json_pointer("/~"));
}
