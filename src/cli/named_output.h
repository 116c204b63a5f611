// Outputs as they are named on the command line.
#pragma once

#include "gongwen/engine.h"

#include <optional>
#include <string>

namespace gongwen::cli {

/// The output of this name. `format` is what `--format` says (`pdf`, `xlsx`, or `json` for data, of which an Output
/// knows nothing) for folders and for names that say none, such as `-`; empty when it was not given. Returns: nothing
/// when the name says another format.
std::optional<Output> named_output(const std::string& path, const std::string& format);

}  // namespace gongwen::cli
