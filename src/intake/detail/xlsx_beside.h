// Finds content that was added to a workbook form outside its fields: comments, text boxes, form controls, headers and
// footers, extra cells, and pictures over the cells.
#pragma once

#include "intake/detail/xlsx_pictures.h"
#include "intake/detail/xlsx_places.h"
#include "intake/returned_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// A text and its place.
struct BesideText {
  FieldPlace place;
  std::string text;
};

/// Texts in cells that are neither fields nor printed on the form. For a sheet without fields, only its first text.
/// Empty if the form does not record its printed texts.
std::vector<BesideText> find_stray_cells(const FieldCells& fields, const FieldMap& map, const SheetCells& sheets,
                                         const SheetViews& views);

/// Everything over the cells of the sheet in `part`: comments and threads, text boxes, pictures, form controls,
/// embedded objects. The text of a ticked form control starts with ☑. `pictures` is null unless pictures are values.
std::vector<OverCells> read_over_cells(XlsxPackage& package, std::string_view part, XlsxPictures* pictures);

/// The left, centre and right texts of a header or footer (ECMA-376-1, 18.3.1.46), without formats and fields such as
/// page numbers, dates and names. Empty texts are left out.
std::vector<std::string> margin_texts(std::string_view code);

/// Reports: intake/text-beside.
void report_text_beside(const FieldPlace& place, std::string_view text, ReturnedFile& file);

/// Reports something that was drawn or pasted on the form: intake/mark-beside.
void report_mark_beside(const FieldPlace& place, diagnostics::BilingualText what, ReturnedFile& file);

/// Reports content outside cells: intake/text-beside, or intake/mark-beside if it has no text.
void report_over(const std::string& sheet, const OverCells& over, ReturnedFile& file);

/// Reports a text of the form that was struck through: intake/mark-beside.
void report_strike(const FieldPlace& place, ReturnedFile& file);

/// Reports a sheet without cells, such as a chart sheet: intake/mark-beside.
void report_odd_sheet(const std::string& sheet, ReturnedFile& file);

}  // namespace gongwen::intake
