// What a form was made of comes back where nobody changed it, and nowhere else.
#include "intake/given_values.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;

namespace {

/// What is read of a form whose fields now give `now`, and which was made of `data` and then gave `shown`.
std::string restored(std::string_view shown, std::string_view data, std::string_view now) {
  FieldData read;
  read.json = now;
  restore_given(read, given_values(shown, data));
  std::string flat;
  for (const char c : read.json) {
    if (c != '\n' && c != ' ') flat += c;
  }
  return flat;
}

}  // namespace

TEST(GivenValues, AFormThatSaysAllCarriesNothing) {
  EXPECT_TRUE(given_values(R"({"a":"1","b":[1,2]})", R"({"b":[1,2],"a":"1"})").empty());
  EXPECT_TRUE(given_values("no JSON", "{}").empty());
  EXPECT_TRUE(given_values("[]", "{}").empty());
}

TEST(GivenValues, WhatNobodyChangedIsAsItWasGiven) {
  EXPECT_EQ(restored(R"({"a":"x\ny"})", R"({"a":["x","y"]})", R"({"a":"x\ny"})"), R"({"a":["x","y"]})");
  EXPECT_EQ(restored(R"({"a":"default","b":"1"})", R"({"b":"1"})", R"({"a":"default","b":"1"})"), R"({"b":"1"})");
  EXPECT_EQ(restored(R"({})", R"({"a":"","b":null,"c":[],"d":{"e":false}})", R"({})"),
            R"({"a":"","b":null,"c":[],"d":{"e":false}})");
  EXPECT_EQ(restored(R"({"o":{"a":"1"}})", R"({"o":{"a":"1","b":""}})", R"({"o":{"a":"1"}})"),
            R"({"o":{"a":"1","b":""}})");
  EXPECT_EQ(restored(R"({"a~/b":"1"})", R"({"a~/b":1})", R"({"a~/b":"1"})"), R"({"a~/b":1})");
}

TEST(GivenValues, WhatSomebodyChangedIsWhatTheyWrote) {
  EXPECT_EQ(restored(R"({"a":"x\ny"})", R"({"a":["x","y"]})", R"({"a":"x\nz"})"), R"({"a":"x\nz"})");
  EXPECT_EQ(restored(R"({"a":"default"})", R"({})", R"({"a":"mine"})"), R"({"a":"mine"})");
  EXPECT_EQ(restored(R"({"a":"1 "})", R"({"a":"1"})", R"({})"), R"({})");
  EXPECT_EQ(restored(R"({})", R"({"a":""})", R"({"a":"new"})"), R"({"a":"new"})");
  EXPECT_EQ(restored(R"({"o":{"a":"1"}})", R"({"o":{"a":"1","b":""}})", R"({})"), R"({})");
}

TEST(GivenValues, WhatIsNoSuchListChangesNothing) {
  for (const std::string_view given : {"", "x", "{}", "[1]", R"([{"p":1}])", R"([{"s":"1","d":"2"}])",
                                       R"([{"p":"a","d":"2"}])", R"([{"p":"/a/b","d":"2"}])"}) {
    FieldData read;
    read.json = R"({"a":"1"})";
    restore_given(read, given);
    SCOPED_TRACE(given);
    EXPECT_NE(read.json.find("\"a\":"), std::string::npos);
    EXPECT_EQ(read.json.find('2'), std::string::npos);
  }
}

TEST(GivenValues, ValuesTooLargeToCarryAreLeftOut) {
  const std::string photo(200'000, 'A');
  EXPECT_EQ(given_values("{}", R"({"photo":")" + photo + R"(","b":1})"), R"([{"p":"/b","d":1}])");
}
