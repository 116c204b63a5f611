// Stores: the records that periodicals are published from, in a folder, an SQLite file or a PostgreSQL database, with
// their history. What types of records there are, the bundles of the kinds say that are published (docs/PUBLISHING.md).
//   gongwen::RecordStore::create("facts.db");
//   const gongwen::RecordStore store("facts.db");
//   const auto done = store.import({"july.json"}, {.type = "event"}, {1'772'000'000, "minutes", "Li Example"});
#pragma once

#include "gongwen/engine.h"
#include "gongwen/export.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

struct RecordTypeName {
  std::string name;    // `event`
  std::string plural;  // `events`: its list in exports
  std::string title_zh;
  std::string title_en;
  std::string kind;  // that defines it
};

struct RecordTypeList {
  std::vector<RecordTypeName> types;
  Report report;
};

struct StoredRecord {
  std::string type;
  std::string key;      // `2024-02/comment-0204`
  std::string summary;  // in a line, for people
  std::string json;
  // Where records of the type differ (an event that is a 会议): what it is; empty for all others.
  std::string title_zh = {};
  std::string title_en = {};
};

struct RecordList {
  std::vector<StoredRecord> records;  // by type and key
  Report report;
};

/// What is kept of a change beside the former value.
struct ChangeReason {
  std::int64_t time = 0;  // in seconds since 1970
  std::string reason = {};
  std::string by = {};  // who makes it
};

/// A value of a record that changes: its JSON pointer, and a text, or JSON for fields that are not texts; nothing: it
/// is removed.
struct RecordValue {
  std::string pointer;
  std::optional<std::string> text;
};

struct RecordChanges {
  std::size_t changed = 0;    // records
  std::size_t unchanged = 0;  // they were so before
  bool conflict = false;      // the record is not the one that was seen
  Report report;
};

struct ImportOptions {
  /// The type of the records, by its name; empty: the files state it.
  std::string type = {};
  /// Nothing is changed.
  bool preview = false;
  /// Records are removed that an exported workbook had, and has no row of any more.
  bool remove_missing = false;
  /// Existing records are never changed: store/record-exists.
  bool only_new = false;
  /// The one record of the files takes the place of the record of this type and key, which is removed if the new one
  /// has another key. Other existing records are never changed. Empty: it replaces those that have its key.
  std::string replaces = {};
  // What somebody has seen before; nothing: whatever there is. Where it is no longer so, nothing is changed and
  // RecordImport::conflict is set: store/changed-meanwhile.
  /// The edition of the record that is replaced: RecordHistory::edition.
  std::optional<std::string> seen = std::nullopt;
  /// The plan of the preview that was agreed to: RecordImport::plan.
  std::optional<std::string> agreed = std::nullopt;
  /// The history calls the files by what follows this folder: they lie there for a moment only. Empty: by their paths.
  std::string files_in = {};
};

enum class ImportAction : std::uint8_t { Add, Change, Same, Missing };

/// As a person reads them; empty: there is none.
struct ChangedValue {
  std::string before;
  std::string after;
};

struct ImportedRecord {
  ImportAction action = ImportAction::Same;
  std::string type;
  std::string key;
  std::vector<std::string> fields;        // titles of those that change
  std::vector<ChangedValue> values = {};  // of the same order
};

struct RecordImport {
  std::vector<ImportedRecord> records;
  std::size_t changed = 0;
  /// The same for the same records in place of the same former ones: digits.
  std::string plan;
  bool conflict = false;  // what was seen is no longer what there is
  Report report;
};

struct RecordChange {
  std::uint64_t number = 0;  // 1 for the first change of the store
  std::string time;          // 2024-03-01T02:00:00Z
  std::string type;
  std::string key;
  std::string action;  // `add`, `change`, `remove`
  std::string reason;
  std::string by;
  std::string former;  // JSON; empty for `add`
};

struct RecordHistory {
  std::vector<RecordChange> changes;  // the first first
  /// Of the record that was asked for, as it is now: the same for the same values. Empty: it does not exist.
  std::string edition;
  Report report;
};

/// A place where records are kept. Each call is a transaction: it sees one state, and makes all its changes or none.
/// May be used by several threads; those that write wait for each other.
class GONGWEN_API RecordStore {
 public:
  /// Makes an empty store: a folder, an SQLite file (`facts.db`, `sqlite:…`), or the tables of a PostgreSQL database
  /// (`postgresql://…`, `host=… dbname=…`). Reports: store/exists, store/unusable.
  static Report create(const std::string& location);

  /// The store is opened by each call, not here. `engine`: where the bundles are.
  explicit RecordStore(std::string location, const EngineOptions& engine = {});
  ~RecordStore();
  RecordStore(RecordStore&& other) noexcept;
  RecordStore& operator=(RecordStore&& other) noexcept;

  /// The types that records can have. Needs no store.
  RecordTypeList types() const;
  /// What a record has, for forms to enter one: `[{"name":"dates","title":"日期","hint":…,"required":true,"list":true,
  /// "choices":[{"value":…,"label":…}],"decides":false}]`. Values that are known already decide which fields there are,
  /// where some depend on others (`decides`). With a key those of a record, each with its `value`; what it has beyond
  /// these fields comes last, without a title. Only that needs a store. Reports: store/unknown-sort, store/no-record.
  TextResult fields(std::string_view type, const std::vector<RecordValue>& known, Language language,
                    std::string_view key = {}) const;
  /// Records; of one type and of one period, unless they are empty. Reports: store/*.
  RecordList list(std::string_view type = {}, std::string_view period = {}) const;
  /// Adds a record, or replaces the one that has its key. Reports: store/*, data/*.
  RecordChanges put(std::string_view type, std::string_view json, const ChangeReason& reason) const;
  /// Changes single values of a record. Reports: store/no-record, store/no-place, data/*.
  RecordChanges edit(std::string_view type, std::string_view key, const std::vector<RecordValue>& values,
                     const ChangeReason& reason) const;
  /// Removes a record; its history stays. `seen`: the edition that it had when somebody saw it; nothing: whatever it
  /// has. Reports: store/no-record, store/changed-meanwhile.
  RecordChanges remove(std::string_view type, std::string_view key, const ChangeReason& reason,
                       const std::optional<std::string>& seen = std::nullopt) const;
  /// Reads files in: JSON, YAML, JSON Lines, CSV, workbooks, issues of periodicals. All or none. Reports: also data/*,
  /// databook/*, intake/*.
  RecordImport import(const std::vector<std::string>& files, const ImportOptions& options,
                      const ChangeReason& reason) const;
  /// All records as JSON with a list for each type; of one type and of one period, unless they are empty.
  TextResult export_json(std::string_view type = {}, std::string_view period = {}) const;
  /// The same as the bytes of a workbook, which can be edited and imported again; without any records a blank one.
  TextResult export_workbook(std::string_view type = {}, std::string_view period = {}) const;
  /// Changes of a record, or of all without a key.
  RecordHistory history(std::string_view type = {}, std::string_view key = {}) const;
  /// Checks all records: schemas, keys, references.
  Report check() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
