// What people have filled in is not replaced by an output of the same name.
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/file_reader.h"

#include <string>
#include <string_view>

namespace gongwen::engine {

/// Whether `bytes` may take the place of the file at `path`. A data workbook may not be replaced, nor a form with
/// something in its fields, unless the new file starts with all of it, as one with a further signature does. A document
/// that was rendered, a blank form, a stream, and a path where nothing is may.
/// Reports: engine/kept-form, engine/kept-workbook.
bool may_take_place(const std::string& path, std::string_view bytes, intake::FileReader& reader,
                    diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
