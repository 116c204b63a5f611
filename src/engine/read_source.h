// A text of the caller's: a file, the standard input, or a text in memory.
#pragma once

#include "base/expected.h"
#include "engine/run.h"
#include "gongwen/engine.h"

namespace gongwen::engine {

/// Reports: resources/*.
/// The folder that a file lies in; `.` for a name alone.
std::string folder_of(const std::string& path);

base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run);

}  // namespace gongwen::engine
