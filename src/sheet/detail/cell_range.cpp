#include "sheet/detail/cell_range.h"

#include "sheet/limits.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

std::string absolute_place(CellPlace place) {
  return "$" + column_letters(place.column) + "$" + std::to_string(place.row + 1);
}

}  // namespace

std::string column_letters(std::uint32_t column) {
  std::string letters;
  for (std::uint32_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.push_back(static_cast<char>('A' + (rest - 1) % 26));
  }
  std::reverse(letters.begin(), letters.end());
  return letters;
}

std::string to_text(CellPlace place) { return column_letters(place.column) + std::to_string(place.row + 1); }

std::string to_text(const CellRange& range) {
  return range.is_single_cell() ? to_text(range.first) : to_text(range.first) + ":" + to_text(range.last);
}

std::string absolute_reference(std::string_view sheet_name, const CellRange& range) {
  std::string out = "'";
  for (const char c : sheet_name) out.append(c == '\'' ? 2 : 1, c);
  if (range.first.row == 0 && range.last.row == kMaxRows - 1) {
    return out + "'!$" + column_letters(range.first.column) + ":$" + column_letters(range.last.column);
  }
  out += "'!" + absolute_place(range.first);
  if (!range.is_single_cell()) out += ":" + absolute_place(range.last);
  return out;
}

std::string column_range(std::string_view sheet_name, const CellRange& range) {
  const std::string reference = absolute_reference(sheet_name, range);
  return range.is_single_cell() ? reference + ":" + absolute_place(range.last) : reference;
}

const HeaderPicture* find_picture(const HeaderText& text) {
  for (const HeaderPart& part : text.parts) {
    if (const auto* const picture = std::get_if<HeaderPicture>(&part)) return picture;
  }
  return nullptr;
}

}  // namespace gongwen::sheet
