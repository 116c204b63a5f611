#include "resources/match_files.h"

#include <algorithm>

#include <glob.h>
#include <sys/stat.h>

namespace gongwen::resources {

PathType type_of(const std::string& path) {
  struct stat status {};
  if (path.find('\0') != std::string::npos || ::stat(path.c_str(), &status) != 0) return PathType::Missing;
  return S_ISDIR(status.st_mode) ? PathType::Folder : PathType::File;
}

std::vector<std::string> match_files(const std::string& pattern) {
  std::vector<std::string> paths;
  if (pattern.find_first_of("*?[") == std::string::npos) return paths;
  glob_t found{};
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace gongwen::resources
