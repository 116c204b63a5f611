#include "layout/table/detail/table_widths.h"

#include "layout/core/box_metrics.h"
#include "layout/table/detail/table_borders.h"

#include <algorithm>
#include <cmath>
#include <numeric>

// Column widths. `table-layout: fixed` takes them from columns and the first row (fixed_table_columns). Otherwise
// WidthSolver collects what each column asks for, going once through all cells, and distributes the width of the table:
// by css-tables-3, or so that the rows become low (`-gw-column-widths: balance`).
// Example: three columns ask for 40/100, 30/300 and 20/50 px (least/preferred) in a table of 250 px: all
// get their least, 90 px; the 160 left are given in proportion to what they lack (60:270:30), so they are
// about 67, 150 and 33 px wide.
namespace gongwen::layout {
namespace {

using style::ComputedStyle;

/// Gives columns without their own width equal parts of the rest; the remainder goes to the last ones.
void share(LayoutUnit left, int open, const std::vector<std::optional<LayoutUnit>>& fixed,
           std::vector<LayoutUnit>& columns) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (fixed[c]) continue;
    columns[c] = left / open;
    left -= columns[c];
    --open;
  }
}

/// Distributes the rest over the columns; to those in percent only if there are no others (css-tables-3 §3.9.3).
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
    // The last one takes the rest, so that nothing is lost by rounding.
    const LayoutUnit part =
        c == open.back() ? left : LayoutUnit::scaled(extra, columns[c].raw(), std::max(1, sum.raw()));
    columns[c] += part;
    left -= part;
  }
}

/// CSS 2.2 §17.5.2.1: the width of a cell in the first row decides its columns; a spanning cell shares it among those
/// that are still open.
void fix_by_cell(const TableCell& cell, LayoutUnit available, const WidthQuestion& question,
                 std::vector<std::optional<LayoutUnit>>& fixed, std::vector<bool>& in_percent) {
  const ComputedStyle& style = question.context.style_of(cell.box);
  // calc(50% + 1em) counts as `auto`, which css-values allows in tables.
  if (!style.width.is_length() || style.width.value.is_mixed()) return;
  const LayoutUnit edges = cell_edges(cell, question);
  // Percentages refer to the table, and like other widths do not include the paddings (CSS 2.2 §17.5.2.1).
  LayoutUnit width = border_box_size(style.width, available, edges, style.box_sizing).value();
  std::vector<std::uint32_t> open;
  for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) {
    // Columns that are fixed already take their part of the cell.
    if (fixed[c]) {
      width -= *fixed[c];
    } else {
      open.push_back(c);
    }
  }
  if (open.empty()) return;
  // The spacing between the spanned columns is part of the cell.
  width = std::max(LayoutUnit(), width - question.frame.horizontal_spacing * static_cast<int>(cell.column_span - 1));
  for (const std::uint32_t c : open) {
    fixed[c] = width / static_cast<int>(open.size());
    in_percent[c] = style.width.value.has_percent();
  }
}

}  // namespace

/// The style of the column, or of its group; null if only cells make the column.
const ComputedStyle* column_style(const TableColumn& column, const LayoutContext& context) {
  const BoxId box = column.column ? column.column : column.group;
  return box ? &context.style_of(box) : nullptr;
}

/// Borders and paddings of a cell along the lines.
LayoutUnit cell_edges(const TableCell& cell, const WidthQuestion& question) {
  // A collapsed border belongs half to the cell.
  const ComputedStyle& style = question.context.style_of(cell.box);
  const Edges borders = question.table.border_collapse == style::BorderCollapse::Collapse
                            ? collapsed_cell_borders(cell, question.model, question.context)
                            : border_widths(style);
  return borders.horizontal() + padding_widths(style, LayoutUnit()).horizontal();
}

/// CSS 2.2 §17.5.2.1: column boxes first, then the cells of the first row; other cells do not count.
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
  // Cells are stored row by row.
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
  // Fixed columns may be wider than the table: it grows (finish).
  left = std::max(left, LayoutUnit());
  // Columns without a width share the rest; if there are none, all become wider.
  if (open > 0) {
    share(left, open, fixed, columns);
  } else if (left > LayoutUnit()) {
    stretch(columns, in_percent, left);
  }
  return columns;
}

namespace {

using boxes::BoxKind;

/// The demands of a column: widths of its content, and widths set by styles.
struct ColumnDemand {
  LayoutUnit min_content;
  LayoutUnit max_content;
  // Set by `width` as a length.
  std::optional<LayoutUnit> fixed;
  std::int32_t percent = 0;  // LengthPercentage units
  LayoutUnit short_content;  // the widest of its cells that have a few characters and are not broken
  LayoutUnit edges;          // of cells: borders and paddings
  // Σ (text length)³: see balanced_columns().
  double cubes = 0;                // of the lengths of its texts in one line, in px
  LayoutUnit least;                // `min-width`
  std::optional<LayoutUnit> fit;   // `fit-content()`: the width of the column if there is enough space
  std::optional<LayoutUnit> most;  // `max-width`
};

/// Cells with up to four characters (a name, a date, 备注) are not wrapped in balanced columns.
constexpr int kShortCell = 4;
/// Heads of columns get up to three lines, if the columns have room for that.
constexpr int kHeadLines = 3;

/// The number of lines and blocks of lines in a cell if nothing wraps; at least 1.
int lines_at_least(BoxId cell, const LayoutContext& context) {
  int blocks = 0;
  int breaks = 0;
  // A walk without recursion: cells may nest deeply.
  for (BoxId at = cell; at;) {
    const boxes::Box& box = context.box(at);
    blocks += box.has_inline_children ? 1 : 0;
    breaks += box.kind == BoxKind::LineBreak ? 1 : 0;
    BoxId next = box.first_child;
    // The next box in document order, without leaving the cell.
    for (BoxId up = at; !next && up != cell; up = context.box(up).parent) next = context.box(up).next_sibling;
    at = next;
  }
  return std::max(1, blocks + breaks);
}

/// The width of the longest word of the captions: the table is not narrower (css-tables-3 §3.8, CAPMIN).
LayoutUnit caption_width(BoxId table, LayoutContext& context) {
  LayoutUnit least;
  for (BoxId child = context.box(table).first_child; child; child = context.box(child).next_sibling) {
    if (context.box(child).kind != BoxKind::TableCaption) continue;
    least = std::max(least, intrinsic_contribution(child, context).min_content);
  }
  return least;
}

/// Widths of one table: a border-box width for the table, content widths for the columns. `around` is everything in the
/// table's width that is not a column: borders, paddings, spacing.
class WidthSolver {
 public:
  WidthSolver(BoxId table, const TableModel& model, const TableFrame& frame, LayoutContext& context)
      : table_(table),
        model_(model),
        frame_(frame),
        context_(context),
        style_(context.style_of(table)),
        is_balanced_(style_.column_widths == style::ColumnWidths::Balance),
        // Flex and grid containers have decided the width.
        is_item_(boxes::is_in_flow(context.box(table)) && context.box(table).parent &&
                 boxes::holds_items(context.box(context.box(table).parent))) {}

  /// CSS 2.2 §17.5.2.2: as wide as set; otherwise as wide as the content prefers, within the room; never narrower than
  /// min-content.
  TableWidths solve(const TableRoom& room) {
    const LayoutUnit around = frame_.horizontal(model_.column_count());
    // `width: auto` of a table is as wide as its content.
    std::optional<LayoutUnit> specified = border_box(style_.width, room.containing);
    // The width of an item of a flex or grid container is set by the container.
    if (is_item_ && (specified || style_.table_layout == style::TableLayout::Auto)) specified = room.available;
    if (style_.table_layout == style::TableLayout::Fixed && specified && !is_balanced_) {
      const LayoutUnit width = is_item_ ? *specified : limited(*specified, room.containing);
      return finish(width, fixed_table_columns(width - around, {style_, model_, frame_, context_}));
    }
    collect_demands();
    const LayoutUnit least = total(&ColumnDemand::min_content) + around;
    // The preferred width, limited to the available space, but at least the minimum.
    LayoutUnit width =
        specified ? *specified : std::min(std::max(least, room.available), preferred_width(room.available, around));
    width = std::max({limited(width, room.containing), least, caption_width(table_, context_)});
    return finish(width, automatic_columns(width - around));
  }

  /// Intrinsic border-box widths of the grid: as the results of solve() for no space and for unlimited space.
  IntrinsicSizes intrinsic() {
    collect_demands();
    const LayoutUnit around = frame_.horizontal(model_.column_count());
    IntrinsicSizes sizes{total(&ColumnDemand::min_content) + around, preferred_width(LayoutUnit::max(), around)};
    const LayoutUnit least = sizes.min_content;
    // A fixed width is both limits.
    if (const auto fixed = border_box(style_.width, std::nullopt)) {
      sizes.min_content = std::max(sizes.min_content, *fixed);
      sizes.max_content = sizes.min_content;
    }
    for (LayoutUnit* const size : {&sizes.min_content, &sizes.max_content})
      *size = std::max(least, limited(*size, std::nullopt));
    return sizes;
  }

 private:
  /// A size of the table's style, as a border-box width.
  std::optional<LayoutUnit> border_box(const style::Size& size, std::optional<LayoutUnit> containing) const {
    const LayoutUnit edges = frame_.borders.horizontal() + frame_.padding.horizontal();
    return border_box_size(size, containing, edges, style_.box_sizing);
  }

  /// A width, limited by the table's own `min-width` and `max-width`.
  LayoutUnit limited(LayoutUnit width, std::optional<LayoutUnit> containing) const {
    if (const auto most = border_box(style_.max_width, containing)) width = std::min(width, *most);
    if (const auto least = border_box(style_.min_width, containing)) width = std::max(width, *least);
    return width;
  }

  /// Columns that need more than the table has make it wider.
  TableWidths finish(LayoutUnit width, std::vector<LayoutUnit> columns) const {
    const LayoutUnit around = frame_.horizontal(model_.column_count());
    return {std::max(width, std::accumulate(columns.begin(), columns.end(), around)), std::move(columns)};
  }

  /// The sum of one demand over all columns.
  LayoutUnit total(LayoutUnit ColumnDemand::*member) const {
    LayoutUnit sum;
    for (const ColumnDemand& demand : demands_) sum += demand.*member;
    return sum;
  }

  /// Collects the demands of all columns (CSS 2.2 §17.5.2.2): by cells of one column, then by those that span several,
  /// in rising order of their spans, so that narrow spans have settled before wide ones.
  void collect_demands() {
    demands_.assign(model_.column_count(), {});
    for (std::uint32_t c = 0; c < model_.column_count(); ++c) {
      const ComputedStyle* const style = column_style(model_.columns[c], context_);
      if (style == nullptr) continue;
      // Columns in percent take shares; lengths are fixed.
      if (style->width.is_length() && !style->width.value.is_mixed()) demands_[c].percent = style->width.value.percent;
      if (!is_balanced_ || style->width.is_length()) demands_[c].fixed = fixed_column_width(*style);
    }
    std::vector<const TableCell*> spanning;
    for (const TableCell& cell : model_.cells) {
      if (cell.column_span > 1) {
        spanning.push_back(&cell);
        continue;
      }
      ColumnDemand& demand = demands_[cell.column];
      const IntrinsicSizes sizes = cell_sizes(cell);
      demand.min_content = std::max(demand.min_content, sizes.min_content);
      demand.max_content = std::max(demand.max_content, sizes.max_content);
      demand_by_style(cell, demand);
      if (is_balanced_) weigh(cell, sizes.max_content, demand);
    }
    // After all cells, since the greatest demand is known only then. A set width replaces the preferred one, but words
    // still fit.
    for (ColumnDemand& demand : demands_) {
      if (demand.fixed) demand.max_content = std::max(demand.min_content, *demand.fixed);
    }
    if (is_balanced_) limit_columns();
    std::stable_sort(spanning.begin(), spanning.end(),
                     [](const TableCell* a, const TableCell* b) { return a->column_span < b->column_span; });
    // Narrow spans first, so a wide one only adds what they left open.
    for (const TableCell* cell : spanning) spread_spanning(*cell);
    limit_percentages();
  }

  /// Takes over `min-width`, `max-width` and `fit-content()` of columns whose width is `auto`. Only for balancing:
  /// other tables treat them as part of `width` (fixed_column_width).
  void limit_columns() {
    for (std::uint32_t c = 0; c < model_.column_count(); ++c) {
      const ComputedStyle* const style = column_style(model_.columns[c], context_);
      if (style == nullptr) continue;
      const auto length = [](const style::Size& size) {
        return size.is_length() && !size.value.has_percent() ? std::optional(size.value.resolve(LayoutUnit()))
                                                             : std::nullopt;
      };
      ColumnDemand& demand = demands_[c];
      if (style->width.kind == style::Size::Kind::FitContentLength && !style->width.value.has_percent()) {
        const LayoutUnit limit = style->width.value.resolve(LayoutUnit());
        demand.fit = std::max(demand.min_content, std::min(limit, demand.max_content));
      }
      demand.most = length(style->max_width);
      if (demand.most) demand.max_content = std::min(demand.max_content, *demand.most);
      demand.least = length(style->min_width).value_or(LayoutUnit());
      demand.max_content = std::max({demand.max_content, demand.min_content, demand.least});
    }
  }

  /// Adds a cell's text to the weight of its column (see balanced_columns).
  void weigh(const TableCell& cell, LayoutUnit one_line, ColumnDemand& demand) const {
    const LayoutUnit edges = cell_edges(cell, {style_, model_, frame_, context_});
    const LayoutUnit text = std::max(LayoutUnit(), one_line - edges);
    // A pixel more, since font sizes are rounded.
    const LayoutUnit few = context_.style_of(cell.box).font_size.to_length() * kShortCell + LayoutUnit::from_px(1);
    if (text <= few) {
      demand.short_content = std::max(demand.short_content, one_line);
    } else if (cell.row < model_.body_begin()) {
      // The head is repeated on each page, so it gets a few lines instead of many.
      demand.short_content = std::max(demand.short_content, edges + std::max(few, text / kHeadLines));
    }
    demand.edges = std::max(demand.edges, edges);
    const double px = text.to_px() * lines_at_least(cell.box, context_);
    demand.cubes += px * px * px;
  }

  /// Limits the sum of all percentages to 100 %; later columns get the rest (css-tables-3 §3.8.2).
  void limit_percentages() {
    std::int64_t left = kWhole;
    for (ColumnDemand& demand : demands_) {
      demand.percent = static_cast<std::int32_t>(std::min<std::int64_t>(demand.percent, left));
      left -= demand.percent;
    }
  }

  /// Takes over the width that a cell's style sets. A sum of a length and a percentage counts as `auto` (css-values-4
  /// §10.1).
  void demand_by_style(const TableCell& cell, ColumnDemand& demand) const {
    const ComputedStyle& style = context_.style_of(cell.box);
    if (!style.width.is_length() || style.width.value.is_mixed()) return;
    if (style.width.value.has_percent()) {
      demand.percent = std::max(demand.percent, style.width.value.percent);
    } else {
      const LayoutUnit edges = cell_edges(cell, {style_, model_, frame_, context_});
      const LayoutUnit width = border_box_size(style.width, std::nullopt, edges, style.box_sizing).value();
      demand.fixed = std::max(demand.fixed.value_or(LayoutUnit()), width);
    }
  }

  /// Intrinsic widths of a cell, with the borders that it has in this table.
  IntrinsicSizes cell_sizes(const TableCell& cell) {
    IntrinsicSizes sizes = intrinsic_sizes(cell.box, context_);
    if (style_.border_collapse == style::BorderCollapse::Collapse) {
      // The cell counted its own borders; collapsed ones are halves of the shared borders.
      const LayoutUnit change = collapsed_cell_borders(cell, model_, context_).horizontal() -
                                border_widths(context_.style_of(cell.box)).horizontal();
      sizes.min_content += change;
      sizes.max_content += change;
    }
    return sizes;
  }

  /// Distributes the width that a spanning cell needs beyond its columns to them: to their minimum, their preferred,
  /// and their set widths.
  void spread_spanning(const TableCell& cell) {
    const IntrinsicSizes sizes = cell_sizes(cell);
    const LayoutUnit spacing = frame_.horizontal_spacing * static_cast<int>(cell.column_span - 1);
    spread(cell, sizes.min_content - spacing, &ColumnDemand::min_content);
    spread(cell, sizes.max_content - spacing, &ColumnDemand::max_content);
    const ComputedStyle& style = context_.style_of(cell.box);
    if (style.width.is_length() && !style.width.value.has_percent()) {
      const LayoutUnit width = border_box_size(style.width, std::nullopt,
                                               cell_edges(cell, {style_, model_, frame_, context_}), style.box_sizing)
                                   .value();
      spread(cell, width - spacing, &ColumnDemand::max_content);
    }
  }

  /// Distributes the missing width over the columns that are not fixed, in proportion to their content.
  void spread(const TableCell& cell, LayoutUnit wanted, LayoutUnit ColumnDemand::*member) {
    LayoutUnit have;
    std::vector<std::uint32_t> open;
    for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) {
      have += demands_[c].*member;
      if (!demands_[c].fixed) open.push_back(c);
    }
    // The columns are wide enough already.
    if (have >= wanted) return;
    // All columns are fixed: then all share.
    if (open.empty()) {
      for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) open.push_back(c);
    }
    LayoutUnit weight;
    for (const std::uint32_t c : open) weight += demands_[c].max_content;
    LayoutUnit left = wanted - have;
    const LayoutUnit missing = left;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const bool last = i + 1 == open.size();
      // In proportion to their preferred widths, evenly if those are zero.
      const LayoutUnit part = last ? left
                              : weight.is_zero()
                                  ? missing / static_cast<int>(open.size())
                                  : LayoutUnit::scaled(missing, demands_[open[i]].max_content.raw(), weight.raw());
      demands_[open[i]].*member += part;
      left -= part;
    }
    // Preferred is never below least.
    for (const std::uint32_t c : open) {
      demands_[c].max_content = std::max(demands_[c].max_content, demands_[c].min_content);
    }
  }

  /// The width that shows all content without wrapping and all percentages at their share (css-tables-3 §4.3). If some
  /// columns take 100 %, no width is enough for the others, so all available space is taken.
  LayoutUnit preferred_width(LayoutUnit available, LayoutUnit around) const {
    LayoutUnit width;
    LayoutUnit unshared;
    std::int64_t percents = 0;
    LayoutUnit by_percent;
    for (const ColumnDemand& demand : demands_) {
      width += demand.max_content;
      if (demand.percent > 0) {
        percents += demand.percent;
        // A column of 20 % with 100 px needs a table of 500 px.
        by_percent = std::max(by_percent, LayoutUnit::scaled(demand.max_content, kWhole, demand.percent));
      } else {
        unshared += demand.max_content;
      }
    }
    if (percents > 0) {
      width = std::max(width, by_percent);
      // The columns without percentages need their part of the rest.
      width = percents >= kWhole ? (unshared.is_zero() ? width : available)
                                 : std::max(width, LayoutUnit::scaled(unshared, kWhole, kWhole - percents));
    }
    return std::min(available, width + around);
  }

  /// css-tables-3 §4.5: raises columns from their minimum widths towards what they ask for: percentages first, then set
  /// widths, then preferred widths; what is left goes to spread_excess.
  std::vector<LayoutUnit> automatic_columns(LayoutUnit available) const {
    std::vector<LayoutUnit> columns(demands_.size());
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = demands_[c].min_content;
    LayoutUnit left = available - total(&ColumnDemand::min_content);
    if (is_balanced_) return balanced_columns(available);
    // Raises columns towards their demands, in proportion to the missing widths.
    const auto raise = [&](auto wanted) {
      LayoutUnit missing;
      for (std::size_t c = 0; c < columns.size(); ++c) missing += std::max(LayoutUnit(), wanted(c) - columns[c]);
      // `wanted` may be less than the width of a column, which does not shrink then.
      const LayoutUnit given = std::min(left, missing);
      if (given <= LayoutUnit()) return;
      LayoutUnit rest = given;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const LayoutUnit lacks = std::max(LayoutUnit(), wanted(c) - columns[c]);
        const LayoutUnit part = std::min(rest, LayoutUnit::scaled(given, lacks.raw(), missing.raw()));
        columns[c] += part;
        rest -= part;
      }
      left -= given - rest;
    };
    raise([&](std::size_t c) {
      return demands_[c].percent > 0 ? LayoutUnit::scaled(available, demands_[c].percent, kWhole) : LayoutUnit();
    });
    raise([&](std::size_t c) {
      return demands_[c].percent == 0 && demands_[c].fixed ? *demands_[c].fixed : LayoutUnit();
    });
    raise([&](std::size_t c) { return demands_[c].percent == 0 ? demands_[c].max_content : LayoutUnit(); });
    if (left > LayoutUnit()) spread_excess(columns, left);
    return columns;
  }

  /// `-gw-column-widths: balance`: makes the rows together about as low as they can be. A row is as high as its highest
  /// cell, text width / column width, and the cubic mean of its cells comes near to that. The sum of (text / width)³
  /// over all cells is smallest if the widths are proportional to the fourth roots of the sums of the cubed texts. Each
  /// column stays between what its words, its short cells and `min-width` need and `max-width`, or its longest text.
  std::vector<LayoutUnit> balanced_columns(LayoutUnit available) const {
    const std::size_t count = demands_.size();
    std::vector<LayoutUnit> words(count);
    std::vector<LayoutUnit> whole(count);  // with short cells, and widths that styles fix
    std::vector<LayoutUnit> least(count);  // with `min-width`
    std::vector<LayoutUnit> most(count);
    for (std::size_t c = 0; c < count; ++c) {
      const ColumnDemand& demand = demands_[c];
      // A share of the table, or a set width.
      const auto own =
          demand.percent > 0 ? std::optional(LayoutUnit::scaled(available, demand.percent, kWhole)) : demand.fixed;
      words[c] = demand.min_content;
      whole[c] = std::max(words[c], own.value_or(std::min(demand.short_content, demand.max_content)));
      least[c] = own ? whole[c] : std::max(whole[c], demand.fit.value_or(demand.least));
      most[c] = own || demand.fit ? least[c] : std::max(least[c], demand.max_content);
    }
    // Too little room: first words alone, then also short cells and set widths, as far as the room reaches.
    // Each step is used only if the step before leaves room.
    if (sum_of(whole) >= available) return between(words, whole, available);
    if (sum_of(least) >= available) return between(whole, least, available);
    std::vector<LayoutUnit> columns = least;
    const double factor = balancing_factor(least, most, available);
    for (std::size_t c = 0; c < count; ++c) columns[c] = balanced(c, factor, least[c], most[c]);
    const LayoutUnit left = available - sum_of(columns);
    if (left > LayoutUnit()) spread_excess(columns, left);
    return columns;
  }

  /// Without spacing.
  static LayoutUnit sum_of(const std::vector<LayoutUnit>& widths) {
    return std::accumulate(widths.begin(), widths.end(), LayoutUnit());
  }

  /// The width of a balanced column for a factor, within its limits.
  LayoutUnit balanced(std::size_t column, double factor, LayoutUnit least, LayoutUnit most) const {
    const ColumnDemand& demand = demands_[column];
    // Edges are not scaled; the text part grows with the factor.
    const double width = demand.edges.to_px() + factor * std::sqrt(std::sqrt(demand.cubes));
    return std::clamp(LayoutUnit::round_from_px(std::min(width, most.to_px())), least, most);
  }

  /// The factor with which balanced columns fill `available`, or reach their maximum; found by bisection, rounded down
  /// so that the columns never exceed the room.
  double balancing_factor(const std::vector<LayoutUnit>& least, const std::vector<LayoutUnit>& most,
                          LayoutUnit available) const {
    constexpr int kRounds = 40;
    // Monotonic in the factor, since each column is.
    const auto total_at = [&](double factor) {
      LayoutUnit sum;
      for (std::size_t c = 0; c < least.size(); ++c) sum += balanced(c, factor, least[c], most[c]);
      return sum;
    };
    double low = 0;
    double high = 1;
    // Finds an upper end for the bisection; columns at their maximum stop growing.
    while (high < 1e9 && total_at(high) < available) high *= 4;
    for (int round = 0; round < kRounds; ++round) {
      const double middle = (low + high) / 2;
      (total_at(middle) <= available ? low : high) = middle;
    }
    return low;
  }

  /// Widens columns from `less` towards `more`, as far as `available` reaches.
  static std::vector<LayoutUnit> between(const std::vector<LayoutUnit>& less, const std::vector<LayoutUnit>& more,
                                         LayoutUnit available) {
    const LayoutUnit given = std::max(LayoutUnit(), available - sum_of(less));
    const LayoutUnit missing = sum_of(more) - sum_of(less);
    std::vector<LayoutUnit> columns = less;
    for (std::size_t c = 0; !missing.is_zero() && c < columns.size(); ++c) {
      columns[c] += LayoutUnit::scaled(given, (more[c] - less[c]).raw(), missing.raw());
    }
    return columns;
  }

  /// Distributes the rest: to columns without their own width in proportion to their widths; if there are none, to
  /// those with `max-width`, then to those with a set width, then to those in percent.
  void spread_excess(std::vector<LayoutUnit>& columns, LayoutUnit left) const {
    // Higher ranks widen only if no column has a lower one.
    const auto rank = [&](std::size_t c) {
      return demands_[c].percent > 0                ? 3
             : demands_[c].fixed || demands_[c].fit ? 2
             : is_balanced_ && demands_[c].most     ? 1
                                                    : 0;
    };
    for (int wanted = 0; wanted <= 3; ++wanted) {
      std::vector<std::size_t> open;
      std::int64_t weight = 0;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        if (rank(c) != wanted) continue;
        open.push_back(c);
        weight += columns[c].raw();
      }
      if (open.empty()) continue;
      const LayoutUnit excess = left;
      for (std::size_t i = 0; i < open.size(); ++i) {
        const bool last = i + 1 == open.size();
        const LayoutUnit part = last          ? left
                                : weight == 0 ? excess / static_cast<int>(open.size())
                                              : LayoutUnit::scaled(excess, columns[open[i]].raw(), weight);
        columns[open[i]] += part;
        left -= part;
      }
      return;
    }
  }

  static constexpr std::int64_t kWhole = std::int64_t{100} * style::LengthPercentage::kUnitsPerPercent;
  const BoxId table_;
  const TableModel& model_;
  const TableFrame& frame_;
  LayoutContext& context_;
  const ComputedStyle& style_;
  bool is_balanced_;
  bool is_item_;
  std::vector<ColumnDemand> demands_;
};

/// Widths of the columns that remain after others have collapsed: each as wide as it is among all (CSS 2.2 §17.5.5).
TableWidths kept_widths(const TableWidths& all, const TableModel& model, const TableFrame& frame) {
  // Their spacing goes with them.
  const auto gone = static_cast<int>(all.columns.size() - model.kept_columns.size());
  TableWidths kept{all.table - std::accumulate(all.columns.begin(), all.columns.end(), LayoutUnit()) -
                       frame.horizontal_spacing * gone,
                   {}};
  for (const std::uint32_t column : model.kept_columns) kept.columns.push_back(all.columns[column]);
  kept.table = std::accumulate(kept.columns.begin(), kept.columns.end(), kept.table);
  return kept;
}

/// Collapsed columns take part in the solution and are removed from it afterwards.
TableWidths solve_widths(BoxId table, const TableModel& model, const TableFrame& frame, const TableRoom& room,
                         LayoutContext& context) {
  if (!model.whole) return WidthSolver(table, model, frame, context).solve(room);
  const TableFrame whole_frame = table_frame(table, *model.whole, context);
  return kept_widths(WidthSolver(table, *model.whole, whole_frame, context).solve(room), model, frame);
}

/// By table and by the width that it may take, as one number.
struct SolvedWidths : RoundFacts {
  std::unordered_map<std::uint64_t, std::unique_ptr<const TableWidths>> widths;
  void begin_round() override { widths.clear(); }
};

}  // namespace

/// Cached, since layout, intrinsic sizes and each page need the widths.
const TableWidths& table_widths(BoxId table, const TableModel& model, const TableFrame& frame, const TableRoom& room,
                                LayoutContext& context) {
  const std::uint64_t key = (std::uint64_t{table.value} << 32) | static_cast<std::uint32_t>(room.available.raw());
  const auto& known = context.cache<SolvedWidths>().widths;
  const auto found = known.find(key);
  if (found != known.end()) return *found->second;
  // Solving measures cells, including tables in them, which changes the map; so the entry is made afterwards.
  auto widths = std::make_unique<const TableWidths>(solve_widths(table, model, frame, room, context));
  return *context.cache<SolvedWidths>().widths.emplace(key, std::move(widths)).first->second;
}

/// Without a grid, only captions count.
IntrinsicSizes table_intrinsic_sizes(BoxId table, LayoutContext& context) {
  IntrinsicSizes sizes;
  if (const BoxId grid = grid_of(table, context)) {
    const TableModel& kept = table_model(grid, context);
    const TableModel& model = kept.whole ? *kept.whole : kept;
    sizes = WidthSolver(table, model, table_frame(table, model, context), context).intrinsic();
  }
  sizes.min_content = std::max(sizes.min_content, caption_width(table, context));
  sizes.max_content = std::max(sizes.max_content, sizes.min_content);
  return sizes;
}

}  // namespace gongwen::layout
