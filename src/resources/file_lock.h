// FileLock: a lock that lives and dies with the process that holds it. It is the system's lock on a file (flock), so
// that a killed holder leaves nothing to be cleared away; the file's text only says who holds it.
//   const auto lock = FileLock::take("site/.gongwen/lock", LockKind::Exclusive, 10'000);
//   if (!lock) …   lock.error().holder;   // `process 4711 on host`
#pragma once

#include "base/expected.h"
#include "resources/file_descriptor.h"

#include <cstdint>
#include <string>
#include <system_error>

namespace gongwen::resources {

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
