// Rows whose cells hold more than one value each: several values in a cell, separate rows in a workbook to be filled
// in, a photo beside rows.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

namespace gongwen::engine {

/// Whether write_cells has to write this row of `cells`.
bool has_several(const data::Value& row);

/// Writes the row. Reports: engine/form-too-wide.
void write_cells(FormWriter& at, const data::Value& row, Members& made);

/// Writes a photo at the right, as high as the rows beside it. Reports: engine/form-too-wide.
void write_photo(FormWriter& at, const data::Value& row, Members& made);

}  // namespace gongwen::engine
