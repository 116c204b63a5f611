#include "resources/file_tree.h"

#include "base/file_path.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace fs = std::filesystem;

std::error_code close_file(FileDescriptor& file) {
  return ::close(file.release()) == 0 ? std::error_code() : last_error();
}

constexpr mode_t kOwnerFolder = 0700;
constexpr mode_t kOwnerFile = 0600;
constexpr mode_t kOthers = 0077;

/// Removes the permissions of other users on a file or folder that belongs to this user; not on a folder such as /tmp,
/// which belongs to all.
std::error_code narrow(const std::string& path, mode_t mode) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return last_error();
  if ((status.st_mode & S_ISVTX) != 0 || (status.st_mode & kOthers) == 0) return {};
  if (status.st_uid != ::geteuid()) return {};
  return ::chmod(path.c_str(), mode) == 0 ? std::error_code() : last_error();
}

}  // namespace

bool path_exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::error_code make_folders(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error && !is_folder(path) ? error : std::error_code();
}

std::error_code make_private_folder(const std::string& path) {
  const std::string folder(base::without_end_slashes(path));
  const std::string parent = fs::path(folder).parent_path().string();
  if (!parent.empty()) {
    if (const std::error_code error = make_folders(parent)) return error;
  }
  if (::mkdir(folder.c_str(), kOwnerFolder) == 0) return {};
  const std::error_code error = last_error();
  return error == std::errc::file_exists && is_folder(folder) ? narrow(folder, kOwnerFolder) : error;
}

std::error_code make_private_file(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerFile));
  if (file) return close_file(file);
  return errno == EEXIST ? narrow(path, kOwnerFile) : last_error();
}

std::error_code remove_tree(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error;
}

std::error_code rename_path(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? std::error_code() : last_error();
}

std::error_code replace_link(const std::string& link, const std::string& target) {
  const std::string temporary = link + ".new";
  if (::unlink(temporary.c_str()) != 0 && errno != ENOENT) return last_error();
  if (::symlink(target.c_str(), temporary.c_str()) != 0) return last_error();
  const std::error_code error = rename_path(temporary, link);
  if (error) ::unlink(temporary.c_str());
  return error;
}

std::string link_target(const std::string& link) {
  std::error_code error;
  const fs::path target = fs::read_symlink(link, error);
  return error ? std::string() : target.string();
}

std::error_code write_new_file(const std::string& path, const std::string& bytes) {
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file) return last_error();
  std::error_code error = write_all(file.number(), bytes);
  const std::error_code closing = close_file(file);
  if (!error) error = closing;
  if (error) ::unlink(path.c_str());
  return error;
}

std::error_code write_durable_file(const std::string& path, std::string_view bytes, IfExists if_exists) {
  std::string temporary = path + ".XXXXXX";
  FileDescriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // an unused name, for this user alone
  if (!file) return last_error();
  std::error_code error = write_all(file.number(), bytes);
  if (!error && ::fdatasync(file.number()) != 0) error = last_error();
  const std::error_code closing = close_file(file);
  if (!error) error = closing;
  const bool keeps = if_exists == IfExists::Keep;
  if (!error && keeps && ::link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST) error = last_error();
  if (!error && !keeps) error = rename_path(temporary, path);
  if (error || keeps) ::unlink(temporary.c_str());
  return error ? error : sync_name(path);
}

std::error_code sync_name(const std::string& path) {
  const fs::path parent = fs::path(base::without_end_slashes(path)).parent_path();
  const FileDescriptor folder(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder && ::fsync(folder.number()) == 0 ? std::error_code() : last_error();
}

std::optional<std::int64_t> file_time(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? std::optional<std::int64_t>(status.st_mtim.tv_sec) : std::nullopt;
}

std::error_code set_file_time(const std::string& path, std::int64_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  return ::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0 ? std::error_code() : last_error();
}

std::error_code truncate_file(const std::string& path, std::size_t size) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  return file && ::ftruncate(file.number(), static_cast<off_t>(size)) == 0 ? std::error_code() : last_error();
}

std::error_code append_to_file(const std::string& path, const std::string& bytes) {
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file) return last_error();
  const std::error_code error = write_all(file.number(), bytes);
  const std::error_code closing = close_file(file);
  return error ? error : closing;
}

std::size_t file_size(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

std::error_code sync_file_system(const std::string& path) {
  const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return folder && ::syncfs(folder.number()) == 0 ? std::error_code() : last_error();
}

base::Expected<std::vector<std::string>, std::error_code> list_folder(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::end(entry); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) return base::Failure{error};
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> names_in(const std::string& path) {
  auto names = list_folder(path);
  return names ? *std::move(names) : std::vector<std::string>();
}

std::optional<TemporaryFolder> TemporaryFolder::make(const std::string& parent) {
  if (parent.empty()) {
    errno = EINVAL;
    return std::nullopt;
  }
  std::string path = parent + "/gongwen-XXXXXX";
  // mkdtemp creates it for its owner only (0700), under a name that no file had before.
  if (::mkdtemp(path.data()) == nullptr) return std::nullopt;
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  // Ignore what cannot be removed: a destructor cannot report it.
  static_cast<void>(remove_tree(path_));
}

}  // namespace gongwen::resources
