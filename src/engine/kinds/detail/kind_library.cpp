#include "engine/kinds/detail/kind_library.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/kinds/detail/editions.h"
#include "engine/kinds/detail/form/form_bundle.h"
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

// Kinds are found in several folders; the first one with the bundle counts: files in memory, folders of the caller, the
// installed ones. Each kind is compiled once; threads that request it meanwhile wait for the same result. Keys of the
// cache: `name` for kinds, `shared/pages/name` for pages of the program, `name@folder` for kept editions. With `reload`
// a kind is compiled again when the state of its files differs from that of its compilation; runs that use the old one
// keep it through shared ownership.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::string_view kPlaceholder = "@KIND@";
constexpr std::string_view kSharedFiles = "shared/";
constexpr std::size_t kMaxNameBytes = 60;  // as in template.schema.json

}  // namespace

bool is_kind_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || name == "shared") return false;
  if (!base::is_ascii_lower(name.front()) || name.back() == '-') return false;
  if (name.find("--") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '-' || base::is_ascii_lower(c) || base::is_ascii_digit(c); });
}

namespace {

/// Replaces the placeholder of the skeleton.
std::string with_name(std::string text, std::string_view name) {
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at)) {
    text.replace(at, kPlaceholder.size(), name);
    // The search resumes after the name, which cannot contain the placeholder.
    at += name.size();
  }
  return text;
}

}  // namespace

/// Whether the name is valid and no kind has it. Reports: engine/bad-kind-name, engine/kind-exists.
bool check_new_kind_name(const std::string& name, const KindLibrary& kinds, diagnostics::DiagnosticSink& sink) {
  if (!is_kind_name(name)) {
    sink.report(messages::EngineBadKindName, Origin{}, name);
    return false;
  }
  // A second kind of this name would hide the first one.
  if (kinds.find(name)) {
    sink.report(messages::EngineKindExists, Origin{}, name);
    return false;
  }
  return true;
}

void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run) {
  diagnostics::DiagnosticSink& sink = run.sink();
  if (!check_new_kind_name(name, kinds, sink)) return;
  const std::vector<std::string> files = skeleton.files();
  if (files.empty()) sink.report(messages::ResourcesNotFound, Origin{}, skeleton.root());
  // The folder appears only with commit(): so an error in one file leaves nothing behind.
  resources::NewFolder target(folder, name);
  if (files.empty() || !target.open(sink)) return;
  for (const std::string& file : files) {
    const base::Expected<std::string> text = skeleton.read_bytes(file, {}, sink);
    if (!text || !target.add(file, with_name(*text, name), sink)) return;
  }
  target.commit(sink);
}

/// Includes the files beside the form; shared files are not copied.
void write_expanded(const CompiledKind& kind, const std::string& folder, diagnostics::DiagnosticSink& sink) {
  const BundleFiles& files = kind.files;
  const std::string& name = kind.manifest->info.name;
  // Only kinds that are made from one file can be expanded.
  if (!files.made()) {
    sink.report(messages::EngineFormNone, Origin{}, name);
    return;
  }
  // The file of the form itself is left out: a bundle with both would be refused.
  const std::string_view form = form_file_name(files.bundle());
  resources::NewFolder target(folder, name);
  if (!target.open(sink)) return;
  for (const std::string& file : files.list()) {
    if (file == form || file.starts_with(kSharedFiles)) continue;
    const base::Expected<std::string> bytes = files.read_bytes(file, {}, sink);
    if (!bytes || !target.add(file, *bytes, sink)) return;
  }
  target.commit(sink);
}

namespace {

/// Reads only as much of a file as its stamp needs; JSON has no stamp.
std::string kind_in(std::string_view bytes, intake::FileReader& reader) {
  const std::optional<intake::FileType> type = intake::sniff(bytes);
  if (!type || *type == intake::FileType::Json) return {};
  intake::IntakeOptions options;
  // Data workbooks have a stamp, but no named cells.
  options.unnamed = intake::UnnamedCells::Collect;
  options.word = intake::WordFiles::Read;
  return reader.read(bytes, options).stamp.kind;
}

}  // namespace

/// Standard input can be read only once, so it is not examined.
std::string stamped_kind(const std::string& path, intake::FileReader& reader) {
  diagnostics::DiagnosticSink unheard;
  if (path == "-") return {};
  // Larger files are not forms; errors are reported when the file is read.
  const auto bytes = resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, unheard);
  return bytes ? kind_in(*bytes, reader) : std::string();
}

/// Decided only by the stamp: data in JSON or YAML needs a kind on the command line.
std::string recognise_kind(const std::string& path, intake::FileReader& reader, diagnostics::DiagnosticSink& sink) {
  std::string kind;
  if (path != "-") {  // standard input could not be read a second time
    const auto bytes = resources::read_bytes(path, {}, sink);
    if (!bytes) return {};
    kind = kind_in(*bytes, reader);
  }
  if (kind.empty()) sink.report(diagnostics::messages::EngineKindNeeded, diagnostics::Origin{}, path);
  return kind;
}

/// In a folder, only workbooks are opened.
std::string recognise_kind(const std::vector<std::string>& inputs, intake::FileReader& reader,
                           diagnostics::DiagnosticSink& sink) {
  for (const std::string& input : inputs) {
    std::vector<std::string> paths = {input};
    // A folder of data workbooks: other files in it are read as records later.
    if (resources::type_of(input) == resources::PathType::Folder) {
      paths.clear();
      for (const std::string& name : resources::Folder(input).files()) {
        if (intake::is_workbook_name(name)) paths.push_back(base::join_path(input, name));
      }
    }
    for (const std::string& path : paths) {
      // The first stamp decides for the whole batch.
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

/// Whether a folder `shared` has files that bundles use, and not only files kept beside them: sets, calendars, pages of
/// the program.
bool serves_bundles(const resources::Folder& shared) {
  const std::vector<std::string> inner = shared.subfolders();
  return shared.exists() && (!shared.files().empty() || inner.empty() ||
                             std::any_of(inner.begin(), inner.end(), [](const std::string& name) {
                               // A folder with only these must not hide the installed shared files.
                               return name != "calendars" && name != "sets" && name != "pages";
                             }));
}

bool is_bundle(const resources::Folder& folder) {
  return folder.contains(kManifestName) || !form_file_name(folder).empty();
}

/// A name is one folder, never a path.
bool is_bundle_name(std::string_view name) {
  return resources::is_inner_name(name) && name.find('/') == std::string_view::npos;
}

/// Calendars of the caller's folders come before the installed ones.
std::vector<resources::Folder> calendar_folders(const std::vector<resources::Folder>& folders) {
  std::vector<resources::Folder> result;
  for (const resources::Folder& folder : folders) result.push_back(folder.below("shared/calendars"));
  return result;
}

/// Files in memory as a folder. If two files have the same path, the first counts; paths outside are collected for a
/// message.
resources::Folder folder_in_memory(const std::vector<MemoryFile>& files, std::vector<std::string>& bad_paths) {
  // A path such as `../x` is not a name inside a folder. It is kept for report_bad_paths, since there is no sink here.
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

/// Files in memory cannot be watched for changes.
void append_paths(const resources::Folder& folder, std::vector<std::string>& paths) {
  constexpr int kMaxDepth = 8;  // as bundles
  if (folder.is_in_memory()) return;
  for (const std::string& name : folder.files_below(kMaxDepth)) paths.push_back(base::join_path(folder.root(), name));
}

}  // namespace

std::shared_ptr<const EngineOptions> complete_options(EngineOptions options) {
  // Options that the caller leaves open are filled in once, so that all other code can rely on them.
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
  // The order is the order of search: templates in memory, the caller's folders, and the installed ones last.
  if (!options_->template_files.empty()) folders_.push_back(folder_in_memory(options_->template_files, bad_paths_));
  for (const std::string& path : options_->template_folders) folders_.emplace_back(path, path);
  folders_.emplace_back(options_->share_folder + "/templates", "templates");
}

/// The constructor has no sink, so bad paths are reported by the first call that has one.
void KindLibrary::report_bad_paths(diagnostics::DiagnosticSink& sink) const {
  for (const std::string& path : bad_paths_) {
    sink.report(diagnostics::messages::ResourcesOutsideBundle, diagnostics::Origin{}, path);
  }
}

/// Sorted, so that lists and searches do not depend on the order of folders.
std::vector<std::string> KindLibrary::names() const {
  std::set<std::string> names;
  for (const resources::Folder& folder : folders_) {
    for (std::string& name : folder.subfolders()) {
      if (name != kSharedFolder && is_bundle(folder.below(name))) names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

/// Titles of all kinds whose manifest can be read. Others are found by their names only.
std::vector<KindLibrary::Titles> KindLibrary::titles() const {
  std::vector<Titles> all;
  for (const std::string& name : names()) {
    const std::optional<BundleFiles> files = find_bundle(name);
    // Another process may remove a folder between names() and here.
    if (!files) continue;
    Run dropped;
    const auto info = read_kind_info(*files, name, dropped.sources(), dropped.documents(), dropped.sink());
    // Errors of manifests do not matter here; they are reported when the kind is used.
    if (info) all.push_back({name, info->title_zh, info->title_en});
  }
  return all;
}

/// Names are compared first: they are unique, titles need not be.
std::optional<std::string> KindLibrary::name_of(std::string_view words) const {
  if (const auto edition = split_edition(words)) {
    // The path of a file may also contain the mark.
    const auto kind = name_of(edition->kind);
    return kind ? std::optional(fmt::format("{}@{}", *kind, edition->edition)) : std::nullopt;
  }
  if (find(words)) return std::string(words);
  const std::string wanted = base::ascii_lowercase(words);
  for (const Titles& kind : titles()) {
    if (kind.zh == words || base::ascii_lowercase(kind.en) == wanted) return kind.name;
  }
  return std::nullopt;
}

/// For `Did you mean …?`: the name of the kind whose name or title is most similar; empty if none is.
std::string KindLibrary::nearest_name(std::string_view words) const {
  const std::vector<Titles> all = titles();
  std::vector<std::string_view> known;
  // If several words are equally near, the first counts: names before titles.
  for (const std::string Titles::*const part : {&Titles::name, &Titles::zh, &Titles::en}) {
    for (const Titles& kind : all) known.push_back(kind.*part);
  }
  std::string_view nearest = base::find_nearest_name(words, known);
  // People shorten titles: 工作月报 for 信息工作月报.
  const auto holds = [words](const Titles& kind) {
    return !words.empty() && kind.zh.find(words) != std::string::npos;
  };
  // A part of a Chinese title is enough if only one kind has it: `申请表` for `专家申请表`.
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
  if (const auto edition = split_edition(name)) return find_edition(edition->kind, edition->edition);
  return find_below({}, name);
}

/// For lists: without shared files and texts, which only a compilation needs.
std::optional<BundleFiles> KindLibrary::find_bundle(std::string_view name) const {
  if (!is_bundle_name(name)) return {};
  for (const resources::Folder& folder : folders_) {
    resources::Folder bundle = folder.below(name);
    if (is_bundle(bundle)) return BundleFiles(std::move(bundle));
  }
  return std::nullopt;
}

/// A kind that makes other documents from the data of another kind has no schema of its own: `data_of` in its
/// template.json names the kind whose schema.json is used.
void KindLibrary::add_data_bundle(BundleFiles& files) const {
  diagnostics::DiagnosticSink unheard;
  const auto text = files.read_bytes(kManifestName, {}, unheard);
  const auto manifest = text ? base::parse_json(*text) : std::nullopt;
  const std::string other = manifest && manifest->view().is_object() ? manifest->view().text_of("data_of") : "";
  if (!is_bundle_name(other)) return;
  for (const resources::Folder& folder : folders_) {
    resources::Folder bundle = folder.below(other);
    if (bundle.contains(kSchemaName)) return files.set_data_bundle(std::move(bundle));
  }
}

/// The bundle `name` below `place` in the first folder that has it. Folders before that one may have
/// texts for it.
std::optional<BundleFiles> KindLibrary::find_below(std::string_view place, std::string_view name) const {
  if (!is_bundle_name(name)) return {};
  const std::string part = base::join_path(place, name);
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    resources::Folder bundle = folders_[i].below(part);
    if (!is_bundle(bundle)) continue;
    BundleFiles files(std::move(bundle), shared_from(i));
    // From the nearest folder to the first one: the first takes precedence, so it comes last.
    for (std::size_t before = i; before-- > 0;) {
      resources::Folder folder = folders_[before].below(part);
      if (has_texts(folder)) files.add_texts_folder(std::move(folder));
    }
    // Pages of the program have no replaced texts.
    if (place.empty()) files.set_own_texts(own_texts_of(texts_, name));
    if (!files.contains(kSchemaName)) add_data_bundle(files);
    return files;
  }
  return std::nullopt;
}

/// The shared files for bundles of folder `first`: its own, or those of the next folder that has some.
std::optional<resources::Folder> KindLibrary::shared_from(std::size_t first) const {
  for (std::size_t i = first; i < folders_.size(); ++i) {
    resources::Folder candidate = folders_[i].below(kSharedFolder);
    if (serves_bundles(candidate)) return candidate;
  }
  return std::nullopt;
}

/// All files on the disk whose change may change documents of the kind, for `reload` and for watching.
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
  return get_once(base::join_path(place, name), name, parts,
                  [&] { return name == kSharedFolder ? std::nullopt : find_below(place, name); });
}

/// The lock is never held while a kind is compiled or its files are examined: other kinds stay available.
std::shared_ptr<const CompiledKind> KindLibrary::get_once(const std::string& key, std::string_view name,
                                                          KindParts parts, const FindFiles& find_files) {
  // The usual case, without touching the disk.
  // The future is copied: waiting for it must not hold the lock.
  if (!options_->reload) {
    std::unique_lock lock(mutex_);
    if (const auto known = kinds_.find(key); known != kinds_.end() && known->second.covers(parts)) {
      const auto kind = known->second.kind;
      lock.unlock();
      return kind.get();
    }
  }
  std::optional<BundleFiles> files = find_files();
  if (!files) return nullptr;
  // The state is taken before the files are read: a file written meanwhile counts as changed at the next request.
  std::string state = options_->reload ? resources::state_of_files(paths_of(*files)) : std::string();
  // Threads that request the kind from here on find the future and wait for this compilation.
  std::promise<std::shared_ptr<const CompiledKind>> promise;
  std::uint64_t number = 0;
  {
    // Only one thread passes here for a key and state; the others find its future.
    std::unique_lock lock(mutex_);
    Compiled& known = kinds_[key];
    const bool is_current = known.kind.valid() && known.state == state;
    if (is_current && known.covers(parts)) {
      const auto kind = known.kind;
      lock.unlock();
      return kind.get();
    }
    // A kind that was requested as pages and then as sheets is compiled as a whole instead of twice.
    if (known.kind.valid() && !known.covers(parts)) parts = KindParts::All;
    number = ++compilations_;
    known = {promise.get_future().share(), std::move(state), number, parts};
  }
  try {
    auto kind = compile_(name, *std::move(files), calendar_folders(folders_), options_, reader_, parts);
    promise.set_value(kind);
    return kind;
  } catch (...) {
    // After an exception the next request tries again, unless a newer compilation has replaced this one.
    {
      // The number distinguishes this compilation from a newer one under the same key.
      const std::lock_guard lock(mutex_);
      const auto known = kinds_.find(key);
      if (known != kinds_.end() && known->second.number == number) kinds_.erase(known);
    }
    promise.set_exception(std::current_exception());
    throw;
  }
}

/// Found titles are remembered, since kinds do not change without `reload`.
std::optional<std::string> KindLibrary::find_title(std::string_view words) {
  if (!options_->reload) {
    const std::lock_guard lock(mutex_);
    if (const auto known = names_by_title_.find(words); known != names_by_title_.end()) return known->second;
  }
  // Without the lock: it reads the manifests of all kinds.
  std::optional<std::string> name = name_of(words);
  if (name && !options_->reload) {
    // Titles are found ignoring case, so a caller could use more spellings of one than the memory holds.
    constexpr std::size_t kMostTitles = 10'000;
    const std::lock_guard lock(mutex_);
    if (names_by_title_.size() < kMostTitles) names_by_title_.emplace(words, *name);
  }
  return name;
}

/// Names are tried before titles, which are slower to find.
std::shared_ptr<const CompiledKind> KindLibrary::get(std::string_view name, KindParts parts) {
  if (const auto edition = split_edition(name)) return get_named_edition(edition->kind, edition->edition, parts);
  if (auto kind = get_below({}, name, parts)) return kind;
  const std::optional<std::string> meant = find_title(name);
  return meant ? get_below({}, *meant, parts) : nullptr;
}

/// A folder of the editions of a kind. Texts that replace those of the kind apply only to its present edition.
std::optional<BundleFiles> KindLibrary::find_edition(std::string_view kind, std::string_view folder) const {
  if (options_->editions_folder.empty() || !is_bundle_name(kind) || !is_bundle_name(folder)) return {};
  const resources::Folder all(options_->editions_folder, options_->editions_folder);
  resources::Folder bundle = all.below(base::join_path(kind, folder));
  if (!is_bundle(bundle)) return {};
  // An edition kept with its shared files uses no others, so that it never changes.
  const bool is_whole = bundle.below(kSharedFolder).exists();
  return BundleFiles(std::move(bundle), is_whole ? std::nullopt : shared_from(0));
}

std::shared_ptr<const CompiledKind> KindLibrary::get_kept(std::string_view kind, std::string_view folder,
                                                          KindParts parts) {
  return get_once(fmt::format("{}@{}", kind, folder), kind, parts, [&] { return find_edition(kind, folder); });
}

/// Folders are found again each time: editions are added while others are in use. A folder named by a hash whose
/// content has another hash was changed, and is not that edition.
std::shared_ptr<const CompiledKind> KindLibrary::get_edition(std::string_view kind, std::string_view hash,
                                                             std::string_view version, KindParts parts) {
  if (options_->editions_folder.empty() || !is_bundle_name(kind)) return nullptr;
  const auto has_hash = [hash](const std::shared_ptr<const CompiledKind>& kept) {
    return kept != nullptr && kept->manifest && definition_hash(*kept) == hash;
  };
  if (is_definition_hash(hash)) {
    // The usual case: the hash is the name of the folder.
    if (auto kept = get_kept(kind, hash, parts); has_hash(kept)) return kept;
  }
  std::shared_ptr<const CompiledKind> found;
  bool are_several = false;
  for (const std::string& folder : resources::Folder(base::join_path(options_->editions_folder, kind)).subfolders()) {
    const auto kept = get_kept(kind, folder, parts);
    if (kept == nullptr || !kept->manifest) continue;
    // Its name promises different content.
    if (is_definition_hash(folder) && definition_hash(*kept) != folder) continue;
    if (has_hash(kept)) return kept;
    if (version.empty() || kept->manifest->info.version != version) continue;
    // So that two editions of one version can be distinguished from a single one.
    are_several = found != nullptr;
    found = kept;
  }
  // It is unknown which of several definitions of one version was meant.
  return are_several ? nullptr : found;
}

std::shared_ptr<const CompiledKind> KindLibrary::former_edition(const CompiledKind& present,
                                                                const forms::FormStamp& stamp) {
  const KindInfo& info = present.manifest->info;
  if (stamp.kind != info.name || (stamp.hash.empty() && stamp.edition.empty())) return nullptr;
  // The form is of the present edition, or of one with the same fields.
  if (!stamp.hash.empty() && has_definition(present, stamp.hash)) return nullptr;
  const bool is_of_version = stamp.edition == info.version;
  if (is_of_version && stamp.hash.empty()) return nullptr;
  auto kept = get_edition(info.name, stamp.hash, is_of_version ? std::string_view() : stamp.edition);
  return kept && kept->usable ? kept : nullptr;
}

/// The kind may have been removed while its editions are still kept.
std::shared_ptr<const CompiledKind> KindLibrary::get_named_edition(std::string_view words, std::string_view edition,
                                                                   KindParts parts) {
  const std::string kind = find_title(words).value_or(std::string(words));
  const auto present = get_below({}, kind, parts);
  const bool is_there = present && present->manifest;
  if (!is_definition_hash(edition)) {
    if (is_there && present->manifest->info.version == edition) return present;
    return get_edition(kind, {}, edition, parts);
  }
  if (is_there && definition_hash(*present) == edition) return present;
  if (auto kept = get_edition(kind, edition, {}, parts)) return kept;
  // An edition with the same fields; its pages may look different.
  return is_there && has_definition(*present, edition) ? present : nullptr;
}

std::optional<BundleFiles> KindLibrary::find_page(std::string_view name) const {
  return find_below(kPagesFolder, name);
}

std::shared_ptr<const CompiledKind> KindLibrary::get_page(std::string_view name) {
  return get_below(kPagesFolder, name, KindParts::All);
}

}  // namespace gongwen::engine
