// Removing a file.
#pragma once

#include "diagnostics/diagnostic.h"

#include <string>

namespace gongwen::resources {

/// Returns: whether it is gone. Reports: resources/unwritable.
bool remove_file(const std::string& path, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::resources
