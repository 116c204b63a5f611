// Reads the tables of a Word form by their labels: values beside and below labels, rows under the heads of a list, rows
// with names, and rows of boxes to tick.
#pragma once

#include "intake/detail/labelled_cells.h"

#include <cstddef>
#include <vector>

namespace gongwen::intake {

/// Takes the labels in all tables with their values. Returns the cells whose words look like a label but may be a
/// value, such as 联系人 beside 职务: they follow a label without a value, or the file has the label twice.
std::vector<std::size_t> read_tables(LabelledCells& cells);

}  // namespace gongwen::intake
