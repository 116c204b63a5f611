// The work of `gongwen schema-check`: one schema, one instance, and the documents that the schema
// may refer to, all in one JSON text, as the runners of the official test suite of JSON Schema hand
// them over.
//   {"schema": {"$ref": "http://example.com/a"}, "instance": 1,
//    "remotes": {"http://example.com/a": {"type": "integer"}}}
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace gongwen::schema {

enum class SchemaVerdict : std::uint8_t {
  Valid,
  Invalid,
  Unusable,  // no verdict: the request or the schema has errors
};

struct SchemaCheckResult {
  SchemaVerdict verdict = SchemaVerdict::Unusable;
  /// For the printers, which look up the places of messages in it; null if the request is not JSON.
  std::shared_ptr<const data::Document> request;
};

/// Input: the text of `source`, which lives as long as the run. `remotes` may be absent.
/// Reports: the errors of the request, of the schema, or of the instance. The rules are those of
/// the specification: unknown keywords are ignored, `format` is a remark unless the schema's
/// dialect says otherwise.
SchemaCheckResult check_schema_request(diagnostics::SourceId source, std::string_view text,
                                       diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
