// Questions about files: what a path is, when it was changed, which names match a pattern; and removing one.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

// Removing a file.

/// Returns: whether it is gone. Reports: resources/unwritable.
bool remove_file(const std::string& path, diagnostics::DiagnosticSink& sink);

// When a file was last changed, as its file system has it.

/// Nanoseconds since 1970 UTC; 0 for a file that does not exist.
std::int64_t modified_nanoseconds(const std::string& path);

enum class PathType { Missing, File, Folder };

/// What a path leads to; pipes and devices are files.
PathType type_of(const std::string& path);

// Names with `*`, `?` and `[…]`, where no shell has replaced them.

/// All paths that fit the pattern, sorted by bytes; none when it has no `*`, `?` or `[`.
std::vector<std::string> match_files(const std::string& pattern);

}  // namespace gongwen::resources
