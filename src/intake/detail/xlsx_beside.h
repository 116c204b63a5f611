// What was written into a workbook form beside its fields: comments, text boxes, cells that the form does not have; and
// what lies over the cells of a sheet.
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
  bool is_remark = false;  // a comment or a text box, over the cells
};

/// The comments and text boxes of a sheet, which lies in `part`.
std::vector<BesideText> read_remarks(XlsxPackage& package, std::string_view part, const std::string& sheet);

/// Texts in cells that are neither fields nor printed on the form. A sheet without fields is reported with its first
/// text. None where the form does not say what is printed on it.
std::vector<BesideText> find_stray_cells(const FieldCells& fields, const FieldMap& map, const SheetCells& sheets);

/// Everything over the cells of the sheet in `part`: comments, text boxes, pictures.
std::vector<OverCells> read_over_cells(XlsxPackage& package, std::string_view part);

}  // namespace gongwen::intake
