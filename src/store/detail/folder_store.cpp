#include "store/detail/folder_store.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/store.h"
#include "resources/atomic_file.h"
#include "resources/file_tree.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "store/detail/folder_journal.h"
#include "store/detail/store_version.h"
#include "store/record_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::string_view kMarkFile = "/store.json";
constexpr std::int64_t kLockPatience = 10'000;  // milliseconds
constexpr int kDepth = 3;                       // folder levels: events/2024-02/comment-0204.json

std::string mark_text() { return fmt::format("{{\"format\": \"gongwen-store\", \"version\": {}}}\n", kStoreVersion); }

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|%").find(c) != std::string_view::npos;
}

std::string escaped(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool hidden = name.empty() && c == '.';
    if (needs_escape(c) || hidden) {
      base::append_percent_encoded(name, c);
    } else {
      name += c;
    }
  }
  return name;
}

/// Whether a part of a path is the period of a key.
bool is_period_part(RecordType type, std::string_view text) {
  const std::optional<base::PeriodUnit> unit = type.info().key_unit;
  return unit && (text == kUndated || base::Period::parse(*unit, text).has_value());
}

class FolderStore final : public Store {
 public:
  FolderStore(std::string folder, resources::FileLock lock, int version, SharedRecordTypes types)
      : folder_(std::move(folder)), lock_(std::move(lock)), version_(version), types_(std::move(types)) {}

  const std::string& name() const override { return folder_; }
  std::string place_of(const RecordKey& key) const override { return base::join_path(folder_, record_file(key)); }

  base::Expected<std::vector<Record>> records(DiagnosticSink& sink) override {
    std::map<RecordKey, std::string> sorted;
    bool all = true;
    for (const std::string& file : resources::Folder(folder_).files_below(kDepth)) {
      const std::optional<RecordKey> key = key_of_file(file, *types_);
      if (key && !read_record(file, sorted[*key], sink)) all = false;
    }
    std::set<RecordKey> keys;
    for (const auto& [key, json] : sorted) keys.insert(key);
    if (!all || !agrees_with_history(keys, sink)) return base::kReported;
    std::vector<Record> records;
    for (auto& [key, json] : sorted) records.push_back({key, std::move(json)});
    return records;
  }

  base::Expected<std::vector<RecordKey>> keys(DiagnosticSink& sink) override {
    std::set<RecordKey> keys;
    for (const std::string& file : resources::Folder(folder_).files_below(kDepth)) {
      if (std::optional<RecordKey> key = key_of_file(file, *types_)) keys.insert(*std::move(key));
    }
    if (!agrees_with_history(keys, sink)) return base::kReported;
    return std::vector<RecordKey>(keys.begin(), keys.end());
  }

  base::Expected<std::vector<Record>> records_of(std::span<const RecordKey> keys, DiagnosticSink& sink) override {
    std::vector<Record> records;
    for (const RecordKey& key : keys) {
      const std::string file = record_file(key);
      if (!resources::path_exists(base::join_path(folder_, file))) continue;
      records.push_back({key, {}});
      if (!read_record(file, records.back().json, sink)) return base::kReported;
    }
    return records;
  }

  base::Expected<std::vector<HistoryEntry>> history(DiagnosticSink& sink) override {
    std::vector<HistoryEntry> entries;
    std::set<std::string> unknown;
    history_size_ = 0;
    const std::string path = base::join_path(folder_, kHistoryFile);
    if (!resources::path_exists(path)) return entries;
    const base::Expected<std::string> text = resources::read_bytes(path, {}, sink);
    if (!text) return base::kReported;
    for (std::size_t begin = 0, number = 1; begin < text->size(); ++number) {
      history_size_ = number;
      const std::size_t end = std::min(text->find('\n', begin), text->size());
      const auto line = base::parse_json(std::string_view(*text).substr(begin, end - begin));
      if (!line) {
        sink.report(messages::StoreDamaged, Origin{}, folder_, fmt::format("{}:{}", kHistoryFile, number));
        return base::kReported;
      }
      const std::string type = line->view().text_of("sort");
      if (types_->find(type)) {
        entries.push_back(entry_of(line->view()));
      } else if (unknown.insert(type).second) {
        sink.report(messages::StoreUnknownType, Origin{}, folder_, type);
      }
      begin = end + 1;
    }
    return entries;
  }

  base::Expected<std::size_t> apply(std::span<const Change> changes, const ChangeNote& note,
                                    DiagnosticSink& sink) override {
    const auto known = records(sink);
    const auto past = history(sink);
    if (!known || !past) return base::kReported;
    std::map<RecordKey, const std::string*> former;
    for (const Record& record : *known) former[record.key] = &record.json;
    FolderTransaction transaction;
    for (const Change& change : changes) {
      const std::string* const before = former.contains(change.key) ? former[change.key] : nullptr;
      const std::optional<std::string_view> action = action_of(change, before);
      if (!action) continue;
      transaction.changes.push_back(change);
      transaction.lines +=
          history_line({history_size_ + transaction.changes.size(), note.time, change.key, std::string(*action),
                        reason_of(change, note), before == nullptr ? "" : *before, note.by});
      former[change.key] = change.json ? &*change.json : nullptr;
    }
    if (transaction.changes.empty()) return std::size_t{0};
    if (version_ < kStoreVersion && !bring_up_to_date(sink)) return base::kReported;
    if (!carry_out(folder_, transaction, sink)) return base::kReported;
    return transaction.changes.size();
  }

  base::Expected<std::vector<PublicationEntry>> publications(DiagnosticSink& sink) override {
    return read_folder_ledger(folder_, sink);
  }

  bool add_publications(std::span<const PublicationEntry> entries, DiagnosticSink& sink) override {
    return append_to_folder_ledger(folder_, entries, sink);
  }

 private:
  /// Upgrades the version mark. Nothing else needs rewriting: history entries merely gain a member.
  bool bring_up_to_date(DiagnosticSink& sink) {
    const std::string path = folder_ + std::string(kMarkFile);
    std::error_code error = resources::write_new_file(path + ".new", mark_text());
    if (!error) error = resources::rename_path(path + ".new", path);
    if (!error) return true;
    sink.report(messages::StoreUnusable, Origin{}, folder_, error.message());
    return false;
  }

  /// Checks that every record in the history has a file, and that no removed record has one. A file unknown to the
  /// history was added by hand and is only reported.
  bool agrees_with_history(const std::set<RecordKey>& files, DiagnosticSink& sink) {
    DiagnosticSink unheard;  // collects reports of unknown types, which are made when the history is requested
    const auto past = history(unheard);
    if (!past) {
      for (const diagnostics::Diagnostic& one : unheard.diagnostics()) sink.add(one);
      return false;
    }
    if (past->empty() && !files.empty() && history_size_ == 0) {
      sink.report(messages::StoreDamaged, Origin{}, folder_, fmt::format("{} is missing", kHistoryFile));
      return false;
    }
    std::map<RecordKey, bool> lasting;
    for (const HistoryEntry& entry : *past) lasting[entry.key] = entry.action != "remove";
    bool agrees = true;
    for (const auto& [key, is_there] : lasting) {
      if (is_there == files.contains(key)) continue;
      if (is_there) {
        sink.report(messages::StoreRecordLost, Origin{}, folder_, record_file(key));
        agrees = false;
      } else {
        sink.report(messages::StoreUnrecorded, Origin{}, folder_, record_file(key));
      }
    }
    for (const RecordKey& key : files) {
      if (!lasting.contains(key)) sink.report(messages::StoreUnrecorded, Origin{}, folder_, record_file(key));
    }
    return agrees;
  }

  /// Reads and parses a record file: people may have edited it, so nothing is taken for granted.
  bool read_record(const std::string& file, std::string& json, DiagnosticSink& sink) {
    const std::string path = base::join_path(folder_, file);
    const base::Expected<std::string> text = resources::read_bytes(path, {}, sink);
    if (!text) return false;
    DiagnosticSink unheard;
    const auto document = data::read_json(diagnostics::SourceId(0), *text, {}, unheard);
    if (document) {
      json = data::value_json(document->root());
      return true;
    }
    sink.report(messages::StoreDamaged, Origin{}, folder_, file);
    return false;
  }

  HistoryEntry entry_of(const base::JsonView& line) const {
    HistoryEntry entry;
    entry.number = line.number_of("number").value_or(0);
    entry.time = line.text_of("time");
    entry.key = {*types_->find(line.text_of("sort")), line.text_of("id")};
    entry.action = line.text_of("action");
    entry.reason = line.text_of("reason");
    entry.by = line.text_of("by");
    if (const auto former = line.find("former")) entry.former = former->json();
    return entry;
  }

  std::string folder_;
  resources::FileLock lock_;
  int version_;
  SharedRecordTypes types_;
  std::size_t history_size_ = 0;  // of all types, when last read
};

/// The version in the folder's mark; nullopt after a report if there is none.
std::optional<int> version_of(const std::string& folder, DiagnosticSink& sink) {
  const auto mark = resources::read_if_present(folder + std::string(kMarkFile), sink);
  if (!mark) return std::nullopt;
  const auto read = base::parse_json(mark->value_or(""));
  if (!read || read->view().text_of("format") != "gongwen-store") {
    sink.report(messages::StoreNotAStore, Origin{}, folder);
    return std::nullopt;
  }
  const auto stated = read->view().find("version");
  return check_version(stated ? stated->json() : "?", folder, sink);
}

base::Expected<resources::FileLock> take_lock(const std::string& folder, resources::LockKind kind,
                                              DiagnosticSink& sink) {
  auto lock = resources::FileLock::take(folder + "/.lock", kind, kLockPatience);
  if (lock) return *std::move(lock);
  if (const std::error_code cause = lock.error().cause) {
    sink.report(messages::StoreUnusable, Origin{}, folder, cause.message());
  } else {
    sink.report(messages::StoreLocked, Origin{}, folder, lock.error().holder);
  }
  return base::kReported;
}

/// Checks the version again under the lock: a newer program may have written in between.
std::unique_ptr<Store> opened(const std::string& folder, resources::FileLock lock, SharedRecordTypes types,
                              DiagnosticSink& sink) {
  const std::optional<int> version = version_of(folder, sink);
  return version ? std::make_unique<FolderStore>(folder, std::move(lock), *version, std::move(types)) : nullptr;
}

}  // namespace

std::string record_file(const RecordKey& key) {
  std::string path = key.type.info().plural + "/";
  std::string_view rest = key.id;
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos && is_period_part(key.type, rest.substr(0, slash))) {
    path.append(rest.substr(0, slash + 1));
    rest = rest.substr(slash + 1);
  }
  return path + escaped(rest) + ".json";
}

std::optional<RecordKey> key_of_file(const std::string& file, const RecordTypes& types) {
  const std::size_t first = file.find('/');
  if (first == std::string::npos || !file.ends_with(".json")) return std::nullopt;
  const std::optional<RecordType> type = types.find(file.substr(0, first));
  if (!type || type->info().plural != file.substr(0, first)) return std::nullopt;
  std::string_view rest = std::string_view(file).substr(first + 1);
  rest.remove_suffix(5);
  const std::size_t slash = rest.find('/');
  std::string id;
  if (slash != std::string_view::npos) {
    if (!is_period_part(*type, rest.substr(0, slash))) return std::nullopt;
    id = rest.substr(0, slash + 1);
    rest = rest.substr(slash + 1);
  }
  const std::optional<std::string> name = base::parse_percent_encoded(rest);
  if (!name || name->empty() || rest.find('/') != std::string_view::npos) return std::nullopt;
  return RecordKey{*type, id + *name};
}

bool create_folder_store(const std::string& folder, DiagnosticSink& sink) {
  const bool is_there = resources::path_exists(folder);
  const auto present = resources::is_folder(folder) ? resources::list_folder(folder) : std::vector<std::string>();
  if (is_there && (!resources::is_folder(folder) || (present && !present->empty()))) {
    sink.report(messages::StoreExists, Origin{}, folder);
    return false;
  }
  std::error_code error = present ? resources::make_folders(folder) : present.error();
  if (!error) error = resources::write_new_file(folder + std::string(kMarkFile), mark_text());
  if (!error) return true;
  sink.report(messages::StoreUnusable, Origin{}, folder, error.message());
  return false;
}

std::unique_ptr<Store> open_folder_store(const std::string& folder, Access access, SharedRecordTypes types,
                                         DiagnosticSink& sink) {
  if (!resources::is_folder(folder)) {
    sink.report(messages::StoreNotFound, Origin{}, folder);
    return nullptr;
  }
  if (!version_of(folder, sink)) return nullptr;
  // A transaction left by a killed writer is completed first. Even a reader needs write permission then.
  if (access != Access::Read || has_unfinished(folder)) {
    auto writing = take_lock(folder, resources::LockKind::Exclusive, sink);
    if (!writing || (has_unfinished(folder) && !finish_transaction(folder, *types, sink))) return nullptr;
    if (access != Access::Read) return opened(folder, *std::move(writing), std::move(types), sink);
  }
  auto reading = take_lock(folder, resources::LockKind::Shared, sink);
  return reading ? opened(folder, *std::move(reading), std::move(types), sink) : nullptr;
}

}  // namespace gongwen::store
