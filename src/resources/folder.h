// Folder: a root that templates may read from. Names are relative, with `/` between their parts; nothing that leads out
// of the root is opened: no `..`, no absolute path, no NUL, no symbolic link to the outside. The files are on the disk,
// or in memory.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "resources/source_store.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
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

}  // namespace gongwen::resources
