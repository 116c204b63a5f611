// Data workbooks as a whole: made of data, and read back to JSON.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "forms/field_model.h"
#include "intake/returned_file.h"
#include "schema/schema.h"
#include "sheet/databook/table_plan.h"
#include "sheet/workbook.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::databook {

// From the cells of a data workbook to the data as JSON.

/// The data, and the cell that each value comes from.
struct BookData {
  std::string json;
  data::CellPlaces places;
};

/// `book` has all cells of the workbook, `file` is what messages call it. Errors in a single cell are reported and
/// leave the rest as it is; whether the data fits the schema is not checked here. Reports: databook/*.
BookData read_book(const intake::ReturnedFile& book, const schema::Schema& schema, const std::string& file,
                   diagnostics::DiagnosticSink& sink);

// A data workbook: the tables of a kind's data as sheets, blank or filled in, for people to write in.

/// A sheet that programs alone read: rows of texts. Its name starts with `_`, so that it is not a table.
struct HiddenSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
};

struct BookOptions {
  diagnostics::Language language = diagnostics::Language::Chinese;  // of titles, notes and sheets' names
  forms::FormStamp stamp;
  std::string title;  // of the kind
  /// Tables start with a row that shows how they are filled in, and is not data.
  bool examples = false;
  /// Only these lists of the record get sheets, each with what lies in its rows; `/events`. Empty: all.
  std::vector<std::string> lists = {};
  std::vector<HiddenSheet> hidden = {};
};

/// `root` are the data, an object; nothing: blank. Whatever they are, reading the workbook gives them again.
/// Returns: nothing when a table has more rows than a sheet, which is reported: databook/too-many-rows.
std::optional<sheet::Workbook> build_book(const schema::Schema& schema, const std::optional<data::Value>& root,
                                          const BookOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
