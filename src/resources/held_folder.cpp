#include "resources/held_folder.h"

#include "base/file_path.h"
#include "base/format.h"
#include "resources/file_tree.h"

#include <set>
#include <string_view>

#include <unistd.h>

namespace gongwen::resources {
namespace {

constexpr std::string_view kLockEnding = ".lock";
/// Of whoever looks for what was left, so that nobody's folder is removed while it is being made.
constexpr std::string_view kGate = "gate.lock";
constexpr std::int64_t kPatience = 10'000;  // milliseconds

/// Folders, and locks without a folder, that nobody holds.
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
    // Another machine, or a container, may have the same numbers.
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

}  // namespace gongwen::resources
