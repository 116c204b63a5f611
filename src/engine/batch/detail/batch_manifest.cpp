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

namespace gongwen::engine {
namespace {

/// File systems take 255 bytes; room is left for a number, an ending, and what programs put before a name.
constexpr std::size_t kMaxNameBytes = 200;

/// What Windows refuses in names, and its full-width twin where there is one.
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

bool is_safe(char c) {
  constexpr std::string_view kRefused = "/\\:*?\"<>|\x7F";
  return static_cast<unsigned char>(c) >= 0x20 && kRefused.find(c) == std::string_view::npos;
}

/// Names of devices: CON, LPT1, with any ending.
bool is_device(std::string_view name) {
  const std::string stem = base::ascii_lowercase(name.substr(0, name.find('.')));
  if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && base::is_ascii_digit(stem[3]);
}

void cut(std::string& name) {
  if (name.size() <= kMaxNameBytes) return;
  std::size_t end = kMaxNameBytes;
  while (end > 0 && (name[end] & 0xC0) == 0x80) --end;
  name.resize(end);
}

std::uint64_t name_hash(std::string_view name) {
  return resources::TextHash(base::ascii_lowercase(name)).short_number();
}

}  // namespace

std::string safe_file_name(std::string_view name, std::string_view otherwise) {
  std::string safe;
  for (const char c : name) {
    if (is_safe(c)) {
      safe.push_back(c);
    } else {
      safe += safe_character(c);
    }
  }
  const std::size_t first = safe.find_first_not_of(" .");
  safe.erase(0, std::min(first, safe.size()));
  cut(safe);
  const std::size_t last = safe.find_last_not_of(" .");
  safe.resize(last == std::string::npos ? 0 : last + 1);
  if (safe.empty()) return std::string(otherwise);
  return is_device(safe) ? "_" + safe : safe;
}

void FileNames::wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock) {
  turn_changed_.wait(lock, [&] { return turn_ == number; });
}

bool FileNames::claim(const std::string& name, std::uint64_t owner) {
  const std::uint64_t hash = name_hash(name);
  const bool is_new = taken_.insert(hash);
  if (owner == 0) return is_new;
  if (is_new) return owners_.emplace(hash, owner).second;
  const auto known = owners_.find(hash);
  return known != owners_.end() && known->second == owner;
}

std::string FileNames::take(std::uint64_t number, const std::string& name, std::uint64_t owner) {
  std::unique_lock lock(mutex_);
  wait_for(number, lock);
  std::string candidate = name;
  if (!claim(name, owner)) {
    const std::uint64_t hash = name_hash(name);
    const std::uint64_t last = taken_.find(hash).value_or(0);
    // Records without owner never get a name back, so the search continues where it ended.
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

/// Whether it can be the name of a document of a batch. A manifest is a file that anybody may have written.
bool is_document_name(const std::string& name) {
  return !name.starts_with('.') && name.find('/') == std::string::npos && find_format_of_path(name) != nullptr;
}

bool is_of_this_run(const FinishedRun& run, const std::string& name) {
  const FormatInfo& format = *find_format_of_path(name);
  const bool is_made = std::find(run.formats.begin(), run.formats.end(), format.format) != run.formats.end();
  if (!is_made) return false;
  return format.is_file_per_page ? run.pages.find(page_number(name)).has_value()
                                 : run.names.is_taken(record_name(name));
}

}  // namespace

std::string_view record_name(std::string_view file) {
  const FormatInfo* const format = find_format_of_path(file);
  std::string_view name = file.substr(0, file.rfind('.'));
  if (format == nullptr || !format->is_file_per_page) return name;
  const std::size_t digits = name.find_last_not_of("0123456789");
  const bool has_page = digits != std::string_view::npos && name[digits] == '-' && digits + 1 < name.size();
  return has_page ? name.substr(0, digits) : name;
}

std::uint64_t page_number(const std::string& file) { return resources::TextHash(file).short_number(); }

std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink) {
  std::map<std::string, ManifestEntry> found;  // of several entries of a name the last one
  const auto visit = [&](const ManifestEntry& entry) {
    for (const ManifestFile& file : entry.outputs) {
      if (!is_document_name(file.name) || is_of_this_run(run, file.name)) continue;
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
    if (run.output.is_as_written(entry.outputs.front())) stale.push_back(std::move(entry));
  }
  return stale;
}

namespace {

/// Requests at a time.
constexpr std::size_t kAskers = 16;
constexpr std::size_t kAskedAhead = 256;
/// A run with a queue asks once before it sends records away, and again when they are put down.
constexpr std::size_t kStatesKept = 32'768;

}  // namespace

DocumentStates::~DocumentStates() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void DocumentStates::start() {
  while (threads_.size() < std::min(kAskers, places_.size())) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      return;  // fewer are sufficient; without any, who wants to know asks
    }
  }
}

bool DocumentStates::are_there(resources::JournalPlace place) {
  const auto found = std::lower_bound(places_.begin(), places_.end(), place,
                                      [](const resources::JournalPlace& one, const resources::JournalPlace& other) {
                                        return one.offset < other.offset;
                                      });
  if (found == places_.end() || found->offset != place.offset) return ask_(place);
  const auto number = static_cast<std::size_t>(found - places_.begin());
  std::unique_lock lock(mutex_);
  start();
  next_ = std::max(next_, number);
  end_ = std::max(end_, std::min(number + kAskedAhead, places_.size()));
  if (number > kStatesKept) states_.erase(states_.begin(), states_.lower_bound(number - kStatesKept));
  changed_.notify_all();
  const auto is_asked = [&] {
    const auto state = states_.find(number);
    return state == states_.end() ? number < next_ : state->second.has_value();
  };
  if (!threads_.empty()) changed_.wait(lock, is_asked);
  if (const auto state = states_.find(number); state != states_.end()) return *state->second;
  lock.unlock();
  return ask_(place);
}

void DocumentStates::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || next_ < end_; });
    if (ends_) return;
    const std::size_t number = next_++;
    states_.try_emplace(number);
    const resources::JournalPlace place = places_[number];
    lock.unlock();
    const bool is_there = ask_(place);
    lock.lock();
    // Those that nobody wants any more are gone.
    if (const auto state = states_.find(number); state != states_.end()) state->second = is_there;
    changed_.notify_all();
  }
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

std::string manifest_line(const ManifestEntry& entry) {
  base::Json line = base::Json::object();
  line.set("record", entry.record).set("input", entry.input).set("input_hash", entry.input_hash);
  if (entry.copy > 1) line.set("copy", entry.copy);
  line.set("definition_hash", entry.definition);
  line.set("status", entry.stale ? "stale" : entry.done ? "done" : "failed");
  if (entry.done) line.set("name", entry.name);
  line.set("outputs", files_json(entry.outputs, true));
  if (!entry.beside.empty()) line.set("beside", files_json(entry.beside, false));
  line.set("milliseconds", base::Json::written(fmt::format("{:.2f}", entry.milliseconds)));
  if (!entry.report.empty()) {
    const std::size_t end = entry.report.find_last_not_of('\n') + 1;
    line.set("report", base::Json::written(std::string_view(entry.report).substr(0, end)));
  }
  return line.text();
}

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
  if (entry.input_hash.empty()) return std::nullopt;
  return entry;
}

std::uint64_t BatchManifest::key(const std::string& input_hash, std::uint32_t copy) {
  resources::TextHash hash(input_hash);
  hash.add(std::to_string(copy));
  return hash.short_number();
}

std::optional<BatchManifest::Found> BatchManifest::find(const std::string& input_hash, std::uint32_t copy) const {
  const auto known = known_.find(key(input_hash, copy));
  if (known == known_.end()) return std::nullopt;
  std::optional<ManifestEntry> entry = parse_manifest_line(journal_.line(known->second));
  if (!entry || entry->input_hash != input_hash || entry->copy != copy) return std::nullopt;
  return Found{*std::move(entry), known->second};
}

bool BatchManifest::add(const ManifestEntry& entry, diagnostics::DiagnosticSink& sink) {
  const base::Expected<resources::JournalPlace> place = journal_.add(manifest_line(entry), sink);
  if (!place) return false;
  if (old_lines_ > 0) places_.push_back(*place);
  return true;
}

bool BatchManifest::visit_superseded(const std::function<void(const ManifestEntry&)>& visit,
                                     diagnostics::DiagnosticSink& sink) const {
  std::vector<std::uint64_t> kept;
  for (const resources::JournalPlace& place : places_) {
    if (place.offset < old_bytes_) kept.push_back(place.offset);
  }
  std::sort(kept.begin(), kept.end());
  return journal_.read(
      [&](std::string_view line, resources::JournalPlace place) {
        if (place.offset >= old_bytes_ || std::binary_search(kept.begin(), kept.end(), place.offset)) return;
        if (const std::optional<ManifestEntry> entry = parse_manifest_line(line)) visit(*entry);
      },
      sink);
}

bool BatchManifest::put_in_order(diagnostics::DiagnosticSink& sink) {
  return old_lines_ == 0 || journal_.keep_only(places_, sink);
}

}  // namespace gongwen::engine
