// Changes of a store: what an import would do, single values, and differences field by field.
#pragma once

#include "data/document.h"
#include "store/detail/fact_columns.h"
#include "store/read_records.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::store {

// Changing single values of a record.

/// A value as a person writes it: a text where the field takes texts, a choice by its title, otherwise JSON.
struct WrittenValue {
  std::string pointer;
  std::string text;
};

struct RecordEdit {
  RecordKey key;
  std::vector<WrittenValue> set;
  std::vector<std::string> unset;  // pointers
};

/// The record as JSON with one value more. Nothing when the pointer leads nowhere.
std::optional<std::string> with_value(const data::Value& record, const WrittenValue& value,
                                      const schema::Schema& schema);

/// The changes that an edit comes to: one, or two when the record's key changes with its content. Reports: data/*,
/// store/no-place.
base::Expected<std::vector<Change>> edit_record(const RecordEdit& edit, const data::Value& record,
                                                const RecordSchemas& schemas, const Workspace& workspace);

// Of two who change the same record, the second one hears of the first one's change.

/// Reports store/changed-meanwhile, with the last change of the record.
void report_changed(Store& store, const RecordKey& key, diagnostics::DiagnosticSink& sink);
/// Whether no record that `changes` would change has a change in the history after the one with the number `last_seen`.
/// Reports: store/changed-meanwhile for each that has, and what prevents reading.
bool are_unchanged_since(Store& store, const StoreContents& contents, std::span<const Change> changes,
                         std::uint64_t last_seen, diagnostics::DiagnosticSink& sink);

// What changed, field by field: two versions of the data of an issue, or of lists of records, held side by side.

/// Events, projects and other records are compared with those of the same id, wherever they are in their lists.
struct FieldChange {
  std::string pointer;  // in the version that has the field: the new one, if it does
  std::string record;   // which event, project or document, in words; empty for what concerns the issue
  std::string field;    // titles from the schema: 结束日期
  std::string before;   // as a person reads it; empty: was missing
  std::string after;    // empty: no longer exists
};

/// `before` and `after` are two issues of a periodical, or, without one, lists of records as an export has them.
std::vector<FieldChange> find_changes(const data::Value& before, const data::Value& after, const RecordSchemas& schemas,
                                      const Periodical* periodical);

// What reading files in would do to a store, record by record: for a preview, and to be carried out.

struct PlannedRecord {
  enum class Action : std::uint8_t { Add, Change, Same };
  Change change;
  Action action = Action::Same;
  std::vector<FieldChange> fields = {};  // of a change
};

struct ImportPlan {
  std::vector<PlannedRecord> records;
  /// Records of an exported workbook that have no row any more. They stay unless somebody asks otherwise.
  std::vector<RecordKey> missing;
  /// Those of them that were changed after the export.
  std::vector<RecordKey> missing_and_changed;
};

/// Records are compared by what they say, not by the order of their members, which a changed record keeps. A row that
/// is as it was exported changes nothing, whatever the store says now. Reports: store/same-key, store/changed-since.
ImportPlan plan_import(const std::vector<IncomingFile>& files, const StoreContents& contents,
                       const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink);

/// All that the plan does.
std::vector<Change> changes_of(const ImportPlan& plan);
/// The same, and the records without rows are removed. Reports: store/changed-since.
std::vector<Change> changes_with_removals(const ImportPlan& plan, diagnostics::DiagnosticSink& sink);

/// The value with members in the order in which `model` has them; those that it lacks come last.
std::string json_in_order_of(const data::Value& value, const data::Value& model);

}  // namespace gongwen::store
