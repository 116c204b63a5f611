#include "intake/detail/field_labels.h"

#include "intake/given_values.h"

#include <algorithm>

// Labels of workbook forms. People insert rows and columns, and programs lose names of cells, but the text beside a
// field usually stays. A label is therefore kept with its direction and distance, and can be looked for anywhere in the
// same row or column. Merged cells count as their first one.
namespace gongwen::intake {
namespace {

/// The cell `distance` steps to the left or above; nullopt beyond the edge of the sheet.
std::optional<CellReference> step(CellReference place, bool is_above, std::uint32_t distance) {
  const std::uint32_t room = is_above ? place.row : place.column;
  if (distance > room) return std::nullopt;
  (is_above ? place.row : place.column) -= distance;
  return place;
}

/// The cell that holds the text of a merged area; the cell itself if it is not merged.
CellReference first_at(const LabelledSheet& sheet, CellReference place) {
  const CellArea area = area_at(sheet.merges, place);
  return {area.first_row, area.first_column};
}

/// The normalised text of the first cell of an area; empty after an error.
std::string text_at(const XlsxCells& cells, CellReference place) {
  const auto cell = cells.find(place);
  return cell == cells.end() || cell->second.error ? std::string() : label_text(cell->second.text);
}

/// A label farther away belongs to something else; the limit also bounds the search.
constexpr std::uint32_t kFar = 2'000;

/// The nearest text to the left, up to the next field: the text beyond that labels the other field.
std::optional<FieldLabel> search_left(const LabelledSheet& sheet, CellReference place,
                                      const std::map<CellReference, std::string>& fields) {
  for (std::uint32_t distance = 1; distance < kFar; ++distance) {
    const auto next = step(place, false, distance);
    const CellReference first = next ? first_at(sheet, *next) : place;
    if (!next || fields.contains(first)) break;
    std::string text = text_at(sheet.cells, first);
    if (!text.empty()) return FieldLabel{false, distance, std::move(text)};
  }
  return std::nullopt;
}

/// The nearest text above. Other rows of the same list are skipped; beyond anything else, a text labels something else.
std::optional<FieldLabel> search_above(const LabelledSheet& sheet, CellReference place,
                                       const std::map<CellReference, std::string>& fields) {
  const auto own = fields.find(place);
  const std::string pattern = own == fields.end() ? std::string() : own->second;
  const bool in_list = pattern.find("/*") != std::string::npos;
  for (std::uint32_t distance = 1; distance < kFar; ++distance) {
    const auto next = step(place, true, distance);
    if (!next) break;
    const CellReference first = first_at(sheet, *next);
    const auto field = fields.find(first);
    if (field != fields.end() && in_list && field->second == pattern) continue;
    std::string text = field == fields.end() ? text_at(sheet.cells, first) : std::string();
    if (text.empty()) break;
    return FieldLabel{true, distance, std::move(text)};
  }
  return std::nullopt;
}

}  // namespace

CellArea area_at(const std::vector<CellArea>& merges, CellReference place) {
  for (const CellArea& area : merges) {
    if (place.row >= area.first_row && place.row <= area.last_row && place.column >= area.first_column &&
        place.column <= area.last_column) {
      return area;
    }
  }
  return {place.row, place.column, place.row, place.column};
}

std::optional<FieldLabel> find_label(const LabelledSheet& sheet, CellReference place,
                                     const std::map<CellReference, std::string>& fields) {
  // Forms are read from the left, so a text there is preferred to a heading above.
  if (auto label = search_left(sheet, place, fields)) return label;
  return search_above(sheet, place, fields);
}

bool has_label_at(const LabelledSheet& sheet, CellReference place, const FieldLabel& label) {
  const auto there = step(place, label.is_above, label.distance);
  return there && text_at(sheet.cells, first_at(sheet, *there)) == label.text;
}

LabelIndex index_labels(const LabelledSheet& sheet) {
  LabelIndex labels;
  for (const auto& [place, cell] : sheet.cells) {
    if (!cell.error) labels.emplace(label_text(cell.text), area_at(sheet.merges, place));
  }
  return labels;
}

bool has_label_beside(const LabelIndex& labels, CellReference place, const FieldLabel& label) {
  // The distance is ignored: rows or columns may have been inserted between the label and the field.
  const auto [first, last] = labels.equal_range(label.text);
  return std::any_of(first, last, [&](const auto& entry) {
    const CellArea& there = entry.second;
    const bool in_column = place.column >= there.first_column && place.column <= there.last_column;
    const bool in_row = place.row >= there.first_row && place.row <= there.last_row;
    return label.is_above ? in_column && there.first_row < place.row : in_row && there.first_column < place.column;
  });
}

std::string label_text(std::string_view text) {
  std::string out;
  for (const char c : narrow_text(text)) {
    // `姓 名：*` and `姓名` are one label: blanks, colons and marks of required fields are set as people like.
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != ':' && c != '*') out += c;
  }
  return out;
}

}  // namespace gongwen::intake
