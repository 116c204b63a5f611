#include "resources/detail/make_folder.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <sys/stat.h>

namespace gongwen::resources {

MadeFolder make_folder(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return MadeFolder::Failed;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return MadeFolder::There;
  if (::mkdir(path.c_str(), 0777) == 0) return MadeFolder::Made;
  // Another program may have made it meanwhile.
  return errno == EEXIST && std::filesystem::is_directory(path, ignored) ? MadeFolder::There : MadeFolder::Failed;
}

}  // namespace gongwen::resources
