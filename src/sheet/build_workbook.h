// Builds the workbook model from the expanded and styled tree of a `workbook.html`.
//
//   <table data-sheet="标准推进" data-freeze="head" data-table="">   one sheet
//     <caption>…</caption>           title rows above (caption-side: bottom: below), merged over all columns
//     <colgroup><col style="width: 11ch">…</colgroup>   widths in any CSS unit; without one, by content
//     <thead>…</thead>               repeated on every printed page
//     <tbody>…</tbody>
//   </table>
//
// README.md lists the supported attributes and properties.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/text.h"
#include "dom/tree.h"
#include "forms/field_model.h"
#include "sheet/page_setup.h"
#include "sheet/workbook.h"
#include "style/page_style.h"
#include "style/style_tree.h"

#include <functional>
#include <optional>
#include <string>

namespace gongwen::sheet {

// The workbook as text, for tests and `gongwen dump --stage=workbook`. Lengths are in px; defaults are omitted.
//   sheet "标准推进" A4 landscape margins 75.59 94.49 75.59 94.49 header 30 footer 30 fit 1x0
//     column A 93
//     row 1 27
//       A1 text "序号" f0
//     format f0: 宋体 12pt bold center middle wrap …

std::string dump_workbook(const Workbook& workbook);

/// A complete HTML page without scripts, for template authors: a tab per visible sheet, showing its cells as a table
/// with merges, formats and sizes. Numbers and dates appear as formatted, formulas by their results, charts by their
/// titles. Of long sheets only the first rows are shown.
std::string workbook_html(const Workbook& workbook, diagnostics::Language language);

/// Returns the type of the JSON value at a place; nullopt if the place is unknown. The function may be empty: then only
/// the text decides what is a number.
using ValueTypeLookup = std::function<std::optional<data::ValueType>(diagnostics::DataPlace)>;

/// A picture for the cells of a workbook.
struct SourcePicture {
  std::string file;  // PNG or JPEG
  base::LayoutUnit width, height;
};

/// Makes the picture of an `<img>` in a size; 0: by its ratio or its natural size. nullopt if it cannot, after
/// reporting why if the reason is the file. The function may be empty: then workbooks have no pictures.
using PictureSource =
    std::function<std::optional<SourcePicture>(dom::NodeId element, base::LayoutUnit width, base::LayoutUnit height)>;

struct WorkbookInput {
  const dom::Tree& tree;
  const style::StyleTree& styles;
  style::PageStyles& pages;           // source of paper, margins, header and footer of each table's page
  const forms::FieldModel& fields;    // controls of the tree
  diagnostics::OriginTable& origins;  // of the tree; values in controls add theirs
  ValueTypeLookup value_type;
  bool fillable = true;  // controls become input cells on protected sheets; otherwise ordinary cells
  /// The stamp of a form to fill in, by which the file identifies it.
  std::optional<forms::FormStamp> stamp = std::nullopt;
  PictureSource picture = {};
  HeaderPictureSource header_picture = {};
  bool is_xlsx = true;  // limits the fonts of a cell, as XLSX does
};

/// Turns every table with `data-sheet` into a sheet, in document order.
/// Reports: sheet/…; after an error the workbook must not be written.
Workbook build_workbook(const WorkbookInput& input, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sheet
