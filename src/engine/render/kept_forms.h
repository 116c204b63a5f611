// Keeps outputs from replacing files that people have filled in.
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/file_reader.h"

#include <string>
#include <string_view>

namespace gongwen::engine {

/// Whether `bytes` may replace the file at `path`. A data workbook or a form with values in its fields may not
/// be replaced, unless the new file starts with all its bytes, like a file with one more signature. Rendered
/// documents, blank forms, streams and paths without a file may. Reports: engine/kept-form,
/// engine/kept-workbook.
bool may_take_place(const std::string& path, std::string_view bytes, intake::FileReader& reader,
                    diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
