// Changes to a store: planned imports, edits of single values, and field-by-field differences.
#pragma once

#include "data/document.h"
#include "store/detail/fact_columns.h"
#include "store/read_records.h"
#include "store/store.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::store {

// Edits of single values.

/// A value as people write it: plain text where the field accepts text, the title of a choice, otherwise JSON.
struct WrittenValue {
  std::string pointer;
  std::string text;
};

struct RecordEdit {
  RecordKey key;
  std::vector<WrittenValue> set;
  std::vector<std::string> unset;  // pointers
};

/// Returns the record as JSON with this value set; nullopt if the pointer leads nowhere.
std::optional<std::string> with_value(const data::Value& record, const WrittenValue& value,
                                      const schema::Schema& schema);

/// Returns the changes that an edit requires: one, or two if the record's key changes with its content. Reports:
/// data/*, store/no-place.
base::Expected<std::vector<Change>> edit_record(const RecordEdit& edit, const data::Value& record,
                                                const RecordSchemas& schemas, const Workspace& workspace);

// Conflicts: if two people change the same record, the second one is told of the first one's change.

/// Reports store/changed-meanwhile with the last change of the record.
void report_changed(Store& store, const RecordKey& key, diagnostics::DiagnosticSink& sink);
/// Reports store/changed-meanwhile for each of these records whose last change was to remove it.
void report_removed(Store& store, std::span<const RecordKey> keys, diagnostics::DiagnosticSink& sink);
/// Returns whether none of the records in `changes` was changed after history entry `last_seen`. Reports:
/// store/changed-meanwhile for each that was, and reading errors.
bool are_unchanged_since(Store& store, const StoreContents& contents, std::span<const Change> changes,
                         std::uint64_t last_seen, diagnostics::DiagnosticSink& sink);

// Differences, field by field, between two versions of an issue or of lists of records.

/// One difference. Records are matched by id, wherever they are in their lists.
struct FieldChange {
  std::string pointer;  // in the new version, or in the old one if the field was removed
  std::string record;   // the record, in words; empty for the issue itself
  std::string field;    // titles from the schema: 结束日期
  std::string before;   // for people; empty: was missing
  std::string after;    // for people; empty: was removed
};

/// `before` and `after` are two issues of `periodical`; if that is null, lists of records as in an export.
std::vector<FieldChange> find_changes(const data::Value& before, const data::Value& after, const RecordSchemas& schemas,
                                      const Periodical* periodical);

// The effect of an import on a store, record by record: for a preview, and to carry it out.

struct PlannedRecord {
  enum class Action : std::uint8_t { Add, Change, Same };
  Change change;
  Action action = Action::Same;
  std::vector<FieldChange> fields = {};  // of a changed record
  diagnostics::Origin origin = {};       // in its file
};

struct ImportPlan {
  std::vector<PlannedRecord> records;
  /// Records of an exported workbook whose rows were deleted. They stay unless the caller asks otherwise.
  std::vector<RecordKey> missing;
  /// Those of them that were changed in the store after the export.
  std::vector<RecordKey> missing_and_changed;
  /// Records that existed when their rows were exported, and no longer do: see report_removed().
  std::vector<RecordKey> gone;
  /// How many existing records are changed by files that do not say from which state they were made.
  std::size_t without_base = 0;
};

/// Plans an import. Records are compared by content, ignoring the order of members. A row that is the same as when it
/// was exported changes nothing, even if the store has changed since. Reports: store/same-key, store/changed-since.
ImportPlan plan_import(const std::vector<IncomingFile>& files, const StoreContents& contents,
                       const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink);

/// Returns the values of a new record as differences from nothing.
std::vector<FieldChange> values_of_new(const Change& change, const RecordSchemas& schemas);

/// The changes of the plan.
std::vector<Change> changes_of(const ImportPlan& plan);
/// The changes of the plan, and removal of the records whose rows are gone. Reports: store/changed-since.
std::vector<Change> changes_with_removals(const ImportPlan& plan, diagnostics::DiagnosticSink& sink);

/// The value with its members in the order of `model`; members that `model` lacks come last.
std::string json_in_order_of(const data::Value& value, const data::Value& model);

}  // namespace gongwen::store
