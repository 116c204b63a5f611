// From a document that flows to the bytes of a DOCX file.
#pragma once

#include "diagnostics/diagnostic.h"
#include "flow/document.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::engine {

/// Title, author and date as in a PDF, and the parts of an official document under their Chinese names.
flow::Properties flow_properties(const paint::DocumentInformation& information);

/// The bytes of the file. `date`, in seconds since 1970, is that of documents that state none.
/// Reports: raster/* for pictures.
std::string docx_bytes(const flow::Document& document, std::optional<std::int64_t> date, const text::FontLibrary& fonts,
                       diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
