#include "schema/schema.h"

#include "diagnostics/catalogue/data.h"
#include "schema/checking.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

TEST(Schema, FaultsOfASchemaAreReportedAtTheirPlace) {
  struct Case {
    const char* schema;
    const char* messages;
  };
  const Case cases[] = {
      {R"(5)", "data/schema-not-a-schema 1:1: a schema is an object, `true` or `false`, but this is 5\n"},
      {R"({"items":[]})",
       "data/schema-not-a-schema 1:10: a schema is an object, `true` or `false`, but this is an "
       "empty list\n"},
      {R"({"minLength":-1})",
       "data/schema-keyword-value 1:14: the value of `minLength` must be a whole number, not below "
       "0\n"},
      {R"({"minLength":1.5})",
       "data/schema-keyword-value 1:14: the value of `minLength` must be a whole number, not below "
       "0\n"},
      {R"({"minimum":"1"})", "data/schema-keyword-value 1:12: the value of `minimum` must be a number\n"},
      {R"({"multipleOf":0})", "data/schema-keyword-value 1:15: the value of `multipleOf` must be a number above 0\n"},
      {R"({"required":"a"})", "data/schema-keyword-value 1:13: the value of `required` must be an array\n"},
      {R"({"properties":[]})", "data/schema-keyword-value 1:15: the value of `properties` must be an object\n"},
      {R"({"uniqueItems":1})", "data/schema-keyword-value 1:16: the value of `uniqueItems` must be true or false\n"},
      {R"({"$ref":1})", "data/schema-keyword-value 1:9: the value of `$ref` must be a text\n"},
      {R"({"allOf":[]})",
       "data/schema-keyword-value 1:10: the value of `allOf` must be an array of at least one "
       "schema\n"},
      {R"({"$id":"a#b"})", "data/schema-keyword-value 1:8: the value of `$id` must be a URI without a fragment\n"},
      {R"({"$anchor":"#a"})",
       "data/schema-keyword-value 1:12: the value of `$anchor` must be a letter or `_`, then "
       "letters, digits, `-`, `_` "
       "and `.`\n"},
      {R"({"type":"strin"})", "data/schema-unknown-type 1:9: unknown type `strin` (did you mean `string`?)\n"},
      {R"({"type":1})",
       "data/schema-keyword-value 1:9: the value of `type` must be the name of a type, or an array "
       "of such names\n"},
      {R"({"format":"dat"})", "data/schema-unknown-format 1:11: unknown format `dat` (did you mean `date`?)\n"},
      {R"({"pattern":"公("})",
       "data/schema-bad-pattern 1:12: `公(` is not a valid regular expression: `(` is not closed (at "
       "character 2)\n"},
      {R"({"patternProperties":{"[":true}})",
       "data/schema-bad-pattern 1:23: `[` is not a valid regular expression: `[` is not closed (at "
       "character 1)\n"},
      {R"({"$ref":"#/$defs/x"})", "data/schema-unresolved 1:9: `#/$defs/x` does not lead to a schema\n"},
      {R"({"$dynamicRef":"#x"})", "data/schema-unresolved 1:16: `#x` does not lead to a schema\n"},
      {R"({"$defs":{"a":{"$id":"x"},"b":{"$id":"x"}}})",
       "data/schema-duplicate-id 1:22: the identifier `x` is used twice\n"},
      {R"({"$schema":"http://json-schema.org/draft-07/schema#"})",
       "data/schema-unknown-dialect 1:12: unknown dialect `http://json-schema.org/draft-07/schema#` "
       "(write `https://json-schema.org/draft/2020-12/schema`)\n"},
      {R"({"x-title":"a"})",
       "data/schema-keyword-value 1:12: the value of `x-title` must be an object with texts for "
       "`zh` and `en`\n"},
      {R"({"x-description":{"de":"a"}})",
       "data/schema-keyword-value 1:18: the value of `x-description` must be an object with texts "
       "for `zh` and `en`\n"},
      // Also where nothing refers to it, and all in one run.
      {R"({"$defs":{"a":{"minimum":"x"},"b":{"type":"x"}}})",
       "data/schema-keyword-value 1:26: the value of `minimum` must be a number\n"
       "data/schema-unknown-type 1:43: unknown type `x`\n"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.schema);
    CheckedValue check(c.schema);
    EXPECT_FALSE(check.compiled());
    EXPECT_EQ(check.messages(), c.messages);
  }
}

TEST(Schema, UnknownKeywordsAreWarnedOfInOurOwnSchemasAndIgnoredByTheStandard) {
  const char* const schema = R"({"minLenght":1,"x-note":2,"properties":{"a":{"requierd":true}}})";
  CheckedValue ours(schema);
  EXPECT_TRUE(ours.compiled());
  EXPECT_EQ(ours.messages(),
            "data/schema-unknown-keyword 1:2: `minLenght` is not a JSON Schema keyword (did you "
            "mean `minLength`?)\n"
            "data/schema-unknown-keyword 1:46: `requierd` is not a JSON Schema keyword (did you "
            "mean `required`?)\n");
  CheckedValue standard(schema, kStandardSchema);
  EXPECT_TRUE(standard.compiled());
  EXPECT_TRUE(standard.messages().empty());
}

TEST(Schema, ARequiredVocabularyThatIsNotKnownIsRefused) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto read = [&](std::string text) {
    const auto source = store.add("a", std::move(text));
    return std::make_shared<const Document>(*read_json(source, store.source_text(source), {}, sink));
  };
  const SchemaSource meta{"http://a/meta", read(R"({"$vocabulary":{"http://a/vocab":true}})")};
  EXPECT_FALSE(
      compile_schema({"", read(R"({"$schema":"http://a/meta"})")}, std::span(&meta, 1), kStandardSchema, sink));
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(sink.diagnostics().front().id, diagnostics::messages::DataSchemaUnknownVocabulary);
}

TEST(Schema, SchemasMayBeOfSeveralDocumentsThatAreKeptAlive) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto read = [&](std::string text) {
    const auto source = store.add("a", std::move(text));
    return std::make_shared<const Document>(*read_json(source, store.source_text(source), {}, sink));
  };
  auto schema = [&] {
    const SchemaSource shared{"bundle:/shared/person.json", read(R"({"required":["name"]})")};
    return compile_schema({"bundle:/kind/schema.json", read(R"({"$ref":"../shared/person.json"})")},
                          std::span(&shared, 1), kBundleSchema, sink);
  }();
  ASSERT_TRUE(schema);
  EXPECT_TRUE(validate(*schema, read(R"({"name":1})")->root(), {}, sink));
  EXPECT_FALSE(is_valid(*schema, read("{}")->root(), {}, sink));
}

TEST(Schema, TooManyPartsAreRefused) {
  SchemaOptions options = kBundleSchema;
  options.max_schemas = 3;
  EXPECT_TRUE(CheckedValue(R"({"properties":{"a":{},"b":{}}})", options).compiled());
  CheckedValue check(R"({"properties":{"a":{},"b":{},"c":{}}})", options);
  EXPECT_FALSE(check.compiled());
  EXPECT_EQ(check.messages(), "data/schema-too-large 1:1: the schema consists of more than 3 parts\n");
}
