// AtomicFile: an output that appears whole or not at all. The bytes go into a temporary file beside the target, which
// takes the target's place only when everything has been written; until then an old file stays as it was. Where the
// file system can do it, the temporary file has no name until then, so that a killed program leaves no file. The folder
// of the target is created if its parent exists. The standard output (`-`), pipes and devices get the bytes when all of
// them are there (byte_stream.h).
//   AtomicFile file("out/2024-02.pdf");
//   if (file.open(sink) && file.write(bytes, sink)) file.commit(sink);
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/types.h>

namespace gongwen::resources {

/// What becomes of a file that has the name already. A new file of `Keep` leaves nothing where the program is killed;
/// one of `Replace` may leave a hidden file, and is renamed into its place, which those who watch a folder wait for.
enum class Existing : std::uint8_t { Replace, Keep };

class AtomicFile {
 public:
  /// `temporary_folder` is where bytes for a stream wait; empty: `/tmp`.
  explicit AtomicFile(std::string path, Existing existing = Existing::Replace, std::string temporary_folder = {})
      : path_(std::move(path)), existing_(existing), temporary_folder_(std::move(temporary_folder)) {}
  AtomicFile(AtomicFile&&) noexcept = default;
  AtomicFile& operator=(AtomicFile&&) = delete;
  /// Removes the temporary file of an output that was not committed.
  ~AtomicFile();

  /// All three report resources/no-folder, resources/is-folder, resources/exists or resources/unwritable, and return
  /// whether there was no error.
  bool open(diagnostics::DiagnosticSink& sink);
  bool write(std::string_view bytes, diagnostics::DiagnosticSink& sink);
  bool commit(diagnostics::DiagnosticSink& sink);

  /// Whether the bytes go into something that is not a file. Valid after `open`.
  bool is_stream() const { return is_stream_; }

  /// For libraries that write files by name: a path that leads to the temporary file. Valid after `open`.
  std::string temporary_path() const;
  /// The bytes that were written so far. Valid between `open` and `commit`.
  std::size_t size() const;

 private:
  bool open_for_stream();
  bool open_temporary();
  bool open_hidden();
  bool give_name();
  bool take_free_name();
  bool close_named(diagnostics::DiagnosticSink& sink);
  mode_t final_mode() const;
  bool fail(std::error_code error, diagnostics::DiagnosticSink& sink);
  bool refuse_existing(diagnostics::DiagnosticSink& sink) const;

  std::string path_;
  Existing existing_;
  std::string temporary_folder_;
  std::string target_;     // the path with symbolic links followed, so that a link stays a link
  std::string folder_;     // of the target
  std::string temporary_;  // empty when there is none, or it has no name
  std::string made_;       // the folder, when it was made for this file
  FileDescriptor file_;
  mode_t mode_ = 0;  // of a new file
  bool is_stream_ = false;
};

/// Opens, writes and commits.
bool write_file(const std::string& path, std::string_view bytes, diagnostics::DiagnosticSink& sink,
                Existing existing = Existing::Replace);

// FileLock: a lock that lives and dies with the process that holds it. It is the system's lock on a file (flock), so
// that a killed holder leaves nothing to be cleared away; the file's text only says who holds it.
//   const auto lock = FileLock::take("site/.gongwen/lock", LockKind::Exclusive, 10'000);
//   if (!lock) …   lock.error().holder;   // `process 4711 on host`

enum class LockKind : std::uint8_t { Shared, Exclusive };

/// Why a lock was not given.
struct LockError {
  std::string holder = {};     // who has it, as far as the file says
  std::error_code cause = {};  // why the file cannot be opened; none when somebody else holds the lock
};

class FileLock {
 public:
  FileLock(FileLock&&) noexcept = default;
  FileLock& operator=(FileLock&&) = delete;
  /// Gives the lock back and wipes the note.
  ~FileLock();

  /// Waits up to `milliseconds`. A shared lock needs no right to write: where the file is missing and cannot be made,
  /// nobody can hold it, and an empty lock is returned.
  static base::Expected<FileLock, LockError> take(const std::string& path, LockKind kind, std::int64_t milliseconds);

 private:
  FileLock(FileDescriptor file, LockKind kind) : file_(std::move(file)), kind_(kind) {}

  FileDescriptor file_;
  LockKind kind_;
};

}  // namespace gongwen::resources
