// Whether an archive is read in the same way by all programs: a signature must not be of one content where readers show
// another.
#pragma once

#include "package/zip_writer.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::package {

/// The entries of an archive by its directory, in the order of the archive, if the rest of the archive says the same:
/// each entry has the same name, method and size there, and nothing is between them. Names and bytes are views of
/// `bytes`. Nothing otherwise.
std::optional<std::vector<ZipEntry>> read_directory(std::string_view bytes);

}  // namespace gongwen::package
