// Folders, links and whole trees of files: what a store and a site are built of. They return the error of the system,
// since only the caller knows which message it belongs into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::resources {

/// Whether anything has this name, also a link that leads nowhere.
bool path_exists(const std::string& path);
bool is_folder(const std::string& path);

/// Makes a folder and those above it; existing ones are kept.
std::error_code make_folders(const std::string& path);
/// The same, but the folder is for this user alone, also an existing one of this user.
std::error_code make_private_folder(const std::string& path);
/// The same for a file: it is empty when it was missing. The folder above it must be there.
std::error_code make_private_file(const std::string& path);
/// Removes a file, a link, or a folder with all that is in it; a missing one is not an error. Links are not followed.
std::error_code remove_tree(const std::string& path);
/// Gives a file, a folder or a link another name, in one step; what has the name already is replaced, folders must be
/// empty.
std::error_code rename_path(const std::string& from, const std::string& to);
/// Makes a symbolic link, or turns an existing one over, in one step: at no moment is there none.
std::error_code replace_link(const std::string& link, const std::string& target);
/// Where a link leads, as it is written; empty for what is not a link.
std::string link_target(const std::string& link);
/// Writes a new file; one that is there is replaced, not in one step. A file that could not be written whole is
/// removed.
std::error_code write_new_file(const std::string& path, const std::string& bytes);
/// Writes a file for this user alone, in one step: after a failure of the machine, too, it is there whole or not at
/// all. When this returns, it is on the disk.
std::error_code write_durable_file(const std::string& path, std::string_view bytes);
/// What has just been given this name in its folder keeps it, also after a failure of the machine.
std::error_code sync_name(const std::string& path);
/// When a file was changed, in seconds since 1970; nothing when there is none. Links are not followed.
std::optional<std::int64_t> file_time(const std::string& path);
std::error_code set_file_time(const std::string& path, std::int64_t seconds);
/// Cuts a file to a size, or adds to its end; missing files are made.
std::error_code truncate_file(const std::string& path, std::size_t size);
std::error_code append_to_file(const std::string& path, const std::string& bytes);
/// The size of a file; 0 when there is none.
std::size_t file_size(const std::string& path);
/// Everything that was written to the file system of `path` is on the disk when it returns.
std::error_code sync_file_system(const std::string& path);
/// What lies directly in a folder, hidden files too, sorted.
std::vector<std::string> names_in(const std::string& path);

// TemporaryFolder: a folder for as long as it is needed.
//   auto folder = TemporaryFolder::make(engine.temporary_folder);
//   if (folder) write_new_file(folder->path() + "/a.json", bytes);

/// Nobody else can look into it; it is removed with all that lies in it.
class TemporaryFolder {
 public:
  /// In `parent`, which must be named. Nothing when it cannot be made: errno says why.
  static std::optional<TemporaryFolder> make(const std::string& parent);
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  /// Without a slash at its end.
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace gongwen::resources
