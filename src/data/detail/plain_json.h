// JSON as most programs write it, read in one pass without a message. What is in any way odd is left to the library:
// read_json.cpp, which also finds the words for what is wrong.
#pragma once

#include "data/document_builder.h"
#include "data/readers.h"

#include <string_view>

namespace gongwen::data {

/// Reads one value with nothing but white space around it, from text in valid UTF-8 without a byte order mark. Strings
/// without escapes are views of the text. Returns: false where the text is not JSON, beyond a limit, or has anything
/// that is reported or reported on; the builder is of no use then. `sink` is only asked whether to continue.
bool read_plain_json(std::string_view text, const JsonLimits& limits, const diagnostics::DiagnosticSink& sink,
                     DocumentBuilder& builder);

/// The same for JSON Lines: an array of all values.
bool read_plain_json_lines(std::string_view text, const JsonLimits& limits, const diagnostics::DiagnosticSink& sink,
                           DocumentBuilder& builder);

/// Reads JSON of every kind, with all messages: what read_json and
/// read_json_lines do where the former return false, and what tests
/// compare it with. The text is not too large.
base::Expected<Document> read_odd_json(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                       diagnostics::DiagnosticSink& sink);
base::Expected<Document> read_odd_json_lines(diagnostics::SourceId source, std::string_view text,
                                             const JsonLimits& limits, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
