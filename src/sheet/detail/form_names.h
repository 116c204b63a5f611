// Names of the cells that a form is filled in, and what they say of their fields.
#pragma once

#include "sheet/detail/build_context.h"

namespace gongwen::sheet {

/// A cell of the workbook that is being built.
struct NamedCell {
  std::size_t sheet = 0;  // index into Workbook::sheets
  CellRange range;
};

/// The name of a field's cell, by the field's pointer, or by a number where that makes no name that spreadsheets take.
DefinedName name_field(const forms::Field& field, const NamedCell& cell, const BuildContext& context);

}  // namespace gongwen::sheet
