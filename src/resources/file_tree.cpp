#include "resources/file_tree.h"

#include "resources/file_descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace fs = std::filesystem;

std::string reason_of(int error) { return error == 0 ? std::string() : std::generic_category().message(error); }

std::string reason() { return reason_of(errno); }

std::string close_file(FileDescriptor& file) { return ::close(file.release()) == 0 ? std::string() : reason(); }

}  // namespace

bool path_exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::string make_folders(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error && !is_folder(path) ? error.message() : std::string();
}

std::string remove_tree(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? error.message() : std::string();
}

std::string rename_path(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? std::string() : reason();
}

std::string replace_link(const std::string& link, const std::string& target) {
  const std::string temporary = link + ".new";
  if (::unlink(temporary.c_str()) != 0 && errno != ENOENT) return reason();
  if (::symlink(target.c_str(), temporary.c_str()) != 0) return reason();
  const std::string fault = rename_path(temporary, link);
  if (!fault.empty()) ::unlink(temporary.c_str());
  return fault;
}

std::string link_target(const std::string& link) {
  std::error_code error;
  const fs::path target = fs::read_symlink(link, error);
  return error ? std::string() : target.string();
}

std::string write_new_file(const std::string& path, const std::string& bytes) {
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file) return reason();
  std::string fault = reason_of(write_all(file.number(), bytes));
  const std::string closing = close_file(file);
  if (fault.empty()) fault = closing;
  if (!fault.empty()) ::unlink(path.c_str());
  return fault;
}

std::string truncate_file(const std::string& path, std::size_t size) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  return file && ::ftruncate(file.number(), static_cast<off_t>(size)) == 0 ? std::string() : reason();
}

std::string append_to_file(const std::string& path, const std::string& bytes) {
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file) return reason();
  const std::string fault = reason_of(write_all(file.number(), bytes));
  const std::string closing = close_file(file);
  return fault.empty() ? closing : fault;
}

std::size_t file_size(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

std::string sync_file_system(const std::string& path) {
  const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return folder && ::syncfs(folder.number()) == 0 ? std::string() : reason();
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::end(entry); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace gongwen::resources
