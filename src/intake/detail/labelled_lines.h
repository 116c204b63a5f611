// Reads the lines and cells of a Word form that print words around their places, 正本__份，副本__份, by these words.
#pragma once

#include "intake/detail/labelled_cells.h"

namespace gongwen::intake {

/// Takes the cells that have the words of a line of the form, with the values in its places. If the form has several
/// lines with the same words, the file must have as many; they are read in their order.
void read_printed_lines(LabelledCells& cells);

}  // namespace gongwen::intake
