// The second reader: another library reads a finished PDF, in the program libexec/gongwen/gongwen-verify. That library
// is loaded there and nowhere else.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::publish {

/// Where the program lies, beside the running one.
std::string second_reader_path();

/// What it finds in a file, as src/verify/answer.h describes. `program` is the path of second_reader_path.
/// Returns: nothing when it was not started, did not finish, or cannot read the file.
/// Reports: publish/no-second-reader, publish/second-reader-failed.
std::optional<data::Document> ask_second_reader(std::string_view pdf, const std::string& program,
                                                resources::SourceStore& sources, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
