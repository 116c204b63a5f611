#include "service/detail/logged_path.h"

#include "service/detail/routes.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace gongwen::service {
namespace {

/// Returns the beginnings of all patterns with an id, up to it: `/forms/{kind}/calls/`.
std::set<std::string_view> beginnings() {
  std::set<std::string_view> found;
  for (const Route& route : all_routes()) {
    const std::size_t id = std::min(route.path.find("{id}"), route.path.find("{scan}"));
    if (id != std::string_view::npos) found.insert(route.path.substr(0, id));
  }
  return found;
}

/// Returns the length of the part of the path that a beginning matches; 0 if it does not match.
std::size_t length_of(std::string_view beginning, std::string_view path) {
  std::size_t at = 0;
  while (!beginning.empty()) {
    const std::size_t end = beginning.find('/') + 1;  // a beginning ends with a slash
    const std::size_t next = path.find('/', at);
    if (next == std::string_view::npos) return 0;
    const std::string_view part = beginning.substr(0, end);
    if (part.front() != '{' && part != path.substr(at, next + 1 - at)) return 0;
    beginning.remove_prefix(end);
    at = next + 1;
  }
  return at;
}

}  // namespace

std::string_view logged_path(std::string_view path) {
  static const std::set<std::string_view> kBeginnings = beginnings();
  for (const std::string_view beginning : kBeginnings) {
    if (const std::size_t length = length_of(beginning, path); length > 0) return path.substr(0, length);
  }
  return path;
}

}  // namespace gongwen::service
