#include "engine/kinds/detail/bundle_files.h"

namespace gongwen::engine {
namespace {

constexpr std::string_view kSharedPrefix = "shared/";
constexpr int kMaxBundleDepth = 8;

}  // namespace

BundleFiles::Place BundleFiles::find(std::string_view name) const {
  if (shared_ && name.starts_with(kSharedPrefix)) return {&*shared_, name.substr(kSharedPrefix.size())};
  return {&bundle_, name};
}

bool BundleFiles::contains(std::string_view name) const {
  const Place place = find(name);
  return place.folder->contains(place.name);
}

base::Expected<diagnostics::SourceId> BundleFiles::read_text(std::string_view name, const diagnostics::Origin& origin,
                                                             resources::SourceStore& store,
                                                             diagnostics::DiagnosticSink& sink) const {
  const Place place = find(name);
  return place.folder->read_text(place.name, origin, store, sink);
}

base::Expected<std::string> BundleFiles::read_bytes(std::string_view name, const diagnostics::Origin& origin,
                                                    diagnostics::DiagnosticSink& sink) const {
  const Place place = find(name);
  return place.folder->read_bytes(place.name, origin, sink);
}

std::string BundleFiles::path_of(std::string_view name) const {
  const Place place = find(name);
  return place.folder->root() + "/" + std::string(place.name);
}

std::vector<std::string> BundleFiles::list() const {
  std::vector<std::string> names = bundle_.files_below(kMaxBundleDepth);
  if (!shared_) return names;
  for (const std::string& name : shared_->files_below(kMaxBundleDepth)) names.push_back(std::string(kSharedPrefix) + name);
  return names;
}

std::string resolve_name(std::string_view name, std::string_view from) {
  if (name.starts_with('/')) return std::string(name);
  const std::size_t folder_end = from.rfind('/');
  std::string path(folder_end == std::string_view::npos ? std::string_view() : from.substr(0, folder_end));
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    if (part == ".") continue;
    if (part == ".." && !path.empty() && path != ".." && !path.ends_with("/..")) {
      const std::size_t cut = path.rfind('/');
      path.resize(cut == std::string::npos ? 0 : cut);
      continue;
    }
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

}  // namespace gongwen::engine
