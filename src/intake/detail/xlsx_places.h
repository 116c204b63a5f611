// Cells of a workbook form: those that hold fields, and what was written beside them.
#pragma once

#include "intake/detail/field_map.h"
#include "intake/detail/xlsx_package.h"
#include "intake/detail/xlsx_workbook.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::intake {

// Which cells of a workbook hold which fields, and of which form: by names, otherwise by the map in the hidden sheet.

using SheetCells = std::map<std::string, XlsxCells>;  // by name of the sheet

struct FieldCell {
  std::string pointer;
  std::string name;  // of the cell
  std::string sheet;
  CellReference place;
};

struct FieldCells {
  std::vector<FieldCell> cells;
  /// Names that lead nowhere, and fields of the map that have no name and whose cell may be another one by now.
  std::vector<FieldCell> lost;
  std::vector<FormPart> parts;  // two or more for several forms, otherwise empty
  bool certain = true;          // false: several forms, and it is unknown which sheets belong together
};

using SheetViews = std::map<std::string, SheetView>;  // by name of the sheet; of each that has cells

FieldCells find_field_cells(const XlsxWorkbook& workbook, const FieldMap& map, const SheetCells& sheets,
                            const SheetViews& views);

}  // namespace gongwen::intake
