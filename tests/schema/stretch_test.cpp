#include "schema/checking.h"
#include "schema/starter.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

std::string stretched(const char* schema, std::string data) {
  CheckedValue check(schema);
  tests::require(check.compiled());
  resources::SourceStore store;
  const auto source = store.add("data.json", std::move(data));
  const auto document = read_json(source, store.source_text(source), {}, check.sink());
  tests::require(document.has_value());
  return stretched_json(check.schema(), document->root());
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

}  // namespace

TEST(Stretch, TextsAreAsLongAsTheyMayBe) {
  EXPECT_EQ(stretched(R"({"properties":{"a":{"type":"string","maxLength":5},"b":{"type":"string"}}})",
                      R"({"a":"张三","b":"x","c":1.10})"),
            R"({"a":"张三张三张","b":"xxxx","c":1.10})");
}

TEST(Stretch, WhatHasAFormAPatternOrChoicesStays) {
  const char* const schema = R"({"properties":{"a":{"format":"date"},"b":{"pattern":"^x$"},"c":{"enum":["y","z"]}}})";
  const char* const data = R"({"a":"2024-02-29","b":"x","c":"y"})";
  EXPECT_EQ(stretched(schema, data), data);
}

TEST(Stretch, ListsAreRepeatedWithinTheirLimits) {
  const char* const schema = R"({"properties":{"a":{"type":"array","maxItems":4,"items":{"enum":[1,2,3]}},
    "b":{"type":"array","items":{"type":"object","properties":{"c":{"type":"array","items":{"type":"integer"}}}}},
    "d":{"type":"array","uniqueItems":true,"items":{"type":"integer"}}}})";
  const std::string data = stretched(schema, R"({"a":[1,2,3],"b":[{"c":[7]}],"d":[1]})");
  EXPECT_TRUE(data.starts_with(R"({"a":[1,2,3,1],"b":[{"c":[7,7,7,7]},)")) << data;
  EXPECT_EQ(count_of(data, R"({"c":[7,7,7,7]})"), 30);
  EXPECT_TRUE(data.ends_with(R"("d":[1]})")) << data;
}

TEST(Stretch, MuchDataDoesNotGrow) {
  std::string items = "\"" + std::string(300'000, 'x') + "\"";
  const std::string data = "[" + items + ",\"y\"]";
  EXPECT_LT(stretched(R"({"type":"array","items":{"type":"string"}})", data).size(), data.size() + 10);
}
