// Finds the cells of a workbook form that hold fields.
#pragma once

#include "intake/detail/field_map.h"
#include "intake/detail/xlsx_package.h"
#include "intake/detail/xlsx_workbook.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::intake {

// The cells that hold fields, and their forms: by defined names, otherwise by the map in the hidden sheet.

using SheetCells = std::map<std::string, XlsxCells>;  // by sheet name

struct FieldCell {
  std::string pointer;
  std::string name;  // of the cell
  std::string sheet;
  CellReference place;
};

struct FieldCells {
  std::vector<FieldCell> cells;
  /// Names without a valid reference, and mapped fields without a name whose cell may have moved.
  std::vector<FieldCell> lost;
  std::vector<FormPart> parts;  // two or more if there are several forms, otherwise empty
  bool certain = true;          // false: several forms, and it is unknown which sheets belong together
};

using SheetViews = std::map<std::string, SheetView>;  // by sheet name; only sheets with cells

FieldCells find_field_cells(const XlsxWorkbook& workbook, const FieldMap& map, const SheetCells& sheets,
                            const SheetViews& views);

/// The places of `cells` that were moved out of a row that they share with others in the form. Their names moved with
/// them, so the sheet shows their values beside those of other rows.
std::set<std::pair<std::string, CellReference>> find_cells_out_of_row(const std::vector<FieldCell>& cells,
                                                                      const FieldMap& map);

}  // namespace gongwen::intake
