
#include "data/readers.h"
#include "schema/list_schema.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

std::shared_ptr<const data::Document> read(std::string_view text) {
  diagnostics::DiagnosticSink sink;
  base::Expected<data::Document> document = data::read_json(diagnostics::SourceId(0), text, {}, sink);
  tests::require(document.has_value());
  return std::make_shared<const data::Document>(*std::move(document));
}

/// Whether the list `items` of a schema can be compared with its items one by one.
std::optional<bool> fits(std::string_view items_schema, std::string_view lines) {
  diagnostics::DiagnosticSink sink;
  const std::string text = R"({"type": "object", "properties": {"items": )" + std::string(items_schema) + "}}";
  const auto schema = schema::compile_schema({{}, read(text)}, {}, {}, sink);
  tests::require(schema.has_value());
  const auto list = schema::ListSchema::find(*schema, "/items");
  if (!list) return std::nullopt;
  const auto items = data::read_json_lines(diagnostics::SourceId(1), lines, {}, sink);
  tests::require(items.has_value());
  return list->fits(items->root(), {}) && list->may_have(items->root().size());
}

}  // namespace

TEST(ReadJsonLines, EachLineOfJSONLinesIsAnItemWithItsPlace) {
  diagnostics::DiagnosticSink sink;
  const std::string_view text = "\xEF\xBB\xBF{\"a\": 1}\r\n\n[2, 3]\n\"x\"";
  const auto read = data::read_json_lines(diagnostics::SourceId(4), text, {}, sink);
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->root().size(), 3);
  EXPECT_EQ(read->root().at(0).find("a")->integer(), 1);
  EXPECT_EQ(read->root().at(1).pointer(), "/1");
  EXPECT_EQ(read->root().at(2).string(), "x");
  EXPECT_EQ(text.substr(read->root().at(1).span().begin, 6), "[2, 3]");
  EXPECT_EQ(data::read_json_lines(diagnostics::SourceId(4), "", {}, sink)->root().size(), 0);
}

TEST(ReadJsonLines, ALineThatIsNoJSONIsAnErrorAtItsPlace) {
  for (const std::string_view text : {"{}\n{]\n{}", "1\n2,\n3", "1\n\"open\n", "1\n#"}) {
    diagnostics::DiagnosticSink sink;
    EXPECT_FALSE(data::read_json_lines(diagnostics::SourceId(4), text, {}, sink).has_value());
    ASSERT_FALSE(sink.diagnostics().empty());
    EXPECT_GE(sink.diagnostics().front().origin.template_place.begin, 2);
  }
}

TEST(ReadJsonLines, AListsItemsAreCheckedAloneWhenItsSchemaSaysNothingOfThemTogether) {
  EXPECT_EQ(fits(R"({"type": "array", "items": {"type": "integer"}})", "1\n2"), true);
  EXPECT_EQ(fits(R"({"type": "array", "items": {"type": "integer"}})", "1\n\"2\""), false);
  EXPECT_EQ(fits(R"({"type": "array", "minItems": 3, "items": {"type": "integer"}})", "1\n2"), false);
  EXPECT_EQ(fits(R"({"type": "array"})", "1\n\"2\""), true);
  EXPECT_FALSE(fits(R"({"type": "array", "uniqueItems": true})", "1").has_value());
  EXPECT_FALSE(fits(R"({"type": "array", "contains": {"const": 1}})", "1").has_value());
  EXPECT_FALSE(fits(R"({"type": "array", "items": {"properties": {"a": {"default": 1}}}})", "{}").has_value());
  EXPECT_FALSE(fits(R"({"anyOf": [{"type": "array"}]})", "1").has_value());
}
