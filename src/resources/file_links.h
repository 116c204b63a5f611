// Further names for files: links that are made where there is nothing yet.
#pragma once

#include <string>
#include <system_error>

namespace gongwen::resources {

/// Creates a symbolic link; see replace_link for one that exists.
std::error_code make_link(const std::string& link, const std::string& target);
/// Gives a file a further name (a hard link); where the file system has none, copies it.
std::error_code share_file(const std::string& file, const std::string& name);

}  // namespace gongwen::resources
