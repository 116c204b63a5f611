// Building the workbook model from the expanded and styled tree of a `workbook.html`.
//
//   <table data-sheet="标准推进" data-freeze="head" data-filter="head">   one sheet
//     <caption>…</caption>           title rows above (caption-side: bottom: below), merged over all columns
//     <colgroup><col style="width: 11ch">…</colgroup>   widths in any CSS unit; without one, by content
//     <thead>…</thead>               repeated on every printed page
//     <tbody>…</tbody>
//   </table>
//
// README.md lists the attributes and properties that count.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/text.h"
#include "dom/tree.h"
#include "forms/field_model.h"
#include "sheet/workbook.h"
#include "style/page_style.h"
#include "style/style_tree.h"

#include <functional>
#include <optional>
#include <string>

namespace gongwen::sheet {

// The workbook as text, for tests and `gongwen dump --stage=workbook`. Lengths in px, only what is not default.
//   sheet "标准推进" A4 landscape margins 75.59 94.49 75.59 94.49 header 30 footer 30 fit 1x0
//     column A 93
//     row 1 27
//       A1 text "序号" f0
//     format f0: 宋体 12pt bold center middle wrap …

std::string dump_workbook(const Workbook& workbook);

/// A whole page of HTML without script, for people who write templates: a tab for each sheet that is not hidden, its
/// cells as a table with merged cells, formats, widths and heights; numbers and dates as their formats show them,
/// formulas by their results. Of long sheets the first rows; charts by their titles.
std::string workbook_html(const Workbook& workbook, diagnostics::Language language);

/// The type of the JSON value at a place; nothing when the place is not known. May be empty: then texts alone decide
/// what is a number.
using ValueTypeLookup = std::function<std::optional<data::ValueType>(diagnostics::DataPlace)>;

struct WorkbookInput {
  const dom::Tree& tree;
  const style::StyleTree& styles;
  style::PageStyles& pages;           // paper, margins, header and footer: of the page that each table names
  const forms::FieldModel& fields;    // the controls of the tree
  diagnostics::OriginTable& origins;  // of the tree; those of values in controls are added
  ValueTypeLookup value_type;
  bool fillable = true;  // controls are cells to fill in, on protected sheets; otherwise cells like all others
  /// Of a form to fill in, for the file to say which it is.
  std::optional<forms::FormStamp> stamp = std::nullopt;
};

/// Every table with `data-sheet` becomes a sheet, in order.
/// Reports: sheet/…; after an error the workbook is not fit to be written.
Workbook build_workbook(const WorkbookInput& input, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sheet
