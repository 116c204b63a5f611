// Finds texts in a returned workbook that are longer than their cells can show and print.
#pragma once

#include "intake/returned_file.h"

#include <vector>

namespace gongwen::engine {

/// Estimates whether the text of each field fits its cell, in the way in which row heights are estimated on writing.
/// Reports: intake/text-cut.
void report_cut_texts(const std::vector<intake::RawField>& fields, std::vector<intake::Notice>& notices);

}  // namespace gongwen::engine
