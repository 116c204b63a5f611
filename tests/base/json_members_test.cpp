#include "base/json_members.h"

#include <array>
#include <cstdint>

#include <gtest/gtest.h>

// The types have a separate namespace, as those of other modules: their functions are found there.
namespace colours {

enum class Colour : std::uint8_t { Red, Green };

struct Inner {
  std::string name;
  std::int64_t count = 0;

  friend bool operator==(const Inner&, const Inner&) = default;
};

struct Outer {
  Colour colour = Colour::Red;
  std::string text;
  bool flag = false;
  std::vector<Inner> list;
  std::map<std::string, std::size_t> rows;
  std::vector<std::pair<std::string, std::string>> pairs;
  std::optional<std::uint64_t> maybe;
  gongwen::base::JsonText any;
  std::string rare;

  friend bool operator==(const Outer&, const Outer&) = default;
};

std::span<const std::string_view> json_names(Colour) {
  static constexpr std::array<std::string_view, 2> kNames{"red", "green"};
  return kNames;
}

void json_members(auto& of, gongwen::base::MembersOf<Inner> auto& inner) {
  of.must("name", inner.name)("count", inner.count);
}

void json_members(auto& of, gongwen::base::MembersOf<Outer> auto& outer) {
  of.must("colour", outer.colour)("text", outer.text)("flag", outer.flag)("list", outer.list)("rows", outer.rows);
  of("pairs", outer.pairs)("maybe", outer.maybe)("any", outer.any).given("rare", outer.rare);
}

}  // namespace colours

using namespace colours;
using gongwen::base::from_json;
using gongwen::base::to_json;

TEST(JsonMembers, AreReadAsTheyAreWritten) {
  const Outer outer{Colour::Green, "\"文\n", true, {{"a", 1}, {"b", 0}}, {{"/x", 3}}, {{"k", "v"}}, 7, {"1.10"}, "r"};
  const std::string text = to_json(outer).text();
  EXPECT_EQ(text,
            "{\"colour\":\"green\",\"text\":\"\\\"文\\n\",\"flag\":true,\"list\":[{\"name\":\"a\",\"count\":1},"
            "{\"name\":\"b\",\"count\":0}],\"rows\":[[\"/x\",3]],\"pairs\":[[\"k\",\"v\"]],\"maybe\":7,\"any\":1.10,"
            "\"rare\":\"r\"}");
  const auto read = from_json<Outer>(text);
  ASSERT_TRUE(read);
  EXPECT_TRUE(*read == outer);
}

TEST(JsonMembers, WhatIsAsInANewObjectMayBeMissing) {
  EXPECT_EQ(to_json(Outer()).text(),
            "{\"colour\":\"red\",\"text\":\"\",\"flag\":false,\"list\":[],\"rows\":[],\"pairs\":[],\"any\":null}");
  const auto read = from_json<Outer>("{\"colour\":\"red\"}");
  ASSERT_TRUE(read);
  EXPECT_TRUE(*read == Outer());
}

TEST(JsonMembers, AnythingElseIsRefused) {
  for (const char* const wrong :
       {"", "[]", "null", "{}", R"({"colour":"blue"})", R"({"colour":1})", R"({"colour":"red","text":1})",
        R"({"colour":"red","flag":"true"})", R"({"colour":"red","flag":0})", R"({"colour":"red","list":{}})",
        R"({"colour":"red","list":[{"count":1}]})", R"({"colour":"red","list":[{"name":"a","count":-1}]})",
        R"({"colour":"red","list":[{"name":"a","count":9223372036854775808}]})", R"({"colour":"red","rows":[["a"]]})",
        R"({"colour":"red","maybe":"7"})"}) {
    EXPECT_FALSE(from_json<Outer>(std::string_view(wrong))) << wrong;
  }
}
