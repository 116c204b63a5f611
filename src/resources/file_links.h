// Further names for files: creates links with names that do not exist yet.
#pragma once

#include <string>
#include <system_error>

namespace gongwen::resources {

/// Creates a symbolic link; see replace_link for one that exists.
std::error_code make_link(const std::string& link, const std::string& target);
/// Gives a file a further name (a hard link); copies it if the file system does not support that.
std::error_code share_file(const std::string& file, const std::string& name);

}  // namespace gongwen::resources
