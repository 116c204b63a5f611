// Folders, links and whole trees of files, from which stores and sites are built. The functions return the error of the
// system, since only the caller knows the right message.
#pragma once

#include "base/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::resources {

/// Whether a file, folder or link has this name, including a dangling link.
bool path_exists(const std::string& path);
bool is_folder(const std::string& path);

/// Creates a folder and its missing parents; existing ones are kept.
std::error_code make_folders(const std::string& path);
/// Creates a folder as make_folders does, and makes it accessible to this user only, even if it existed and belongs to
/// this user.
std::error_code make_private_folder(const std::string& path);
/// Creates an empty file, or keeps an existing one, and makes it accessible to this user only. Its folder must exist.
std::error_code make_private_file(const std::string& path);
/// Removes a file, a link, or a folder with its contents; a missing one is not an error. Links are not followed.
std::error_code remove_tree(const std::string& path);
/// Renames a file, folder or link in one step, replacing what has the new name; a replaced folder must be empty.
std::error_code rename_path(const std::string& from, const std::string& to);
/// Creates a symbolic link or redirects an existing one in one step: at no moment is it missing.
std::error_code replace_link(const std::string& link, const std::string& target);
/// The target of a link, as it is written; empty if the path is not a link.
std::string link_target(const std::string& link);
/// Writes a new file; an existing one is replaced, but not atomically. Removes the file if it could not be written
/// completely.
std::error_code write_new_file(const std::string& path, const std::string& bytes);
enum class IfExists : std::uint8_t { Replace, Keep };
/// Writes a file for this user only, atomically: even after a power failure it is whole or absent. It is on disk when
/// the function returns. With IfExists::Keep a file that another process has made meanwhile stays as it is.
std::error_code write_durable_file(const std::string& path, std::string_view bytes,
                                   IfExists if_exists = IfExists::Replace);
/// Flushes the folder of a file that has just been created or renamed, so that the name survives a power failure.
std::error_code sync_name(const std::string& path);
/// The time of the last change, in seconds since 1970; nullopt if the file does not exist. Links are not followed.
std::optional<std::int64_t> file_time(const std::string& path);
std::error_code set_file_time(const std::string& path, std::int64_t seconds);
/// Cuts a file to a size, or extends it with zeros; creates a missing file.
std::error_code truncate_file(const std::string& path, std::size_t size);
std::error_code append_to_file(const std::string& path, const std::string& bytes);
/// The size of a file; 0 if it does not exist.
std::size_t file_size(const std::string& path);
/// Flushes everything that was written to the file system of `path` to disk.
std::error_code sync_file_system(const std::string& path);
/// The names of all entries of a folder, including hidden ones, sorted; or why it cannot be listed.
base::Expected<std::vector<std::string>, std::error_code> list_folder(const std::string& path);
/// The same; empty if the folder cannot be listed: for cleaning up, and if the next step reports the error.
std::vector<std::string> names_in(const std::string& path);

// TemporaryFolder: a folder that exists until the object is destroyed.
//   auto folder = TemporaryFolder::make(engine.temporary_folder);
//   if (folder) write_new_file(folder->path() + "/a.json", bytes);

/// Accessible to this user only; removed with all its contents.
class TemporaryFolder {
 public:
  /// Creates the folder in `parent`, which must be given. nullopt if it cannot be created; errno says why.
  static std::optional<TemporaryFolder> make(const std::string& parent);
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  /// The path without a slash at its end.
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace gongwen::resources
