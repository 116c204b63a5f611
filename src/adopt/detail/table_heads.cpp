#include "adopt/detail/table_heads.h"

#include "adopt/detail/line_places.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace gongwen::adopt {
namespace {

bool is_number_head(std::string_view label) {
  return label.starts_with("序号") || label == "编号" || label == "No." || label == "No";
}

bool is_figure(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_box(const TableCell& cell) {
  const std::string_view text = trimmed(cell.text.text);
  return text.size() == box_at(text) && !text.empty();
}

}  // namespace

bool TableCell::is_empty() const { return trimmed(text.text).empty() && text.controls.empty() && text.tables.empty(); }

bool is_left_blank(const TableCell& cell) {
  if (!cell.text.tables.empty()) return false;
  const std::string_view text = trimmed(cell.text.text);
  if (!cell.text.controls.empty()) return text.empty() && cell.text.controls.size() == 1;
  constexpr std::array<std::string_view, 7> kFillers{"", "……", "…", "/", "至", "—", "~"};
  if (std::find(kFillers.begin(), kFillers.end(), text) != kFillers.end()) return true;
  if (!unit_of_cell(cell.text.text).empty()) return true;
  const std::vector<LinePlace> places = line_places(cell.text.text);
  if (places.size() != 1 || !places.front().label.empty() || places.front().period != PeriodEnd::None) return false;
  const LinePlace& place = places.front();
  if (place.type == PlaceType::Boxes && place.options.size() < 2) return false;
  const std::string_view all = cell.text.text;
  return trimmed(all.substr(0, place.begin)).empty() && trimmed(all.substr(place.end)).empty();
}

std::optional<TableHeads> read_heads(std::vector<TableRow>& rows, std::size_t r, std::size_t depth) {
  TableHeads found;
  found.end_row = r + depth;
  if (found.end_row > rows.size()) return std::nullopt;
  std::vector<TableCell*> parents;
  std::vector<TableCell*> leaves;
  for (std::size_t row = r; row < found.end_row; ++row) {
    for (TableCell& cell : rows[row]) {
      // A cell that is merged over the rows of the list is its name.
      if (cell.is_used || cell.end_row() > found.end_row) continue;
      (cell.end_row() == found.end_row ? leaves : parents).push_back(&cell);
    }
  }
  if (leaves.size() < 2) return std::nullopt;
  const auto is_wide = [](const TableCell* cell) {
    return cell->grid->cell->span > 1;
  };
  if (depth > 1 && std::none_of(parents.begin(), parents.end(), is_wide)) return std::nullopt;
  std::sort(leaves.begin(), leaves.end(),
            [](const TableCell* a, const TableCell* b) { return a->column() < b->column(); });
  for (TableCell* const leaf : leaves) {
    if (!leaf->text.controls.empty() || !unit_of_cell(leaf->text.text).empty()) return std::nullopt;
    std::optional<Label> label = read_label(leaf->text.text);
    // An empty cell below a label counts as merged with it.
    const auto same = std::find_if(parents.begin(), parents.end(), [&](const TableCell* parent) {
      return leaf->is_empty() && parent->column() == leaf->column() && parent->end_column() == leaf->end_column();
    });
    if (same != parents.end()) label = read_label((*same)->text.text);
    // Only the corner above the names of rows may be empty.
    if (!label && (leaf != leaves.front() || !leaf->is_empty())) return std::nullopt;
    TableHead head{label.value_or(Label()), {}, {}, false, leaf->column(), leaf->grid->cell->span};
    head.own = head.label.text;
    head.is_number = label && is_number_head(label->text);
    // From the top to the nearest head.
    std::string titles;
    for (const TableCell* const parent : parents) {
      if (same != parents.end() && parent == *same) continue;
      if (parent->column() > leaf->column() || parent->end_column() < leaf->end_column()) continue;
      const std::optional<Label> above = read_label(parent->text.text);
      if (!above) return std::nullopt;
      titles += above->text;
    }
    if (!titles.empty() && label) {
      head.label.text = titles + "（" + label->text + "）";
      head.label.printed = head.label.text;
      head.parent = std::move(titles);
    }
    found.heads.push_back(std::move(head));
  }
  for (const TableCell* const parent : parents) {
    if (!read_label(parent->text.text)) return std::nullopt;
  }
  found.cells = std::move(leaves);
  found.cells.insert(found.cells.end(), parents.begin(), parents.end());
  return found;
}

TableCell* cell_under(const TableHead& head, TableRow& row) {
  const auto same = std::find_if(row.begin(), row.end(), [&](const TableCell& cell) {
    return cell.column() == head.column && cell.grid->cell->span == head.span;
  });
  return same == row.end() ? nullptr : &*same;
}

namespace {

/// Finds the cell that is merged over this row and others, in the column of a head. Returns null if there is no such
/// cell below the heads.
TableCell* merged_cell(const TableHeads& heads, const TableHead& head, std::vector<TableRow>& rows, std::size_t r) {
  for (std::size_t above = r + 1; above-- > heads.end_row;) {
    TableCell* const cell = cell_under(head, rows[above]);
    if (cell != nullptr) return cell->grid->rows > 1 && cell->end_row() > r ? cell : nullptr;
  }
  return nullptr;
}

}  // namespace

NamedRow read_row_under(const TableHeads& heads, std::vector<TableRow>& rows, std::size_t r) {
  TableRow& row = rows[r];
  NamedRow found;
  std::size_t blank = 0;
  std::size_t ticks = 0;
  bool is_first = true;
  // 师资费, merged over the rows of 讲课费 and 交通费.
  std::size_t first = 0;
  std::size_t covered = 0;  // columns without a cell in this row
  for (; first + 1 < heads.heads.size(); ++first) {
    const TableCell* const cell = merged_cell(heads, heads.heads[first], rows, r);
    if (cell == nullptr) break;
    const std::optional<Label> label = read_label(cell->text.text);
    if (heads.heads[first].is_number)
      found.group.clear();
    else if (label && cell->text.controls.empty())
      found.group = label->text;
    else
      return {};
    covered += cell->row < r ? 1 : 0;
  }
  const std::size_t grouped = first;
  if (grouped > 0 && found.group.empty()) return {};
  // 合计, merged over several columns.
  if (row.size() + covered < heads.heads.size()) {
    const auto at = std::find_if(row.begin(), row.end(),
                                 [&](const TableCell& cell) { return cell.column() == heads.heads[grouped].column; });
    std::size_t end = grouped;
    while (at != row.end() && end < heads.heads.size() && heads.heads[end].column < at->end_column()) ++end;
    std::optional<Label> name = at == row.end() ? std::nullopt : read_label(at->text.text);
    const bool is_alone = name && at->grid->rows == 1 && !at->is_used && at->text.controls.empty();
    if (end > grouped + 1 && is_alone) {
      found.name = *std::move(name);
      found.cell = &*at;
      first = end;
      is_first = false;
    }
  }
  // Cells that are merged from above are not in the row.
  const std::size_t wide = first > grouped ? first - grouped - 1 : 0;
  if (row.size() + covered + wide != heads.heads.size()) return {};
  for (std::size_t i = first; i < heads.heads.size(); ++i) {
    const TableHead& head = heads.heads[i];
    TableCell* const cell = cell_under(head, row);
    if (cell == nullptr || cell->grid->rows > 1 || cell->is_used) return {};
    const std::string_view text = trimmed(cell->text.text);
    if (head.is_number && (text.empty() || is_figure(text))) continue;
    const bool may_name = std::exchange(is_first, false);
    if (is_left_blank(*cell)) {
      ++blank;
    } else if (is_box(*cell)) {
      ++ticks;
    } else if (std::optional<Label> label = may_name ? read_label(text, kMostOfQuestion) : std::nullopt) {
      found.name = *std::move(label);
      found.cell = cell;
    } else if (found.cell != nullptr && cell->text.controls.empty() && line_places(text).empty()) {
      found.printed.push_back(head.column);
    } else {
      return {};
    }
  }
  if (found.cell == nullptr) {
    const bool is_empty = ticks == 0 && grouped == 0 && !heads.heads.front().label.text.empty();
    found.type = is_empty ? RowUnderHeads::Empty : RowUnderHeads::Other;
    return found;
  }
  const bool is_wide = first > grouped;
  const std::size_t least = is_wide || !found.printed.empty() ? 1 : 2;
  if (blank + ticks >= least && (blank == 0 || ticks == 0))
    found.type = ticks > 0 ? RowUnderHeads::Ticks : RowUnderHeads::Named;
  return found;
}

}  // namespace gongwen::adopt
