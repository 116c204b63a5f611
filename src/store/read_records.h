// Records from files, with ids for those that have none, and from finished bulletins.
#pragma once

#include "store/facts_book.h"
#include "store/store_contents.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::store {

// Ids for records that were given without one: the program numbers them, and gives the same ones when the same records
// come again, so that reading a table in a second time changes nothing.

/// The document with an `id` in each record that needs one: `meeting-0710` for a meeting on July 10th, `meeting-0710-2`
/// for the second one of that day. A record of the store that is of the same type, dates and name keeps its id. The
/// root is a record of the sort, or a list of them; without a sort, an object with a list for each sort.
data::Document number_records(data::Document document, std::optional<Sort> sort, const StoreContents& contents,
                              resources::SourceStore& sources);

// From a finished bulletin to the records that give the same bulletin again.

/// `bulletin` is valid by its schema. Its events, projects and ballots become records, and the rest (number, date,
/// order) the record of the issue. A project that is there already keeps its title and scope; where the bulletin has
/// others, they are kept for its month alone.
std::vector<Change> records_of_bulletin(const data::Value& bulletin, const StoreContents& contents);

// From files to records: JSON and YAML with one record or a list, exports with lists of all sorts, finished bulletins,
// tables as CSV or workbook, workbooks of facts, data workbooks of bulletins. A workbook is known by its stamp. Records
// without an id are numbered. Everything is compared with the schemas before it is given.

struct IncomingRecord {
  Change change;
  diagnostics::Origin origin;
};

struct IncomingFile {
  std::vector<IncomingRecord> records;
  /// Of a workbook that was exported: the records that it was made from.
  ExportedRecords exported;
};

/// What is asked of a file. Without a sort a JSON file must say itself what it holds.
struct RecordFile {
  std::string path;  // `-`: standard input
  std::optional<Sort> sort;
};

/// All records of a file. `contents` is what the store has: a bulletin adds to projects that are there. Reports:
/// resources/*, data/*, databook/*, intake/*, store/no-records, store/needs-sort, store/other-workbook,
/// store/unreadable-table.
base::Expected<IncomingFile> read_record_file(const RecordFile& file, const RecordSchemas& schemas,
                                              const StoreContents& contents, const Workspace& workspace);

/// One record that is in memory. Reports: data/*.
base::Expected<IncomingRecord> check_record(Sort sort, const data::Value& record, const RecordSchemas& schemas,
                                            diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
