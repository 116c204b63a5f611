// What reading files in would do to a store, record by record: for a preview, and to be carried out.
#pragma once

#include "store/differences.h"
#include "store/read_records.h"

#include <vector>

namespace gongwen::store {

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
};

/// Records are compared by what they say, not by the order of their members, which a changed record keeps. A row that
/// is as it was exported changes nothing, whatever the store says now. Reports: store/same-key, store/changed-since.
ImportPlan plan_import(const std::vector<IncomingFile>& files, const StoreContents& contents,
                       const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink);

/// All that the plan does; `remove_missing` removes the records without rows, too.
std::vector<Change> changes_of(const ImportPlan& plan, bool remove_missing);

/// The value with members in the order in which `model` has them; those that it lacks come behind.
std::string json_in_order_of(const data::Value& value, const data::Value& model);

}  // namespace gongwen::store
