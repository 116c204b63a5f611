// The encodings of tables: spreadsheets write CSV files in UTF-8, with or without a byte order
// mark, in UTF-16 ("Unicode text"), or in GB 18030.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"

#include <string>
#include <string_view>

namespace gongwen::data {

/// The text in UTF-8 without byte order mark. What is valid UTF-8 is taken for UTF-8, what begins
/// with the mark of UTF-16 for that, everything else for GB 18030.
/// Reports: data/table-encoding with the file's `name`.
base::Expected<std::string> decode_text(std::string bytes, std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
