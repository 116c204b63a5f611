// OutputFolder: the folder into which a long run puts its files, one after the other. A file is staged under a hidden
// name and then placed under its own, so that no file is ever incomplete; what is left of a killed run is recognised by
// its name and can be removed. Shared by threads.
//
// What is placed is not written through to the disk at once: a thousand files a second cannot be. A killed program
// loses nothing by that, since the system keeps what was written; a machine that loses its power may, so continuing
// such a run compares the files with what they should be. `sync` at the end makes all of them lasting.
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

// NewFolder: a folder of files that appears whole or not at all. The files go into a hidden folder beside it, which
// gets the name when all of them are there; a folder or file that has the name already stays as it was.
//   NewFolder folder("bundles", "meeting-notice");
//   if (folder.open(sink) && folder.add("template.json", text, sink)) folder.commit(sink);

enum class MadeFolder : std::uint8_t { There, Made, Failed };

/// Makes a folder that a person named for output, unless it is there. The folder above it must be: a mistyped path of
/// several is not made.
MadeFolder make_folder(const std::string& path);

class NewFolder {
 public:
  NewFolder(const std::string& parent, const std::string& name);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  /// Removes what was not committed.
  ~NewFolder();

  /// All three report resources/exists, resources/no-folder or resources/unwritable, and return whether there was no
  /// error.
  bool open(diagnostics::DiagnosticSink& sink);
  bool add(const std::string& file, std::string_view bytes, diagnostics::DiagnosticSink& sink);
  bool commit(diagnostics::DiagnosticSink& sink);

 private:
  bool fail(std::error_code error, diagnostics::DiagnosticSink& sink) const;

  std::string parent_;
  std::string path_;
  std::string temporary_;  // empty when there is none
  std::string made_;       // the parent, when it was made for this folder
  std::vector<std::string> files_;
};

class OutputFolder {
 public:
  /// Makes the folder when only it is missing. Reports: resources/no-folder, resources/unwritable.
  static base::Expected<OutputFolder> open(const std::string& path, diagnostics::DiagnosticSink& sink);

  /// Keeps other runs out of the folder until this object goes, also when the program is killed. Returns: false when
  /// somebody else works in it. File systems that know no locks let everybody in.
  bool lock();
  /// Removes what killed runs left. Only with the lock.
  void remove_leftovers();

  /// Writes the bytes under the hidden name of `number`. Reports: resources/unwritable with `name`, and leaves nothing.
  bool stage(std::uint64_t number, std::string_view name, std::string_view bytes, diagnostics::DiagnosticSink& sink);
  /// Gives a staged file its name, in place of one that has it. Reports: resources/unwritable, and leaves nothing.
  bool place(std::uint64_t number, const std::string& name, diagnostics::DiagnosticSink& sink);
  void drop(std::uint64_t number);
  /// Removes a file. Reports: resources/unwritable.
  bool remove(const std::string& name, diagnostics::DiagnosticSink& sink);

  /// The bytes of a file; nothing if it does not exist.
  std::optional<std::string> read(const std::string& name) const;
  /// Writes everything through to the disk.
  void sync();

  const std::string& path() const { return path_; }
  /// The path of a file in the folder, for people.
  std::string path_of(std::string_view name) const;

 private:
  OutputFolder(std::string path, FileDescriptor folder) : path_(std::move(path)), folder_(std::move(folder)) {}
  bool fail(std::uint64_t number, std::string_view name, std::error_code error, diagnostics::DiagnosticSink& sink);

  std::string path_;
  FileDescriptor folder_;
};

}  // namespace gongwen::resources
