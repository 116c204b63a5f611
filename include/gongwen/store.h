// Stores: the records that periodicals are published from, with their history, in a folder, an SQLite file or a
// PostgreSQL database. The bundles of the published kinds define the types of records (docs/PUBLISHING.md).
//   gongwen::RecordStore::create("facts.db");
//   const gongwen::RecordStore store("facts.db");
//   const auto done = store.import({"july.json"}, {.type = "event"}, {1'772'000'000, "minutes", "Li Example"});
#pragma once

#include "gongwen/engine.h"
#include "gongwen/export.h"
#include "gongwen/form.h"

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
  std::string kind;  // the kind that defines the type
};

struct RecordTypeList {
  std::vector<RecordTypeName> types;
  Report report;
};

struct StoredRecord {
  std::string type;
  std::string key;      // `2024-02/comment-0204`
  std::string summary;  // one line, for people
  std::string json;
  /// The variety of the record, if its type has several (an event that is a 会议); otherwise empty.
  std::string title_zh = {};
  std::string title_en = {};
};

struct RecordList {
  std::vector<StoredRecord> records;  // by type and key
  std::size_t all = 0;                // the number of all records, including those outside the range
  Report report;
};

/// A part of a list: a page.
struct RecordRange {
  std::size_t first = 0;
  std::size_t count = SIZE_MAX;
};

/// The facts that the history keeps about a change besides the former value.
struct ChangeReason {
  std::int64_t time = 0;  // in seconds since 1970
  std::string reason = {};
  std::string by = {};  // who makes the change
};

/// A value of a record to change: its JSON pointer, and the new value as a text, or as JSON for fields that are not
/// texts. nullopt removes the value.
struct RecordValue {
  std::string pointer;
  std::optional<std::string> text;
};

struct RecordChanges {
  std::size_t changed = 0;    // records
  std::size_t unchanged = 0;  // records that already had these values
  bool conflict = false;      // the record has changed since it was seen
  Report report;
};

/// A record by its type and key.
struct RecordId {
  std::string type;
  std::string key;
};

struct ImportOptions {
  /// The type of the records, by its name; empty: the files state it.
  std::string type = {};
  /// Lists the changes without making them.
  bool preview = false;
  /// Removes records that were exported to the workbook and whose rows have been deleted there.
  bool remove_missing = false;
  /// Rows of workbooks that belong to a row which was deleted are left out with it; otherwise they are errors.
  bool drops_orphans = false;
  /// Existing records are never changed, but reported: store/record-exists.
  bool only_new = false;
  /// The key of the record that the one record of the files replaces; it is removed if the new one has another key.
  /// No other existing record is changed. Empty: each imported record replaces the one with its own key.
  std::string replaces = {};
  // The next two members guard against changes that others have made meanwhile: if the store no longer matches, nothing
  // is changed, store/changed-meanwhile is reported and RecordImport::conflict is set. nullopt: not checked.
  /// The edition that the replaced record had when it was shown: RecordHistory::edition.
  std::optional<std::string> seen = std::nullopt;
  /// The plan of the preview that was approved: RecordImport::plan.
  std::optional<std::string> agreed = std::nullopt;
  /// The language in which a preview names fields and choices.
  Language language = Language::Chinese;
  /// The values from which `read_form` made the file. If they are given, messages name the fields as the form does.
  TypedValues typed = {};
  /// The planned records that are changed, by type and key; nullopt for all. `remove_missing` removes only the missing
  /// records among them. A record that is not planned is a conflict.
  std::optional<std::vector<RecordId>> only = std::nullopt;
  /// A folder whose path the history omits from the names of the files, for temporary copies. Empty: whole paths.
  std::string files_in = {};
};

enum class ImportAction : std::uint8_t { Add, Change, Same, Missing };

/// The two values as people read them; empty: no value.
struct ChangedValue {
  std::string before;
  std::string after;
  std::string pointer = {};  // in the record
  std::string place = {};    // in the file: `事项!C5`, or `12` for a line; empty if it is not there
};

struct ImportedRecord {
  ImportAction action = ImportAction::Same;
  std::string type;
  std::string key;
  std::vector<std::string> fields;        // titles of the fields that change; of a new record, of all
  std::vector<ChangedValue> values = {};  // in the same order
  std::string place = {};  // in the files: `facts.xlsx 事项!A5`; empty for an issue or a missing record
};

struct RecordImport {
  std::vector<ImportedRecord> records;
  std::size_t changed = 0;
  /// A hash (digits) of the imported records and of the records that they replace.
  std::string plan;
  bool conflict = false;  // the store has changed since: ImportOptions::seen, ImportOptions::agreed
  /// The only errors are rows that belong to deleted rows: ImportOptions::drops_orphans.
  bool has_orphans = false;
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
  std::vector<RecordChange> changes;  // oldest first
  /// Identifies the current values of the requested record: equal for equal values. Empty: it does not exist.
  std::string edition;
  Report report;
};

/// A value of a record in words.
struct RecordLine {
  std::string label;  // `标准 第1项：计划号`
  std::string text;
};

/// A remark on a cell of a workbook.
struct CellRemark {
  std::string sheet;
  std::string cell;  // `B3`
  std::string text;
};

/// The workbook with a note at each of these cells; everything else of it stays. nullopt if it is not an XLSX workbook,
/// or has none of the cells.
GONGWEN_API std::optional<std::string> remarked_workbook(std::string_view workbook,
                                                         const std::vector<CellRemark>& remarks);

/// A place where records are kept. Each call is a transaction: it sees one state, and makes all its changes or none.
/// Several threads may use a store at once; writers wait for each other.
class GONGWEN_API RecordStore {
 public:
  /// Creates an empty store: a folder, an SQLite file (`facts.db`, `sqlite:…`), or the tables of a PostgreSQL database
  /// (`postgresql://…`, `host=… dbname=…`). Reports: store/exists, store/unusable.
  static Report create(const std::string& location);

  /// Does not open the store; each call does. `engine` says where the bundles are.
  explicit RecordStore(std::string location, const EngineOptions& engine = {});
  ~RecordStore();
  RecordStore(RecordStore&& other) noexcept;
  RecordStore& operator=(RecordStore&& other) noexcept;

  /// The types that records can have. Needs no store.
  RecordTypeList types() const;
  /// The fields of a record, for forms in which one is entered:
  /// `[{"name":"dates","title":"日期","hint":…,"required":true,
  /// "list":true,"choices":[{"value":…,"label":…}],"decides":false}]`. Where some fields depend on the value of others
  /// (`decides`), the `known` values determine which ones are listed. With a key, each field has the `value` of that
  /// record, and values outside these fields come last, without a title; only this needs the store. Reports:
  /// store/unknown-sort, store/no-record.
  TextResult fields(std::string_view type, const std::vector<RecordValue>& known, Language language,
                    std::string_view key = {}) const;
  /// The page of the form of a record with `input.values`; for an event, the form of its type. Values that the form has
  /// no field for are listed before it (FormPageInput::left). References to records are offered by number and title.
  /// Reports: store/*, templating/*.
  TextResult form_page(std::string_view type, const FormPageInput& input) const;
  /// The form as JSON for programs, as Engine::form describes it: without a key, the form that the values select; with
  /// a key, the form of that record, with the `record` and its `revision` (RecordHistory::edition). Reports: store/*.
  TextResult form(std::string_view type, const TypedValues& values, Language language, std::string_view key = {}) const;
  /// The initial values for the form of a new record whose name was typed elsewhere: its number, its title, or both.
  TypedValues values_named(std::string_view type, std::string_view name) const;
  /// The values of a record as the controls of that page have them; empty if there is no such record.
  TypedValues form_values(std::string_view type, std::string_view key) const;
  /// The values of a record line by line, in words. Empty if there is no such record.
  std::vector<RecordLine> lines(std::string_view type, std::string_view key, Language language) const;
  /// The lines of a record that is not in the store but given as JSON.
  std::vector<RecordLine> lines_of(std::string_view type, std::string_view json, Language language) const;
  /// Reads what was typed into the form: FormReading::json is the record, for `import` or `put`, which check it. With a
  /// key, the members of that record are kept that the form does not show. Reports: store/*, intake/posted-*.
  FormReading read_form(std::string_view type, const TypedValues& values, Language language,
                        std::string_view key = {}) const;
  /// The records of a type and a period; empty: of all. Records outside the range are not read, so damage in them is
  /// not found. Reports: store/*.
  RecordList list(std::string_view type = {}, std::string_view period = {}, const RecordRange& range = {}) const;
  /// Adds a record, or replaces the one that has its key. Reports: store/*, data/*.
  RecordChanges put(std::string_view type, std::string_view json, const ChangeReason& reason) const;
  /// Changes single values of a record. Reports: store/no-record, store/no-place, data/*.
  RecordChanges edit(std::string_view type, std::string_view key, const std::vector<RecordValue>& values,
                     const ChangeReason& reason) const;
  /// Removes a record; its history stays. `seen`: the edition that the caller was shown; nullopt: not checked.
  /// Reports: store/no-record, store/changed-meanwhile.
  RecordChanges remove(std::string_view type, std::string_view key, const ChangeReason& reason,
                       const std::optional<std::string>& seen = std::nullopt) const;
  /// Imports files: JSON, YAML, JSON Lines, CSV, workbooks, issues of periodicals. Imports all records or none.
  /// Reports: store/*, data/*, databook/*, intake/*.
  RecordImport import(const std::vector<std::string>& files, const ImportOptions& options,
                      const ChangeReason& reason) const;
  /// The records of a type and a period (empty: of all) as JSON, with a list for each type.
  TextResult export_json(std::string_view type = {}, std::string_view period = {}) const;
  /// The same records as the bytes of a workbook, which can be edited and imported again; blank if absent.
  TextResult export_workbook(std::string_view type = {}, std::string_view period = {}) const;
  /// The changes of a record; without a key, of all records.
  RecordHistory history(std::string_view type = {}, std::string_view key = {}) const;
  /// A text that differs after every change of the records, or of the publications that the store remembers, for
  /// callers that cache what they have read. Empty if it cannot be determined.
  std::string stamp() const;
  /// Checks all records: schemas, keys, references.
  Report check() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gongwen
