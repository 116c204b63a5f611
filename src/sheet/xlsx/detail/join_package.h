// Completes the package that the library has written: inserts rows that were written apart, sets the standard
// style, and releases the heights of rows that fit their text, for both of which the library has no call.
#pragma once

#include "sheet/detail/cell_range.h"
#include "sheet/xlsx/detail/row_heights.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gongwen::xlsx {

/// The rows of a sheet, ready for a ZIP entry: deflate blocks (RFC 1951) that end on a byte boundary, without a final
/// block, in an unnamed file.
struct PackedRows {
  std::size_t sheet = 0;        // its number, from 1
  int file = -1;                // file descriptor
  std::uint64_t packed = 0;     // bytes in the file
  std::uint64_t length = 0;     // bytes of XML
  std::uint32_t check_sum = 0;  // CRC-32 of the XML
  sheet::CellRange used;        // from the first cell to the last
  std::vector<int> numbers;     // of the formats that the rows use
};

/// Writes the package `parts` to `target`, with the rows in place of those that the library wrote, which only number
/// the formats (see SheetRows), and with the heights of `fitting` rows released. Returns a description of the error, as
/// given by the system if possible; empty on success.
std::string join_package(const std::string& parts, std::span<const PackedRows> rows,
                         std::span<const FittingRows> fitting, const std::string& target);

}  // namespace gongwen::xlsx
