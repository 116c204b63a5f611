#include "engine/kinds/detail/bundle_files.h"

#include "base/file_path.h"

namespace gongwen::engine {
namespace {

constexpr std::string_view kSharedPrefix = "shared/";
constexpr std::string_view kPagesPrefix = "pages/";  // in the shared folder
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
  return base::join_path(place.folder->root(), place.name);
}

std::vector<std::string> BundleFiles::paths() const {
  std::vector<std::string> paths;
  for (const std::string& name : list()) {
    const Place place = find(name);
    if (!place.folder->is_in_memory()) paths.push_back(base::join_path(place.folder->root(), place.name));
  }
  for (const resources::Folder& folder : texts_folders_) {
    if (folder.is_in_memory()) continue;
    for (const std::string& name : folder.files()) paths.push_back(base::join_path(folder.root(), name));
  }
  return paths;
}

std::vector<std::string> BundleFiles::list() const {
  std::vector<std::string> names = bundle_.files_below(kMaxBundleDepth);
  if (!shared_) return names;
  for (const std::string& name : shared_->files_below(kMaxBundleDepth)) {
    // Pages of the program are separate bundles, of which no kind is made.
    if (!name.starts_with(kPagesPrefix)) names.push_back(std::string(kSharedPrefix) + name);
  }
  return names;
}

std::string resolve_name(std::string_view name, std::string_view from) {
  // Of a server, or of the web.
  if (name.starts_with('/') || name.find("://") != std::string_view::npos) return std::string(name);
  std::string path(base::folder_part(from));
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !path.empty() && path != ".." && !path.ends_with("/..")) {
      path.resize(base::folder_part(path).size());
      continue;
    }
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

std::optional<templating::LoadedTemplate> TemplateFiles::load(std::string_view name, const diagnostics::Origin& origin,
                                                              diagnostics::DiagnosticSink& sink) {
  if (resources::is_inner_name(name) && !files_.contains(name)) return std::nullopt;
  const auto reserved = reserved_.find(name);
  if (reserved != reserved_.end()) {
    resources::SourceStore read;
    const base::Expected<diagnostics::SourceId> source = files_.read_text(name, origin, read, sink);
    if (!source) return std::nullopt;
    store_.fill(reserved->second, std::string(read.source_name(*source)),
                templating::normalize_line_ends(std::string(read.source_text(*source))));
    return templating::LoadedTemplate{reserved->second, store_.source_text(reserved->second)};
  }
  const base::Expected<diagnostics::SourceId> source = files_.read_text(name, origin, store_, sink);
  if (!source) return std::nullopt;
  loaded_.emplace(name);
  const std::string_view text = store_.source_text(*source);
  if (text.find('\r') == std::string_view::npos) return templating::LoadedTemplate{*source, text};
  const diagnostics::SourceId normalised =
      store_.add(std::string(store_.source_name(*source)), templating::normalize_line_ends(std::string(text)));
  return templating::LoadedTemplate{normalised, store_.source_text(normalised)};
}

void TemplateFiles::prepare_for_later() {
  for (const std::string& name : list()) {
    if (!loaded_.contains(name)) reserved_.emplace(name, store_.reserve());
  }
}

std::vector<std::string> TemplateFiles::list() const {
  if (!names_) {
    names_ = files_.list();
    std::erase_if(*names_, [](const std::string& name) { return !name.ends_with(".html"); });
  }
  return *names_;
}

}  // namespace gongwen::engine
