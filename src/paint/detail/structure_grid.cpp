// What the grid of a table says of its cells: how far they reach, what rows lack, and what headers belong to.
#include "paint/detail/structure_builder.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

using boxes::BoxId;
using layout::TableCell;
using layout::TableModel;

constexpr std::uint32_t kNoCell = TableModel::kNoCell;

/// The part of a table that the structure shows. HTML lets cells overlap and rows be nothing but the spans of others;
/// PDF/UA does neither (ISO 14289-1 section 7.5).
class OwnedGrid {
 public:
  explicit OwnedGrid(const TableModel& model) : model_(model), owners_(model.slots.size(), kNoCell) {
    for (std::uint32_t i = 0; i < model.cells.size(); ++i) take(i);
  }

  /// The rectangle that a cell has for itself; no columns where all of it is another's.
  struct Area {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
  };
  const Area& area(std::uint32_t cell) const { return areas_[cell]; }
  std::uint32_t owner(std::uint32_t row, std::uint32_t column) const {
    return owners_[row * model_.column_count() + column];
  }

  /// Whether a row is nothing but what cells above reach down to.
  bool is_covered(std::uint32_t row) const {
    for (std::uint32_t c = 0; c < model_.column_count(); ++c) {
      const std::uint32_t cell = owner(row, c);
      if (cell == kNoCell || model_.cells[cell].row == row) return false;
    }
    return model_.column_count() > 0;
  }

 private:
  bool is_free(std::uint32_t row, std::uint32_t column, std::uint32_t columns) const {
    if (row >= model_.row_count() || column + columns > model_.column_count()) return false;
    for (std::uint32_t c = column; c < column + columns; ++c) {
      if (owner(row, c) != kNoCell) return false;
    }
    return true;
  }

  void take(std::uint32_t index) {
    const TableCell& cell = model_.cells[index];
    Area area;
    while (area.columns < cell.column_span && is_free(cell.row, cell.column + area.columns, 1)) ++area.columns;
    while (area.columns > 0 && area.rows < cell.row_span && is_free(cell.row + area.rows, cell.column, area.columns)) {
      ++area.rows;
    }
    for (std::uint32_t r = 0; r < area.rows; ++r) {
      for (std::uint32_t c = 0; c < area.columns; ++c) {
        owners_[(cell.row + r) * model_.column_count() + cell.column + c] = index;
      }
    }
    areas_.push_back(area);
  }

  const TableModel& model_;
  std::vector<std::uint32_t> owners_;  // by slot
  std::vector<Area> areas_;            // by cell
};

}  // namespace

bool StructureBuilder::is_header(BoxId cell) const {
  const boxes::Box& box = context_.box(cell);
  return box.part == boxes::BoxPart::Element && context_.dom.is_element(box.node, dom::ElementName::Th);
}

StructureBuilder::GridFacts StructureBuilder::read_grid(BoxId grid) const {
  const TableModel model = layout::build_table_model(grid, context_);
  const OwnedGrid owned(model);
  GridFacts facts;
  std::vector<bool> covered;
  for (std::uint32_t r = 0; r < model.row_count(); ++r) covered.push_back(owned.is_covered(r));
  for (std::uint32_t i = 0; i < model.cells.size(); ++i) {
    const TableCell& cell = model.cells[i];
    GridFacts::Spans spans{std::max(owned.area(i).rows, 1U), std::max(owned.area(i).columns, 1U)};
    for (std::uint32_t r = cell.row + 1; r < cell.row + owned.area(i).rows; ++r) spans.rows -= covered[r] ? 1 : 0;
    if (spans.rows > 1 || spans.columns > 1) facts.spans[cell.box.value] = spans;
  }
  for (std::uint32_t r = 0; r < model.row_count(); ++r) {
    for (std::uint32_t c = 0; c < model.column_count(); ++c) {
      if (owned.owner(r, c) != kNoCell) continue;
      BoxId next;
      for (std::uint32_t i = model.rows[r].first_cell; i < model.rows[r].end_cell && !next; ++i) {
        if (model.cells[i].column > c && owned.area(i).columns > 0) next = model.cells[i].box;
      }
      facts.missing[model.rows[r].row.value].push_back(next);
    }
  }
  read_scopes(model, facts);
  return facts;
}

/// HTML, section 4.9.12.2: a header with no data cell in its rows is one of columns, one with none in its columns is
/// one of rows. All others are headers of their rows.
void StructureBuilder::read_scopes(const TableModel& model, GridFacts& facts) const {
  std::vector<bool> data_in_row(model.row_count());
  std::vector<bool> data_in_column(model.column_count());
  for (const TableCell& cell : model.cells) {
    if (is_header(cell.box)) continue;
    for (std::uint32_t r = cell.row; r < cell.end_row(); ++r) data_in_row[r] = true;
    for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) data_in_column[c] = true;
  }
  const auto any = [](const std::vector<bool>& flags, std::uint32_t begin, std::uint32_t end) {
    return std::find(flags.begin() + begin, flags.begin() + end, true) != flags.begin() + end;
  };
  for (const TableCell& cell : model.cells) {
    if (!is_header(cell.box)) continue;
    const bool in_head = cell.row < model.head_rows;
    const bool heads_columns = in_head || !any(data_in_row, cell.row, cell.end_row());
    facts.scopes[cell.box.value] = heads_columns ? HeaderScope::Column : HeaderScope::Row;
  }
}

}  // namespace gongwen::paint
