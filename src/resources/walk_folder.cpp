#include "resources/walk_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace gongwen::resources {
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

/// Without `.`, `..` and links, as far as it exists; without a last slash.
fs::path plain_path(const std::string& path) {
  std::error_code error;
  fs::path plain = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) return path;
  return plain.has_filename() ? plain : plain.parent_path();
}

}  // namespace

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
  const fs::path target = plain_path(parent.empty() ? "." : parent.string()) / name;
  const fs::path between = target.lexically_relative(plain_path(folder));
  return between.empty() ? file : between.string();
}

}  // namespace gongwen::resources
