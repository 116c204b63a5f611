#include "resources/folder.h"

#include "base/file_path.h"
#include "base/format.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/file_tree.h"
#include "resources/open_below.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace gongwen::resources {
namespace {

constexpr std::string_view kLockEnding = ".lock";
/// Held while leftovers are removed, so that a folder that another process is creating is not removed.
constexpr std::string_view kGate = "gate.lock";
constexpr std::int64_t kPatience = 10'000;  // milliseconds

/// Removes folders, and locks without a folder, that no process holds.
void clear(const std::string& parent) {
  std::set<std::string> stems;
  for (const std::string& name : names_in(parent)) {
    if (name == kGate) continue;
    const bool is_lock = name.ends_with(kLockEnding);
    stems.insert(is_lock ? name.substr(0, name.size() - kLockEnding.size()) : name);
  }
  for (const std::string& stem : stems) {
    const std::string path = base::join_path(parent, stem);
    const std::string lock = path + std::string(kLockEnding);
    if (!FileLock::take(lock, LockKind::Exclusive, 0)) continue;
    remove_tree(path);
    remove_tree(lock);
  }
}

}  // namespace

base::Expected<HeldFolder, std::error_code> HeldFolder::make(const std::string& parent) {
  const auto refuse = [](const LockError& error) {
    return base::Failure{error.cause ? error.cause : std::make_error_code(std::errc::device_or_resource_busy)};
  };
  if (const std::error_code error = make_private_folder(parent)) return base::Failure{error};
  const auto gate = FileLock::take(base::join_path(parent, kGate), LockKind::Exclusive, kPatience);
  if (!gate) return refuse(gate.error());
  clear(parent);
  for (int number = 0;; ++number) {
    std::string path = base::join_path(parent, fmt::format("{}-{}", ::getpid(), number));
    // A process on another machine or in a container may have the same number.
    if (path_exists(path)) continue;
    auto lock = FileLock::take(path + std::string(kLockEnding), LockKind::Exclusive, 0);
    if (!lock && lock.error().cause) return refuse(lock.error());
    if (!lock) continue;
    if (const std::error_code error = make_private_folder(path)) return base::Failure{error};
    return HeldFolder(std::move(path), *std::move(lock));
  }
}

HeldFolder::~HeldFolder() {
  if (path_.empty()) return;
  remove_tree(path_);
  remove_tree(path_ + std::string(kLockEnding));
}

namespace {

namespace fs = std::filesystem;

class Walker {
 public:
  Walker(int depth, const std::function<bool(std::string_view)>& takes) : depth_(depth), takes_(takes) {}

  void enter(const fs::path& folder, int level) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::end(entries); entries.increment(error)) add(*entries, level);
    if (error) walk_.unreadable.push_back(folder.string());
  }

  FolderWalk finish() {
    for (auto* const names : {&walk_.files, &walk_.links, &walk_.deep, &walk_.unreadable}) {
      std::sort(names->begin(), names->end());
    }
    return std::move(walk_);
  }

 private:
  void add(const fs::directory_entry& entry, int level) {
    if (!takes_(entry.path().filename().string())) return;
    std::error_code error;
    const fs::file_type type = entry.status(error).type();
    if (type == fs::file_type::regular) walk_.files.push_back(entry.path().string());
    if (type != fs::file_type::directory) return;
    if (entry.is_symlink(error)) {
      walk_.links.push_back(entry.path().string());
    } else if (level == depth_) {
      walk_.deep.push_back(entry.path().string());
    } else {
      enter(entry.path(), level + 1);
    }
  }

  int depth_;
  const std::function<bool(std::string_view)>& takes_;
  FolderWalk walk_;
};

}  // namespace

std::string plain_path(const std::string& path) {
  std::error_code error;
  const fs::path plain = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) return path;
  return (plain.has_filename() ? plain : plain.parent_path()).string();
}

FolderWalk walk_folder(const std::string& root, int depth, const std::function<bool(std::string_view)>& takes) {
  Walker walker(depth, takes);
  walker.enter(root, 0);
  return walker.finish();
}

bool is_put_there(std::string_view name) {
  return !name.starts_with('.') && !name.starts_with("~$") && name != "Thumbs.db" && name != "desktop.ini" &&
         name != "__MACOSX";
}

bool is_same_path(const std::string& one, const std::string& other) { return plain_path(one) == plain_path(other); }

bool is_path_below(const std::string& path, const std::string& folder) {
  const fs::path above = plain_path(folder);
  const fs::path below = plain_path(path);
  const auto [above_end, rest] = std::mismatch(above.begin(), above.end(), below.begin(), below.end());
  return above_end == above.end() && rest != below.end();
}

std::string path_between(const std::string& folder, const std::string& file) {
  const fs::path name = fs::path(file).filename();
  const fs::path parent = fs::path(file).parent_path();
  const fs::path target = fs::path(plain_path(parent.empty() ? "." : parent.string())) / name;
  const fs::path between = target.lexically_relative(plain_path(folder));
  return between.empty() ? file : between.string();
}

namespace {

namespace messages = diagnostics::messages;

constexpr ReadLimits kBundleLimits{std::size_t{64} << 20};

/// True when `path`, with its links followed, lies below `root` with its links followed.
bool lies_below(const fs::path& path, const fs::path& root) {
  std::error_code error;
  const fs::path real_root = fs::canonical(root, error);
  if (error) return false;
  const fs::path real_path = fs::canonical(path, error);
  if (error) return false;
  const auto [root_end, rest] = std::mismatch(real_root.begin(), real_root.end(), real_path.begin(), real_path.end());
  return root_end == real_root.end() && rest != real_path.end();
}

/// Whether a part of an inner name is a link. Only then can the name lead out of the folder; checking that takes a
/// system call for each part of both paths.
bool passes_link(const fs::path& root, std::string_view name) {
  fs::path path = root;
  for (const fs::path& part : fs::path(name)) {
    path /= part;
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(path, error)) || error) return true;
  }
  return false;
}

/// The names of the entries of a folder that are, after following links, of the given type.
std::vector<std::string> names_of(const std::string& root, fs::file_type type) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root, error)) {
    // The listing contains the type, except for links.
    const bool wanted = type == fs::file_type::directory ? entry.is_directory(error) : entry.is_regular_file(error);
    if (wanted) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

bool is_inner_name(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos || name.find('\\') != std::string_view::npos) {
    return false;
  }
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

std::string Folder::shown(std::string_view name) const { return base::join_path(name_.empty() ? root_ : name_, name); }

Folder Folder::below(std::string_view name) const {
  Folder inner = *this;
  inner.root_ = base::join_path(root_, name);
  if (!name_.empty()) inner.name_ = base::join_path(name_, name);
  return inner;
}

bool Folder::exists() const {
  if (files_ != nullptr) {
    const std::string begin = base::as_folder(root_);
    const auto first = files_->lower_bound(begin);
    return first != files_->end() && first->first.starts_with(begin);
  }
  std::error_code error;
  return fs::is_directory(root_, error);
}

bool Folder::contains(std::string_view name) const {
  if (files_ != nullptr) return is_inner_name(name) && files_->contains(base::join_path(root_, name));
  std::error_code error;
  return is_inner_name(name) && fs::is_regular_file(base::join_path(root_, name), error);
}

base::Expected<std::string> Folder::resolve(std::string_view name, const diagnostics::Origin& origin,
                                            diagnostics::DiagnosticSink& sink) const {
  const fs::path path = fs::path(root_) / name;
  std::error_code error;
  if (!is_inner_name(name)) {
    sink.report(messages::ResourcesOutsideBundle, origin, name);
    return base::kReported;
  }
  if (!fs::exists(path, error)) {
    sink.report(messages::ResourcesNotFound, origin, shown(name));
    return base::kReported;
  }
  if (passes_link(root_, name) && !lies_below(path, root_)) {
    sink.report(messages::ResourcesOutsideBundle, origin, name);
    return base::kReported;
  }
  return path.string();
}

/// The bytes of a file in memory; reports a missing one and returns null.
const std::string* Folder::find_bytes(std::string_view name, const diagnostics::Origin& origin,
                                      diagnostics::DiagnosticSink& sink) const {
  if (!is_inner_name(name)) {
    sink.report(messages::ResourcesOutsideBundle, origin, name);
    return nullptr;
  }
  const auto file = files_->find(base::join_path(root_, name));
  if (file != files_->end()) return &file->second;
  sink.report(messages::ResourcesNotFound, origin, shown(name));
  return nullptr;
}

/// The counterpart of `files` and `subfolders` for a folder in memory.
std::vector<std::string> Folder::names_in_memory(Direct wanted) const {
  std::vector<std::string> names;
  const std::string begin = base::as_folder(root_);
  for (auto file = files_->lower_bound(begin); file != files_->end() && file->first.starts_with(begin); ++file) {
    const std::string_view rest = std::string_view(file->first).substr(begin.size());
    const std::size_t end = rest.find('/');
    if ((end == std::string_view::npos) != (wanted == Direct::Files)) continue;
    const std::string_view name = rest.substr(0, end);
    if (names.empty() || names.back() != name) names.emplace_back(name);
  }
  // Sort: a file `a.b` comes between two files of the folder `a`.
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

base::Expected<diagnostics::SourceId> Folder::read_text(std::string_view name, const diagnostics::Origin& origin,
                                                        SourceStore& store, diagnostics::DiagnosticSink& sink) const {
  base::Expected<std::string> bytes = read_bytes(name, origin, sink);
  if (!bytes) return base::kReported;
  return add_text(name, *std::move(bytes), store, sink);
}

base::Expected<diagnostics::SourceId> Folder::add_text(std::string_view name, std::string bytes, SourceStore& store,
                                                       diagnostics::DiagnosticSink& sink) const {
  return resources::add_text(shown(name), std::move(bytes), store, sink);
}

std::vector<std::string> Folder::files_below(int depth) const {
  std::vector<std::string> names;
  if (files_ != nullptr) {
    const std::string begin = base::as_folder(root_);
    for (auto file = files_->lower_bound(begin); file != files_->end() && file->first.starts_with(begin); ++file) {
      const std::string_view rest = std::string_view(file->first).substr(begin.size());
      if (std::count(rest.begin(), rest.end(), '/') <= depth) names.emplace_back(rest);
    }
    return names;
  }
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(root_, error); entry != fs::end(entry); entry.increment(error)) {
    if (error) break;
    if (entry.depth() >= depth) entry.disable_recursion_pending();
    if (!entry->is_regular_file(error)) continue;
    if (entry->is_symlink(error) && !lies_below(entry->path(), root_)) continue;
    names.push_back(entry->path().native().substr(base::as_folder(root_).size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

base::Expected<std::string> Folder::read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                               diagnostics::DiagnosticSink& sink) const {
  if (files_ != nullptr) {
    const std::string* const bytes = find_bytes(name, origin, sink);
    if (bytes == nullptr) return base::kReported;
    return *bytes;
  }
  if (is_inner_name(name)) {
    // In one step, so that no link can be put in the place of the file between a check and the opening.
    const FileDescriptor file = open_below(root_, std::string(name), InnerLinks::Refuse);
    if (file) return read_open_file(file, base::join_path(root_, name), kBundleLimits, sink);
  }
  const base::Expected<std::string> path = resolve(name, origin, sink);
  if (!path) return base::kReported;
  return resources::read_bytes(*path, kBundleLimits, sink);
}

std::vector<std::string> Folder::subfolders() const {
  return files_ != nullptr ? names_in_memory(Direct::Folders) : names_of(root_, fs::file_type::directory);
}

std::vector<std::string> Folder::files() const {
  return files_ != nullptr ? names_in_memory(Direct::Files) : names_of(root_, fs::file_type::regular);
}

}  // namespace gongwen::resources
