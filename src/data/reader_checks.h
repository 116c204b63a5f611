// What the readers of JSON and YAML check in the same way.
#pragma once

#include "data/document_builder.h"
#include "data/json_limits.h"
#include "diagnostics/diagnostic.h"

#include <string_view>

namespace gongwen::data {

/// Whether programs can calculate with a number, `written` as JSON writes it.
bool is_in_range_of_double(std::string_view written);

/// Whether a number that is no 64-bit integer may stand, `written` as JSON writes it.
/// Reports: data/number-too-long, data/number-range.
bool check_number(std::string_view written, const diagnostics::Origin& origin, const JsonLimits& limits,
                  diagnostics::DiagnosticSink& sink);

/// Reports data/duplicate-name for each name that stands twice. Returns: whether there is none.
bool check_names(const DocumentBuilder& builder, diagnostics::DiagnosticSink& sink);

/// Reports data/too-large. Returns: whether the text may be read.
bool check_size(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
