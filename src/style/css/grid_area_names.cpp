#include "style/css/grid_area_names.h"

#include <algorithm>
#include <unordered_map>

// Each name must cover a rectangle. Only its bounding box and the number of its cells are kept while rows are read: the
// area is a rectangle if the box has as many cells as were counted.
namespace gongwen::css {
namespace {

/// Characters of names; bytes above ASCII are parts of other characters.
bool is_area_name_byte(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  const bool is_letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  return is_letter || (code >= '0' && code <= '9') || code == '-' || code == '_' || code >= 0x80;
}

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f'; }

/// The cells of one row: names, and an empty cell for dots; nullopt if the row contains anything else.
std::optional<std::vector<std::string>> cells_of(std::string_view row) {
  std::vector<std::string> cells;
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t begin = at;
    if (is_blank(row[at])) {
      ++at;
    } else if (row[at] == '.') {
      while (at < row.size() && row[at] == '.') ++at;
      cells.emplace_back();
    } else if (is_area_name_byte(row[at])) {
      while (at < row.size() && is_area_name_byte(row[at])) ++at;
      cells.emplace_back(row.substr(begin, at - begin));
    } else {
      return std::nullopt;
    }
  }
  if (cells.empty()) return std::nullopt;
  return cells;
}

}  // namespace

std::optional<GridAreas> read_grid_areas(std::span<const std::string_view> rows) {
  GridAreas found;
  std::unordered_map<std::string, std::size_t> by_name;
  std::vector<std::uint64_t> counts;  // cells of each area
  for (const std::string_view text : rows) {
    const auto cells = cells_of(text);
    if (!cells) return std::nullopt;
    const auto columns = static_cast<std::uint32_t>(cells->size());
    // All rows must have the same number of cells.
    if (found.rows > 0 && columns != found.columns) return std::nullopt;
    found.columns = columns;
    for (std::uint32_t column = 0; column < columns; ++column) {
      const std::string& name = (*cells)[column];
      if (name.empty()) continue;
      const auto [place, is_new] = by_name.emplace(name, found.areas.size());
      if (is_new) {
        found.areas.push_back({name, found.rows, found.rows + 1, column, column + 1});
        counts.push_back(1);
        continue;
      }
      GridArea& area = found.areas[place->second];
      area.row_end = found.rows + 1;
      area.column_begin = std::min(area.column_begin, column);
      area.column_end = std::max(area.column_end, column + 1);
      ++counts[place->second];
    }
    ++found.rows;
  }
  for (std::size_t i = 0; i < found.areas.size(); ++i) {
    const GridArea& area = found.areas[i];
    const std::uint64_t cells = std::uint64_t{area.row_end - area.row_begin} * (area.column_end - area.column_begin);
    // Fewer cells than the box has: an L shape, or two separate parts.
    if (cells != counts[i]) return std::nullopt;
  }
  return found;
}

}  // namespace gongwen::css
