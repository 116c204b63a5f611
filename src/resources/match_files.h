// Names with `*`, `?` and `[…]`, where no shell has replaced them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

enum class PathType { Missing, File, Folder };

/// What a path leads to; pipes and devices are files.
PathType type_of(const std::string& path);

/// Whether both paths lead to the same file or folder.
bool is_same_file(const std::string& one, const std::string& other);

/// All paths that fit the pattern, sorted by bytes; none when it has no `*`, `?` or `[`.
std::vector<std::string> match_files(const std::string& pattern);

}  // namespace gongwen::resources
