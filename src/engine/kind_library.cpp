#include "engine/kind_library.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

constexpr std::string_view kShared = "shared";

/// Whether a folder `shared` has what bundles use, and not only what stands beside them: sets and calendars.
bool serves_bundles(const resources::Folder& shared) {
  const std::vector<std::string> inner = shared.subfolders();
  return shared.exists() && (!shared.files().empty() || inner.empty() ||
                             std::any_of(inner.begin(), inner.end(), [](const std::string& name) {
                               return name != "calendars" && name != "sets";
                             }));
}

/// Those of own folders come first.
std::vector<resources::Folder> calendar_folders(const std::vector<TemplateFolder>& folders) {
  std::vector<resources::Folder> result;
  for (const TemplateFolder& folder : folders) {
    const std::string inner = "/" + std::string(kShared) + "/calendars";
    result.emplace_back(folder.path + inner, folder.name + inner);
  }
  return result;
}

}  // namespace

std::vector<std::string> KindLibrary::names() const {
  std::set<std::string> names;
  for (const TemplateFolder& folder : folders_) {
    const resources::Folder templates(folder.path);
    for (std::string& name : templates.subfolders()) {
      if (name != kShared && templates.contains(name + "/" + std::string(kManifestName))) names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

std::optional<BundleFiles> KindLibrary::find(std::string_view name) const {
  if (name == kShared || !resources::is_inner_name(name) || name.find('/') != std::string_view::npos) return {};
  std::optional<BundleFiles> found;
  for (const TemplateFolder& folder : folders_) {
    const auto inner = [&folder](std::string_view part) {
      return resources::Folder(folder.path + "/" + std::string(part), folder.name + "/" + std::string(part));
    };
    if (!inner(name).contains(kManifestName)) continue;
    // A folder without shared files of its own uses those of the folders behind it.
    std::optional<resources::Folder> shared;
    for (auto other = &folder; other != folders_.data() + folders_.size() && !shared; ++other) {
      const std::string part = "/" + std::string(kShared);
      resources::Folder candidate(other->path + part, other->name + part);
      if (serves_bundles(candidate)) shared = std::move(candidate);
    }
    return BundleFiles(inner(name), std::move(shared));
  }
  return std::nullopt;
}

std::shared_ptr<const CompiledKind> KindLibrary::get(std::string_view name) {
  std::promise<std::shared_ptr<const CompiledKind>> promise;
  Compiled compiled;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = kinds_.find(name); known != kinds_.end()) {
      compiled = known->second;
    } else {
      kinds_.emplace(name, promise.get_future().share());
    }
  }
  if (compiled.valid()) return compiled.get();
  std::optional<BundleFiles> files = find(name);
  std::shared_ptr<const CompiledKind> kind =
      files ? compile_kind(name, *std::move(files), calendar_folders(folders_)) : nullptr;
  promise.set_value(kind);
  return kind;
}

}  // namespace gongwen::engine
