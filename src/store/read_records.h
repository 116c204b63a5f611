// Records from files, with ids for those that have none, and from finished issues.
#pragma once

#include "store/facts_files.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::store {

// Ids for records that were given without one: the program numbers them, and gives the same ones when the same records
// come again, so that reading a table in a second time changes nothing.

/// The document with an `id` in each record that needs one: `meeting-0710` for a meeting on July 10th, `meeting-0710-2`
/// for the second one of that day. A record of the store that is of the same type, dates and name keeps its id. The
/// root is a record of the record type, or a list of them; without a record type, an object with a list for each record
/// type.
data::Document number_records(data::Document document, std::optional<RecordType> type, const StoreContents& contents,
                              const RecordTypes& types, resources::SourceStore& sources);

// From a finished issue to the records that give the same issue again.

/// `issue` is valid by the schema of its kind. The items of its lists become records, and the rest (number, date,
/// order) the record of the issue. A record of no period that is there already keeps what it has; where the issue has
/// something else, that is kept for its period alone.
std::vector<Change> records_of_issue(const data::Value& issue, const Periodical& periodical,
                                     const StoreContents& contents);

// Pictures of records. Data that is rendered names files beside it; a store has no files beside its records, so that it
// keeps the pictures themselves, as data: addresses.

/// The change with the pictures that the record names. `folder` is that of the file that the record was read from;
/// empty where there is none. Photographs are scaled to what a page can show. Reports: store/picture-name,
/// store/picture-unusable and what prevents reading.
base::Expected<Change> with_pictures(Change change, const std::string& folder, const Workspace& workspace);
/// Whether a record has its pictures in itself; a name is reported: store/picture-name.
bool has_own_pictures(RecordType type, const data::Value& record, diagnostics::DiagnosticSink& sink);

// From files to records: JSON and YAML with one record or a list, exports with lists of all record types, finished
// issues of periodicals, tables as CSV or workbook, workbooks of facts, data workbooks of issues. A workbook is known
// by its stamp. Records without an id are numbered. Everything is checked against the schemas before it is given.

struct IncomingRecord {
  Change change;
  diagnostics::Origin origin;
};

struct IncomingFile {
  std::vector<IncomingRecord> records;
  /// Of a workbook that was exported: the records that it was made from.
  ExportedRecords exported;
};

/// What is asked of a file. Without a record type a JSON file must say itself what it holds.
struct RecordFile {
  std::string path;  // `-`: standard input
  std::optional<RecordType> type;
};

/// All records of a file. `contents` is what the store has: an issue adds to records that are there. Reports:
/// resources/*, data/*, databook/*, intake/*, store/no-records, store/needs-sort, store/other-workbook,
/// store/unreadable-table.
base::Expected<IncomingFile> read_record_file(const RecordFile& file, const RecordSchemas& schemas,
                                              const StoreContents& contents, const Workspace& workspace);

/// One record that is in memory. Reports: data/*.
base::Expected<IncomingRecord> check_record(RecordType type, const data::Value& record, const RecordSchemas& schemas,
                                            diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
