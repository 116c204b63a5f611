#include "base/file_path.h"

#include <algorithm>

namespace gongwen::base {

std::string join_path(std::string_view folder, std::string_view name) { return as_folder(folder).append(name); }

std::string as_folder(std::string_view path) {
  std::string folder(path);
  if (!folder.empty() && !folder.ends_with('/')) folder += '/';
  return folder;
}

std::string_view without_end_slashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view file_stem(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string_view folder_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string normal_path(std::string_view path) {
  std::string normal(path.starts_with('/') ? "/" : "");
  const std::size_t root = normal.size();
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && normal.size() > root && file_name(normal) != "..") {
      normal.resize(std::max(root, folder_part(normal).size()));
      continue;
    }
    if (normal.size() > root) normal += '/';
    normal += part;
  }
  return normal;
}

}  // namespace gongwen::base
