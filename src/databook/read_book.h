// From the cells of a data workbook to the data as JSON.
#pragma once

#include "data/document.h"
#include "schema/schema.h"
#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"

#include <string>
#include <vector>

namespace gongwen::databook {

/// The data, and the cell that each value comes from.
struct BookData {
  std::string json;
  data::CellPlaces places;
};

/// `cells` are all cells of the workbook, `file` what messages call it. What is wrong with a single cell is reported
/// and leaves the rest as it is; whether the data are what the schema wants is not asked here.
/// Reports: databook/*.
BookData read_book(const std::vector<intake::LooseCell>& cells, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
