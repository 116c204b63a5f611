// The second reader: another library reads a finished PDF, in the program libexec/gongwen/gongwen-verify. That library
// is loaded there and nowhere else.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"

#include <string>
#include <string_view>

namespace gongwen::publish {

/// Where the program is: in the folder of the programs that the engine starts.
std::string second_reader_path(const std::string& libexec_folder);

/// What it finds in a file, as src/verify/main.cpp describes. `program` is the path of second_reader_path.
/// Returns: nothing when it was not started, did not finish, or cannot read the file.
/// Reports: publish/no-second-reader, publish/second-reader-failed.
base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
