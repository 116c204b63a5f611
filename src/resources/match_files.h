// Names with `*`, `?` and `[…]`, where no shell has replaced them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

enum class PathType { Missing, File, Folder };

/// What a path leads to; pipes and devices are files.
PathType type_of(const std::string& path);

/// All paths that fit the pattern, sorted by bytes; none when it has no `*`, `?` or `[`.
std::vector<std::string> match_files(const std::string& pattern);

}  // namespace gongwen::resources
