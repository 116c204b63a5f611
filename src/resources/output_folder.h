// OutputFolder: the folder into which a long run puts its files, one after the other. A file is staged under a hidden
// name and then placed under its own, so that no file is ever incomplete; leftovers of a killed run are recognised by
// their names and can be removed. Threads may share it.
//
// Files are not flushed to disk one by one, which would limit a run of a thousand files per second. If the program is
// killed, nothing is lost, since the system keeps what was written; after a power failure files may be lost, so a run
// that continues such a run compares the files with what they should be. `sync` at the end flushes all of them.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::resources {

// NewFolder: a folder of files that appears whole or not at all. The files go into a hidden folder beside it, which is
// renamed when all of them are written; an existing folder or file of that name stays as it was.
//   NewFolder folder("bundles", "meeting-notice");
//   if (folder.open(sink) && folder.add("template.json", text, sink)) folder.commit(sink);

enum class MadeFolder : std::uint8_t { There, Made, Failed };

/// Creates the output folder that a user has named, unless it exists. Its parent must exist, so that a mistyped path
/// does not create several folders.
MadeFolder make_folder(const std::string& path);

class NewFolder {
 public:
  NewFolder(const std::string& parent, const std::string& name);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  /// Removes the folder if it was not committed.
  ~NewFolder();

  /// All three report resources/exists, resources/no-folder or resources/unwritable, and return whether they succeeded.
  /// A file may be in folders of its own: `css/page.css`.
  bool open(diagnostics::DiagnosticSink& sink);
  bool add(const std::string& file, std::string_view bytes, diagnostics::DiagnosticSink& sink);
  bool commit(diagnostics::DiagnosticSink& sink);

 private:
  bool fail(std::error_code error, diagnostics::DiagnosticSink& sink) const;

  std::string parent_;
  std::string path_;
  std::string temporary_;  // empty if absent
  std::string made_;       // the parent, if it was created for this folder
  std::vector<std::string> files_;
  std::vector<std::string> folders_;  // in it, each after the one that it is in
};

class OutputFolder {
 public:
  /// Creates the folder if its parent exists. Reports: resources/no-folder, resources/unwritable.
  static base::Expected<OutputFolder> open(const std::string& path, diagnostics::DiagnosticSink& sink);

  /// Keeps other runs out of the folder until this object is destroyed or the process ends. Returns false if another
  /// run holds the lock. On file systems without locks it always succeeds.
  bool lock();
  /// Removes leftovers of killed runs. Requires the lock.
  void remove_leftovers();

  /// Writes the bytes under the hidden name of `number`. On failure removes the file and reports resources/unwritable
  /// with `name`.
  bool stage(std::uint64_t number, std::string_view name, std::string_view bytes, diagnostics::DiagnosticSink& sink);
  /// Renames a staged file to its final name, replacing a file of that name. On failure removes the staged file and
  /// reports resources/unwritable.
  bool place(std::uint64_t number, const std::string& name, diagnostics::DiagnosticSink& sink);
  void drop(std::uint64_t number);
  /// Removes a file. Reports: resources/unwritable.
  bool remove(const std::string& name, diagnostics::DiagnosticSink& sink);

  /// The bytes of a file; nullopt if it does not exist.
  std::optional<std::string> read(const std::string& name) const;
  /// Flushes everything to disk.
  void sync();

  const std::string& path() const { return path_; }
  /// The path of a file in the folder, for messages.
  std::string path_of(std::string_view name) const;

 private:
  OutputFolder(std::string path, FileDescriptor folder) : path_(std::move(path)), folder_(std::move(folder)) {}
  bool fail(std::uint64_t number, std::string_view name, std::error_code error, diagnostics::DiagnosticSink& sink);

  std::string path_;
  FileDescriptor folder_;
};

}  // namespace gongwen::resources
