#include "engine/kinds/detail/kind_library.h"

#include "base/ascii.h"
#include "base/file_path.h"
#include "base/nearest_name.h"
#include "intake/file_reader.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

constexpr std::string_view kSharedFolder = "shared";
constexpr std::string_view kPagesFolder = "pages";  // in the shared one

/// Whether a folder `shared` has what bundles use, and not only what lies beside them: sets, calendars, own pages.
bool serves_bundles(const resources::Folder& shared) {
  const std::vector<std::string> inner = shared.subfolders();
  return shared.exists() && (!shared.files().empty() || inner.empty() ||
                             std::any_of(inner.begin(), inner.end(), [](const std::string& name) {
                               return name != "calendars" && name != "sets" && name != kPagesFolder;
                             }));
}

/// Those of own folders come first.
std::vector<resources::Folder> calendar_folders(const std::vector<TemplateFolder>& folders) {
  std::vector<resources::Folder> result;
  for (const TemplateFolder& folder : folders) {
    const std::string inner = "/" + std::string(kSharedFolder) + "/calendars";
    result.emplace_back(folder.path + inner, folder.name + inner);
  }
  return result;
}

}  // namespace

KindLibrary::KindLibrary(std::vector<TemplateFolder> folders, std::shared_ptr<intake::FileReader> reader)
    : folders_(std::move(folders)), reader_(reader ? std::move(reader) : std::make_shared<intake::FileReader>()) {}

std::vector<std::string> KindLibrary::names() const {
  std::set<std::string> names;
  for (const TemplateFolder& folder : folders_) {
    const resources::Folder templates(folder.path);
    for (std::string& name : templates.subfolders()) {
      if (name != kSharedFolder && templates.contains(base::join_path(name, kManifestName)))
        names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

/// Of bundles whose manifest can be read; the others are found by their names only.
std::vector<KindLibrary::Titles> KindLibrary::titles() const {
  std::vector<Titles> all;
  for (const std::string& name : names()) {
    const std::optional<BundleFiles> files = find(name);
    Run unheard;
    const auto manifest = read_manifest(*files, name, unheard.sources(), unheard.documents(), unheard.sink());
    if (manifest) all.push_back({name, manifest->info.title_zh, manifest->info.title_en});
  }
  return all;
}

std::optional<std::string> KindLibrary::name_of(std::string_view words) const {
  if (find(words)) return std::string(words);
  const std::string wanted = base::ascii_lowercase(words);
  for (const Titles& kind : titles()) {
    if (kind.zh == words || base::ascii_lowercase(kind.en) == wanted) return kind.name;
  }
  return std::nullopt;
}

std::string KindLibrary::nearest_name(std::string_view words) const {
  const std::vector<Titles> all = titles();
  std::vector<std::string_view> known;
  for (const std::string Titles::*const part : {&Titles::name, &Titles::zh, &Titles::en}) {
    for (const Titles& kind : all) known.push_back(kind.*part);
  }
  std::string_view nearest = base::find_nearest_name(words, known);
  // People shorten titles: 工作月报.
  const auto holds = [words](const Titles& kind) {
    return !words.empty() && kind.zh.find(words) != std::string::npos;
  };
  if (nearest.empty() && std::count_if(all.begin(), all.end(), holds) == 1) {
    nearest = std::find_if(all.begin(), all.end(), holds)->zh;
  }
  for (const Titles& kind : all) {
    if (nearest == kind.name || nearest == kind.zh || nearest == kind.en) return kind.name;
  }
  return {};
}

std::optional<BundleFiles> KindLibrary::find(std::string_view name) const {
  if (name == kSharedFolder) return {};
  return find_below("/", name);
}

/// A bundle of the first folder that has it at `place`, which has slashes at both ends.
std::optional<BundleFiles> KindLibrary::find_below(std::string_view place, std::string_view name) const {
  if (!resources::is_inner_name(name) || name.find('/') != std::string_view::npos) return {};
  const std::string part = std::string(place) + std::string(name);
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    resources::Folder bundle(folders_[i].path + part, folders_[i].name + part);
    if (bundle.contains(kManifestName)) return BundleFiles(std::move(bundle), shared_from(i));
  }
  return std::nullopt;
}

/// A folder without shared files of its own uses those of the folders behind it.
std::optional<resources::Folder> KindLibrary::shared_from(std::size_t first) const {
  for (std::size_t i = first; i < folders_.size(); ++i) {
    const std::string part = "/" + std::string(kSharedFolder);
    resources::Folder candidate(folders_[i].path + part, folders_[i].name + part);
    if (serves_bundles(candidate)) return candidate;
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
  std::shared_ptr<const CompiledKind> kind;
  if (std::optional<BundleFiles> files = find(name)) {
    kind = compile_kind(name, *std::move(files), calendar_folders(folders_), reader_);
  } else if (const std::optional<std::string> meant = name_of(name)) {
    kind = get(*meant);
  }
  promise.set_value(kind);
  return kind;
}

std::optional<BundleFiles> KindLibrary::find_page(std::string_view name) const {
  return find_below("/" + std::string(kSharedFolder) + "/" + std::string(kPagesFolder) + "/", name);
}

std::shared_ptr<const CompiledKind> KindLibrary::get_page(std::string_view name) {
  const std::lock_guard lock(pages_mutex_);
  if (const auto known = pages_.find(name); known != pages_.end()) return known->second;
  std::shared_ptr<const CompiledKind> page;
  if (std::optional<BundleFiles> files = find_page(name)) {
    page = compile_kind(name, *std::move(files), calendar_folders(folders_), reader_);
  }
  pages_.emplace(name, page);
  return page;
}

}  // namespace gongwen::engine
