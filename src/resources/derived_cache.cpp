#include "resources/derived_cache.h"

#include "base/file_path.h"
#include "resources/atomic_file.h"
#include "resources/detail/open_file.h"
#include "resources/file_descriptor.h"
#include "resources/file_tree.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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
  std::uint64_t check_sum = 0;  // of the made bytes
};

Head head_of(std::string_view source, std::string_view made) {
  Head head;
  std::copy(kMark.begin(), kMark.end(), head.mark.begin());
  head.source_length = source.size();
  head.made_length = made.size();
  head.check_sum = TextHash(made).short_number();
  return head;
}

std::string file_name(std::string_view purpose, std::string_view source) {
  TextHash hash(purpose);
  hash.add("\n");
  hash.add(source);
  return hash.hexadecimal().append(kEnding);
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

/// A regular file of this user that is not too large, and not a link.
FileDescriptor open_kept(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status = {};
  const bool is_usable = file && ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
                         status.st_uid == ::geteuid() && static_cast<std::size_t>(status.st_size) <= kMaxLength;
  return is_usable ? std::move(file) : FileDescriptor();
}

}  // namespace

std::optional<std::string> DerivedCache::find(std::string_view purpose, std::string_view source) const {
  if (folder_.empty() || !is_own_folder(folder_)) return std::nullopt;
  const std::string path = base::join_path(folder_, file_name(purpose, source));
  const FileDescriptor file = open_kept(path);
  if (!file) return std::nullopt;
  diagnostics::DiagnosticSink unheard;
  base::Expected<std::string> bytes = read_open_file(file, path, {kMaxLength}, unheard);
  if (!bytes || bytes->size() < sizeof(Head)) return std::nullopt;
  const Head expected = head_of(source, std::string_view(*bytes).substr(sizeof(Head)));
  if (std::memcmp(bytes->data(), &expected, sizeof(Head)) != 0) return std::nullopt;
  return bytes->erase(0, sizeof(Head));
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
  for (const std::string& name : names_in(folder_)) {
    if (name.ends_with(kEnding)) files.emplace_back(0, base::join_path(folder_, name));
  }
  if (files.size() < kMaxFiles) return;
  for (auto& [changed, path] : files) {
    struct stat status = {};
    if (::lstat(path.c_str(), &status) == 0) changed = status.st_mtime;
  }
  std::sort(files.begin(), files.end());
  files.resize(files.size() / 2);
  for (const auto& [changed, path] : files) ::unlink(path.c_str());
}

}  // namespace gongwen::resources
