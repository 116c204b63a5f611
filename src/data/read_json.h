// Reading JSON (RFC 8259) into a Document that knows the place of every value.
//   const auto document = read_json(source, store.source_text(source), JsonLimits{}, sink);
// The reader is strict: what some programs tolerate (comments, trailing commas, single quotes, NaN)
// is an error with a message of its own. It goes on after faults that leave no doubt about what
// follows, and stops at the others.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/json_limits.h"
#include "diagnostics/diagnostic.h"

#include <string_view>

namespace gongwen::data {

/// Reads one value with nothing but white space around it. A byte order mark at the begin is
/// skipped. Input: `text` is the text of `source`, and lives as long as the document: strings and
/// names without escapes are views of it. Returns: the document; nothing when anything was
/// reported. Time and memory grow linearly with the text. Reports: data/json-* and
/// data/{duplicate-key,too-deep,too-large,too-many-values,number-range,number-too-long,
/// nul-character}, each at its place in the source.
/// Source: RFC 8259.
base::Expected<Document> read_json(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
