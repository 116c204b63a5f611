#include "layout/inline/detail/line_ends.h"
#include "layout/inline/detail/spread_units.h"

#include <algorithm>
#include <set>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using text::TextLength;

/// By cell, for the tables that have been looked at.
struct AlignmentShifts : DocumentFacts {
  std::set<std::uint32_t> tables;
  std::unordered_map<std::uint32_t, TextLength> shifts;
};

struct AlignedCell {
  BoxId cell;
  std::size_t column = 0;
  TextLength after;  // from the character to the end
};

BoxId cell_around(BoxId box, const LayoutContext& context) {
  while (box && context.box(box).part == boxes::BoxPart::Anonymous && context.box(box).kind != BoxKind::Cell) {
    box = context.box(box).parent;
  }
  return box && context.box(box).kind == BoxKind::Cell ? box : BoxId();
}

/// The width from the first such character on; a text without it ends where the others have theirs.
TextLength width_after(BoxId cell, char32_t character, LayoutContext& context) {
  const text::ShapedParagraph& paragraph = inline_content(cell, LayoutUnit(), context).paragraph;
  auto end = static_cast<std::uint32_t>(paragraph.units.size());
  while (end > 0 && paragraph.units[end - 1].kind == text::UnitKind::Space) --end;
  std::uint32_t begin = 0;
  while (begin < end) {
    const text::LineUnit& unit = paragraph.units[begin];
    if (paragraph.text.substr(unit.text_begin, unit.text_length).find(character) != std::u32string::npos) break;
    ++begin;
  }
  return width_of(paragraph, {begin, end});
}

/// Goes over the cells of a table, row by row, with the columns that cells of earlier rows leave free.
class AlignedCells {
 public:
  explicit AlignedCells(LayoutContext& context) : context_(context) {}

  std::vector<AlignedCell> find(BoxId grid) {
    for (BoxId group = context_.box(grid).first_child; group; group = context_.box(group).next_sibling) {
      if (context_.box(group).kind != BoxKind::RowGroup) continue;
      rows_left_.clear();
      for (BoxId row = context_.box(group).first_child; row; row = context_.box(row).next_sibling) {
        if (context_.box(row).kind == BoxKind::Row) add_row(row);
      }
    }
    return std::move(cells_);
  }

 private:
  void add_row(BoxId row) {
    std::size_t column = 0;
    std::vector<std::int32_t> begun;
    for (BoxId cell = context_.box(row).first_child; cell; cell = context_.box(cell).next_sibling) {
      const boxes::Box& box = context_.box(cell);
      if (box.kind != BoxKind::Cell) continue;
      while (column < rows_left_.size() && rows_left_[column] > 0) ++column;
      add_cell(cell, column);
      constexpr std::int32_t kToTheEnd = 1 << 30;
      const auto span = std::max<std::size_t>(1, box.column_span);
      if (begun.size() < column + span) begun.resize(column + span);
      std::fill_n(begun.begin() + static_cast<std::ptrdiff_t>(column), span,
                  box.row_span == 0 ? kToTheEnd : std::int32_t{box.row_span});
      column += span;
    }
    rows_left_.resize(std::max(rows_left_.size(), begun.size()));
    for (std::size_t i = 0; i < rows_left_.size(); ++i) {
      if (i < begun.size() && begun[i] > 0) rows_left_[i] = begun[i];
      if (rows_left_[i] > 0) --rows_left_[i];
    }
  }

  void add_cell(BoxId cell, std::size_t column) {
    const boxes::Box& box = context_.box(cell);
    const char32_t character = context_.style_of(cell).text_align.character;
    if (character == 0 || box.column_span != 1 || !box.has_inline_children) return;
    cells_.push_back({cell, column, width_after(cell, character, context_)});
  }

  LayoutContext& context_;
  std::vector<std::int32_t> rows_left_;  // of cells from above, by column
  std::vector<AlignedCell> cells_;
};

void align_table(BoxId grid, LayoutContext& context) {
  if (!context.cache<AlignmentShifts>().tables.insert(grid.value).second) return;
  const std::vector<AlignedCell> cells = AlignedCells(context).find(grid);
  std::unordered_map<std::size_t, TextLength> widest;
  for (const AlignedCell& cell : cells) widest[cell.column] = std::max(widest[cell.column], cell.after);
  AlignmentShifts& known = context.cache<AlignmentShifts>();
  for (const AlignedCell& cell : cells) known.shifts[cell.cell.value] = widest[cell.column] - cell.after;
}

}  // namespace

TextLength alignment_shift(BoxId container, LayoutContext& context) {
  if (!container || context.style_of(container).text_align.character == 0) return {};
  const BoxId cell = cell_around(container, context);
  BoxId grid = cell;
  while (grid && context.box(grid).kind != BoxKind::TableGrid) grid = context.box(grid).parent;
  if (!grid) return {};
  align_table(grid, context);
  const auto& shifts = context.cache<AlignmentShifts>().shifts;
  const auto found = shifts.find(cell.value);
  return found == shifts.end() ? TextLength() : found->second;
}

}  // namespace gongwen::layout
