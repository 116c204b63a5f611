// HeldFolder: a folder for what a process and those that it starts lay down for a moment, and which outlives no
// process for long: what one that was killed has left goes when the next one makes its own.
//   auto scratch = HeldFolder::make("state/tmp");
//   if (scratch) engine.temporary_folder = scratch->path();
#pragma once

#include "base/expected.h"
#include "resources/file_lock.h"

#include <string>
#include <system_error>
#include <utility>

namespace gongwen::resources {

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

}  // namespace gongwen::resources
