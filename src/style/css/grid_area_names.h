// The named areas that rows of text draw (css-grid-1 section 7.3).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::css {

/// A rectangle of cells; its ends are after its last row and column.
struct GridArea {
  std::string name;
  std::uint32_t row_begin = 0;
  std::uint32_t row_end = 0;
  std::uint32_t column_begin = 0;
  std::uint32_t column_end = 0;
  friend bool operator==(const GridArea&, const GridArea&) = default;
};

struct GridAreas {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::vector<GridArea> areas;
  friend bool operator==(const GridAreas&, const GridAreas&) = default;
};

/// Returns nullopt if a row is empty, rows differ in length, or an area is not a rectangle.
std::optional<GridAreas> read_grid_areas(std::span<const std::string_view> rows);

}  // namespace gongwen::css
