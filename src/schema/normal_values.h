// Converts data as people write it to what the schema requires: one policy for JSON, YAML, tables, workbooks and forms
// (docs/VALUES.md). Texts lose surrounding blanks and invisible characters; a blank text counts as missing. Values that
// the schema still refuses are interpreted as written dates, numbers, phone numbers and the like. Values that the
// schema accepts stay unchanged.
//   NormalValues normal = normal_values(schema, std::move(document), sources, {}, sink);
//   normal.valid || validate(schema, normal.document.root(), {}, sink);
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::schema {

struct ValueChange {
  enum class Reason : std::uint8_t {
    Blanks,    // only surrounding blanks were removed
    Unseen,    // invisible characters
    Written,   // written differently than the schema requires
    AllBlank,  // a blank text: counts as missing
    Nothing,   // `无` and the like: counts as missing
  };
  Reason reason;
  std::uint32_t node;
  std::string pointer;
  std::string before;  // the text as read
  std::string json;    // the new value; empty if it counts as missing
  diagnostics::Span span;
  diagnostics::Span key_span;  // of its name; for list items, of the value
};

struct NormalValues {
  data::Document document;
  std::vector<ValueChange> changes;  // in document order
  /// Whether the schema accepts the document. If not, `validate` explains why.
  bool valid = false;
};

struct NormalOptions {
  ValidateLimits limits{};
  /// Where text is required, takes a number as the text that was written. For YAML, where only quotes make the
  /// difference; in JSON, the program that wrote a number may already have lost zeros.
  bool numbers_as_texts = false;
};

/// Reports: data/direction-override.
NormalValues normal_values(const Schema& schema, data::Document document, const diagnostics::SourceLookup& sources,
                           const NormalOptions& options, diagnostics::DiagnosticSink& sink);

/// Whether no text has anything that `normal_values` always removes.
bool has_normal_texts(const data::Document& document);

/// Applies the changes to `json`, from which the document was read; everything else keeps its spelling.
std::string write_changes(std::string_view json, const std::vector<ValueChange>& changes);

}  // namespace gongwen::schema
