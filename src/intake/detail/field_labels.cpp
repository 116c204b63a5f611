#include "intake/detail/field_labels.h"

#include "intake/field_value.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

/// The cell that is `distance` steps away; nothing beyond the edge of the sheet.
std::optional<CellReference> step(CellReference place, bool is_above, std::uint32_t distance) {
  const std::uint32_t room = is_above ? place.row : place.column;
  if (distance > room) return std::nullopt;
  (is_above ? place.row : place.column) -= distance;
  return place;
}

std::string text_at(const XlsxCells& cells, CellReference place) {
  const auto cell = cells.find(place);
  return cell == cells.end() || cell->second.error ? std::string() : label_text(cell->second.text);
}

/// The nearest text in one direction. A field that comes first ends the search to the left; a column of fields has its
/// label at its head.
std::optional<FieldLabel> search(const XlsxCells& cells, CellReference place, const std::set<CellReference>& fields,
                                 bool is_above) {
  constexpr std::uint32_t kFar = 2'000;
  for (std::uint32_t distance = 1; distance < kFar; ++distance) {
    const auto next = step(place, is_above, distance);
    if (!next) break;
    if (fields.contains(*next)) {
      if (is_above) continue;
      break;
    }
    std::string text = text_at(cells, *next);
    if (!text.empty()) return FieldLabel{is_above, distance, std::move(text)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<FieldLabel> find_label(const XlsxCells& cells, CellReference place,
                                     const std::set<CellReference>& fields) {
  if (auto label = search(cells, place, fields, false)) return label;
  return search(cells, place, fields, true);
}

bool has_label_at(const XlsxCells& cells, CellReference place, const FieldLabel& label) {
  const auto there = step(place, label.is_above, label.distance);
  return there && text_at(cells, *there) == label.text;
}

LabelIndex index_labels(const XlsxCells& cells) {
  LabelIndex labels;
  for (const auto& [place, cell] : cells) {
    if (!cell.error) labels.emplace(label_text(cell.text), place);
  }
  return labels;
}

bool has_label_beside(const LabelIndex& labels, CellReference place, const FieldLabel& label) {
  const auto [first, last] = labels.equal_range(label.text);
  return std::any_of(first, last, [&](const auto& entry) {
    const CellReference& there = entry.second;
    return label.is_above ? there.column == place.column && there.row < place.row
                          : there.row == place.row && there.column < place.column;
  });
}

std::string label_text(std::string_view text) {
  std::string out;
  for (const char c : narrow_text(text)) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != ':' && c != '*') out += c;
  }
  return out;
}

}  // namespace gongwen::intake
