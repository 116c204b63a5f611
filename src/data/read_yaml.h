// Reading YAML into the same Document as JSON, with the place of every value. The types are those
// of the core schema of YAML 1.2: only true and false (also True, TRUE …) are booleans, so that a
// country code NO stays a text; dates are texts; aliases are unfolded.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/json_limits.h"
#include "diagnostics/diagnostic.h"

#include <string_view>

namespace gongwen::data {

/// Reads one document. What JSON cannot say is refused: tags, merge keys, NaN, names that are not
/// single texts.
/// Input: `text` is the text of `source`, in UTF-8. It need not outlive the document.
/// Returns: the document; nothing when anything was reported.
/// Reports: data/yaml-* and those of data/* that concern any data, each at its place.
/// Source: YAML 1.2.2; 10.3 (core schema).
base::Expected<Document> read_yaml(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
