// What a form was made of comes back where nobody changed it, and nowhere else.
#include "intake/given_values.h"

#include <doctest/doctest.h>

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

TEST_CASE("a form that says all carries nothing") {
  CHECK(given_values(R"({"a":"1","b":[1,2]})", R"({"b":[1,2],"a":"1"})").empty());
  CHECK(given_values("no JSON", "{}").empty());
  CHECK(given_values("[]", "{}").empty());
}

TEST_CASE("what nobody changed is as it was given") {
  CHECK(restored(R"({"a":"x\ny"})", R"({"a":["x","y"]})", R"({"a":"x\ny"})") == R"({"a":["x","y"]})");
  CHECK(restored(R"({"a":"default","b":"1"})", R"({"b":"1"})", R"({"a":"default","b":"1"})") == R"({"b":"1"})");
  CHECK(restored(R"({})", R"({"a":"","b":null,"c":[],"d":{"e":false}})", R"({})") ==
        R"({"a":"","b":null,"c":[],"d":{"e":false}})");
  CHECK(restored(R"({"o":{"a":"1"}})", R"({"o":{"a":"1","b":""}})", R"({"o":{"a":"1"}})") ==
        R"({"o":{"a":"1","b":""}})");
  CHECK(restored(R"({"a~/b":"1"})", R"({"a~/b":1})", R"({"a~/b":"1"})") == R"({"a~/b":1})");
}

TEST_CASE("what somebody changed is what they wrote") {
  CHECK(restored(R"({"a":"x\ny"})", R"({"a":["x","y"]})", R"({"a":"x\nz"})") == R"({"a":"x\nz"})");
  CHECK(restored(R"({"a":"default"})", R"({})", R"({"a":"mine"})") == R"({"a":"mine"})");
  CHECK(restored(R"({"a":"1 "})", R"({"a":"1"})", R"({})") == R"({})");
  CHECK(restored(R"({})", R"({"a":""})", R"({"a":"new"})") == R"({"a":"new"})");
  CHECK(restored(R"({"o":{"a":"1"}})", R"({"o":{"a":"1","b":""}})", R"({})") == R"({})");
}

TEST_CASE("what is no such list changes nothing") {
  for (const std::string_view given : {"", "x", "{}", "[1]", R"([{"p":1}])", R"([{"s":"1","d":"2"}])",
                                       R"([{"p":"a","d":"2"}])", R"([{"p":"/a/b","d":"2"}])"}) {
    FieldData read;
    read.json = R"({"a":"1"})";
    restore_given(read, given);
    CAPTURE(given);
    CHECK(read.json.find("\"a\":") != std::string::npos);
    CHECK(read.json.find('2') == std::string::npos);
  }
}

TEST_CASE("values too large to carry are left out") {
  const std::string photo(200'000, 'A');
  CHECK(given_values("{}", R"({"photo":")" + photo + R"(","b":1})") == R"([{"p":"/b","d":1}])");
}
