// Reading JSON Lines: one JSON value a line, as the items of one array.
//   const auto items = read_json_lines(source, store.source_text(source), JsonLimits{}, sink);
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/json_limits.h"
#include "diagnostics/diagnostic.h"

#include <string_view>

namespace gongwen::data {

/// Reads all values of the text, with white space between them; blank lines are passed over. `text` is the text of
/// `source` and lives as long as the document.
/// Returns: a document whose root is an array; nothing when anything was reported.
/// Reports: those of read_json, up to the first line that is no JSON.
base::Expected<Document> read_json_lines(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                         diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
