// Checks that all programs read an archive in the same way, so that an archive cannot be signed with one content while
// readers show another.
#pragma once

#include "package/zip_writer.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::package {

/// The entries by the archive's directory, in the order of the archive, if the rest of the archive agrees: each entry
/// has the same name, method and size in its header, and no other bytes are between entries. Otherwise nullopt. Names
/// and bytes are views of `bytes`.
std::optional<std::vector<ZipEntry>> read_directory(std::string_view bytes);

}  // namespace gongwen::package
