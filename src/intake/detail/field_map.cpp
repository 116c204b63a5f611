#include "intake/detail/field_map.h"

#include "intake/stamp.h"

namespace gongwen::intake {
namespace {

std::string text_at(const XlsxCells& cells, std::uint32_t row, std::uint32_t column) {
  const auto cell = cells.find({row, column});
  return cell == cells.end() ? std::string() : cell->second.text;
}

}  // namespace

FieldMap read_field_map(const XlsxCells& cells) {
  FieldMap map;
  for (const auto& [place, cell] : cells) {
    if (place.column != 0) continue;
    std::string_view head = cell.text;
    if (head.starts_with("gongwen.")) head.remove_prefix(8);
    const auto at = [&](std::uint32_t column) {
      return text_at(cells, place.row, column);
    };
    if (head == "kind") map.stamp.kind = at(1);
    if (head == "edition") map.stamp.edition = at(1);
    if (head == "hash") map.stamp.hash = at(1);
    if (head.starts_with('{')) map.stamp = read_stamp_json(head);
    if (head.starts_with("gw.") && at(1).starts_with('/'))
      map.fields.push_back({cell.text, at(1), at(2), at(3), at(4)});
  }
  return map;
}

}  // namespace gongwen::intake
