// Folder: a root that templates may read from. Names are relative, with `/` between their parts; nothing that leads out
// of the root is opened: no `..`, no absolute path, no NUL, no symbolic link to the outside. The files are on the disk,
// or in memory.
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

/// The bytes of files by their names, which are inner ones.
using FilesInMemory = std::map<std::string, std::string, std::less<>>;

class Folder {
 public:
  /// `name` is what messages call the folder; without it they give the path.
  explicit Folder(std::string root, std::string name = {}) : root_(std::move(root)), name_(std::move(name)) {}

  explicit Folder(std::shared_ptr<const FilesInMemory> files, std::string name)
      : name_(std::move(name)), files_(std::move(files)) {}

  /// A folder in this one, by its inner name. It need not exist.
  Folder below(std::string_view name) const;
  bool is_in_memory() const { return files_ != nullptr; }
  /// Of a folder on the disk its path; of one in memory what all its names start with.
  const std::string& root() const { return root_; }
  bool exists() const;
  bool contains(std::string_view name) const;

  /// The path of a file in the folder, which is on the disk, made sure to lie in it.
  /// Reports at `origin`: resources/outside-bundle, resources/not-found.
  base::Expected<std::string> resolve(std::string_view name, const diagnostics::Origin& origin,
                                      diagnostics::DiagnosticSink& sink) const;

  /// Reads a UTF-8 text; messages call it by its path from the folder's name on.
  base::Expected<diagnostics::SourceId> read_text(std::string_view name, const diagnostics::Origin& origin,
                                                  SourceStore& store, diagnostics::DiagnosticSink& sink) const;

  /// The same from bytes that were read before. Reports: resources/not-utf8.
  base::Expected<diagnostics::SourceId> add_text(std::string_view name, std::string bytes, SourceStore& store,
                                                 diagnostics::DiagnosticSink& sink) const;

  /// Reads a file that is not text.
  base::Expected<std::string> read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                         diagnostics::DiagnosticSink& sink) const;

  /// Names of the sub-folders, and of the files directly in the folder, sorted by bytes.
  std::vector<std::string> subfolders() const;
  std::vector<std::string> files() const;
  /// Names of all files below, up to `depth` folders deep, sorted. Links to folders are not followed, links to files
  /// only if those lie in this folder.
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

/// True for a name that can only lie inside a folder: relative, no empty, `.` or `..` part, no NUL, no backslash.
bool is_inner_name(std::string_view name);

// HeldFolder: a folder for what a process and those that it starts lay down for a moment, and which outlives no
// process for long: what one that was killed has left goes when the next one makes its own.
//   auto scratch = HeldFolder::make("state/tmp");
//   if (scratch) engine.temporary_folder = scratch->path();

/// Nobody else can look into it. It is removed with all that lies in it.
class HeldFolder {
 public:
  /// In `parent`, which is made if it is missing, and has nothing else in it. Folders there whose process has ended are
  /// removed: each has a lock beside it, which the system gives back when its holder ends in any way.
  static base::Expected<HeldFolder, std::error_code> make(const std::string& parent);
  HeldFolder(HeldFolder&& other) noexcept : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  HeldFolder& operator=(HeldFolder&&) = delete;
  HeldFolder(const HeldFolder&) = delete;
  HeldFolder& operator=(const HeldFolder&) = delete;
  ~HeldFolder();

  /// Without a slash at its end.
  const std::string& path() const { return path_; }

 private:
  HeldFolder(std::string path, FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  FileLock lock_;
};

// All files of a folder and of the folders in it, for folders that people have put together.

struct FolderWalk {
  /// Paths that start with the folder's own, sorted by bytes; those that `links` and `deep` name hold more.
  std::vector<std::string> files;
  std::vector<std::string> links;       // to folders, which are not followed: they may lead in a circle
  std::vector<std::string> deep;        // folders below the deepest that is looked into
  std::vector<std::string> unreadable;  // folders that cannot be listed
};

/// What of `root` and of folders up to `depth` levels below it are files, with links to files followed. `takes` is
/// asked with the bare name of each file and folder whether it counts at all.
FolderWalk walk_folder(const std::string& root, int depth, const std::function<bool(std::string_view)>& takes);

/// The path without `.`, `..` and links, as far as it exists, and without a last slash: the same for all ways to write
/// it.
std::string plain_path(const std::string& path);
/// By the bare name of a file or folder: not what programs leave beside an open document or in an archive, and nothing
/// hidden. People did not put that there.
bool is_put_there(std::string_view name);

/// Whether both lead to the same file or folder, or would once they are made, however they are written.
bool is_same_path(const std::string& one, const std::string& other);
/// Whether the path leads to something below the folder, or would once both are made.
bool is_path_below(const std::string& path, const std::string& folder);

/// How to get from a folder to a file, whether they are written as absolute paths or as relative ones:
/// `../forms/a.pdf`.
std::string path_between(const std::string& folder, const std::string& file);

}  // namespace gongwen::resources
