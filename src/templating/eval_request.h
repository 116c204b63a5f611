// The work of `gongwen eval`, and the names for its failures.
#pragma once

#include "base/expected.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/source_lookup.h"
#include "resources/read_file.h"
#include "templating/limits.h"
#include "templating/wordings.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::templating {

// FailureKind: the kind of failure that a message of this module describes, in the terms of other engines for such
// templates.

enum class FailureKind : std::uint8_t { Undefined, Syntax, UnknownFilter, UnknownTest, NotFound, Runtime };

FailureKind failure_kind(diagnostics::DiagnosticId id);

/// `undefined`, `syntax`, `unknown_filter`, `unknown_test`, `not_found` or `runtime`.
std::string_view failure_kind_name(FailureKind kind);

// The work of `gongwen eval`: expands one template with the files and the data of a JSON request, exactly like
// Jinja.
//   {"template": "…", "files": {"name": "…"}, "context": {…},
//    "options": {"trim_blocks": false, "lstrip_blocks": false, "keep_trailing_newline": false,
//    "extensions": false}}

/// Returns the expansion of the request's template, which messages call `<main>`. `request` is the source of the JSON
/// text. The tags `do`, `break` and `continue` are known only with the option `extensions`; `wordings` are the texts of
/// `wording(…)`. Reports: data/json-*, templating/*.
base::Expected<std::string> evaluate_json_request(diagnostics::SourceId request, resources::SourceStore& store,
                                                  const Limits& limits, diagnostics::DiagnosticSink& sink,
                                                  std::shared_ptr<const Wordings> wordings = {});

/// {"error": {kind, id, template, line, column, message}}: the first of the diagnostics, in English, on one
/// line.
std::string write_eval_error(std::span<const diagnostics::Diagnostic> diagnostics,
                             const diagnostics::SourceLookup& sources);

}  // namespace gongwen::templating
