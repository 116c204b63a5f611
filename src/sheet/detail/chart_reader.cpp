// Reads the data-chart attributes of a table: finds the two columns by their heads, checks their values, and places the
// chart below the rows.
#include "base/format.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/sheet_builder.h"
#include "sheet/limits.h"

#include <algorithm>
#include <cmath>

namespace gongwen::sheet {
namespace {

namespace messages = diagnostics::messages;
using base::LayoutUnit;
using dom::NodeId;

// Default row height and column width in spreadsheet programs.
constexpr int kDefaultRowPx = 20;
constexpr int kDefaultColumnPx = 64;

constexpr int kMinWidthPx = 420;
constexpr int kMaxWidthPx = 760;
constexpr int kColumnChartPx = 280;
constexpr int kBarPx = 26;           // a bar and the gap around it
constexpr int kBarChartRestPx = 90;  // title and axis

class ChartReader {
 public:
  ChartReader(NodeId table, const Sheet& sheet, const ChartRows& rows, BuildContext& context)
      : table_(table), sheet_(sheet), rows_(rows), context_(context) {}

  std::optional<Chart> read() {
    const dom::Attribute* const kind = context_.input.tree.find_custom_attribute(table_, "data-chart");
    if (kind == nullptr) return std::nullopt;
    const std::optional<ChartKind> chart_kind = context_.attributes.chart_kind(table_);
    if (!chart_kind) return std::nullopt;
    if (!rows_.has_head) {
      context_.sink.report(messages::SheetNoHead, kind->origin, "data-chart");
      return std::nullopt;
    }
    const auto labels = find_column("data-chart-labels", kind->origin);
    const auto values = find_column("data-chart-values", kind->origin);
    if (!labels || !values || rows_.last <= rows_.head) return std::nullopt;
    Chart chart;
    chart.kind = *chart_kind;
    chart.title = attribute("data-chart-title").value_or(sheet_.name);
    chart.title = std::string(first_utf16_units(chart.title, kMaxPropertyUnits));
    chart.labels = {{rows_.head + 1, *labels}, {rows_.last, *labels}};
    chart.values = {{rows_.head + 1, *values}, {rows_.last, *values}};
    chart.name = {rows_.head, *values};
    chart.place = {static_cast<std::uint32_t>(sheet_.rows.size()) + 1, 0};
    chart.origin = kind->origin;
    check_values(chart);
    set_size(chart);
    set_step(chart);
    describe(chart);
    return chart;
  }

 private:
  std::optional<std::string> attribute(std::string_view name) const {
    const dom::Attribute* const found = context_.input.tree.find_custom_attribute(table_, name);
    return found == nullptr ? std::nullopt : std::optional<std::string>(found->value);
  }

  const Cell* cell_at(std::uint32_t row, std::uint32_t column) const {
    for (const Cell& cell : sheet_.cells_of(sheet_.rows[row])) {
      if (cell.column == column) return &cell;
    }
    return nullptr;
  }

  std::optional<double> number_of(const Cell* cell) const {
    if (cell == nullptr) return std::nullopt;
    if (const auto* number = std::get_if<Number>(&cell->value)) return number->value;
    const auto* formula = std::get_if<Formula>(&cell->value);
    return formula == nullptr ? std::nullopt : sheet_.formulas[formula->index].result;
  }

  std::string text_of(const Cell* cell) const {
    if (cell == nullptr) return {};
    if (const auto* text = std::get_if<Text>(&cell->value)) return std::string(text->text);
    const std::optional<double> number = number_of(cell);
    return number ? fmt::format("{:.15g}", *number) : std::string();
  }

  /// The column whose head equals the value of the attribute `name`.
  std::optional<std::uint32_t> find_column(std::string_view name, diagnostics::OriginId chart) const {
    const dom::Attribute* const wanted = context_.input.tree.find_custom_attribute(table_, name);
    const std::string head(wanted == nullptr ? std::string_view() : wanted->value);
    for (const Cell& cell : sheet_.cells_of(sheet_.rows[rows_.head])) {
      if (!head.empty() && text_of(&cell) == head) return cell.column;
    }
    context_.sink.report(messages::SheetChartColumn, wanted == nullptr ? chart : wanted->origin, head, name);
    return std::nullopt;
  }

  void check_values(const Chart& chart) const {
    for (std::uint32_t row = chart.values.first.row; row <= chart.values.last.row; ++row) {
      const Cell* const cell = cell_at(row, chart.values.first.column);
      const bool counts = cell != nullptr &&
                          (std::holds_alternative<Number>(cell->value) || std::holds_alternative<Formula>(cell->value));
      if (counts) continue;
      context_.sink.report(messages::SheetChartValue, cell == nullptr ? chart.origin : cell->origin, text_of(cell));
    }
  }

  /// As wide as the table, within limits.
  void set_size(Chart& chart) const {
    LayoutUnit width;
    for (const Column& column : sheet_.columns) width = width + (column.hidden ? LayoutUnit() : column.width);
    chart.width = std::clamp(width, LayoutUnit::from_px(kMinWidthPx), LayoutUnit::from_px(kMaxWidthPx));
    const auto bars = static_cast<int>(std::min<std::uint32_t>(chart.values.row_count(), 60));
    chart.height = LayoutUnit::from_px(chart.kind == ChartKind::Bar ? kBarChartRestPx + kBarPx * bars : kColumnChartPx);
  }

  /// If all values are non-negative integers, uses steps of 1, 2, 5, 10 … so that the axis has up to five.
  void set_step(Chart& chart) const {
    double most = 0;
    for (std::uint32_t row = chart.values.first.row; row <= chart.values.last.row; ++row) {
      const std::optional<double> number = number_of(cell_at(row, chart.values.first.column));
      if (!number || *number < 0 || *number != std::floor(*number)) return;
      most = std::max(most, *number);
    }
    constexpr double kMaxSteps = 5;
    for (double power = 1; power < 1e15; power *= 10) {
      for (const double factor : {1.0, 2.0, 5.0}) {
        chart.step = power * factor;
        if (most <= chart.step * kMaxSteps) return;
      }
    }
  }

  /// The alternative text: `各阶段提案: 收到提案 2; 出版 1`.
  void describe(Chart& chart) const {
    chart.description = chart.title + ":";
    for (std::uint32_t row = chart.values.first.row; row <= chart.values.last.row; ++row) {
      if (row > chart.values.first.row) chart.description += ";";
      chart.description += " " + text_of(cell_at(row, chart.labels.first.column)) + " " +
                           text_of(cell_at(row, chart.values.first.column));
    }
    chart.description = std::string(first_utf16_units(chart.description, kMaxPropertyUnits));
  }

  NodeId table_;
  const Sheet& sheet_;
  const ChartRows& rows_;
  BuildContext& context_;
};

std::uint32_t whole_steps(LayoutUnit length, int step_px) {
  return static_cast<std::uint32_t>((length.to_px() + step_px - 1) / step_px);
}

}  // namespace

std::optional<Chart> read_chart(NodeId table, const Sheet& sheet, const ChartRows& rows, BuildContext& context) {
  return ChartReader(table, sheet, rows, context).read();
}

void print_with_chart(const Chart& chart, Sheet& sheet) {
  LayoutUnit width;
  for (const Column& column : sheet.columns) width = width + (column.hidden ? LayoutUnit() : column.width);
  CellPlace& last = sheet.print.area.last;
  last.row = std::min(chart.place.row + whole_steps(chart.height, kDefaultRowPx), kMaxRows - 1);
  if (chart.width > width) {
    const auto beyond =
        static_cast<std::uint32_t>(sheet.columns.size()) - 1 + whole_steps(chart.width - width, kDefaultColumnPx);
    last.column = std::min(std::max(last.column, beyond), kMaxColumns - 1);
  }
}

}  // namespace gongwen::sheet
