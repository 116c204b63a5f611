#include "data/reading.h"
#include "schema/validate.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

struct Checked {
  SchemaVerdict verdict;
  std::string messages;
};

Checked check(std::string text) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto source = store.add("<stdin>", std::move(text));
  const SchemaCheckResult result = check_schema_request(source, store.source_text(source), sink);
  DocumentRegistry documents;
  if (result.request != nullptr) documents.add(*result.request);
  return {result.verdict, diagnostics::print_text(sink.diagnostics(), {&store, &documents}, {})};
}

}  // namespace

TEST(SchemaCheckRequest, ARequestGivesAVerdict) {
  EXPECT_EQ(check(R"({"schema":{"type":"integer"},"instance":1.0})").verdict, SchemaVerdict::Valid);
  EXPECT_EQ(check(R"({"schema":{"type":"integer"},"instance":"x"})").verdict, SchemaVerdict::Invalid);
  EXPECT_EQ(check(R"({"schema":false,"instance":null})").verdict, SchemaVerdict::Invalid);
  EXPECT_EQ(check(R"({"schema":{"const":"a\u0000"},"instance":"a\u0000"})").verdict, SchemaVerdict::Valid);
  EXPECT_EQ(check(R"({"schema":{"unknown":1,"format":"date"},"instance":"x"})").verdict, SchemaVerdict::Valid);
  const char* const remote =
      R"({"schema":{"$ref":"http://a/b#/$defs/i"},"instance":"x","remotes":{"http://a/b":{"$defs":{"i":{"type":"integer"}}}}})";
  EXPECT_EQ(check(remote).verdict, SchemaVerdict::Invalid);
}

TEST(SchemaCheckRequest, MessagesOfARequestLeadToTheirPlacesInIt) {
  EXPECT_EQ(check(R"({"schema":{"type":"integer"},"instance":["x"]})").messages,
            "error[data/wrong-type]: `instance` must be a whole number, but is a list of 1 item\n"
            "  data: <stdin>:1:41 at /instance\n");
}

TEST(SchemaCheckRequest, WithoutSchemaInstanceOrJSONThereIsNoVerdict) {
  for (const char* const text :
       {"", "[]", "{}", R"({"schema":true})", R"({"instance":1})", R"({"schema":{"type":"x"},"instance":1})",
        R"({"schema":{"$ref":"nowhere"},"instance":1})"}) {
    SCOPED_TRACE(text);
    const Checked checked = check(text);
    EXPECT_EQ(checked.verdict, SchemaVerdict::Unusable);
    EXPECT_FALSE(checked.messages.empty());
  }
}
