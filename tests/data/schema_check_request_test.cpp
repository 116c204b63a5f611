#include "data/schema_check_request.h"

#include "data/reading.h"

#include <doctest/doctest.h>

using namespace gongwen;
using namespace gongwen::data;

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

TEST_CASE("a request gives a verdict") {
  CHECK(check(R"({"schema":{"type":"integer"},"instance":1.0})").verdict == SchemaVerdict::Valid);
  CHECK(check(R"({"schema":{"type":"integer"},"instance":"x"})").verdict == SchemaVerdict::Invalid);
  CHECK(check(R"({"schema":false,"instance":null})").verdict == SchemaVerdict::Invalid);
  CHECK(check(R"({"schema":{"const":"a\u0000"},"instance":"a\u0000"})").verdict == SchemaVerdict::Valid);
  CHECK(check(R"({"schema":{"unknown":1,"format":"date"},"instance":"x"})").verdict == SchemaVerdict::Valid);
  const char* const remote =
      R"({"schema":{"$ref":"http://a/b#/$defs/i"},"instance":"x","remotes":{"http://a/b":{"$defs":{"i":{"type":"integer"}}}}})";
  CHECK(check(remote).verdict == SchemaVerdict::Invalid);
}

TEST_CASE("messages of a request lead to their places in it") {
  CHECK(check(R"({"schema":{"type":"integer"},"instance":["x"]})").messages ==
        "error[data/wrong-type]: `instance` must be a whole number, but is a list of 1 item\n"
        "  data: <stdin>:1:41 at /instance\n");
}

TEST_CASE("without schema, instance or JSON there is no verdict") {
  for (const char* const text :
       {"", "[]", "{}", R"({"schema":true})", R"({"instance":1})", R"({"schema":{"type":"x"},"instance":1})",
        R"({"schema":{"$ref":"nowhere"},"instance":1})"}) {
    CAPTURE(text);
    const Checked checked = check(text);
    CHECK(checked.verdict == SchemaVerdict::Unusable);
    CHECK_FALSE(checked.messages.empty());
  }
}
