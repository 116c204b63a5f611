#include "images/detail/decode.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace gongwen::images {
namespace {

std::uint8_t paeth(int left, int above, int corner) {
  const int estimate = left + above - corner;
  const int to_left = std::abs(estimate - left);
  const int to_above = std::abs(estimate - above);
  const int to_corner = std::abs(estimate - corner);
  if (to_left <= to_above && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_above <= to_corner ? above : corner);
}

}  // namespace

bool unfilter(char* rows, std::size_t row_bytes, std::size_t row_count, std::size_t pixel_bytes) {
  const std::string zeros(row_bytes, '\0');
  const auto* above = reinterpret_cast<const unsigned char*>(zeros.data());
  for (std::size_t r = 0; r < row_count; ++r) {
    auto* const row = reinterpret_cast<unsigned char*>(rows + r * (row_bytes + 1) + 1);
    const auto filter = static_cast<unsigned char>(rows[r * (row_bytes + 1)]);
    if (filter > 4) return false;
    for (std::size_t i = 0; filter != 0 && i < row_bytes; ++i) {
      const int left = i >= pixel_bytes ? row[i - pixel_bytes] : 0;
      const int corner = i >= pixel_bytes ? above[i - pixel_bytes] : 0;
      const int guess = filter == 1   ? left
                        : filter == 2 ? above[i]
                        : filter == 3 ? (left + above[i]) / 2
                                      : paeth(left, above[i], corner);
      row[i] = static_cast<unsigned char>(row[i] + guess);
    }
    above = row;
  }
  return true;
}

unsigned sample(const unsigned char* row, std::size_t index, unsigned bits) {
  if (bits == 8) return row[index];
  if (bits == 16) return static_cast<unsigned>(row[2 * index] << 8 | row[2 * index + 1]);
  const std::size_t bit = index * bits;
  return row[bit / 8] >> (8 - bits - bit % 8) & ((1U << bits) - 1);
}

}  // namespace gongwen::images
