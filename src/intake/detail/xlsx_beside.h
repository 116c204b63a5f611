// What was written into a workbook form beside its fields: comments, text boxes, form controls, headers and footers,
// cells that the form does not have; and pictures that lie over the cells.
#pragma once

#include "intake/detail/xlsx_places.h"
#include "intake/returned_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// A text and where it is.
struct BesideText {
  FieldPlace place;
  std::string text;
};

/// Texts in cells that are neither fields nor printed on the form. A sheet without fields is reported with its first
/// text. None where the form does not say what is printed on it.
std::vector<BesideText> find_stray_cells(const FieldCells& fields, const FieldMap& map, const SheetCells& sheets,
                                         const SheetViews& views);

/// Everything over the cells of the sheet in `part`: comments and threads, text boxes, pictures, form controls,
/// embedded objects. A ticked form control has ☑ before its text.
std::vector<OverCells> read_over_cells(XlsxPackage& package, std::string_view part);

/// The texts of a header or footer (ECMA-376-1, 18.3.1.46), of its left part, its middle and its right part, without
/// formats and without what programs put in: numbers of pages, dates, names. None empty.
std::vector<std::string> margin_texts(std::string_view code);

/// Reports: intake/text-beside.
void report_text_beside(const FieldPlace& place, std::string_view text, ReturnedFile& file);

/// Reports what is not in a cell: intake/text-beside, or intake/mark-beside where it has no text.
void report_over(const std::string& sheet, const OverCells& over, ReturnedFile& file);

/// Reports a sheet that has no cells, such as one with a chart: intake/mark-beside.
void report_odd_sheet(const std::string& sheet, ReturnedFile& file);

}  // namespace gongwen::intake
