
#include "data/readers.h"
#include "store/record_text.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::store;

namespace {

data::Document read(std::string_view text) {
  diagnostics::DiagnosticSink sink;
  return *data::read_json(diagnostics::SourceId(0), text, {}, sink);
}

}  // namespace

TEST(JsonObject, OneValueOfARecordIsChangedTheOthersKeepTheirPlaces) {
  const data::Document document = read(R"({"a":1,"list":[{"x":true},{"x":false}],"z":"末"})");
  const auto edit = [&](std::string_view pointer, std::optional<std::string> json) {
    return edited_json(document.root(), pointer, json).value_or("-");
  };
  EXPECT_EQ(edit("/a", "2"), R"({"a":2,"list":[{"x":true},{"x":false}],"z":"末"})");
  EXPECT_EQ(edit("/list/1/x", "null"), R"({"a":1,"list":[{"x":true},{"x":null}],"z":"末"})");
  EXPECT_EQ(edit("/list/-", "3"), R"({"a":1,"list":[{"x":true},{"x":false},3],"z":"末"})");
  EXPECT_EQ(edit("/new", "[]"), R"({"a":1,"list":[{"x":true},{"x":false}],"z":"末","new":[]})");
  EXPECT_EQ(edit("/list/0", std::nullopt), R"({"a":1,"list":[{"x":false}],"z":"末"})");
  EXPECT_EQ(edit("/list/0/x", std::nullopt), R"({"a":1,"list":[{},{"x":false}],"z":"末"})");
  EXPECT_EQ(edit("/a", std::nullopt), R"({"list":[{"x":true},{"x":false}],"z":"末"})");
}

TEST(JsonObject, APointerThatLeadsNowhereChangesNothing) {
  const data::Document document = read(R"({"a":1,"list":[1]})");
  for (const char* pointer : {"", "a", "/b/c", "/a/b", "/list/1", "/list/x", "/list/01"}) {
    SCOPED_TRACE(pointer);
    EXPECT_FALSE(edited_json(document.root(), pointer, "2"));
  }
  for (const char* pointer : {"/b", "/list/-", "/list/7"})
    EXPECT_FALSE(edited_json(document.root(), pointer, std::nullopt));
}

TEST(JsonObject, RecordsAreWrittenForPeople) {
  EXPECT_EQ(
      pretty_record(R"({"dates":["2024-02-04"],"rows":[{"a":1}],"none":[]})"),
      "{\n  \"dates\": [\"2024-02-04\"],\n  \"rows\": [\n    {\n      \"a\": 1\n    }\n  ],\n  \"none\": []\n}\n");
}
