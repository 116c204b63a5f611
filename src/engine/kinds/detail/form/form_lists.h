// Lists whose entries are printed otherwise than a value in each column: by patterns such as `{from}至{to}`, on lines
// without rules, with long texts; and their continuation on the page behind the form.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

namespace gongwen::engine {

/// Whether write_list is for this row of a `list`: it has a pattern, several values in a column, or long texts.
bool is_written_list(const FormFile& form, const data::Value& row);

/// Reports: engine/form-unknown-field, engine/form-too-wide.
void write_list(FormWriter& at, const data::Value& row, Members& made);

}  // namespace gongwen::engine
