// Folder: a root that templates may read from, on disk or in memory. Names are relative, with `/` between their parts.
// No file outside of the root can be opened: no `..`, no absolute path, no NUL, no symbolic link that leads out.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/atomic_file.h"
#include "resources/read_file.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::resources {

/// The bytes of files by their inner names.
using FilesInMemory = std::map<std::string, std::string, std::less<>>;

class Folder {
 public:
  /// `name` is what messages call the folder; empty: they show the path.
  explicit Folder(std::string root, std::string name = {}) : root_(std::move(root)), name_(std::move(name)) {}

  explicit Folder(std::shared_ptr<const FilesInMemory> files, std::string name)
      : name_(std::move(name)), files_(std::move(files)) {}

  /// A subfolder, by its inner name. It need not exist.
  Folder below(std::string_view name) const;
  bool is_in_memory() const { return files_ != nullptr; }
  /// The path of a folder on disk; for one in memory, the prefix of all its names.
  const std::string& root() const { return root_; }
  bool exists() const;
  bool contains(std::string_view name) const;

  /// The path of a file of a folder on disk, verified to be inside the folder.
  /// Reports at `origin`: resources/outside-bundle, resources/not-found.
  base::Expected<std::string> resolve(std::string_view name, const diagnostics::Origin& origin,
                                      diagnostics::DiagnosticSink& sink) const;

  /// Reads a UTF-8 text; messages call it by the folder's name and the path in it.
  base::Expected<diagnostics::SourceId> read_text(std::string_view name, const diagnostics::Origin& origin,
                                                  SourceStore& store, diagnostics::DiagnosticSink& sink) const;

  /// Adds a text from bytes that have been read before. Reports: resources/not-utf8.
  base::Expected<diagnostics::SourceId> add_text(std::string_view name, std::string bytes, SourceStore& store,
                                                 diagnostics::DiagnosticSink& sink) const;

  /// Reads a file as bytes.
  base::Expected<std::string> read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                         diagnostics::DiagnosticSink& sink) const;

  /// The names of the subfolders, and of the files directly in the folder, sorted by bytes.
  std::vector<std::string> subfolders() const;
  std::vector<std::string> files() const;
  /// The names of all files below, up to `depth` folders deep, sorted. Links to folders are not followed; links to
  /// files only if the files are in this folder.
  std::vector<std::string> files_below(int depth) const;

 private:
  enum class Direct : bool { Files, Folders };
  std::string shown(std::string_view name) const;
  const std::string* find_bytes(std::string_view name, const diagnostics::Origin& origin,
                                diagnostics::DiagnosticSink& sink) const;
  std::vector<std::string> names_in_memory(Direct wanted) const;

  std::string root_;
  std::string name_;
  std::shared_ptr<const FilesInMemory> files_;
};

/// Whether the name can only refer to something inside a folder: relative, no empty, `.` or `..` part, no NUL, no
/// backslash.
bool is_inner_name(std::string_view name);

// HeldFolder: a scratch folder of a process and those that it starts. If the process is killed, the next process that
// creates such a folder removes the leftovers.
//   auto scratch = HeldFolder::make("state/tmp");
//   if (scratch) engine.temporary_folder = scratch->path();

/// Accessible to this user only; removed with all its contents.
class HeldFolder {
 public:
  /// Creates the folder in `parent`, which is created if it is missing and contains nothing else. Also removes folders
  /// whose process has ended: each has a lock beside it, which the system releases when its holder ends, however that
  /// happens.
  static base::Expected<HeldFolder, std::error_code> make(const std::string& parent);
  HeldFolder(HeldFolder&& other) noexcept : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  HeldFolder& operator=(HeldFolder&&) = delete;
  HeldFolder(const HeldFolder&) = delete;
  HeldFolder& operator=(const HeldFolder&) = delete;
  ~HeldFolder();

  /// The path without a slash at its end.
  const std::string& path() const { return path_; }

 private:
  HeldFolder(std::string path, FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  FileLock lock_;
};

// Lists all files of a folder and its subfolders, for folders that people have put together.

struct FolderWalk {
  /// Paths that start with the folder's own, sorted by bytes. The folders in `links` and `deep` may contain more files.
  std::vector<std::string> files;
  std::vector<std::string> links;       // to folders; not followed, since they may form a circle
  std::vector<std::string> deep;        // folders below the maximum depth
  std::vector<std::string> unreadable;  // folders that cannot be listed
};

/// Lists the files of `root` and of its subfolders up to `depth` levels; links to files are followed. `takes` is called
/// with the bare name of each file and folder, and returns whether to include it.
FolderWalk walk_folder(const std::string& root, int depth, const std::function<bool(std::string_view)>& takes);

/// The path without `.`, `..`, links (as far as it exists) and a final slash: equal for all spellings of a path.
std::string plain_path(const std::string& path);
/// By the bare name of a file or folder: whether a person has put it there. False for hidden files and for those that
/// programs create beside open documents or in archives.
bool is_put_there(std::string_view name);

/// Whether both paths lead to the same file or folder, or will once they exist, however they are written.
bool is_same_path(const std::string& one, const std::string& other);
/// Whether the path leads to something below the folder, or will once both exist.
bool is_path_below(const std::string& path, const std::string& folder);

/// The relative path from a folder to a file, `../forms/a.pdf`, whether they are given as absolute or relative paths.
std::string path_between(const std::string& folder, const std::string& file);

}  // namespace gongwen::resources
