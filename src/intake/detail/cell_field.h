// What is in the cell of a field, in a workbook form that has its names and in a copy that has lost them.
#pragma once

#include "intake/detail/field_map.h"
#include "intake/returned_file.h"

#include <cstddef>

namespace gongwen::intake {

/// Takes what a person sees in the cell into `fields` or `blanks` of the file, or reports why it cannot be taken, or
/// what is to be compared. Returns: whether it was taken or is blank. Reports: intake/hidden-field, intake/no-result,
/// intake/cell-error, intake/cell-twice, intake/damaged-cell, intake/text-too-long, intake/formula, intake/mark-beside.
/// `mapped` may be null.
bool take_field_cell(const std::string& pointer, const LooseCell& cell, const MappedField* mapped, std::size_t max_text,
                     ReturnedFile& file);

}  // namespace gongwen::intake
