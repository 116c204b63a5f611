// Makes a template of an office's own workbook (.xlsx) with tags, so that its expansion gives the same workbook with
// values: styles, merged cells, formulas, charts and everything else stay, and rows of lists are repeated.
//   auto made = book::workbook_template(bytes, {"workbook.xlsx", source, is_field}, sink);
//   … compile made->text, and expand it into a WorkbookExpansion: see workbook_expansion.h
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::book {

struct BookModel;

struct WorkbookTemplate {
  /// The cells with tags as one template of Jinja, with commands for WorkbookExpansion.
  std::string text;
  std::vector<resources::CellAt> places;  // `登记表!B5`; with a character of the cell `登记表!B5:12`
  std::shared_ptr<const BookModel> model;
};

struct TemplateRequest {
  std::string name;              // of the file, for messages
  diagnostics::SourceId source;  // of the template's text
  /// The expression that shows the field of this name (`unit.name`) in a cell with this defined name; empty if the data
  /// has no single value of that name.
  std::function<std::string(std::string_view name)> expression_for;
};

/// The result has no model if the file cannot be read or a tag is wrong, which is reported. Text and places are valid
/// even then. Reports: book/*, adopt/wide-tag.
WorkbookTemplate workbook_template(std::string bytes, const TemplateRequest& request,
                                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::book
