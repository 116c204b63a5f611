// TemporaryFolder: a folder of one's own for as long as it is needed.
//   auto folder = TemporaryFolder::make({});
//   if (!folder) …
//   write(folder->path() + "/a.json");
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace gongwen::resources {

/// Nobody else can look into it; it is removed with all that lies in it.
class TemporaryFolder {
 public:
  /// In `parent`; empty: `/tmp`. Nothing when it cannot be made: errno says why.
  static std::optional<TemporaryFolder> make(std::string parent);
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
