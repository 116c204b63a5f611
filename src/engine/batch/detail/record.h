// One record of a batch, as it was found, and its way to checked data.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/source_lookup.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/engine.h"
#include "resources/source_store.h"
#include "schema/table_record.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

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

}  // namespace gongwen::engine
