// Lists whose entries are not printed with one value in each column: by patterns such as `{from}至{to}`, on lines
// without rules, or with long texts; and their continuation on the page after the form.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

namespace gongwen::engine {

/// Whether write_list has to write this row of a `list`, which has a pattern, several values in a column, or long
/// texts.
bool is_written_list(const FormFile& form, const data::Value& row);

/// Reports: engine/form-unknown-field, engine/form-too-wide.
void write_list(FormWriter& at, const data::Value& row, Members& made);

}  // namespace gongwen::engine
