// RecordMaker: one record, from its text to its files in the folder. Shared by threads.
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

// One record of a batch, as it was found, and its way to checked data.

// Record: the data of one document among many, as they were found, before anybody has read them.

enum class RecordForm : std::uint8_t { Json, Yaml, TableRow };

/// What the rows of a table share.
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
  std::string data_folder;                   // where its file lies; empty for the standard input
  /// Of the text: 32 hexadecimal digits. Records of the same text are distinguished by `copy`, which counts from 1.
  std::string input_hash;
  std::uint32_t copy = 1;
  std::vector<resources::CellAt> row_cells;      // of a row of a workbook: where its cells are in the text
  data::CellPlaces cells;                        // of a workbook that is one record: where its values are
  std::vector<diagnostics::Diagnostic> remarks;  // of reading it
  /// Why there is no text.
  std::vector<diagnostics::Diagnostic> errors;
};

// From a record to checked data.

/// As read_data: null when there is nothing to make a document of, which has been reported. Takes the record's text.
std::shared_ptr<const data::Document> read_record(Record& record, const CompiledKind& kind,
                                                  const RenderOptions& options, Run& run);

/// What all records share.
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
  /// Of the documents of earlier runs; null where they are asked for one after the other.
  DocumentStates* states = nullptr;
};

struct RecordOutcome {
  BatchRecord record;
  ManifestEntry entry;
  /// The entry is in the manifest already.
  std::optional<resources::JournalPlace> kept;
  /// The folder or the disk is not as it must be: continuing makes no sense, and there is no entry.
  bool is_fatal = false;
  /// The run was stopped in the middle of it: there is no entry, and nothing is reported about it.
  bool is_given_up = false;
  /// Documents that are still to be written, in an output that is far away: until they are there, the record is not
  /// made.
  std::vector<OutputDocument> unwritten = {};
};

/// What of a record's documents does not depend on other records: it is the same wherever it is made.
class RecordSteps {
 public:
  RecordSteps(const CompiledKind& kind, const RenderOptions& options, Run& run)
      : kind_(kind), options_(options), run_(run) {}

  /// Reads and checks the data. Takes the record's text. Returns: false when nothing can be made of it.
  bool read(Record& record);
  /// The name of its files, before it is numbered.
  base::Expected<std::string> own_name() const;
  /// Files of a format, which are several where each page is one. Pages name each other by `name`.
  std::vector<FinishedFile> make(const std::vector<Format>& formats, const std::string& name, KindLibrary& kinds,
                                 FontSource& fonts) const;
  /// What the documents took from the folder of the data.
  std::vector<ManifestFile> files_beside(const std::string& folder) const;

 private:
  const CompiledKind& kind_;
  const RenderOptions& options_;
  Run& run_;
  std::shared_ptr<const data::Document> data_;
};

/// Documents that another machine has made of a record.
struct RemoteDocuments {
  std::string name;  // of the files, before it is numbered
  std::vector<FinishedFile> files;
  std::vector<ManifestFile> beside;
  double milliseconds = 0;
  bool has_messages = false;  // of the data, which is read again for them
};

/// Whether they are what this machine would have made: the files of these formats in their order, under a name that
/// this machine could have given.
bool fit(const RemoteDocuments& made, const std::vector<Format>& formats, const CompiledKind& kind);

/// Of bytes, as manifests have it: 32 hexadecimal digits.
std::string output_hash(std::string_view bytes);

class RecordMaker {
 public:
  explicit RecordMaker(const BatchContext& context) : context_(context) {}

  /// Makes the record's files, unless they are there and right. Waits for the names of the records before it.
  RecordOutcome make(Record record) const;
  /// Gives the documents of another machine their names. Where their bytes depend on a name that another record has,
  /// they are made here.
  RecordOutcome put(Record record, RemoteDocuments made) const;
  /// The record has no documents, for the reasons in `run`.
  RecordOutcome give_up(const Record& record, Run& run) const;

  /// Whether the documents of an entry are as they were written, if they are of this definition at all.
  static bool are_written(const BatchContext& context, const std::optional<ManifestEntry>& entry);

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

/// In a watched folder a file that comes again takes the name that it had; nothing else has an owner.
std::uint64_t name_owner(const BatchOptions& options, const std::string& place);

}  // namespace gongwen::engine
