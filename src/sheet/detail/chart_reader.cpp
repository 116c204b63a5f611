#include "sheet/detail/chart_reader.h"

#include "base/format.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/common.h"
#include "sheet/detail/formula_places.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"

#include <algorithm>
#include <cmath>

// Reads the data-chart attributes of a table: finds the two columns by their heads, checks their values, and places the
// chart below the rows.
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
constexpr int kLegendPx = 30;

LayoutUnit shown_width(const Sheet& sheet) {
  LayoutUnit width;
  for (const Column& column : sheet.columns) width += column.hidden ? LayoutUnit() : column.width;
  return width;
}

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
    const std::vector<std::uint32_t> values = value_columns(kind->origin);
    if (!labels || values.empty() || rows_.last <= rows_.head) return std::nullopt;
    Chart chart;
    chart.kind = *chart_kind;
    chart.title = attribute("data-chart-title").value_or(sheet_.name);
    chart.title = std::string(first_utf16_units(chart.title, kMaxPropertyUnits));
    chart.labels = {{rows_.head + 1, *labels}, {rows_.last, *labels}};
    for (const std::uint32_t column : values) {
      chart.series.push_back({{{rows_.head + 1, column}, {rows_.last, column}}, name_place(column), false});
    }
    chart.place = {static_cast<std::uint32_t>(sheet_.rows.size()) + 1, 0};
    chart.origin = kind->origin;
    if (shows_shares(chart.kind) && chart.series.size() > 1) {
      context_.sink.report(messages::SheetChartOneSeries, kind->origin);
      chart.series.resize(1);
    }
    check_values(chart);
    set_size(chart);
    move_beside(chart);
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

  std::optional<std::uint32_t> column_of(std::string_view head) const {
    const std::string wanted = without_space(head);
    for (const TableColumns::Heading& heading : context_.tables.back().headings) {
      if (!wanted.empty() && heading.text == wanted) return heading.column;
    }
    return std::nullopt;
  }

  /// The column whose head equals the value of the attribute `name`.
  std::optional<std::uint32_t> find_column(std::string_view name, diagnostics::OriginId chart) const {
    const dom::Attribute* const wanted = context_.input.tree.find_custom_attribute(table_, name);
    const std::string head(wanted == nullptr ? std::string_view() : wanted->value);
    if (const auto column = column_of(head)) return column;
    context_.sink.report(messages::SheetChartColumn, wanted == nullptr ? chart : wanted->origin, head, name);
    return std::nullopt;
  }

  /// One head, or several with commas between them.
  std::vector<std::uint32_t> value_columns(diagnostics::OriginId chart) const {
    constexpr std::string_view kName = "data-chart-values";
    const std::string heads = attribute(kName).value_or("");
    if (const auto column = column_of(heads)) return {*column};
    std::vector<std::uint32_t> columns;
    for (const std::string& head : split_list(heads)) {
      const auto column = column_of(head);
      if (column) {
        columns.push_back(*column);
        continue;
      }
      const dom::Attribute* const wanted = context_.input.tree.find_custom_attribute(table_, kName);
      context_.sink.report(messages::SheetChartColumn, wanted->origin, head, kName);
      return {};
    }
    if (columns.empty()) find_column(kName, chart);  // reports that it is missing
    return columns;
  }

  CellPlace name_place(std::uint32_t column) const {
    for (const TableColumns::Heading& heading : context_.tables.back().headings) {
      if (heading.column == column) return {heading.row, column};
    }
    return {rows_.head, column};
  }

  /// Notes formulas and whole numbers, and reports texts.
  void check_values(Chart& chart) const {
    double highest = 0;
    chart.whole_numbers = true;
    for (ChartSeries& series : chart.series) {
      for (std::uint32_t row = series.values.first.row; row <= series.values.last.row; ++row) {
        const Cell* const cell = cell_at(row, series.values.first.column);
        const bool is_formula = cell != nullptr && std::holds_alternative<Formula>(cell->value);
        const std::optional<double> number = number_of(cell);
        series.has_formulas = series.has_formulas || is_formula;
        chart.has_negative = chart.has_negative || (number && *number < 0);
        if (number) highest = std::max(highest, std::abs(*number));
        chart.whole_numbers = chart.whole_numbers && (!number || *number == std::floor(*number));
        // An empty cell interrupts a line, and has no bar or share.
        const bool is_gap = !number && !is_formula && text_of(cell).empty();
        series.has_gaps = series.has_gaps || is_gap;
        if (is_gap) continue;
        if (is_formula || (cell != nullptr && std::holds_alternative<Number>(cell->value))) continue;
        context_.sink.report(messages::SheetChartValue, cell == nullptr ? chart.origin : cell->origin, text_of(cell));
      }
    }
    // Programs divide a short axis by halves and would then repeat whole numbers; the labels at the bars are enough.
    const bool is_labelled = chart.kind == ChartKind::Bar || chart.kind == ChartKind::Column;
    chart.needs_axis = !(is_labelled && chart.whole_numbers && highest < 5);
  }

  /// Places the chart beside a list, which people continue below its last row, if the page has enough room.
  void move_beside(Chart& chart) const {
    if (!sheet_.table) return;
    const LayoutUnit gap = LayoutUnit::from_px(kDefaultColumnPx);
    const LayoutUnit room = content_width(sheet_.print) - shown_width(sheet_) - gap;
    if (room < LayoutUnit::from_px(kMinWidthPx)) return;
    chart.width = std::min(chart.width, room);
    chart.place = {rows_.head, static_cast<std::uint32_t>(sheet_.columns.size()) + 1};
  }

  /// Makes the chart as wide as the table, within limits.
  void set_size(Chart& chart) const {
    chart.width = std::clamp(shown_width(sheet_), LayoutUnit::from_px(kMinWidthPx), LayoutUnit::from_px(kMaxWidthPx));
    const bool is_stacked = chart.kind == ChartKind::StackedBar;
    const auto by_row = static_cast<std::uint32_t>(is_stacked ? 1 : chart.series.size());
    const auto bars = static_cast<int>(std::min<std::uint32_t>(chart.labels.row_count() * by_row, 60));
    const bool is_bar = chart.kind == ChartKind::Bar || is_stacked;
    const int legend = chart.series.size() > 1 ? kLegendPx : 0;
    chart.height = LayoutUnit::from_px((is_bar ? kBarChartRestPx + kBarPx * bars : kColumnChartPx) + legend);
  }

  /// The alternative text: `各阶段提案：收到提案 2；出版 1`, in the language of the document.
  void describe(Chart& chart) const {
    chart.description = chart.title;
    chart.description += diagnostics::texts::Colon.in(context_.language);
    for (std::uint32_t row = chart.labels.first.row; row <= chart.labels.last.row; ++row) {
      if (row > chart.labels.first.row) chart.description += diagnostics::texts::Semicolon.in(context_.language);
      chart.description += text_of(cell_at(row, chart.labels.first.column));
      for (const ChartSeries& series : chart.series) {
        const std::string value = text_of(cell_at(row, series.values.first.column));
        if (chart.series.size() > 1) chart.description += " " + text_of(cell_at(series.name.row, series.name.column));
        chart.description += " " + value;
      }
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
  const LayoutUnit width = shown_width(sheet);
  CellPlace& last = sheet.print.area.last;
  const std::uint32_t end = chart.place.row + whole_steps(chart.height, kDefaultRowPx);
  last.row = std::min(std::max(last.row, end), kMaxRows - 1);
  const auto columns = static_cast<std::uint32_t>(sheet.columns.size());
  std::uint32_t beyond = last.column;
  if (chart.place.column >= columns) {
    beyond = chart.place.column + whole_steps(chart.width, kDefaultColumnPx) - 1;
  } else if (chart.width > width) {
    beyond = columns - 1 + whole_steps(chart.width - width, kDefaultColumnPx);
  }
  last.column = std::min(std::max(last.column, beyond), kMaxColumns - 1);
}

}  // namespace gongwen::sheet
