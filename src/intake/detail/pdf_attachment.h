// Data that a PDF carries with it as an attached file.
#pragma once

#include "intake/detail/pdf_library.h"
#include "intake/detail/limits.h"

#include <optional>
#include <string>

namespace gongwen::intake {

/// The first attached JSON file: of the document's associated files those that are its source before others (ISO
/// 32000-2, 14.13), then any named one (ISO 32000-1, 7.11.4). Nothing when there is none, or it cannot be unpacked.
std::optional<std::string> find_attached_json(const PdfFile& file, const IntakeLimits& limits);

}  // namespace gongwen::intake
