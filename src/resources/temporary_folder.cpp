#include "resources/temporary_folder.h"

#include <filesystem>
#include <system_error>

#include <stdlib.h>

namespace gongwen::resources {

std::optional<TemporaryFolder> TemporaryFolder::make(std::string parent) {
  if (parent.empty()) parent = "/tmp";
  std::string path = std::move(parent) + "/gongwen-XXXXXX";
  // mkdtemp makes it for its owner alone (0700), under a name that nobody could have taken before.
  if (::mkdtemp(path.data()) == nullptr) return std::nullopt;
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  // What cannot be removed is left: there is nobody to tell.
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace gongwen::resources
