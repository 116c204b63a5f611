#include "resources/files.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool remove_file(const std::string& path, diagnostics::DiagnosticSink& sink) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return true;
  sink.report(diagnostics::messages::ResourcesUnwritable, diagnostics::Origin{}, path, last_error().message());
  return false;
}

std::int64_t modified_nanoseconds(const std::string& path) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  return status.st_mtim.tv_sec * kSecond + status.st_mtim.tv_nsec;
}

std::string stamp_of_files(std::initializer_list<std::string> paths) {
  std::string stamp;
  for (const std::string& path : paths) stamp += std::to_string(modified_nanoseconds(path)) + ' ';
  return stamp;
}

}  // namespace gongwen::resources
