#include "resources/files.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/file_descriptor.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {

PathType type_of(const std::string& path) {
  struct stat status {};
  if (path.find('\0') != std::string::npos || ::stat(path.c_str(), &status) != 0) return PathType::Missing;
  return S_ISDIR(status.st_mode) ? PathType::Folder : PathType::File;
}

namespace {

thread_local std::vector<std::string>* unlisted = nullptr;  // glob() passes nothing to its callback

int note_unlisted(const char* folder, int error) {
  if (error != ENOENT) unlisted->emplace_back(folder);
  return 0;
}

}  // namespace

MatchedFiles match_files(const std::string& pattern) {
  MatchedFiles matched;
  if (pattern.find_first_of("*?[") == std::string::npos) return matched;
  unlisted = &matched.unreadable;
  glob_t found{};
  if (::glob(pattern.c_str(), GLOB_NOSORT, note_unlisted, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) matched.files.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  std::sort(matched.files.begin(), matched.files.end());
  std::sort(matched.unreadable.begin(), matched.unreadable.end());
  return matched;
}

std::error_code listing_error(const std::string& folder) {
  std::error_code error;
  const std::filesystem::directory_iterator entries(folder, error);
  return error;
}

base::Expected<std::optional<std::string>> read_if_present(const std::string& path, diagnostics::DiagnosticSink& sink) {
  if (!path_exists(path)) return std::optional<std::string>();
  auto bytes = read_bytes(path, {}, sink);
  if (!bytes) return base::kReported;
  return std::optional(*std::move(bytes));
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
