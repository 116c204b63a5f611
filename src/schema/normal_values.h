// Data as people write it, converted to what the schema asks for: one policy for JSON, YAML, tables, workbooks and
// forms (docs/VALUES.md). Texts lose the blanks around them and invisible characters; a value of blanks counts as not
// given. What the schema refuses after that is read as people write dates, numbers, phone numbers and the like. What
// the schema accepts is left alone.
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
    Blanks,    // only blanks around it went
    Unseen,    // invisible characters
    Written,   // written in another way than the schema asks for
    AllBlank,  // a text of blanks: not given
    Nothing,   // `无` and the like: not given
  };
  Reason reason;
  std::uint32_t node;
  std::string pointer;
  std::string before;  // the text as it was read
  std::string json;    // what it is now; empty when it counts as not given
  diagnostics::Span span;
  diagnostics::Span key_span;  // of its name; the value's own for items of lists
};

struct NormalValues {
  data::Document document;
  std::vector<ValueChange> changes;  // in the order of the document
  /// The schema holds for the document. If not, `validate` says why.
  bool valid = false;
};

struct NormalOptions {
  ValidateLimits limits{};
  /// A number where a text is asked for is the text that was written. Of YAML, which knows no difference until somebody
  /// writes quotes; in JSON the program that wrote a number may have lost zeros before.
  bool numbers_as_texts = false;
};

/// Reports: data/direction-override.
NormalValues normal_values(const Schema& schema, data::Document document, const diagnostics::SourceLookup& sources,
                           const NormalOptions& options, diagnostics::DiagnosticSink& sink);

/// Whether no text has anything that `normal_values` takes away whatever the schema says.
bool has_normal_texts(const data::Document& document);

/// The changes of a document that was read from `json`, in the JSON itself; everything else stays as it is written.
std::string write_changes(std::string_view json, const std::vector<ValueChange>& changes);

}  // namespace gongwen::schema
