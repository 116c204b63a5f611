#include "layout/table/table_model.h"

#include "diagnostics/catalogue/layout.h"
#include "layout/core/detail/break_token.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>

namespace gongwen::layout {
namespace {
// Follows the algorithm of HTML for forming a table (section 4.9.12): each cell goes to the first free column of its
// row, and spans cover slots in later rows. Everything after that (widths, rows, borders) works with rows and columns
// by number.

using boxes::Box;
using boxes::BoxKind;
using boxes::RowGroupKind;

/// Columns beyond this number are not laid out: a huge `colspan` must not exhaust memory.
constexpr std::uint32_t kMaxColumns = 1000;

/// `mirrors`: the table runs from right to left, so columns are numbered from the right edge of the source's order.
class ModelBuilder {
 public:
  ModelBuilder(BoxId grid, bool mirrors, const LayoutContext& context) : context_(context), mirrors_(mirrors) {
    model_.grid = grid;
  }

  TableModel build() {
    // Mirroring and collapsing change the numbers of columns and rows, so slots and chunks come afterwards.
    std::vector<BoxId> groups = ordered_groups();
    for (const BoxId group : groups) add_group(group);
    add_columns();
    if (mirrors_) mirror();
    remove_collapsed();
    fill_slots();
    find_chunks();
    for (std::uint32_t r = 0; r < model_.row_count(); ++r) {
      const style::TableParts parts = context_.style_of(model_.rows[r].row).table_parts;
      const bool in_body = r >= model_.body_begin() && r < model_.body_end();
      if (in_body && parts == style::TableParts::All) model_.repeats_rows = true;
      const bool in_foot = r >= model_.body_end();
      const bool changes = parts == style::TableParts::ButLast || parts == style::TableParts::Last;
      if (in_foot && changes) model_.has_changing_foot = true;
      if (!in_body && is_row_of_page(model_.rows[r].row, context_)) model_.has_rows_of_page = true;
    }
    model_.gives_blank_room = std::any_of(model_.rows.begin(), model_.rows.end(), [this](const TableRow& row) {
      return gives_blank_room(context_.style_of(row.row));
    });
    return std::move(model_);
  }

 private:
  /// The first head comes first, the first foot last; all other groups are bodies in their places (CSS 2.2 §17.2).
  std::vector<BoxId> ordered_groups() {
    BoxId head;
    BoxId foot;
    std::vector<BoxId> groups;
    for (BoxId child = context_.box(model_.grid).first_child; child; child = context_.box(child).next_sibling) {
      const Box& box = context_.box(child);
      if (box.kind != BoxKind::RowGroup) continue;
      if (box.row_group == RowGroupKind::Head && !head) {
        head = child;
      } else if (box.row_group == RowGroupKind::Foot && !foot) {
        foot = child;
      } else {
        groups.push_back(child);
      }
    }
    if (head) groups.insert(groups.begin(), head);
    if (foot) groups.push_back(foot);
    head_ = head;
    foot_ = foot;
    return groups;
  }

  void add_group(BoxId group) {
    const std::size_t group_begin = model_.rows.size();
    const std::size_t first_cell = model_.cells.size();
    // Spans end with their group, so the columns that cells of the group before have covered are free again.
    covered_.clear();
    for (BoxId row = context_.box(group).first_child; row; row = context_.box(row).next_sibling) {
      if (context_.box(row).kind == BoxKind::Row) add_row(row, group);
    }
    // A span ends with its group at the latest; 0 means to the end of the group (HTML, `rowspan`).
    for (std::size_t i = first_cell; i < model_.cells.size(); ++i) {
      TableCell& cell = model_.cells[i];
      const auto left = static_cast<std::uint32_t>(model_.rows.size() - cell.row);
      if (cell.row_span == 0 || cell.row_span > left) cell.row_span = left;
    }
    const auto count = static_cast<std::uint32_t>(model_.rows.size() - group_begin);
    if (group == head_) model_.head_rows = count;
    if (group == foot_) model_.foot_rows = count;
  }

  /// Puts the cells of a row into the first columns that no cell from above covers.
  void add_row(BoxId row, BoxId group) {
    TableRow entry;
    entry.row = row;
    entry.group = group;
    entry.kind = group == head_ ? RowGroupKind::Head : group == foot_ ? RowGroupKind::Foot : RowGroupKind::Body;
    entry.first_cell = static_cast<std::uint32_t>(model_.cells.size());
    const auto row_index = static_cast<std::uint32_t>(model_.rows.size());
    std::uint32_t column = 0;
    for (BoxId cell = context_.box(row).first_child; cell; cell = context_.box(cell).next_sibling) {
      const Box& box = context_.box(cell);
      if (box.kind != BoxKind::Cell) continue;
      while (column < covered_.size() && covered_[column] > row_index) ++column;
      TableCell placed;
      placed.box = cell;
      placed.row = row_index;
      placed.column = std::min(column, kMaxColumns - 1);
      // The end of the group is not known yet: add_group() limits the span.
      placed.row_span = static_cast<std::uint32_t>(box.row_span);
      placed.column_span =
          std::clamp<std::uint32_t>(static_cast<std::uint32_t>(box.column_span), 1, kMaxColumns - placed.column);
      cover(placed);
      column = placed.end_column();
      model_.cells.push_back(placed);
    }
    entry.end_cell = static_cast<std::uint32_t>(model_.cells.size());
    model_.rows.push_back(entry);
  }

  /// Marks the columns of a cell as covered; `covered_[column]` is the first row that no cell from above reaches.
  void cover(const TableCell& cell) {
    if (covered_.size() < cell.end_column()) covered_.resize(cell.end_column());
    const std::uint32_t end = cell.row_span == 0 ? TableModel::kNoCell : cell.end_row();
    for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) covered_[c] = std::max(covered_[c], end);
  }

  /// Makes as many columns as column boxes or cells require.
  void add_columns() {
    std::uint32_t count = 0;
    for (const TableCell& cell : model_.cells) count = std::max(count, cell.end_column());
    for (BoxId child = context_.box(model_.grid).first_child; child; child = context_.box(child).next_sibling) {
      const Box& box = context_.box(child);
      if (box.kind == BoxKind::Column) add_column(child, BoxId());
      if (box.kind != BoxKind::ColumnGroup) continue;
      // A group without columns has the number given by its `span`.
      if (!box.first_child) {
        for (std::int32_t i = 0; i < box.column_span; ++i) model_.columns.push_back({BoxId(), child});
      }
      for (BoxId column = box.first_child; column; column = context_.box(column).next_sibling) {
        add_column(column, child);
      }
    }
    drop_empty_columns(count);
    if (model_.columns.size() > kMaxColumns) model_.columns.resize(kMaxColumns);
    // Columns that exist only through cells have no box.
    while (model_.columns.size() < count) model_.columns.emplace_back();
  }

  /// Drops columns beyond the last cell without a set width (css-tables-3 §3.4); not in tables with fixed
  /// layout, whose widths do not depend on cells.
  void drop_empty_columns(std::uint32_t cells_end) {
    // The style of the table is that of the outer box.
    const BoxId table = context_.box(model_.grid).parent;
    if (!table || context_.style_of(table).table_layout == style::TableLayout::Fixed) return;
    const auto is_empty = [&](const TableColumn& column) {
      const BoxId box = column.column ? column.column : column.group;
      return !fixed_column_width(context_.style_of(box));
    };
    while (model_.columns.size() > cells_end && is_empty(model_.columns.back())) model_.columns.pop_back();
  }

  void add_column(BoxId column, BoxId group) {
    for (std::int32_t i = 0; i < context_.box(column).column_span; ++i) model_.columns.push_back({column, group});
  }

  /// Turns columns from the order of the source into that of the page, from left to right.
  void mirror() {
    std::reverse(model_.columns.begin(), model_.columns.end());
    for (TableCell& cell : model_.cells) cell.column = model_.column_count() - cell.end_column();
  }

  bool is_collapsed(BoxId part) const {
    return part && context_.style_of(part).visibility == style::Visibility::Collapse;
  }

  /// Removes rows and columns with `visibility: collapse` (CSS 2.2 §17.5.5): cells only in them are dropped, and cells
  /// that span others as well span only those. The model with everything is kept in `whole`, since widths are solved
  /// with the collapsed parts.
  void remove_collapsed() {
    // The number of kept rows and columns before each one: positions and spans follow from differences.
    std::vector<std::uint32_t> rows_before{0};
    for (const TableRow& row : model_.rows) rows_before.push_back(rows_before.back() + (is_collapsed(row.row) ? 0 : 1));
    std::vector<std::uint32_t> columns_before{0};
    for (const TableColumn& column : model_.columns) {
      const bool is_gone = is_collapsed(column.column ? column.column : column.group);
      columns_before.push_back(columns_before.back() + (is_gone ? 0 : 1));
    }
    const bool all_rows = rows_before.back() == model_.rows.size();
    const bool all_columns = columns_before.back() == model_.columns.size();
    if (all_rows && all_columns) return;
    fill_slots();
    auto whole = std::make_shared<const TableModel>(model_);
    for (std::uint32_t c = 0; c < model_.column_count(); ++c) {
      if (columns_before[c + 1] != columns_before[c]) model_.kept_columns.push_back(c);
    }
    for (TableCell& cell : model_.cells) {
      const std::uint32_t end_row = rows_before[cell.end_row()];
      const std::uint32_t end_column = columns_before[cell.end_column()];
      cell.row = rows_before[cell.row];
      cell.column = columns_before[cell.column];
      cell.row_span = end_row - cell.row;
      cell.column_span = end_column - cell.column;
    }
    // Cells keep the order of the source, row by row; moving may have changed it.
    std::erase_if(model_.cells, [](const TableCell& cell) { return cell.row_span == 0 || cell.column_span == 0; });
    const auto by_place = [this](const TableCell& a, const TableCell& b) {
      if (a.row != b.row) return a.row < b.row;
      return mirrors_ ? a.column > b.column : a.column < b.column;
    };
    std::stable_sort(model_.cells.begin(), model_.cells.end(), by_place);
    const auto row_count = static_cast<std::uint32_t>(model_.rows.size());
    model_.foot_rows = rows_before.back() - rows_before[row_count - model_.foot_rows];
    model_.head_rows = rows_before[model_.head_rows];
    std::erase_if(model_.rows, [&](const TableRow& row) { return is_collapsed(row.row); });
    std::erase_if(model_.columns, [&](const TableColumn& column) {
      return is_collapsed(column.column ? column.column : column.group);
    });
    std::uint32_t next = 0;
    for (std::uint32_t r = 0; r < model_.row_count(); ++r) {
      model_.rows[r].first_cell = next;
      while (next < model_.cells.size() && model_.cells[next].row == r) ++next;
      model_.rows[r].end_cell = next;
    }
    model_.whole = std::move(whole);
  }

  /// Fills the slots; of overlapping cells the first keeps the slot. Reports layout/cells-overlap, since one text would
  /// be printed over another.
  void fill_slots() {
    model_.slots.assign(model_.rows.size() * model_.columns.size(), TableModel::kNoCell);
    for (std::size_t i = 0; i < model_.cells.size(); ++i) {
      const TableCell& cell = model_.cells[i];
      bool overlaps = false;
      for (std::uint32_t r = cell.row; r < cell.end_row(); ++r) {
        for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) {
          std::uint32_t& slot = model_.slots[r * model_.column_count() + c];
          overlaps = overlaps || slot != TableModel::kNoCell;
          if (slot == TableModel::kNoCell) slot = static_cast<std::uint32_t>(i);
        }
      }
      if (overlaps) {
        context_.sink.report(diagnostics::messages::LayoutCellsOverlap, context_.box(cell.box).origin, cell.row + 1);
      }
    }
  }

  /// Rows that spanning cells tie together form a chunk, which is placed and cut as a unit: the transitive closure of
  /// the spans.
  void find_chunks() {
    // For each row, the row after the farthest one that its cells reach.
    std::vector<std::uint32_t> reach(model_.rows.size());
    for (std::size_t r = 0; r < reach.size(); ++r) reach[r] = static_cast<std::uint32_t>(r + 1);
    for (const TableCell& cell : model_.cells) reach[cell.row] = std::max(reach[cell.row], cell.end_row());
    for (std::uint32_t begin = 0; begin < model_.row_count();) {
      std::uint32_t end = reach[begin];
      for (std::uint32_t r = begin; r < end; ++r) end = std::max(end, reach[r]);
      for (std::uint32_t r = begin; r < end; ++r) model_.rows[r].chunk_end = end;
      begin = end;
    }
  }

  const LayoutContext& context_;
  bool mirrors_;
  TableModel model_;
  BoxId head_;
  BoxId foot_;
  std::vector<std::uint32_t> covered_;
};

/// By grid: made once per document, since it depends on boxes and styles only.
struct TableModels : DocumentFacts {
  std::unordered_map<std::uint32_t, std::unique_ptr<const TableModel>> models;
};

}  // namespace

/// Without cache, and with columns in the order of the source, as tags of tables need them.
TableModel build_table_model(BoxId grid, const LayoutContext& context) {
  return ModelBuilder(grid, false, context).build();
}

/// A table without a grid has captions only.
const TableModel& table_model(BoxId grid, LayoutContext& context) {
  static const TableModel kNoGrid;
  if (!grid) return kNoGrid;
  const auto [entry, is_new] = context.cache<TableModels>().models.try_emplace(grid.value);
  if (is_new) {
    // In a table that runs from right to left the first column is at the right (CSS 2.2 §17.5).
    const bool mirrors = is_rtl(context.style_of(grid));
    entry->second = std::make_unique<const TableModel>(ModelBuilder(grid, mirrors, context).build());
  }
  return *entry->second;
}

bool is_row_of_page(BoxId row, const LayoutContext& context) {
  if (!row) return false;
  const style::TableParts parts = context.style_of(row).table_parts;
  if (parts == style::TableParts::Later) return true;
  // In a head the page is never known to be the last one, so such a row is on all pages.
  const bool in_foot = context.box(context.box(row).parent).row_group == RowGroupKind::Foot;
  if (parts == style::TableParts::ButLast && in_foot) return true;
  if (!context.boxes.has_part_texts()) return false;
  std::vector<BoxId> open{row};
  while (!open.empty()) {
    const Box& box = context.box(open.back());
    open.pop_back();
    if (box.kind == BoxKind::Reference) {
      const style::ContentItem& item = context.boxes.content_item(box);
      const bool is_sum = item.kind == style::ContentItem::Kind::ColumnSum;
      if (is_sum && item.selection != style::ContentItem::Selection::InTable) return true;
    }
    for (BoxId child = box.first_child; child; child = context.box(child).next_sibling) open.push_back(child);
  }
  return false;
}

/// Limits apply even without a width: `min-width: 3em` alone makes the column count as 3em wide.
std::optional<LayoutUnit> fixed_column_width(const style::ComputedStyle& style) {
  const auto length = [](const style::Size& size) {
    const bool is_fixed = size.is_length() && !size.value.has_percent();
    return is_fixed ? std::optional(size.value.resolve(LayoutUnit())) : std::nullopt;
  };
  LayoutUnit width = length(style.width).value_or(LayoutUnit());
  width = std::min(width, length(style.max_width).value_or(width));
  width = std::max(width, length(style.min_width).value_or(width));
  return width.is_zero() ? std::nullopt : std::optional(width);
}

/// The inner box of a table: the outer one also contains the captions (CSS 2.2 §17.4).
BoxId grid_of(BoxId table, const LayoutContext& context) {
  for (BoxId child = context.box(table).first_child; child; child = context.box(child).next_sibling) {
    if (context.box(child).kind == BoxKind::TableGrid) return child;
  }
  return {};
}

}  // namespace gongwen::layout
