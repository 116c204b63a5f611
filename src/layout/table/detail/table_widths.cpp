#include "layout/table/detail/table_widths.h"

#include "layout/core/box_metrics.h"
#include "layout/table/detail/table_borders.h"

#include <algorithm>
#include <numeric>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using style::ComputedStyle;

/// What a column asks for: widths of its content, and what styles fix.
struct ColumnDemand {
  LayoutUnit min_content;
  LayoutUnit max_content;
  std::optional<LayoutUnit> fixed;
  std::int32_t percent = 0;  // LengthPercentage units
};

/// A table is at least as wide as the longest word of its captions (css-tables-3 §3.8: CAPMIN).
LayoutUnit caption_width(BoxId table, LayoutContext& context) {
  LayoutUnit least;
  for (BoxId child = context.box(table).first_child; child; child = context.box(child).next_sibling) {
    if (context.box(child).kind != BoxKind::TableCaption) continue;
    least = std::max(least, intrinsic_contribution(child, context).min_content);
  }
  return least;
}

class WidthSolver {
 public:
  WidthSolver(BoxId table, const TableModel& model, const TableFrame& frame, LayoutContext& context)
      : table_(table),
        model_(model),
        frame_(frame),
        context_(context),
        style_(context.style_of(table)),
        is_item_(boxes::is_in_flow(context.box(table)) && context.box(table).parent &&
                 boxes::holds_items(context.box(context.box(table).parent))) {}

  TableWidths solve(const TableRoom& room) {
    const LayoutUnit around = frame_.horizontal(model_.column_count());
    std::optional<LayoutUnit> specified = border_box(style_.width, room.containing);
    // An item of a flex or grid container is as wide as its container makes it.
    if (is_item_ && (specified || style_.table_layout == style::TableLayout::Auto)) specified = room.available;
    if (style_.table_layout == style::TableLayout::Fixed && specified) {
      const LayoutUnit width = is_item_ ? *specified : limited(*specified, room.containing);
      return finish(width, fixed_table_columns(width - around, {style_, model_, frame_, context_}));
    }
    collect_demands();
    const LayoutUnit least = total(&ColumnDemand::min_content) + around;
    LayoutUnit width =
        specified ? *specified : std::min(std::max(least, room.available), preferred_width(room.available, around));
    width = std::max({limited(width, room.containing), least, caption_width(table_, context_)});
    return finish(width, automatic_columns(width - around));
  }

  IntrinsicSizes intrinsic() {
    collect_demands();
    const LayoutUnit around = frame_.horizontal(model_.column_count());
    IntrinsicSizes sizes{total(&ColumnDemand::min_content) + around, preferred_width(LayoutUnit::max(), around)};
    const LayoutUnit least = sizes.min_content;
    if (const auto fixed = border_box(style_.width, std::nullopt)) {
      sizes.min_content = std::max(sizes.min_content, *fixed);
      sizes.max_content = sizes.min_content;
    }
    for (LayoutUnit* const size : {&sizes.min_content, &sizes.max_content})
      *size = std::max(least, limited(*size, std::nullopt));
    return sizes;
  }

 private:
  std::optional<LayoutUnit> border_box(const style::Size& size, std::optional<LayoutUnit> containing) const {
    const LayoutUnit edges = frame_.borders.horizontal() + frame_.padding.horizontal();
    return border_box_size(size, containing, edges, style_.box_sizing);
  }

  /// Between the table's own limits.
  LayoutUnit limited(LayoutUnit width, std::optional<LayoutUnit> containing) const {
    if (const auto most = border_box(style_.max_width, containing)) width = std::min(width, *most);
    if (const auto least = border_box(style_.min_width, containing)) width = std::max(width, *least);
    return width;
  }

  TableWidths finish(LayoutUnit width, std::vector<LayoutUnit> columns) const {
    const LayoutUnit around = frame_.horizontal(model_.column_count());
    return {std::max(width, std::accumulate(columns.begin(), columns.end(), around)), std::move(columns)};
  }

  LayoutUnit total(LayoutUnit ColumnDemand::*member) const {
    LayoutUnit sum;
    for (const ColumnDemand& demand : demands_) sum += demand.*member;
    return sum;
  }

  /// §17.5.2.2: the demands of columns, first by cells of one column, then by those that span, narrow ones first.
  void collect_demands() {
    demands_.assign(model_.column_count(), {});
    for (std::uint32_t c = 0; c < model_.column_count(); ++c) {
      const ComputedStyle* const style = column_style(model_.columns[c], context_);
      if (style == nullptr) continue;
      if (style->width.is_length() && !style->width.value.is_mixed()) demands_[c].percent = style->width.value.percent;
      demands_[c].fixed = fixed_column_width(*style);
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
    }
    for (ColumnDemand& demand : demands_) {
      if (demand.fixed) demand.max_content = std::max(demand.min_content, *demand.fixed);
    }
    std::stable_sort(spanning.begin(), spanning.end(),
                     [](const TableCell* a, const TableCell* b) { return a->column_span < b->column_span; });
    for (const TableCell* cell : spanning) spread_spanning(*cell);
    limit_percentages();
  }

  /// The sum of all percentages is limited to the whole; later columns get what is left (css-tables-3 §3.8.2).
  void limit_percentages() {
    std::int64_t left = kWhole;
    for (ColumnDemand& demand : demands_) {
      demand.percent = static_cast<std::int32_t>(std::min<std::int64_t>(demand.percent, left));
      left -= demand.percent;
    }
  }

  /// A sum of a length and a percentage counts as `auto` (css-values-4 §10.1).
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

  IntrinsicSizes cell_sizes(const TableCell& cell) {
    IntrinsicSizes sizes = intrinsic_sizes(cell.box, context_);
    if (style_.border_collapse == style::BorderCollapse::Collapse) {
      // The cell counted its own borders; with collapsed borders it has halves of the shared ones.
      const LayoutUnit change = collapsed_cell_borders(cell, model_, context_).horizontal() -
                                border_widths(context_.style_of(cell.box)).horizontal();
      sizes.min_content += change;
      sizes.max_content += change;
    }
    return sizes;
  }

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

  /// What the columns lack goes to those that are not fixed, in proportion to their content.
  void spread(const TableCell& cell, LayoutUnit wanted, LayoutUnit ColumnDemand::*member) {
    LayoutUnit have;
    std::vector<std::uint32_t> open;
    for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) {
      have += demands_[c].*member;
      if (!demands_[c].fixed) open.push_back(c);
    }
    if (have >= wanted) return;
    if (open.empty()) {
      for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) open.push_back(c);
    }
    LayoutUnit weight;
    for (const std::uint32_t c : open) weight += demands_[c].max_content;
    LayoutUnit left = wanted - have;
    const LayoutUnit missing = left;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const bool last = i + 1 == open.size();
      const LayoutUnit part = last ? left
                              : weight.is_zero()
                                  ? missing / static_cast<int>(open.size())
                                  : LayoutUnit::scaled(missing, demands_[open[i]].max_content.raw(), weight.raw());
      demands_[open[i]].*member += part;
      left -= part;
    }
    for (const std::uint32_t c : open) {
      demands_[c].max_content = std::max(demands_[c].max_content, demands_[c].min_content);
    }
  }

  /// The width that shows all content without wrapping and all percentages at their share (css-tables-3 §4.3).
  LayoutUnit preferred_width(LayoutUnit available, LayoutUnit around) const {
    LayoutUnit width;
    LayoutUnit unshared;
    std::int64_t percents = 0;
    LayoutUnit by_percent;
    for (const ColumnDemand& demand : demands_) {
      width += demand.max_content;
      if (demand.percent > 0) {
        percents += demand.percent;
        by_percent = std::max(by_percent, LayoutUnit::scaled(demand.max_content, kWhole, demand.percent));
      } else {
        unshared += demand.max_content;
      }
    }
    if (percents > 0) {
      width = std::max(width, by_percent);
      width = percents >= kWhole ? (unshared.is_zero() ? width : available)
                                 : std::max(width, LayoutUnit::scaled(unshared, kWhole, kWhole - percents));
    }
    return std::min(available, width + around);
  }

  /// css-tables-3 §4.5: between their minimum and their preferred widths, percentages first, then fixed, then the
  /// others.
  std::vector<LayoutUnit> automatic_columns(LayoutUnit available) const {
    std::vector<LayoutUnit> columns(demands_.size());
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = demands_[c].min_content;
    LayoutUnit left = available - total(&ColumnDemand::min_content);
    const auto raise = [&](auto wanted) {
      LayoutUnit missing;
      for (std::size_t c = 0; c < columns.size(); ++c) missing += std::max(LayoutUnit(), wanted(c) - columns[c]);
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

  /// What is left over goes to columns without their own width, in proportion to their content; if there are none, to
  /// the fixed ones, then to those in percent.
  void spread_excess(std::vector<LayoutUnit>& columns, LayoutUnit left) const {
    const auto rank = [&](std::size_t c) {
      return demands_[c].percent > 0 ? 2 : demands_[c].fixed ? 1 : 0;
    };
    for (int wanted = 0; wanted <= 2; ++wanted) {
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
  bool is_item_;
  std::vector<ColumnDemand> demands_;
};

}  // namespace

namespace {

/// Of the columns that are left once others have collapsed: each as wide as it is among all.
TableWidths kept_widths(const TableWidths& all, const TableModel& model, const TableFrame& frame) {
  const auto gone = static_cast<int>(all.columns.size() - model.kept_columns.size());
  TableWidths kept{all.table - std::accumulate(all.columns.begin(), all.columns.end(), LayoutUnit()) -
                       frame.horizontal_spacing * gone,
                   {}};
  for (const std::uint32_t column : model.kept_columns) kept.columns.push_back(all.columns[column]);
  kept.table = std::accumulate(kept.columns.begin(), kept.columns.end(), kept.table);
  return kept;
}

TableWidths solve_widths(BoxId table, const TableModel& model, const TableFrame& frame, const TableRoom& room,
                         LayoutContext& context) {
  if (!model.whole) return WidthSolver(table, model, frame, context).solve(room);
  const TableFrame whole_frame = table_frame(table, *model.whole, context);
  return kept_widths(WidthSolver(table, *model.whole, whole_frame, context).solve(room), model, frame);
}

/// By table and by the width that it may take.
struct SolvedWidths : RoundFacts {
  std::unordered_map<std::uint64_t, std::unique_ptr<const TableWidths>> widths;
  void begin_round() override { widths.clear(); }
};

}  // namespace

const TableWidths& table_widths(BoxId table, const TableModel& model, const TableFrame& frame, const TableRoom& room,
                                LayoutContext& context) {
  const std::uint64_t key = (std::uint64_t{table.value} << 32) | static_cast<std::uint32_t>(room.available.raw());
  const auto& known = context.cache<SolvedWidths>().widths;
  const auto found = known.find(key);
  if (found != known.end()) return *found->second;
  // Solving lays out cells, tables in them included, so the place is made afterwards.
  auto widths = std::make_unique<const TableWidths>(solve_widths(table, model, frame, room, context));
  return *context.cache<SolvedWidths>().widths.emplace(key, std::move(widths)).first->second;
}

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
