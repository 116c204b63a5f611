// Runs the files of tests/schema/schema_cases: what each keyword takes and what it does not. A case
// is
//   {"about": …, "schema": …, "remotes": {uri: schema}, "valid": [instances], "invalid":
//   [instances]}
// or has `"refused": true` when the schema itself must be refused.
#include "data/readers.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "schema/validate.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

const char* const kFiles[] = {"anchor",
                              "boolean_schema",
                              "const",
                              "contains",
                              "dynamic_ref",
                              "enum",
                              "format",
                              "id",
                              "items",
                              "logic",
                              "meta_data",
                              "numbers",
                              "pattern",
                              "properties",
                              "ref",
                              "remotes",
                              "required",
                              "sizes",
                              "type",
                              "unevaluated_items",
                              "unevaluated_properties",
                              "unique_items",
                              "unknown_keyword",
                              "vocabulary"};

std::shared_ptr<const Document> read_cases(resources::SourceStore& store, const std::string& name) {
  diagnostics::DiagnosticSink sink;
  const std::string path = std::string(GONGWEN_SOURCE_DIR) + "/tests/schema/schema_cases/" + name + ".json";
  const auto source = resources::read_text(path, {}, store, sink);
  tests::require(source, path);
  JsonLimits limits;
  limits.nul_characters = NulCharacters::Allow;
  auto document = read_json(*source, store.source_text(*source), limits, sink);
  tests::require(document, path);
  return std::make_shared<const Document>(*std::move(document));
}

base::Expected<Schema> compile_case(const std::shared_ptr<const Document>& cases, const Value& test,
                                    diagnostics::DiagnosticSink& sink) {
  std::vector<SchemaSource> others;
  if (const auto remotes = test.find("remotes")) {
    for (std::size_t i = 0; i < remotes->size(); ++i) {
      others.push_back({std::string(remotes->key_at(i)), cases, remotes->at(i).node()});
    }
  }
  return compile_schema({"", cases, test.find("schema")->node()}, others, kStandardSchema, sink);
}

/// The verdict must be as expected, and what is not valid must be explained.
void check_instances(const Schema& schema, const Value& test, const char* key, bool expected) {
  const std::optional<Value> instances = test.find(key);
  for (std::size_t i = 0; instances && i < instances->size(); ++i) {
    SCOPED_TRACE(key);
    SCOPED_TRACE(i);
    diagnostics::DiagnosticSink sink;
    EXPECT_EQ(validate(schema, instances->at(i), {}, sink), expected);
    EXPECT_EQ(sink.has_errors(), !expected);
    EXPECT_EQ(is_valid(schema, instances->at(i), {}, sink), expected);
  }
}

}  // namespace

TEST(SchemaCases, SchemasAcceptAndRefuseWhatTheSpecificationSays) {
  resources::SourceStore store;
  for (const char* const name : kFiles) {
    const auto cases = read_cases(store, name);
    for (std::size_t i = 0; i < cases->root().size(); ++i) {
      const Value test = cases->root().at(i);
      const std::string about = std::string(name) + ": " + std::string(test.find("about")->string());
      SCOPED_TRACE(about);
      diagnostics::DiagnosticSink sink;
      const auto schema = compile_case(cases, test, sink);
      EXPECT_NE(schema.has_value(), test.find("refused").has_value());
      EXPECT_NE(sink.has_errors(), schema.has_value());
      if (!schema) continue;
      check_instances(*schema, test, "valid", true);
      check_instances(*schema, test, "invalid", false);
    }
  }
}
