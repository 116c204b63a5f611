#include "store/detail/stores.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/store.h"
#include "resources/atomic_file.h"
#include "resources/deflate.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "store/detail/folder_journal.h"
#include "store/record_text.h"

#include <charconv>
#include <map>
#include <set>

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
  DiagnosticSink ignored;
  const auto mark = resources::read_bytes(folder + std::string(kMarkFile), {}, ignored);
  const auto read = mark ? base::parse_json(*mark) : std::nullopt;
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

namespace {

/// Grants access to the table to all roles that may read the history.
std::string grant_to_readers(const std::string& table) {
  return "DO $$DECLARE reader text; BEGIN FOR reader IN SELECT DISTINCT grantee FROM "
         "information_schema.role_table_grants WHERE table_name = 'gongwen_history' AND privilege_type = 'SELECT' "
         "AND grantee <> 'PUBLIC' LOOP EXECUTE format('GRANT SELECT ON " +
         table + " TO %I', reader); END LOOP; END$$";
}

std::string state_version() { return "INSERT INTO gongwen_store VALUES (" + std::to_string(kStoreVersion) + ")"; }

class PostgresDialect final : public SqlConnection {
 public:
  using SqlConnection::SqlConnection;

  std::vector<std::string> beginning(Access access) const override {
    if (access == Access::Read) {
      return {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT COUNT(*) FROM gongwen_record"};
    }
    // Publishing does not require permission to change records, so it cannot take their lock.
    if (access == Access::Publish) return {"BEGIN", "SET LOCAL lock_timeout = '10s'"};
    return {"BEGIN", "SET LOCAL lock_timeout = '10s'", "LOCK TABLE gongwen_record IN EXCLUSIVE MODE"};
  }

  std::vector<std::string> tables() const override {
    std::vector<std::string> all = {
        "CREATE TABLE gongwen_record (sort TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, "
        "sum TEXT NOT NULL, PRIMARY KEY (sort, id))",
        "CREATE TABLE gongwen_history (number BIGINT PRIMARY KEY, time TEXT NOT NULL, sort TEXT NOT NULL, "
        "id TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, former TEXT, sum TEXT NOT NULL, author TEXT)",
        "CREATE FUNCTION gongwen_history_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'the history is only added to'; END$$",
        "CREATE TRIGGER gongwen_history_kept BEFORE UPDATE OR DELETE ON gongwen_history "
        "FOR EACH ROW EXECUTE FUNCTION gongwen_history_kept()",
        "CREATE TABLE gongwen_store (version INTEGER NOT NULL)",
        state_version()};
    const std::vector<std::string> more = publication_tables();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  std::vector<std::string> publication_tables() const override {
    return {
        "CREATE TABLE gongwen_publication (number BIGINT PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
        "site TEXT NOT NULL, period TEXT NOT NULL, json TEXT NOT NULL, sum TEXT NOT NULL)",
        "CREATE TRIGGER gongwen_publication_kept BEFORE UPDATE OR DELETE ON gongwen_publication "
        "FOR EACH ROW EXECUTE FUNCTION gongwen_history_kept()",
        grant_to_readers("gongwen_publication")};
  }
  /// An unreadable table counts as missing: roles that read records need not have access to it.
  std::string count_publication_tables() const override {
    return "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('gongwen_publication') AND "
           "has_table_privilege(oid, 'SELECT')";
  }

  /// Stores of version 1 have no table for the version.
  base::Expected<std::string> version(DiagnosticSink& sink) override {
    const auto found = run("SELECT to_regclass('gongwen_store') IS NOT NULL", {}, sink);
    if (!found) return base::kReported;
    if ((*found)[0][0] != "t") return std::to_string(kFirstVersion);
    const auto rows = run("SELECT MAX(version) FROM gongwen_store", {}, sink);
    if (!rows) return base::kReported;
    return (*rows)[0][0].value_or("");
  }

  std::vector<std::string> migration() const override {
    return {"ALTER TABLE gongwen_history ADD COLUMN author TEXT",
            "CREATE TABLE gongwen_store (version INTEGER NOT NULL)", state_version(),
            grant_to_readers("gongwen_store")};
  }
};

std::unique_ptr<PostgresDialect> connect_postgres(const std::string& address, DiagnosticSink& sink) {
  auto database = database::open_postgres(address);
  if (database) return std::make_unique<PostgresDialect>(*std::move(database));
  report_database_error(database.error(), base::mask_passwords(address), sink);
  return nullptr;
}

}  // namespace

bool create_postgres_store(const std::string& address, DiagnosticSink& sink) {
  const auto connection = connect_postgres(address, sink);
  if (!connection) return false;
  const auto found = connection->run("SELECT to_regclass('gongwen_record') IS NOT NULL", {}, sink);
  if (!found) return false;
  if ((*found)[0][0] == "t") {
    sink.report(messages::StoreExists, Origin{}, connection->name());
    return false;
  }
  return make_sql_tables(*connection, sink);
}

std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access, SharedRecordTypes types,
                                           DiagnosticSink& sink) {
  auto connection = connect_postgres(address, sink);
  return connection ? make_sql_store(std::move(connection), access, std::move(types), sink) : nullptr;
}

/// Both tables are only added to.
std::string postgres_stamp(const std::string& address) {
  DiagnosticSink unheard;
  const auto connection = connect_postgres(address, unheard);
  const auto last_of = [](const std::string& table) {
    return "COALESCE((SELECT number || ' ' || time FROM " + table + " ORDER BY number DESC LIMIT 1), '')";
  };
  const std::string statement = "SELECT " + last_of("gongwen_history") + " || '/' || " + last_of("gongwen_publication");
  const auto rows = connection ? connection->run(statement, {}, unheard) : base::kReported;
  return rows ? (*rows)[0][0].value_or("") : std::string();
}

namespace {

/// Index of the author in a history row. Rows of version 1 have no author and keep their checksums, so an empty author
/// is not part of the sum.
constexpr std::size_t kAuthor = 7;

std::string sum_of(std::span<const SqlText> values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != kAuthor || values[i]) text.append(values[i].value_or("")).push_back('\0');
  }
  return fmt::format("{:08x}", resources::crc32(text));
}

std::uint64_t number_of(const SqlText& text) {
  std::uint64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<SqlConnection> connection, int version, SharedRecordTypes types)
      : connection_(std::move(connection)), version_(version), types_(std::move(types)) {}

  const std::string& name() const override { return connection_->name(); }
  std::string place_of(const RecordKey& key) const override { return name() + ": " + describe_key(key); }

  base::Expected<std::vector<Record>> records(DiagnosticSink& sink) override {
    const auto rows = connection_->run("SELECT sort, id, json, sum FROM gongwen_record", {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    std::map<RecordKey, std::string> sorted;
    std::set<std::string> unknown;
    for (const SqlRow& row : *rows) {
      if (const auto type = types_->find(row[0].value_or(""))) {
        sorted[{*type, row[1].value_or("")}] = row[2].value_or("");
      } else {
        unknown.insert(row[0].value_or(""));
      }
    }
    report_unknown(unknown, sink);
    std::vector<Record> records;
    for (auto& [key, json] : sorted) records.push_back({key, std::move(json)});
    return records;
  }

  base::Expected<std::vector<RecordKey>> keys(DiagnosticSink& sink) override {
    const auto rows = connection_->run("SELECT sort, id FROM gongwen_record", {}, sink);
    if (!rows) return base::kReported;
    std::vector<RecordKey> keys;
    std::set<std::string> unknown;
    for (const SqlRow& row : *rows) {
      if (const auto type = types_->find(row[0].value_or(""))) {
        keys.push_back({*type, row[1].value_or("")});
      } else {
        unknown.insert(row[0].value_or(""));
      }
    }
    report_unknown(unknown, sink);
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  base::Expected<std::vector<Record>> records_of(std::span<const RecordKey> keys, DiagnosticSink& sink) override {
    // From some number on, one query for all is faster.
    constexpr std::size_t kFew = 500;
    if (keys.size() > kFew) return Store::records_of(keys, sink);
    std::vector<Record> records;
    for (const RecordKey& key : keys) {
      const auto rows = connection_->run("SELECT sort, id, json, sum FROM gongwen_record WHERE sort = $1 AND id = $2",
                                         std::vector<SqlText>{std::string(key.type.info().name), key.id}, sink);
      if (!rows || !are_whole(*rows, sink)) return base::kReported;
      if (!rows->empty()) records.push_back({key, rows->front()[2].value_or("")});
    }
    return records;
  }

  base::Expected<std::vector<HistoryEntry>> history(DiagnosticSink& sink) override {
    const auto rows = connection_->run(std::string("SELECT number, time, sort, id, action, reason, former, ") +
                                           (version_ < 2 ? "NULL AS author" : "author") +
                                           ", sum FROM gongwen_history ORDER BY number",
                                       {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    std::vector<HistoryEntry> entries;
    for (const SqlRow& row : *rows) {
      const auto type = types_->find(row[2].value_or(""));
      if (!type) continue;
      entries.push_back({number_of(row[0]),
                         row[1].value_or(""),
                         {*type, row[3].value_or("")},
                         row[4].value_or(""),
                         row[5].value_or(""),
                         row[6].value_or(""),
                         row[7].value_or("")});
    }
    return entries;
  }

  base::Expected<std::size_t> apply(std::span<const Change> changes, const ChangeNote& note,
                                    DiagnosticSink& sink) override {
    const auto last = connection_->run("SELECT COALESCE(MAX(number), 0) FROM gongwen_history", {}, sink);
    if (!last) return base::kReported;
    number_ = number_of((*last)[0][0]);
    if (!bring_up_to_date(sink)) return base::kReported;
    std::size_t done = 0;
    for (const Change& change : changes) {
      const base::Expected<bool> changed = make(change, note, sink);
      if (!changed) return base::kReported;
      done += *changed ? 1 : 0;
    }
    if (!connection_->run("COMMIT", {}, sink)) return base::kReported;
    return done;
  }

  base::Expected<std::vector<PublicationEntry>> publications(DiagnosticSink& sink) override {
    std::vector<PublicationEntry> entries;
    const base::Expected<bool> kept = keeps_publications(sink);
    if (!kept) return base::kReported;
    if (!*kept) return entries;
    const auto rows = connection_->run(
        "SELECT number, time, kind, site, period, json, sum FROM gongwen_publication ORDER BY number", {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    for (const SqlRow& row : *rows) {
      entries.push_back({number_of(row[0]), row[1].value_or(""), row[2].value_or(""), row[3].value_or(""),
                         row[4].value_or(""), row[5].value_or("")});
    }
    return entries;
  }

  bool add_publications(std::span<const PublicationEntry> entries, DiagnosticSink& sink) override {
    const base::Expected<bool> kept = keeps_publications(sink);
    if (!kept) return false;
    if (!*kept) {
      for (const std::string& statement : connection_->publication_tables()) {
        if (!connection_->run(statement, {}, sink)) return false;
      }
    }
    const auto last = connection_->run("SELECT COALESCE(MAX(number), 0) FROM gongwen_publication", {}, sink);
    if (!last) return false;
    std::uint64_t number = number_of((*last)[0][0]);
    for (const PublicationEntry& entry : entries) {
      std::vector<SqlText> row{std::to_string(++number), entry.time, entry.kind, entry.site, entry.period, entry.json};
      row.push_back(sum_of(row));
      if (!connection_->run("INSERT INTO gongwen_publication (number, time, kind, site, period, json, sum) "
                            "VALUES (CAST($1 AS BIGINT), $2, $3, $4, $5, $6, $7)",
                            row, sink)) {
        return false;
      }
    }
    return connection_->run("COMMIT", {}, sink).has_value();
  }

 private:
  void report_unknown(const std::set<std::string>& types, DiagnosticSink& sink) const {
    for (const std::string& type : types) {
      sink.report(diagnostics::messages::StoreUnknownType, diagnostics::Origin{}, name(), type);
    }
  }

  /// Stores made by older programs have no table for publications.
  base::Expected<bool> keeps_publications(DiagnosticSink& sink) {
    const auto found = connection_->run(connection_->count_publication_tables(), {}, sink);
    if (!found) return base::kReported;
    return (*found)[0][0] != "0";
  }

  bool bring_up_to_date(DiagnosticSink& sink) {
    if (version_ == kStoreVersion) return true;
    for (const std::string& statement : connection_->migration()) {
      if (!connection_->run(statement, {}, sink)) return false;
    }
    version_ = kStoreVersion;
    return true;
  }

  /// Checks the last column of each row, which is the checksum of the others: a database detects damaged pages, but not
  /// altered text.
  bool are_whole(const std::vector<SqlRow>& rows, DiagnosticSink& sink) const {
    for (const SqlRow& row : rows) {
      if (row.back() == sum_of(std::span(row).first(row.size() - 1))) continue;
      sink.report(diagnostics::messages::StoreDamaged, diagnostics::Origin{}, name(),
                  row[0].value_or("") + " " + row[1].value_or(""));
      return false;
    }
    return true;
  }

  base::Expected<bool> make(const Change& change, const ChangeNote& note, DiagnosticSink& sink) {
    const std::string type(change.key.type.info().name);
    const std::vector<SqlText> key{type, change.key.id};
    const auto found = connection_->run("SELECT json FROM gongwen_record WHERE sort = $1 AND id = $2", key, sink);
    if (!found) return base::kReported;
    const std::string* const former = found->empty() ? nullptr : &*(*found)[0][0];
    const std::optional<std::string_view> action = action_of(change, former);
    if (!action) return false;
    std::vector<SqlText> entry{std::to_string(++number_),
                               note.time,
                               type,
                               change.key.id,
                               std::string(*action),
                               reason_of(change, note),
                               former ? SqlText(*former) : SqlText(),
                               note.by};
    entry.push_back(sum_of(entry));
    if (!connection_->run("INSERT INTO gongwen_history (number, time, sort, id, action, reason, former, "
                          "author, sum) VALUES (CAST($1 AS BIGINT), $2, $3, $4, $5, $6, $7, $8, $9)",
                          entry, sink)) {
      return base::kReported;
    }
    if (!connection_->run("DELETE FROM gongwen_record WHERE sort = $1 AND id = $2", key, sink)) return base::kReported;
    if (!change.json) return true;
    std::vector<SqlText> row{type, change.key.id, *change.json};
    row.push_back(sum_of(row));
    if (!connection_->run("INSERT INTO gongwen_record (sort, id, json, sum) VALUES ($1, $2, $3, $4)", row, sink)) {
      return base::kReported;
    }
    return true;
  }

  std::unique_ptr<SqlConnection> connection_;
  std::uint64_t number_ = 0;
  int version_;
  SharedRecordTypes types_;
};

}  // namespace

void report_database_error(const database::Error& error, const std::string& name, DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  const diagnostics::Origin origin;
  switch (error.kind) {
    case database::Error::Kind::Damaged: sink.report(messages::StoreDamaged, origin, name, error.reason); break;
    case database::Error::Kind::NotADatabase:
    case database::Error::Kind::MissingTable: sink.report(messages::StoreNotAStore, origin, name); break;
    case database::Error::Kind::Locked: sink.report(messages::StoreLocked, origin, name, ""); break;
    case database::Error::Kind::Lost: sink.report(messages::StoreLost, origin, name, error.reason); break;
    case database::Error::Kind::Duplicate:
    case database::Error::Kind::NoRoom:
    case database::Error::Kind::Unusable: sink.report(messages::StoreUnusable, origin, name, error.reason); break;
  }
}

base::Expected<std::vector<SqlRow>> SqlConnection::run(const std::string& statement,
                                                       std::span<const SqlText> parameters, DiagnosticSink& sink) {
  database::Rows rows = database_->run(statement, parameters);
  if (rows) return *std::move(rows);
  report_database_error(rows.error(), name(), sink);
  return base::kReported;
}

std::unique_ptr<Store> make_sql_store(std::unique_ptr<SqlConnection> connection, Access access, SharedRecordTypes types,
                                      DiagnosticSink& sink) {
  for (const std::string& statement : connection->beginning(access)) {
    if (!connection->run(statement, {}, sink)) return nullptr;
  }
  const base::Expected<std::string> stated = connection->version(sink);
  const std::optional<int> version = stated ? check_version(*stated, connection->name(), sink) : std::nullopt;
  return version ? std::make_unique<SqlStore>(std::move(connection), *version, std::move(types)) : nullptr;
}

bool make_sql_tables(SqlConnection& connection, DiagnosticSink& sink) {
  if (!connection.run("BEGIN", {}, sink)) return false;
  for (const std::string& statement : connection.tables()) {
    if (!connection.run(statement, {}, sink)) return false;
  }
  return connection.run("COMMIT", {}, sink).has_value();
}

std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  int version = 0;
  const auto [end, error] = std::from_chars(stated.data(), stated.data() + stated.size(), version);
  if (error != std::errc() || end != stated.data() + stated.size() || version < kFirstVersion) {
    sink.report(messages::StoreDamaged, diagnostics::Origin{}, store, "version " + std::string(stated));
    return std::nullopt;
  }
  if (version <= kStoreVersion) return version;
  sink.report(messages::StoreNewer, diagnostics::Origin{}, store, version, kStoreVersion);
  return std::nullopt;
}

namespace {

/// `gwst`, the application ID in the header of our SQLite files: files of other programs are not taken for stores.
constexpr std::string_view kApplicationId = "1735881588";

std::string state_sqlite_version() { return "PRAGMA user_version = " + std::to_string(kStoreVersion); }

class SqliteDialect final : public SqlConnection {
 public:
  using SqlConnection::SqlConnection;

  std::vector<std::string> beginning(Access access) const override {
    if (access != Access::Read) return {"BEGIN IMMEDIATE"};
    // The snapshot is taken by the first statement that reads.
    return {"BEGIN", "SELECT COUNT(*) FROM gongwen_record"};
  }

  std::vector<std::string> tables() const override {
    std::vector<std::string> all = {
        "CREATE TABLE gongwen_record (sort TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, "
        "sum TEXT NOT NULL, PRIMARY KEY (sort, id)) WITHOUT ROWID",
        "CREATE TABLE gongwen_history (number INTEGER PRIMARY KEY, time TEXT NOT NULL, sort TEXT NOT NULL, "
        "id TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, former TEXT, sum TEXT NOT NULL, author TEXT)",
        "CREATE TRIGGER gongwen_history_kept BEFORE UPDATE ON gongwen_history "
        "BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END",
        "CREATE TRIGGER gongwen_history_whole BEFORE DELETE ON gongwen_history "
        "BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END",
        "PRAGMA application_id = " + std::string(kApplicationId),
        state_sqlite_version()};
    const std::vector<std::string> more = publication_tables();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  std::vector<std::string> publication_tables() const override {
    return {
        "CREATE TABLE gongwen_publication (number INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
        "site TEXT NOT NULL, period TEXT NOT NULL, json TEXT NOT NULL, sum TEXT NOT NULL)",
        "CREATE TRIGGER gongwen_publication_kept BEFORE UPDATE ON gongwen_publication "
        "BEGIN SELECT RAISE(ABORT, 'the record of publications is only added to'); END",
        "CREATE TRIGGER gongwen_publication_whole BEFORE DELETE ON gongwen_publication "
        "BEGIN SELECT RAISE(ABORT, 'the record of publications is only added to'); END"};
  }
  std::string count_publication_tables() const override {
    return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'gongwen_publication'";
  }

  /// Stores of version 1 do not state it.
  base::Expected<std::string> version(DiagnosticSink& sink) override {
    const auto rows = run("PRAGMA user_version", {}, sink);
    if (!rows) return base::kReported;
    const std::string stated = (*rows)[0][0].value_or("");
    return stated == "0" ? std::to_string(kFirstVersion) : stated;
  }

  std::vector<std::string> migration() const override {
    return {"ALTER TABLE gongwen_history ADD COLUMN author TEXT", state_sqlite_version()};
  }
};

std::unique_ptr<SqliteDialect> connect_sqlite(const std::string& path, database::SqliteAccess access,
                                              DiagnosticSink& sink) {
  auto database = database::open_sqlite(path, access);
  if (database) return std::make_unique<SqliteDialect>(*std::move(database));
  report_database_error(database.error(), path, sink);
  return nullptr;
}

/// Checks that the file is one of our stores and undamaged. A damaged page might not be touched by any statement of the
/// run, so all pages are checked: a store has only some hundreds.
bool is_sound(SqlConnection& connection, DiagnosticSink& sink) {
  const auto id = connection.run("PRAGMA application_id", {}, sink);
  if (!id) return false;
  if (id->empty() || (*id)[0][0] != std::string(kApplicationId)) {
    sink.report(messages::StoreNotAStore, Origin{}, connection.name());
    return false;
  }
  const auto checked = connection.run("PRAGMA integrity_check(1)", {}, sink);
  if (!checked) return false;
  if (!checked->empty() && (*checked)[0][0] == "ok") return true;
  sink.report(messages::StoreDamaged, Origin{}, connection.name(),
              checked->empty() ? std::string() : (*checked)[0][0].value_or(""));
  return false;
}

}  // namespace

bool create_sqlite_store(const std::string& path, DiagnosticSink& sink) {
  if (resources::path_exists(path)) {
    sink.report(messages::StoreExists, Origin{}, path);
    return false;
  }
  const auto connection = connect_sqlite(path, database::SqliteAccess::Create, sink);
  if (connection && make_sql_tables(*connection, sink)) return true;
  resources::remove_tree(path);
  return false;
}

std::unique_ptr<Store> open_sqlite_store(const std::string& path, Access access, SharedRecordTypes types,
                                         DiagnosticSink& sink) {
  if (!resources::path_exists(path)) {
    sink.report(messages::StoreNotFound, Origin{}, path);
    return nullptr;
  }
  auto connection =
      connect_sqlite(path, access != Access::Read ? database::SqliteAccess::Write : database::SqliteAccess::Read, sink);
  // A database left by a killed writer can be repaired only with write access, so that is tried first.
  if (connection && access == Access::Read) {
    diagnostics::DiagnosticSink ignored;
    if (auto writable = connect_sqlite(path, database::SqliteAccess::Write, ignored)) connection = std::move(writable);
  }
  if (!connection || !is_sound(*connection, sink)) return nullptr;
  return make_sql_store(std::move(connection), access, std::move(types), sink);
}

}  // namespace gongwen::store
