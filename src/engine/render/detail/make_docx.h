// From a document that flows to the bytes of a DOCX file.
#pragma once

#include "diagnostics/diagnostic.h"
#include "flow/document.h"
#include "gongwen/engine.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <string>

namespace gongwen::engine {

/// Title, author and date as in a PDF, and the parts of an official document under their Chinese names.
flow::Properties flow_properties(const paint::DocumentInformation& information);

/// The bytes of the file. `engine` has the date for documents that state none, and the folder for temporary files.
/// Reports: raster/* for pictures, xlsx/* for the workbooks of charts.
std::string docx_bytes(const flow::Document& document, const EngineOptions& engine, const text::FontLibrary& fonts,
                       diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
