// Names of a form's input cells: they carry the field's pointer, type and choices.
#pragma once

#include "sheet/detail/cell_range.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/workbook.h"

#include <cstddef>

namespace gongwen::sheet {

/// A cell of the workbook being built.
struct NamedCell {
  std::size_t sheet = 0;  // index into Workbook::sheets
  CellRange range;
};

/// The defined name for a field's cell: derived from the field's pointer, or numbered if spreadsheets would reject
/// that.
DefinedName name_field(const forms::Field& field, const NamedCell& cell, const BuildContext& context);

}  // namespace gongwen::sheet
