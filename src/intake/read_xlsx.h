// Reading a returned workbook: the values of its named cells.
#pragma once

#include "intake/detail/limits.h"
#include "intake/returned_file.h"

#include <string_view>

namespace gongwen::intake {

/// What to do with a workbook that has neither names nor a map of its fields.
enum class UnnamedCells : std::uint8_t { Refuse, Collect };

/// Never fails: what is wrong is told in the notices. With UnnamedCells::Collect all cells are given as loose ones when
/// nothing else leads to the fields.
ReturnedFile read_xlsx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

}  // namespace gongwen::intake
