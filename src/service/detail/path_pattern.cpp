#include "service/detail/path_pattern.h"

// Example: `/d/{id}/preview/{page}.svg` against `/d/k2x7/preview/3.svg` gives id = k2x7, page = 3. Both are cut at `/`,
// and each part is compared by itself, so a value never contains a slash.
namespace gongwen::service {
namespace {

/// Takes the part of a path up to the next slash, and the slash.
std::string_view take_part(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

/// Takes the placeholder with which a pattern begins, and returns its name; empty if it begins with a letter.
std::string_view take_place(std::string_view& pattern) {
  if (!pattern.starts_with('{')) return {};
  const std::string_view name = pattern.substr(1, pattern.find('}') - 1);
  pattern.remove_prefix(name.size() + 2);
  return name;
}

/// Returns whether a part of a path fits a pattern such as `{number}.{format}`.
bool fits_part(std::string_view pattern, std::string_view given, PathValues& values) {
  while (!pattern.empty()) {
    const std::string_view place = take_place(pattern);
    // The text up to the next placeholder; empty if two follow each other or the part ends.
    const std::string_view between = pattern.substr(0, pattern.find('{'));
    pattern.remove_prefix(between.size());
    // The first occurrence ends the value: `{number}.{format}` takes `3` of `3.tar.gz`.
    const std::size_t length = place.empty() ? 0 : between.empty() ? given.size() : given.find(between);
    // Placeholders are never empty: the address `/d//files` does not exist.
    if (length == std::string_view::npos || (!place.empty() && length == 0)) return false;
    if (!place.empty()) values.emplace_back(place, given.substr(0, length));
    given.remove_prefix(length);
    if (!given.starts_with(between)) return false;
    given.remove_prefix(between.size());
  }
  return given.empty();
}

}  // namespace

std::optional<PathValues> match_path(std::string_view pattern, std::string_view path) {
  PathValues values;
  if (pattern == path) return values;
  // `/d/k2x7/` is not `/d/k2x7`: two addresses for one page would make links and tokens ambiguous.
  if (path.ends_with('/') && !pattern.ends_with('/')) return std::nullopt;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_part(pattern);
    if (!fits_part(wanted, take_part(path), values)) return std::nullopt;
  }
  // Both must be used up: a pattern never matches only the beginning of an address.
  return pattern.empty() && path.empty() ? std::optional(std::move(values)) : std::nullopt;
}

std::vector<std::string_view> places_of(std::string_view path) {
  std::vector<std::string_view> places;
  for (std::size_t at = path.find('{'); at != std::string_view::npos; at = path.find('{')) {
    path.remove_prefix(at);
    places.push_back(take_place(path));
  }
  return places;
}

}  // namespace gongwen::service
