// A text of the caller's: a file, the standard input, or a text in memory.
#pragma once

#include "base/expected.h"
#include "engine/run.h"
#include "gongwen/engine.h"

namespace gongwen::engine {

/// Reports: resources/*.
base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run);

}  // namespace gongwen::engine
