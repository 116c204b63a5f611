// Checking data against a schema: all that is wrong, in one run, each at its place in the data and
// in the words of the schema's titles.
//   validate(schema, document.root(), ValidateLimits{}, sink);
//   // error[data/wrong-type]: `联系电话` must be a text, but is 13800138000
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/schema.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace gongwen::schema {

// The work of `gongwen schema-check`: one schema, one instance, and the documents that the schema
// may refer to, all in one JSON text, as the runners of the official test suite of JSON Schema hand
// them over.
//   {"schema": {"$ref": "http://example.com/a"}, "instance": 1,
//    "remotes": {"http://example.com/a": {"type": "integer"}}}

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

struct ValidateLimits {
  /// Applications of a schema to a value: some seconds.
  std::uint64_t max_steps = 50'000'000;
  /// Schemas inside one another, by reference or by going into the data; each takes about half a
  /// kilobyte of stack.
  std::size_t max_depth = 3'000;
  std::size_t max_errors = 10'000;
  /// The outermost object may have the member `$schema`, by which editors find the schema, whatever it says itself.
  bool allows_schema_name = false;
};

/// Returns: whether the value is valid.
/// Reports: data/* for each error, at `Value::origin()`. Never two for one cause: parents do not
/// repeat what their parts are reported for, and of several alternatives only the nearest is
/// explained. Source: JSON Schema Core and Validation, draft 2020-12. Time is linear in the data
/// for schemas without anyOf, oneOf and references that come back to themselves; uniqueItems takes
/// n log n.
bool validate(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink);

/// The verdict alone, without messages about the data. Exceeded limits are still reported, and
/// count as not valid.
bool is_valid(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
