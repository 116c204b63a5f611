// Reads the heads of tables in forms: a row of labels, or two or three rows in which one head is above several.
//   序号 | 姓名 | 起止时间     heads: 序号, 姓名, 起止时间（起）, 起止时间（止）
//        |      |  起  |  止
#pragma once

#include "adopt/detail/cell_text.h"
#include "adopt/detail/form_text.h"
#include "adopt/detail/table_grid.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gongwen::adopt {

/// A cell of a form's table. A cell over several rows belongs only to the first of them.
struct TableCell {
  std::size_t row = 0;
  const GridCell* grid = nullptr;
  CellText text;
  bool is_used = false;

  bool is_empty() const;
  std::size_t end_row() const { return row + grid->rows; }
  std::uint32_t column() const { return grid->cell->column; }
  std::uint32_t end_column() const { return grid->cell->column + grid->cell->span; }
};
using TableRow = std::vector<TableCell>;

struct TableHead {
  Label label;             // 起止时间（起）; empty text: the corner above names of rows
  std::string own;         // 起
  std::string parent;      // 起止时间; empty: it has none
  bool is_number = false;  // 序号
  std::uint32_t column = 0;
  std::uint32_t span = 0;
};

struct TableHeads {
  std::vector<TableHead> heads;
  std::vector<TableCell*> cells;  // the cells from which they were read
  std::size_t end_row = 0;        // below them
};

/// Reads `depth` rows of heads, from `r` on; nullopt if there are other texts among them. A cell that extends below
/// them is the name of the table, not a head.
std::optional<TableHeads> read_heads(std::vector<TableRow>& rows, std::size_t r, std::size_t depth);

/// The cell of a row under a head; null if the row has another shape.
TableCell* cell_under(const TableHead& head, TableRow& row);

enum class RowUnderHeads : std::uint8_t {
  Other,
  Empty,  // a row of a list
  Named,  // its first cell names its subject, 第一年
  Ticks,  // like Named, with a box in each other cell
};
/// Words such as 合计 of a row go to `name`, and their cell to `cell`.
struct NamedRow {
  RowUnderHeads type = RowUnderHeads::Other;
  Label name;
  TableCell* cell = nullptr;
  std::string group;                     // in a merged cell before the name, over several rows; empty: none
  std::vector<std::uint32_t> printed{};  // columns of other words, such as 30分 under 分值
};
NamedRow read_row_under(const TableHeads& heads, std::vector<TableRow>& rows, std::size_t r);

/// Whether a cell is left blank for an answer: it is empty, or has only a blank date, a unit, boxes with words, or one
/// control.
bool is_left_blank(const TableCell& cell);

}  // namespace gongwen::adopt
