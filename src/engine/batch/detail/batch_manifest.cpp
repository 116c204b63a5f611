#include "engine/batch/detail/batch_manifest.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "engine/batch/detail/batch_output.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <array>
#include <map>
#include <system_error>
#include <utility>

// Names of files, and the manifest, which makes a run resumable and tells stale files and the states of documents in
// remote storage.
namespace gongwen::engine {
namespace {

/// File systems allow 255 bytes. Room is left for a number, an ending, and prefixes that programs add.
constexpr std::size_t kMaxNameBytes = 200;

/// The full-width form of a character that Windows refuses in names; a blank if it has none.
std::string_view safe_character(char c) {
  constexpr std::array<std::pair<char, std::string_view>, 9> kTwins = {{{'/', "／"},
                                                                        {'\\', "＼"},
                                                                        {':', "："},
                                                                        {'*', "＊"},
                                                                        {'?', "？"},
                                                                        {'"', "＂"},
                                                                        {'<', "＜"},
                                                                        {'>', "＞"},
                                                                        {'|', "｜"}}};
  for (const auto& [refused, twin] : kTwins) {
    if (c == refused) return twin;
  }
  return " ";
}

/// Bytes beyond ASCII are safe: they belong to UTF-8 characters.
bool is_safe(char c) {
  constexpr std::string_view kRefused = "/\\:*?\"<>|\x7F";
  return static_cast<unsigned char>(c) >= 0x20 && kRefused.find(c) == std::string_view::npos;
}

/// Windows reserves names of devices: CON, LPT1, with any ending.
bool is_device(std::string_view name) {
  const std::string stem = base::ascii_lowercase(name.substr(0, name.find('.')));
  if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && base::is_ascii_digit(stem[3]);
}

/// Shortens a name to the limit, at the start of a character.
void cut(std::string& name) { name.resize(base::first_bytes(name, kMaxNameBytes).size()); }

/// Names that differ only in case are the same on some systems.
std::uint64_t name_hash(std::string_view name) {
  return resources::TextHash(base::ascii_lowercase(name)).short_number();
}

}  // namespace

/// `otherwise` replaces a name that would become empty.
std::string safe_file_name(std::string_view name, std::string_view otherwise) {
  std::string safe;
  for (const char c : name) {
    if (is_safe(c)) {
      safe.push_back(c);
    } else {
      safe += safe_character(c);
    }
  }
  // Blanks and dots at the ends are cut off by Windows, and a dot at the start hides a file.
  const std::size_t first = safe.find_first_not_of(" .");
  safe.erase(0, std::min(first, safe.size()));
  cut(safe);
  const std::size_t last = safe.find_last_not_of(" .");
  safe.resize(last == std::string::npos ? 0 : last + 1);
  if (safe.empty()) return std::string(otherwise);
  return is_device(safe) ? "_" + safe : safe;
}

/// Threads take names in the order of the records, so that names never depend on timing.
void FileNames::wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock) {
  turn_changed_.wait(lock, [&] { return turn_ == number; });
}

/// A name that is taken is still free for the same owner.
bool FileNames::claim(const std::string& name, std::uint64_t owner) {
  const std::uint64_t hash = name_hash(name);
  const bool is_new = taken_.insert(hash);
  if (owner == 0) return is_new;
  if (is_new) return owners_.emplace(hash, owner).second;
  const auto known = owners_.find(hash);
  return known != owners_.end() && known->second == owner;
}

/// `letter`, then `letter-2`, `letter-3` for records with the same name.
std::string FileNames::take(std::uint64_t number, const std::string& name, std::uint64_t owner) {
  std::unique_lock lock(mutex_);
  wait_for(number, lock);
  std::string candidate = name;
  if (!claim(name, owner)) {
    const std::uint64_t hash = name_hash(name);
    const std::uint64_t last = taken_.find(hash).value_or(0);
    // Names of records without owner are never given back, so the search can continue where the last one ended.
    std::uint64_t count = owner == 0 ? std::max<std::uint64_t>(last, 1) : 1;
    do {
      candidate = name + "-" + std::to_string(++count);
    } while (!claim(candidate, owner));
    if (count > last) taken_.set(hash, count);
  }
  ++turn_;
  lock.unlock();
  turn_changed_.notify_all();
  return candidate;
}

/// For records without a file: the turn passes to the next one.
void FileNames::pass(std::uint64_t number) {
  std::unique_lock lock(mutex_);
  wait_for(number, lock);
  ++turn_;
  lock.unlock();
  turn_changed_.notify_all();
}

bool FileNames::is_taken(std::string_view name) const { return taken_.find(name_hash(name)).has_value(); }

std::error_code FileNames::error() const {
  const std::lock_guard lock(mutex_);
  return taken_.error();
}

void FileNames::keep(std::string_view name, std::uint64_t owner) { claim(std::string(name), owner); }

namespace {

/// Whether a name can be that of a document of a batch. Anyone may edit manifests: a path in one must not make the
/// program delete files elsewhere.
bool is_document_name(const std::string& name) {
  return !name.starts_with('.') && name.find('/') == std::string::npos && find_format_of_path(name) != nullptr;
}

/// Whether the run that just ended has written the file. Files of single pages are known by page, others by record.
bool is_of_this_run(const FinishedRun& run, const std::string& name) {
  const FormatInfo& format = *find_format_of_path(name);
  const bool is_made = std::find(run.formats.begin(), run.formats.end(), format.format) != run.formats.end();
  if (!is_made) return false;
  return format.is_file_per_page ? run.pages.find(page_number(name)).has_value()
                                 : run.names.is_taken(record_name(name));
}

}  // namespace

/// `letter-3.pdf` → `letter-3`; `letter-03.svg` of a format with one page per file → `letter`.
std::string_view record_name(std::string_view file) {
  const FormatInfo* const format = find_format_of_path(file);
  std::string_view name = file.substr(0, file.rfind('.'));
  if (format == nullptr || !format->is_file_per_page) return name;
  // `张示例-2.png` is page 2 of `张示例`; of formats with one file the name is taken whole.
  const std::size_t digits = name.find_last_not_of("0123456789");
  const bool has_page = digits != std::string_view::npos && name[digits] == '-' && digits + 1 < name.size();
  return has_page ? name.substr(0, digits) : name;
}

std::uint64_t page_number(const std::string& file) { return resources::TextHash(file).short_number(); }

/// All entries that no record of this run has confirmed, as far as their files are unchanged since they were written.
std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink) {
  std::map<std::string, ManifestEntry> found;  // the last entry for each name
  const auto visit = [&](const ManifestEntry& entry) {
    for (const ManifestFile& file : entry.outputs) {
      if (!is_document_name(file.name) || is_of_this_run(run, file.name)) continue;
      // One entry for each file: some files of a renamed record may have been replaced.
      ManifestEntry stale = entry;
      stale.done = false;
      stale.stale = true;
      stale.outputs = {file};
      stale.beside.clear();
      found[file.name] = std::move(stale);
    }
  };
  std::vector<ManifestEntry> stale;
  if (!run.manifest.visit_superseded(visit, sink)) return stale;
  for (auto& [name, entry] : found) {
    // A file that a person has changed is not stale: it is that person's work now.
    if (run.output.is_as_written(entry.outputs.front())) stale.push_back(std::move(entry));
  }
  return stale;
}

namespace {

base::Json files_json(const std::vector<ManifestFile>& files, bool with_pages) {
  base::Json list = base::Json::list();
  for (const ManifestFile& file : files) {
    base::Json object = base::Json::object();
    object.set("file", file.name).set("hash", file.hash);
    if (with_pages) object.set("bytes", file.bytes).set("pages", file.pages);
    list.add(std::move(object));
  }
  return list;
}

/// Anything that is not an object is skipped: manifests may have been edited.
std::vector<ManifestFile> files_of(const base::JsonView& object, std::string_view name) {
  std::vector<ManifestFile> files;
  const std::optional<base::JsonView> list = object.find(name);
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    const base::JsonView file = list->at(i);
    if (!file.is_object()) continue;
    files.push_back({file.text_of("file"), file.text_of("hash"), file.number_of("bytes").value_or(0),
                     file.number_of("pages").value_or(0)});
  }
  return files;
}

}  // namespace

/// Members are in a fixed order, with those that people read most at the start.
std::string manifest_line(const ManifestEntry& entry) {
  base::Json line = base::Json::object();
  line.set("record", entry.record).set("input", entry.input).set("input_hash", entry.input_hash);
  // Equal records are rare.
  if (entry.copy > 1) line.set("copy", entry.copy);
  line.set("definition_hash", entry.definition);
  line.set("status", entry.stale ? "stale" : entry.done ? "done" : "failed");
  if (entry.done) line.set("name", entry.name);
  line.set("outputs", files_json(entry.outputs, true));
  if (!entry.beside.empty()) line.set("beside", files_json(entry.beside, false));
  line.set("milliseconds", base::Json::written(fmt::format("{:.2f}", entry.milliseconds)));
  if (!entry.report.empty()) {
    // An entry is one line, so the line end of the report is dropped.
    const std::size_t end = entry.report.find_last_not_of('\n') + 1;
    line.set("report", base::Json::written(std::string_view(entry.report).substr(0, end)));
  }
  return line.text();
}

/// Lines that cannot be parsed are skipped: a run that was killed may leave half a line.
std::optional<ManifestEntry> parse_manifest_line(std::string_view line) {
  const std::optional<base::Json> read = base::parse_json(line);
  if (!read) return std::nullopt;
  const base::JsonView root = read->view();
  ManifestEntry entry;
  entry.record = root.number_of("record").value_or(0);
  entry.input = root.text_of("input");
  entry.input_hash = root.text_of("input_hash");
  entry.copy = static_cast<std::uint32_t>(root.number_of("copy").value_or(1));
  entry.definition = root.text_of("definition_hash");
  const std::string status = root.text_of("status");
  entry.done = status == "done";
  entry.stale = status == "stale";
  entry.name = root.text_of("name");
  entry.outputs = files_of(root, "outputs");
  entry.beside = files_of(root, "beside");
  // Without a hash no record can be recognised.
  if (entry.input_hash.empty()) return std::nullopt;
  return entry;
}

/// Equal texts are distinguished by their count.
std::uint64_t BatchManifest::key(const std::string& input_hash, std::uint32_t copy) {
  resources::TextHash hash(input_hash);
  hash.add(std::to_string(copy));
  return hash.short_number();
}

/// The key is only a hash, so the entry is compared in full.
std::optional<BatchManifest::Found> BatchManifest::find(const std::string& input_hash, std::uint32_t copy) const {
  const auto known = known_.find(key(input_hash, copy));
  if (known == known_.end()) return std::nullopt;
  std::optional<ManifestEntry> entry = parse_manifest_line(journal_.line(known->second));
  if (!entry || entry->input_hash != input_hash || entry->copy != copy) return std::nullopt;
  return Found{*std::move(entry), known->second};
}

/// Appends a line. Without it the record does not count as done.
bool BatchManifest::add(const ManifestEntry& entry, diagnostics::DiagnosticSink& sink) {
  const base::Expected<resources::JournalPlace> place = journal_.add(manifest_line(entry), sink);
  if (!place) return false;
  // Places are needed only to put the manifest in order at the end.
  if (old_lines_ > 0) places_.push_back(*place);
  return true;
}

/// Old entries that no record of this run has kept.
bool BatchManifest::visit_superseded(const std::function<void(const ManifestEntry&)>& visit,
                                     diagnostics::DiagnosticSink& sink) const {
  std::vector<std::uint64_t> kept;
  for (const resources::JournalPlace& place : places_) {
    // Lines of this run come after the old ones.
    if (place.offset < old_bytes_) kept.push_back(place.offset);
  }
  // Lines of earlier runs that this run has confirmed are kept by their offsets; all other old lines have been
  // superseded.
  std::sort(kept.begin(), kept.end());
  return journal_.read(
      [&](std::string_view line, resources::JournalPlace place) {
        if (place.offset >= old_bytes_ || std::binary_search(kept.begin(), kept.end(), place.offset)) return;
        if (const std::optional<ManifestEntry> entry = parse_manifest_line(line)) visit(*entry);
      },
      sink);
}

/// Only needed if there were old lines: a new manifest is in order already.
bool BatchManifest::put_in_order(diagnostics::DiagnosticSink& sink) {
  return old_lines_ == 0 || journal_.keep_only(places_, sink);
}

}  // namespace gongwen::engine
