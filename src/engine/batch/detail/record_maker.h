// RecordMaker: takes one record from its text to its files. Thread-safe.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/source_lookup.h"
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/batch_output.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/batch.h"
#include "gongwen/engine.h"
#include "resources/read_file.h"
#include "schema/table_record.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

// Record: the data of one document of a batch, as text, before it is parsed.

enum class RecordForm : std::uint8_t { Json, Yaml, TableRow };

/// The facts that all rows of a table share.
struct RecordTable {
  char separator = ',';
  std::string header;  // as text, for the hash
  schema::TableRecords columns;
};

struct Record {
  std::uint64_t number = 0;  // 1 for the first of the run
  std::string place;         // for people: `list.jsonl:17`
  std::string source_name;   // the file in messages
  diagnostics::LineColumn start;
  RecordForm form = RecordForm::Json;
  std::string text;
  std::shared_ptr<const RecordTable> table;  // of a row
  std::size_t row = 0;                       // as a spreadsheet counts
  std::string data_folder;                   // the folder of its file; empty for the standard input
  /// Hash of the text: 32 hexadecimal digits. Records with equal texts are distinguished by `copy`, counted from 1.
  std::string input_hash;
  std::uint32_t copy = 1;
  std::vector<resources::CellAt> row_cells;      // of a row of a workbook: the places of its cells in the text
  data::CellPlaces cells;                        // of a workbook that is one record: the places of its values
  std::vector<diagnostics::Diagnostic> remarks;  // of reading it
  /// The reasons why the record has no text.
  std::vector<diagnostics::Diagnostic> errors;
};

// From a record to checked data.

/// Like read_data: returns null, after a report, if no document can be made. Moves the record's text out of it.
std::shared_ptr<const data::Document> read_record(Record& record, const CompiledKind& kind,
                                                  const RenderOptions& options, Run& run);

/// The objects that all records of a batch share.
struct BatchContext {
  std::shared_ptr<const CompiledKind> kind;
  KindLibrary& kinds;
  FontSource& fonts;
  const BatchOptions& options;
  std::vector<Format> formats;
  std::string definition;
  BatchOutput& output;
  BatchManifest& manifest;
  FileNames& names;
};

/// The outcome of a record.
struct RecordOutcome {
  BatchRecord record;
  ManifestEntry entry;
  /// The place of the entry if it is in the manifest already.
  std::optional<resources::JournalPlace> kept;
  /// The folder or the disk has failed: the run must end, and no entry is added.
  bool is_fatal = false;
  /// The run was stopped while the record was made: no entry, no report.
  bool is_given_up = false;
};

/// The steps of a record that do not depend on other records, and so are the same on any machine.
class RecordSteps {
 public:
  RecordSteps(const CompiledKind& kind, const RenderOptions& options, Run& run)
      : kind_(kind), options_(options), run_(run) {}

  /// Reads and checks the data, moving the record's text out. Returns false if no document can be made.
  bool read(Record& record);
  /// The name of the record's files, before it is numbered.
  base::Expected<std::string> own_name() const;
  /// Makes the files of all formats; a format with a file for each page gives several. Pages link to each other by
  /// `name`.
  std::vector<FinishedFile> make(const std::vector<Format>& formats, const std::string& name, KindLibrary& kinds,
                                 FontSource& fonts) const;
  /// Files in the folder of the data that the documents used.
  std::vector<ManifestFile> files_beside(const std::string& folder) const;

 private:
  const CompiledKind& kind_;
  const RenderOptions& options_;
  Run& run_;
  std::shared_ptr<const data::Document> data_;
};

/// The documents of a record from another machine.
struct RemoteDocuments {
  std::string name;  // of the files, before it is numbered
  std::vector<FinishedFile> files;
  std::vector<ManifestFile> beside;
  double milliseconds = 0;
  bool has_messages = false;  // of the data, which is read again to show them
};

/// Whether this machine could have made them: files of these formats in this order, with a name that this machine could
/// have given.
bool fit(const RemoteDocuments& made, const std::vector<Format>& formats, const CompiledKind& kind);

/// The hash of bytes, as in manifests: 32 hexadecimal digits.
std::string output_hash(std::string_view bytes);

class RecordMaker {
 public:
  explicit RecordMaker(const BatchContext& context) : context_(context) {}

  /// Makes the record's files, unless they exist unchanged. Waits for the names of earlier records.
  RecordOutcome make(Record record) const;
  /// Names the documents of another machine. If their bytes depend on the name, and the name has to change, they are
  /// made here.
  RecordOutcome put(Record record, RemoteDocuments made) const;
  /// Ends a record without documents; `run` has the reasons.
  RecordOutcome give_up(const Record& record, Run& run) const;

 private:
  RecordOutcome begin(const Record& record) const;
  RecordOutcome make_named(Record record, std::string name, RecordOutcome outcome) const;
  bool is_there(const BatchManifest::Found& found, const Record& record, const std::string& name) const;
  bool is_of_now(const ManifestEntry& entry, const Record& record) const;
  bool has_outputs(Run& run) const;
  void tell(Run& run, RecordOutcome& outcome) const;
  bool make_documents(Record& record, std::string& name, RecordOutcome& outcome, Run& run) const;
  bool write(const Record& record, const std::string& name, std::vector<FinishedFile> files, RecordOutcome& outcome,
             Run& run) const;
  std::uint64_t owner_of(const Record& record) const;

  const BatchContext& context_;
};

/// The owner of a name: in a watched folder a file that comes again gets the name that it had. 0 otherwise.
std::uint64_t name_owner(const BatchOptions& options, const std::string& place);

}  // namespace gongwen::engine
