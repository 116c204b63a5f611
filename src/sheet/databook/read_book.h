// Reads data workbooks back to JSON.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"
#include "schema/schema.h"
#include "sheet/databook/stated_parts.h"

#include <string>

namespace gongwen::databook {

/// The data as JSON, the cell that each value comes from, and what the workbook says at all.
struct BookData {
  std::string json;
  data::CellPlaces places;
  StatedParts stated;
};

struct ReadBookOptions {
  /// Rows of nested lists whose owner was deleted are left out, with a warning; otherwise they are errors.
  bool drops_orphans = false;
  /// The caller keeps the values of columns that the workbook does not have any more; otherwise they are reported.
  bool keeps_unstated = false;
};

/// `book` has all cells of the workbook; `file` is its name in messages. An error in a cell is reported and does not
/// affect the others. Does not validate the data against the schema. Reports: databook/*.
BookData read_book(const intake::ReturnedFile& book, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink, const ReadBookOptions& options = {});

}  // namespace gongwen::databook
