// AtomicFile: an output that appears whole or not at all. The bytes go into a temporary file beside the target, which
// replaces the target only when everything has been written; until then an old file stays as it was. Where the file
// system supports it, the temporary file has no name, so that a killed program leaves no file. The folder of the target
// is created if its parent exists. The standard output (`-`), pipes and devices receive the bytes at the end, all at
// once (byte_stream.h).
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

/// What to do if a file has the name already. With `Keep`, a killed program leaves no file; with `Replace` it
/// may leave a hidden file. Only `Replace` renames the file into its place, which is the event that programs watching a
/// folder wait for.
enum class Existing : std::uint8_t { Replace, Keep };

class AtomicFile {
 public:
  /// `temporary_folder` keeps the bytes for a stream until they are complete; empty: `/tmp`.
  explicit AtomicFile(std::string path, Existing existing = Existing::Replace, std::string temporary_folder = {})
      : path_(std::move(path)), existing_(existing), temporary_folder_(std::move(temporary_folder)) {}
  AtomicFile(AtomicFile&&) noexcept = default;
  AtomicFile& operator=(AtomicFile&&) = delete;
  /// Removes the temporary file unless the output was committed.
  ~AtomicFile();

  /// All three report resources/no-folder, resources/is-folder, resources/exists or resources/unwritable, and return
  /// whether they succeeded.
  bool open(diagnostics::DiagnosticSink& sink);
  bool write(std::string_view bytes, diagnostics::DiagnosticSink& sink);
  bool commit(diagnostics::DiagnosticSink& sink);

  /// Whether the target is a stream rather than a file. Valid after `open`.
  bool is_stream() const { return is_stream_; }

  /// The path of the temporary file, for libraries that write files by name. Valid after `open`.
  std::string temporary_path() const;
  /// The number of bytes written so far. Valid between `open` and `commit`.
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
  std::string target_;     // the path after following symbolic links, so that a link stays a link
  std::string folder_;     // of the target
  std::string temporary_;  // empty if there is no temporary file, or it has no name
  std::string made_;       // the folder, if it was created for this file
  FileDescriptor file_;
  mode_t mode_ = 0;  // of a new file
  bool is_stream_ = false;
};

/// Opens, writes and commits.
bool write_file(const std::string& path, std::string_view bytes, diagnostics::DiagnosticSink& sink,
                Existing existing = Existing::Replace);

// FileLock: a lock that ends with the process that holds it. It uses the system's lock on a file (flock), so that a
// killed holder leaves nothing to clean up; the text of the file only says who holds it.
//   const auto lock = FileLock::take("site/.gongwen/lock", LockKind::Exclusive, 10'000);
//   if (!lock) …   lock.error().holder;   // `process 4711 on host`

enum class LockKind : std::uint8_t { Shared, Exclusive };

/// Why a lock was not obtained.
struct LockError {
  std::string holder = {};     // who holds the lock, as far as the file says
  std::error_code cause = {};  // why the file cannot be opened; none if another process holds the lock
};

class FileLock {
 public:
  FileLock(FileLock&&) noexcept = default;
  FileLock& operator=(FileLock&&) = delete;
  /// Releases the lock and clears the note.
  ~FileLock();

  /// Waits up to `milliseconds`. A shared lock needs no permission to write: if the file does not exist and cannot be
  /// created, nobody can hold it, and an empty lock is returned.
  static base::Expected<FileLock, LockError> take(const std::string& path, LockKind kind, std::int64_t milliseconds);

 private:
  FileLock(FileDescriptor file, LockKind kind) : file_(std::move(file)), kind_(kind) {}

  FileDescriptor file_;
  LockKind kind_;
};

}  // namespace gongwen::resources
