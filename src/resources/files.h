// Small operations on files: removing one, its time of change, the type of a path, and names that match a pattern.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::resources {

/// Returns whether the file is gone. Reports: resources/unwritable.
bool remove_file(const std::string& path, diagnostics::DiagnosticSink& sink);

/// The time of the last change, in nanoseconds since 1970 UTC; 0 if the file does not exist.
std::int64_t modified_nanoseconds(const std::string& path);

/// The times of the last change of several files as a text that changes with each of them.
std::string stamp_of_files(std::initializer_list<std::string> paths);

/// Reads a file that need not exist: without it, the result has no text. Reports as read_bytes() does.
base::Expected<std::optional<std::string>> read_if_present(const std::string& path, diagnostics::DiagnosticSink& sink);

enum class PathType { Missing, File, Folder };

/// The type of a path after following links; pipes and devices count as files.
PathType type_of(const std::string& path);

// Names with `*`, `?` and `[…]` that no shell has expanded.

struct MatchedFiles {
  std::vector<std::string> files;       // sorted by bytes
  std::vector<std::string> unreadable;  // folders that cannot be listed, so that files may be missing
};

/// Finds all paths that match the pattern; none if it has no `*`, `?` or `[`.
MatchedFiles match_files(const std::string& pattern);

/// The reason why a folder cannot be listed; no error if it can.
std::error_code listing_error(const std::string& folder);

}  // namespace gongwen::resources
