#include "layout/core/box_metrics.h"
#include "layout/table/detail/table_borders.h"
#include "layout/table/detail/table_widths.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;

/// Columns without their own width get equal parts; the remainder goes to the first ones.
void share(LayoutUnit left, int open, const std::vector<std::optional<LayoutUnit>>& fixed,
           std::vector<LayoutUnit>& columns) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (fixed[c]) continue;
    columns[c] = left / open;
    left -= columns[c];
    --open;
  }
}

/// What is left over makes columns wider; those in percent only if there are no others (css-tables-3 §3.9.3).
void stretch(std::vector<LayoutUnit>& columns, const std::vector<bool>& in_percent, LayoutUnit extra) {
  const bool only_percent = std::count(in_percent.begin(), in_percent.end(), false) == 0;
  std::vector<std::size_t> open;
  LayoutUnit sum;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (in_percent[c] && !only_percent) continue;
    open.push_back(c);
    sum += columns[c];
  }
  LayoutUnit left = extra;
  for (const std::size_t c : open) {
    const LayoutUnit part =
        c == open.back() ? left : LayoutUnit::scaled(extra, columns[c].raw(), std::max(1, sum.raw()));
    columns[c] += part;
    left -= part;
  }
}

void fix_by_cell(const TableCell& cell, LayoutUnit available, const WidthQuestion& question,
                 std::vector<std::optional<LayoutUnit>>& fixed, std::vector<bool>& in_percent) {
  const ComputedStyle& style = question.context.style_of(cell.box);
  if (!style.width.is_length() || style.width.value.is_mixed()) return;
  const LayoutUnit edges = cell_edges(cell, question);
  // Percentages are of the table, and as other widths without the paddings (CSS 2.2 §17.5.2.1).
  LayoutUnit width = border_box_size(style.width, available, edges, style.box_sizing).value();
  std::vector<std::uint32_t> open;
  for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) {
    if (fixed[c]) {
      width -= *fixed[c];
    } else {
      open.push_back(c);
    }
  }
  if (open.empty()) return;
  width = std::max(LayoutUnit(), width - question.frame.horizontal_spacing * static_cast<int>(cell.column_span - 1));
  for (const std::uint32_t c : open) {
    fixed[c] = width / static_cast<int>(open.size());
    in_percent[c] = style.width.value.has_percent();
  }
}

}  // namespace

const ComputedStyle* column_style(const TableColumn& column, const LayoutContext& context) {
  const BoxId box = column.column ? column.column : column.group;
  return box ? &context.style_of(box) : nullptr;
}

LayoutUnit cell_edges(const TableCell& cell, const WidthQuestion& question) {
  const ComputedStyle& style = question.context.style_of(cell.box);
  const Edges borders = question.table.border_collapse == style::BorderCollapse::Collapse
                            ? collapsed_cell_borders(cell, question.model, question.context)
                            : border_widths(style);
  return borders.horizontal() + padding_widths(style, LayoutUnit()).horizontal();
}

std::vector<LayoutUnit> fixed_table_columns(LayoutUnit available, const WidthQuestion& question) {
  const TableModel& model = question.model;
  const std::uint32_t count = model.column_count();
  std::vector<std::optional<LayoutUnit>> fixed(count);
  std::vector<bool> in_percent(count);
  for (std::uint32_t c = 0; c < count; ++c) {
    const ComputedStyle* const style = column_style(model.columns[c], question.context);
    if (style == nullptr || !style->width.is_length() || style->width.value.is_mixed()) continue;
    fixed[c] = style->width.value.resolve(available);
    in_percent[c] = style->width.value.has_percent();
  }
  const std::uint32_t first_row_end = model.rows.empty() ? 0 : model.rows.front().end_cell;
  for (std::uint32_t i = 0; i < first_row_end; ++i) fix_by_cell(model.cells[i], available, question, fixed, in_percent);
  LayoutUnit left = available;
  int open = 0;
  std::vector<LayoutUnit> columns(count);
  for (std::uint32_t c = 0; c < count; ++c) {
    columns[c] = fixed[c].value_or(LayoutUnit());
    left -= columns[c];
    open += !fixed[c].has_value();
  }
  left = std::max(left, LayoutUnit());
  if (open > 0) {
    share(left, open, fixed, columns);
  } else if (left > LayoutUnit()) {
    stretch(columns, in_percent, left);
  }
  return columns;
}

}  // namespace gongwen::layout
