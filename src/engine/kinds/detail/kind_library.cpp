#include "engine/kinds/detail/kind_library.h"

#include "base/file_path.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/kinds/detail/kind_texts.h"
#include "intake/file_reader.h"
#include "resources/environment.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/folder_watch.h"
#include "resources/output_folder.h"
#include "resources/read_file.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kPlaceholder = "@KIND@";
constexpr std::size_t kMaxTitleCharacters = 60;  // as template.schema.json has it

bool is_kind_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxTitleCharacters || name == "shared") return false;
  if (!base::is_ascii_lower(name.front()) || name.back() == '-') return false;
  if (name.find("--") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '-' || base::is_ascii_lower(c) || base::is_ascii_digit(c); });
}

std::string with_name(std::string text, std::string_view name) {
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at)) {
    text.replace(at, kPlaceholder.size(), name);
    at += name.size();
  }
  return text;
}

}  // namespace

void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run) {
  diagnostics::DiagnosticSink& sink = run.sink();
  if (!is_kind_name(name)) {
    sink.report(messages::EngineBadKindName, Origin{}, name);
    return;
  }
  if (kinds.find(name)) {
    sink.report(messages::EngineKindExists, Origin{}, name);
    return;
  }
  const std::vector<std::string> files = skeleton.files();
  if (files.empty()) sink.report(messages::ResourcesNotFound, Origin{}, skeleton.root());
  resources::NewFolder target(folder, name);
  if (files.empty() || !target.open(sink)) return;
  for (const std::string& file : files) {
    const base::Expected<std::string> text = skeleton.read_bytes(file, {}, sink);
    if (!text || !target.add(file, with_name(*text, name), sink)) return;
  }
  target.commit(sink);
}

namespace {

std::string kind_in(std::string_view bytes, intake::FileReader& reader) {
  const std::optional<intake::FileType> type = intake::sniff(bytes);
  if (!type || *type == intake::FileType::Json) return {};
  intake::IntakeOptions options;
  options.unnamed = intake::UnnamedCells::Collect;
  return reader.read(bytes, options).stamp.kind;
}

}  // namespace

std::string stamped_kind(const std::string& path, intake::FileReader& reader) {
  diagnostics::DiagnosticSink unheard;
  if (path == "-") return {};
  const auto bytes = resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, unheard);
  return bytes ? kind_in(*bytes, reader) : std::string();
}

std::string recognise_kind(const std::string& path, intake::FileReader& reader, diagnostics::DiagnosticSink& sink) {
  std::string kind;
  if (path != "-") {  // which could not be read a second time
    const auto bytes = resources::read_bytes(path, {}, sink);
    if (!bytes) return {};
    kind = kind_in(*bytes, reader);
  }
  if (kind.empty()) sink.report(diagnostics::messages::EngineKindNeeded, diagnostics::Origin{}, path);
  return kind;
}

std::string recognise_kind(const std::vector<std::string>& inputs, intake::FileReader& reader,
                           diagnostics::DiagnosticSink& sink) {
  for (const std::string& input : inputs) {
    std::vector<std::string> paths = {input};
    if (resources::type_of(input) == resources::PathType::Folder) {
      paths.clear();
      for (const std::string& name : resources::Folder(input).files()) {
        if (intake::is_workbook_name(name)) paths.push_back(base::join_path(input, name));
      }
    }
    for (const std::string& path : paths) {
      if (std::string kind = stamped_kind(path, reader); !kind.empty()) return kind;
    }
  }
  sink.report(diagnostics::messages::EngineKindNeeded, diagnostics::Origin{},
              inputs.empty() ? std::string() : inputs.front());
  return {};
}

namespace {

constexpr std::string_view kSharedFolder = "shared";
constexpr std::string_view kPagesFolder = "shared/pages";

/// Whether a folder `shared` has what bundles use, and not only what lies beside them: sets, calendars, own pages.
bool serves_bundles(const resources::Folder& shared) {
  const std::vector<std::string> inner = shared.subfolders();
  return shared.exists() && (!shared.files().empty() || inner.empty() ||
                             std::any_of(inner.begin(), inner.end(), [](const std::string& name) {
                               return name != "calendars" && name != "sets" && name != "pages";
                             }));
}

bool is_bundle_name(std::string_view name) {
  return resources::is_inner_name(name) && name.find('/') == std::string_view::npos;
}

/// Those of own folders come first.
std::vector<resources::Folder> calendar_folders(const std::vector<resources::Folder>& folders) {
  std::vector<resources::Folder> result;
  for (const resources::Folder& folder : folders) result.push_back(folder.below("shared/calendars"));
  return result;
}

/// Of two files of the same path the first counts.
resources::Folder folder_in_memory(const std::vector<MemoryFile>& files, std::vector<std::string>& bad_paths) {
  auto known = std::make_shared<resources::FilesInMemory>();
  for (const MemoryFile& file : files) {
    if (resources::is_inner_name(file.path)) {
      known->emplace(file.path, file.bytes);
    } else {
      bad_paths.push_back(file.path);
    }
  }
  return resources::Folder(std::move(known), {});
}

bool has_texts(const resources::Folder& folder) {
  const std::vector<std::string> files = folder.files();
  return std::any_of(files.begin(), files.end(), &is_texts_file);
}

void append_paths(const resources::Folder& folder, std::vector<std::string>& paths) {
  constexpr int kMaxDepth = 8;  // as bundles
  if (folder.is_in_memory()) return;
  for (const std::string& name : folder.files_below(kMaxDepth)) paths.push_back(base::join_path(folder.root(), name));
}

}  // namespace

std::shared_ptr<const EngineOptions> complete_options(EngineOptions options) {
  if (options.share_folder.empty()) options.share_folder = resources::installed_folder("share/gongwen");
  if (options.libexec_folder.empty()) options.libexec_folder = resources::installed_folder("libexec/gongwen");
  if (options.temporary_folder.empty()) options.temporary_folder = "/tmp";
  if (!options.clock) options.clock = &resources::system_clock_seconds;
  return std::make_shared<const EngineOptions>(std::move(options));
}

KindLibrary::KindLibrary(std::shared_ptr<const EngineOptions> options, std::shared_ptr<intake::FileReader> reader,
                         std::vector<OwnTexts> texts)
    : options_(std::move(options)),
      reader_(reader ? std::move(reader) : std::make_shared<intake::FileReader>()),
      texts_(std::move(texts)) {
  if (!options_->template_files.empty()) folders_.push_back(folder_in_memory(options_->template_files, bad_paths_));
  for (const std::string& path : options_->template_folders) folders_.emplace_back(path, path);
  folders_.emplace_back(options_->share_folder + "/templates", "templates");
}

void KindLibrary::report_bad_paths(diagnostics::DiagnosticSink& sink) const {
  for (const std::string& path : bad_paths_) {
    sink.report(diagnostics::messages::ResourcesOutsideBundle, diagnostics::Origin{}, path);
  }
}

std::vector<std::string> KindLibrary::names() const {
  std::set<std::string> names;
  for (const resources::Folder& folder : folders_) {
    for (std::string& name : folder.subfolders()) {
      if (name != kSharedFolder && folder.contains(base::join_path(name, kManifestName))) names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

/// Of bundles whose manifest can be read; the others are found by their names only.
std::vector<KindLibrary::Titles> KindLibrary::titles() const {
  std::vector<Titles> all;
  for (const std::string& name : names()) {
    const std::optional<BundleFiles> files = find_bundle(name);
    if (!files) continue;  // it may be removed meanwhile
    Run dropped;
    const auto info = read_kind_info(*files, name, dropped.sources(), dropped.documents(), dropped.sink());
    if (info) all.push_back({name, info->title_zh, info->title_en});
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
  return find_below({}, name);
}

std::optional<BundleFiles> KindLibrary::find_bundle(std::string_view name) const {
  if (!is_bundle_name(name)) return {};
  for (const resources::Folder& folder : folders_) {
    resources::Folder bundle = folder.below(name);
    if (bundle.contains(kManifestName)) return BundleFiles(std::move(bundle));
  }
  return std::nullopt;
}

/// A bundle of the first folder that has it at `place`. Folders before that one may have files of texts for it.
std::optional<BundleFiles> KindLibrary::find_below(std::string_view place, std::string_view name) const {
  if (!is_bundle_name(name)) return {};
  const std::string part = base::join_path(place, name);
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    resources::Folder bundle = folders_[i].below(part);
    if (!bundle.contains(kManifestName)) continue;
    BundleFiles files(std::move(bundle), shared_from(i));
    for (std::size_t before = i; before-- > 0;) {
      resources::Folder folder = folders_[before].below(part);
      if (has_texts(folder)) files.add_texts_folder(std::move(folder));
    }
    if (place.empty()) files.set_own_texts(own_texts_of(texts_, name));
    return files;
  }
  return std::nullopt;
}

/// A folder without its own shared files uses those of the folders after it.
std::optional<resources::Folder> KindLibrary::shared_from(std::size_t first) const {
  for (std::size_t i = first; i < folders_.size(); ++i) {
    resources::Folder candidate = folders_[i].below(kSharedFolder);
    if (serves_bundles(candidate)) return candidate;
  }
  return std::nullopt;
}

std::vector<std::string> KindLibrary::paths_of(const BundleFiles& files) const {
  std::vector<std::string> paths = files.paths();
  for (const resources::Folder& folder : folders_) {
    append_paths(folder.below("shared/calendars"), paths);
    append_paths(folder.below(kPagesFolder), paths);
  }
  return paths;
}

std::shared_ptr<const CompiledKind> KindLibrary::get_below(std::string_view place, std::string_view name,
                                                           KindParts parts) {
  const std::string key = base::join_path(place, name);
  if (!options_->reload) {
    std::unique_lock lock(mutex_);
    if (const auto known = kinds_.find(key); known != kinds_.end() && known->second.covers(parts)) {
      const auto kind = known->second.kind;
      lock.unlock();
      return kind.get();
    }
  }
  std::optional<BundleFiles> files = name == kSharedFolder ? std::nullopt : find_below(place, name);
  if (!files) return nullptr;
  // Taken before the files are read: what is written meanwhile counts as a change.
  std::string state = options_->reload ? resources::state_of_files(paths_of(*files)) : std::string();
  std::promise<std::shared_ptr<const CompiledKind>> promise;
  std::uint64_t number = 0;
  {
    std::unique_lock lock(mutex_);
    Compiled& known = kinds_[key];
    const bool is_current = known.kind.valid() && known.state == state;
    if (is_current && known.covers(parts)) {
      const auto kind = known.kind;
      lock.unlock();
      return kind.get();
    }
    if (known.kind.valid() && !known.covers(parts)) parts = KindParts::All;
    number = ++compilations_;
    known = {promise.get_future().share(), std::move(state), number, parts};
  }
  try {
    auto kind = compile_(name, *std::move(files), calendar_folders(folders_), options_, reader_, parts);
    promise.set_value(kind);
    return kind;
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      const auto known = kinds_.find(key);
      if (known != kinds_.end() && known->second.number == number) kinds_.erase(known);
    }
    promise.set_exception(std::current_exception());
    throw;
  }
}

/// Titles of kinds stay what they are as long as kinds do.
std::optional<std::string> KindLibrary::find_title(std::string_view words) {
  if (!options_->reload) {
    const std::lock_guard lock(mutex_);
    if (const auto known = names_by_title_.find(words); known != names_by_title_.end()) return known->second;
  }
  std::optional<std::string> name = name_of(words);
  if (name && !options_->reload) {
    const std::lock_guard lock(mutex_);
    names_by_title_.emplace(words, *name);
  }
  return name;
}

std::shared_ptr<const CompiledKind> KindLibrary::get(std::string_view name, KindParts parts) {
  if (auto kind = get_below({}, name, parts)) return kind;
  const std::optional<std::string> meant = find_title(name);
  return meant ? get_below({}, *meant, parts) : nullptr;
}

std::optional<BundleFiles> KindLibrary::find_page(std::string_view name) const {
  return find_below(kPagesFolder, name);
}

std::shared_ptr<const CompiledKind> KindLibrary::get_page(std::string_view name) {
  return get_below(kPagesFolder, name, KindParts::All);
}

}  // namespace gongwen::engine
