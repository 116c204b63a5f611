// What a form as a workbook says beside its fields: the label of each, and all texts that are printed on it. The form
// carries both in its hidden sheet, so that its reader knows a cell that has become another one, and a text that somebody
// has written beside the fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Rows for the hidden sheet of a form that has been made: `label`, name of the cell, `left` or `above`, the label, how
/// many columns or rows it is away; and `texts` with what is in cells that are no fields. None when it is not a form.
std::vector<std::vector<std::string>> form_layout_rows(std::string_view form);

}  // namespace gongwen::intake
