// Validates data against a schema: finds all errors in one run, each at its place in the data and worded with the
// titles of the schema.
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

// The command `gongwen schema-check`: one schema, one instance, and the documents that the schema may refer to, all in
// one JSON text, as the runners of the official JSON Schema test suite pass them.
//   {"schema": {"$ref": "http://example.com/a"}, "instance": 1,
//    "remotes": {"http://example.com/a": {"type": "integer"}}}

enum class SchemaVerdict : std::uint8_t {
  Valid,
  Invalid,
  Unusable,  // no verdict: the request or the schema has errors
};

struct SchemaCheckResult {
  SchemaVerdict verdict = SchemaVerdict::Unusable;
  /// Printers look up the places of messages in it; null if the request is not JSON.
  std::shared_ptr<const data::Document> request;
};

/// `text` is the text of `source` and must outlive the run. `remotes` is optional. Reports the errors of the request,
/// the schema or the instance. Follows the specification strictly: unknown keywords are ignored, and `format` is an
/// annotation unless the schema's dialect asserts it.
SchemaCheckResult check_schema_request(diagnostics::SourceId source, std::string_view text,
                                       diagnostics::DiagnosticSink& sink);

struct ValidateLimits {
  /// Applications of a schema to a value: a few seconds.
  std::uint64_t max_steps = 50'000'000;
  /// Nesting of schemas, by reference or by descending into the data; each level takes about half a kilobyte of stack.
  std::size_t max_depth = 3'000;
  std::size_t max_errors = 10'000;
  /// Allows the member `$schema` in the outermost object, by which editors find the schema, even if the schema does
  /// not.
  bool allows_schema_name = false;
};

/// Returns whether the value is valid. Reports: data/* for each error, at `Value::origin()`. One message per cause:
/// parents do not repeat errors of their parts, and of several alternatives only the nearest is explained. Source: JSON
/// Schema Core and Validation, draft 2020-12. Linear in the size of the data for schemas without anyOf, oneOf and
/// recursive references; uniqueItems takes n log n.
bool validate(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink);

/// Returns only the verdict. Exceeded limits are still reported and count as invalid.
bool is_valid(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
