// Reads records from files and from finished issues; assigns missing ids; embeds pictures.
#pragma once

#include "store/facts_files.h"
#include "store/store.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::store {

// Ids for records without one. Numbering is repeatable: when the same records come again, they get the same ids, so
// importing a table twice changes nothing.

/// Returns the document with an `id` in each record that needs one: `meeting-0710` for a meeting on July 10th,
/// `meeting-0710-2` for the second one on that day. A record that is already in the store, with the same type, dates
/// and name, keeps its id. The root is a record of `type` or a list of them; without `type`, an object with a list for
/// each record type.
data::Document number_records(data::Document document, std::optional<RecordType> type, const StoreContents& contents,
                              const RecordTypes& types, resources::SourceStore& sources);

// Converts a finished issue to the records from which the same issue can be made again.

/// `issue` must be valid by the schema of its kind. The items of its lists become records; everything else (number,
/// date, order) goes into the record of the issue. Existing records that do not belong to a period keep their values;
/// differences in the issue are stored for its period only.
std::vector<Change> records_of_issue(const data::Value& issue, const Periodical& periodical,
                                     const StoreContents& contents);

// Pictures. Data for rendering refers to picture files beside it. A store has no such files, so it embeds the pictures
// as data: addresses.

/// Embeds the pictures that the record refers to. `folder` is the folder of the file from which the record was read;
/// empty if there is none. Photographs are reduced to the resolution that a page can show. Reports: store/picture-name,
/// store/picture-unusable, and reading errors.
base::Expected<Change> with_pictures(Change change, const std::string& folder, const Workspace& workspace);
/// Returns whether a record has only embedded pictures. Reports a file name: store/picture-name.
bool has_own_pictures(RecordType type, const data::Value& record, diagnostics::DiagnosticSink& sink);

// Reads record files: JSON and YAML with one record or a list, exports with lists of all record types, finished issues
// of periodicals, tables as CSV or workbook, workbooks of facts, data workbooks of issues. Workbooks are recognised by
// their stamp. Records without an id are numbered. Only records that are valid by their schemas are returned.

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
