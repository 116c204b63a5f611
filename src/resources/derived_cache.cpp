#include "resources/derived_cache.h"

#include "base/file_path.h"
#include "base/format.h"
#include "resources/atomic_file.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::resources {
namespace {

/// Of the file's form.
constexpr std::string_view kMark = "gongwen cache 1\n";
constexpr std::string_view kEnding = ".cache";
constexpr std::size_t kMaxLength = std::size_t{16} << 20;
constexpr std::size_t kMaxKept = 16;
constexpr std::size_t kMaxFiles = 256;

/// What a file starts with; the made bytes follow. It is read only where it was written, so it lies there as in memory.
struct Head {
  std::array<char, kMark.size()> mark{};
  std::uint64_t source_length = 0;
  std::uint64_t made_length = 0;
  std::uint64_t check_sum = 0;  // of the made bytes: XXH3
};

Head head_of(std::string_view source, std::string_view made) {
  Head head;
  std::copy(kMark.begin(), kMark.end(), head.mark.begin());
  head.source_length = source.size();
  head.made_length = made.size();
  head.check_sum = XXH3_64bits(made.data(), made.size());
  return head;
}

/// 128 bits of purpose and source (XXH3).
std::string file_name(std::string_view purpose, std::string_view source) {
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  XXH3_128bits_update(&state, purpose.data(), purpose.size());
  XXH3_128bits_update(&state, "\n", 1);
  XXH3_128bits_update(&state, source.data(), source.size());
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  return fmt::format("{:016x}{:016x}{}", hash.high64, hash.low64, kEnding);
}

/// A folder of this user in which nobody else can make, rename or remove files.
bool is_own_folder(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/// Whether the folder is there now. It is made, with the one above it, only below a folder of this user.
bool make_cache_folder(const std::string& path, int levels = 2) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) return S_ISDIR(status.st_mode);
  std::string above(base::folder_part(path));
  if (above.empty()) above = path.starts_with('/') ? "/" : ".";
  if (levels == 0 || !make_cache_folder(above, levels - 1)) return false;
  if (::stat(above.c_str(), &status) != 0 || status.st_uid != ::geteuid()) return false;
  return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST;  // by another thread
}

bool read_exactly(int file, char* to, std::size_t length) {
  while (length > 0) {
    const ssize_t count = ::read(file, to, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    length -= static_cast<std::size_t>(count);
  }
  return true;
}

/// A regular file of the right user, not a link.
FileDescriptor open_file(const std::string& path, std::size_t& length) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status = {};
  if (!file || ::fstat(file.number(), &status) != 0) return {};
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return {};
  length = static_cast<std::size_t>(status.st_size);
  return file;
}

}  // namespace

std::optional<std::string> DerivedCache::find(std::string_view purpose, std::string_view source) const {
  if (folder_.empty() || !is_own_folder(folder_)) return std::nullopt;
  std::size_t length = 0;
  const FileDescriptor file = open_file(base::join_path(folder_, file_name(purpose, source)), length);
  if (!file || length < sizeof(Head) || length > kMaxLength) return std::nullopt;
  Head head;
  std::string made(length - sizeof(Head), '\0');
  if (!read_exactly(file.number(), reinterpret_cast<char*>(&head), sizeof(head)) ||
      !read_exactly(file.number(), made.data(), made.size())) {
    return std::nullopt;
  }
  const Head expected = head_of(source, made);
  if (std::memcmp(&head, &expected, sizeof(head)) != 0) return std::nullopt;
  return made;
}

void DerivedCache::keep(std::string_view purpose, std::string_view source, std::string_view made) const {
  if (folder_.empty() || made.size() > kMaxLength - sizeof(Head) || kept_++ >= kMaxKept) return;
  if (!make_cache_folder(folder_) || !is_own_folder(folder_)) return;
  drop_oldest();
  const Head head = head_of(source, made);
  diagnostics::DiagnosticSink unheard;
  AtomicFile file(base::join_path(folder_, file_name(purpose, source)));
  if (file.open(unheard) && file.write({reinterpret_cast<const char*>(&head), sizeof(head)}, unheard) &&
      file.write(made, unheard)) {
    file.commit(unheard);
  }
}

void DerivedCache::drop_oldest() const {
  std::vector<std::pair<std::int64_t, std::string>> files;
  DIR* const folder = ::opendir(folder_.c_str());
  if (folder == nullptr) return;
  while (const dirent* const entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name.ends_with(kEnding)) files.emplace_back(0, name);
  }
  if (files.size() >= kMaxFiles) {
    for (auto& [changed, name] : files) {
      struct stat status = {};
      if (::fstatat(::dirfd(folder), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) changed = status.st_mtime;
    }
    std::sort(files.begin(), files.end());
    files.resize(files.size() / 2);
    for (const auto& [changed, name] : files) ::unlinkat(::dirfd(folder), name.c_str(), 0);
  }
  ::closedir(folder);
}

}  // namespace gongwen::resources
