// Data that say themselves of which kind they are: data workbooks and forms carry a stamp.
#pragma once

#include "diagnostics/diagnostic.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// The kind that a file is stamped with. Empty when it has no stamp, such as JSON and tables, or cannot be read, which
/// is not reported. A workbook or PDF is read in a process of its own.
std::string stamped_kind(const std::string& path);

/// The same for data that were given without a kind. Reports: resources/*, engine/kind-needed.
std::string recognise_kind(const std::string& path, diagnostics::DiagnosticSink& sink);

/// The same for many, with folders among them: that of the first which is stamped.
std::string recognise_kind(const std::vector<std::string>& inputs, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
