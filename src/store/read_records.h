// Reads record files: JSON and YAML with one record or a list, exports with lists of all record types, finished issues
// of periodicals, tables as CSV or workbook, workbooks of facts, data workbooks of issues. Workbooks are recognised by
// their stamp. Records without an id are numbered. Only records that are valid by their schemas are returned.
#pragma once

#include "store/facts_files.h"
#include "store/store.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::store {

struct IncomingRecord {
  Change change;
  diagnostics::Origin origin;
};

struct IncomingFile {
  std::vector<IncomingRecord> records;
  /// For an exported workbook: the records from which it was made.
  ExportedRecords exported;
};

/// A file to read. Without `type`, a JSON file itself must show what it contains.
struct RecordFile {
  std::string path;  // `-`: standard input
  std::optional<RecordType> type;
  bool drops_orphans = false;  // for workbooks: databook::ReadBookOptions
};

/// Reads all records of a file. `contents` is the current content of the store: an issue may extend existing records.
/// Reports: resources/*, data/*, databook/*, intake/*, store/no-records, store/needs-sort, store/other-workbook,
/// store/unreadable-table.
base::Expected<IncomingFile> read_record_file(const RecordFile& file, const RecordSchemas& schemas,
                                              const StoreContents& contents, const Workspace& workspace);

/// The places of a record's values in its file, by their pointers within the record: `C5` for `/place`. Values that are
/// not from a cell have their line.
std::map<std::string, std::string> places_of_values(const diagnostics::Origin& record, const Workspace& workspace);

/// Validates one record in memory. Reports: data/*.
base::Expected<IncomingRecord> check_record(RecordType type, const data::Value& record, const RecordSchemas& schemas,
                                            diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
