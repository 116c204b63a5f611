// Makes data workbooks: the data of a kind as sheets, blank or filled in, for people to edit.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "forms/field_model.h"
#include "schema/schema.h"
#include "sheet/workbook.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::databook {

/// A hidden sheet for programs: rows of texts. Its name starts with `_`, so it is not mistaken for a table.
struct HiddenSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
};

struct BookOptions {
  diagnostics::Language language = diagnostics::Language::Chinese;  // of titles, notes and sheet names
  forms::FormStamp stamp;
  std::string title;  // of the kind
  /// Adds a row to each table that shows how to fill it in and is not data.
  bool examples = false;
  /// Only these lists of the record get sheets, such as `/events`, together with the lists inside their rows. Empty:
  /// all.
  std::vector<std::string> lists = {};
  std::vector<HiddenSheet> hidden = {};
};

/// Makes a workbook from `root`, an object; nullopt: a blank one. read_book() returns the same data again, whatever
/// they are. Returns nullopt if a table has more rows than a sheet can hold: databook/too-many-rows.
std::optional<sheet::Workbook> build_book(const schema::Schema& schema, const std::optional<data::Value>& root,
                                          const BookOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
