// Reads data workbooks back to JSON.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"
#include "schema/schema.h"
#include "sheet/databook/stated_parts.h"

#include <cstdint>
#include <string>

namespace gongwen::databook {

/// The data as JSON, the cell that each value comes from, and which parts the workbook states.
struct BookData {
  std::string json;
  data::CellPlaces places;
  StatedParts stated;
};

/// How to treat columns and sheets that have been removed since the workbook was made. Keep: the caller keeps their
/// values, and reports that for the columns.
enum class Unstated : std::uint8_t { Warn, Error, Keep };

struct ReadBookOptions {
  /// Rows of nested lists whose owner was deleted are left out, with a warning; otherwise they are errors.
  bool drops_orphans = false;
  Unstated unstated = Unstated::Warn;
};

/// `book` has all cells of the workbook; `file` is its name in messages. An error in a cell is reported and does not
/// affect the others. Does not validate the data against the schema. Reports: databook/*.
BookData read_book(const intake::ReturnedFile& book, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink, const ReadBookOptions& options = {});

}  // namespace gongwen::databook
