// Rows of pixels as PNG has them (ISO/IEC 15948): each behind the byte that names its filter.
#pragma once

#include <cstddef>

namespace gongwen::images {

/// Section 9: takes the filters back, in place. Returns: false when a row has an unknown one.
bool unfilter(char* rows, std::size_t row_bytes, std::size_t row_count, std::size_t pixel_bytes);

/// One channel of a row without filters: 1, 2, 4, 8 or 16 bits.
unsigned sample(const unsigned char* row, std::size_t index, unsigned bits);

}  // namespace gongwen::images
