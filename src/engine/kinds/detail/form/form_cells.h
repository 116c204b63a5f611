// Rows of cells that are more than a value each: several values in a cell, rows of their own in a workbook to fill in,
// a photo beside rows.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

namespace gongwen::engine {

/// Whether write_cells is for this row of `cells`.
bool has_several(const data::Value& row);

/// Reports: engine/form-too-wide.
void write_cells(FormWriter& at, const data::Value& row, Members& made);

/// A photo at the right, as high as the rows beside it. Reports: engine/form-too-wide.
void write_photo(FormWriter& at, const data::Value& row, Members& made);

}  // namespace gongwen::engine
