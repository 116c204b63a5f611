#include "base/json.h"

#include <initializer_list>

#include <gtest/gtest.h>

using namespace gongwen::base;

namespace {

std::string written_again(std::string_view text) {
  const auto json = parse_json(text);
  return json ? json->text() : "none";
}

TEST(Json, WritesMembersInTheOrderOfAddingInOneLine) {
  Json object = Json::object();
  object.set("b", "text")
      .set("a", 3)
      .set("flag", true)
      .set("list", Json::list_of(std::initializer_list<std::string>{"x", "y"}));
  object.set("empty", Json::object());
  EXPECT_EQ(object.text(), R"({"b":"text","a":3,"flag":true,"list":["x","y"],"empty":{}})");
}

TEST(Json, NamesOfMembersAreThoseOfTheirPlaces) {
  const auto json = parse_json(R"({"b":1,"a\"~/":{},"":null})");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->view().name_at(0), "b");
  EXPECT_EQ(json->view().name_at(1), "a\"~/");
  EXPECT_EQ(json->view().name_at(2), "");
}

TEST(Json, IndentsByTwoBlanksAndKeepsEmptyContainersInOneLine) {
  Json object = Json::object();
  Json list = Json::list();
  list.add(1).add(Json::written("[1, 2]"));
  object.set("list", std::move(list)).set("none", Json::list());
  EXPECT_EQ(object.indented(), "{\n  \"list\": [\n    1,\n    [1, 2]\n  ],\n  \"none\": []\n}");
}

TEST(Json, WritesNumbersUpToTheirEnds) {
  Json list = Json::list();
  list.add(std::uint64_t{18446744073709551615U}).add(std::int64_t{-9223372036854775807 - 1}).add(0);
  EXPECT_EQ(list.text(), "[18446744073709551615,-9223372036854775808,0]");
}

TEST(Json, PutsAMemberAgainInItsPlace) {
  Json object = Json::object();
  object.set("a", 1).set("b", 2).set("a", -3);
  Json more = Json::object();
  more.set("b", 4).set("c", 5);
  object.append(std::move(more));
  EXPECT_EQ(object.text(), R"({"a":-3,"b":4,"c":5})");
  object.remove("b");
  EXPECT_EQ(object.text(), R"({"a":-3,"c":5})");
}

TEST(Json, EscapesWhatJsonWantsEscapedAndKeepsOtherUtf8) {
  EXPECT_EQ(json_string("公\"\\\n\r\t\b\x1f\x7f/"), "\"公\\\"\\\\\\n\\r\\t\\u0008\\u001f\x7f/\"");
}

TEST(Json, ReplacesBytesThatAreNoUtf8) { EXPECT_EQ(json_string("a\xff公\xe5\x85"), "\"a\uFFFD公\uFFFD\uFFFD\""); }

TEST(Json, KeepsTheDigitsOfNumbers) {
  EXPECT_EQ(written_again("[1.10, 1E+30, 123456789012345678901234567890, -9223372036854775808, 0]"),
            "[1.10,1E+30,123456789012345678901234567890,-9223372036854775808,0]");
}

TEST(Json, ReadsMembersAndTheirTypes) {
  const auto json =
      parse_json(R"( {"text":"a","number":7,"less":-1,"part":1.5,"list":[1,null],"object":{},"flag":true} )");
  ASSERT_TRUE(json);
  const JsonView root = json->view();
  EXPECT_EQ(root.size(), 7);
  EXPECT_EQ(root.text_of("text"), "a");
  EXPECT_EQ(root.text_of("number"), "");
  EXPECT_EQ(root.number_of("number"), 7);
  EXPECT_FALSE(root.number_of("less"));
  EXPECT_FALSE(root.number_of("part"));
  EXPECT_FALSE(root.number_of("absent"));
  EXPECT_TRUE(root.find("list")->is_list());
  EXPECT_EQ(root.at(4).at(0).number(), 1);
  EXPECT_TRUE(root.at(5).is_object());
  EXPECT_FALSE(root.at(0).find("x"));
  EXPECT_TRUE(root.find("flag")->is_true());
  EXPECT_FALSE(root.find("number")->is_true());
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {"", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1 2", "[NaN]", "\"\xff\"", "\"\\ud800\"", "// x\n1",
        "\"a\nb\"", "{\"a\":1,\"b\":2,\"a\":3}", "\"\\u0000\"", "{\"\\u0000\":1}", "1e400"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(Json, RefusesDepthAboveTheLimitWithoutRecursion) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(written_again(nested(512)), nested(512));
  EXPECT_FALSE(parse_json(nested(513)));
  EXPECT_FALSE(parse_json(std::string(10'000'000, '[')));
}

TEST(Json, RefusesMoreValuesOrBytesThanTheLimit) {
  JsonReadLimits limits;
  limits.max_values = 3;
  EXPECT_TRUE(parse_json("[1,2]", limits));
  EXPECT_FALSE(parse_json("[1,2,3]", limits));
  limits.max_bytes = 4;
  EXPECT_FALSE(parse_json("[1,2]", limits));
}

TEST(Json, ReadsAnObjectOfManyMembersInLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
  EXPECT_TRUE(parse_json(text + "}"));
}

TEST(Json, JSONStringsEscapeWhatTheyMustAndNothingElse) {
  EXPECT_EQ(json_string(std::string("\"\\\n\r\t\x01\x1F甲/\x7F", 12)), "\"\\\"\\\\\\n\\r\\t\\u0001\\u001f甲/\x7F\"");
}

}  // namespace
