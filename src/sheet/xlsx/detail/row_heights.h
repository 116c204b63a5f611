// Rows that have a height in the file and still fit their text when it changes. The library marks each height that it
// writes as set by hand (`customHeight`), after which programs keep it; without any height, LibreOffice shows one line.
#pragma once

#include "sheet/workbook.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gongwen::xlsx {

/// The rows of a sheet that fit their text and are written with its height, in ascending order.
struct FittingRows {
  std::size_t sheet = 0;            // its number, from 1
  std::vector<std::uint32_t> rows;  // from 0
};

/// Whether the row belongs to them. Rows of one line are written without a height.
bool is_fitting_row(const sheet::Row& row);

FittingRows find_fitting_rows(const sheet::Sheet& sheet, std::size_t number);

/// Removes the marks of the heights of the rows, which ascend, from the XML of a sheet.
void release_heights(std::string& sheet_xml, std::span<const std::uint32_t> rows);

}  // namespace gongwen::xlsx
