// ChartModel: what a template wants to have drawn, checked. Values are decimals of one scale, kept as integers, so that
// drawings, sums and shares are exact.
#pragma once

#include "templating/detail/builtins/registry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::templating {

enum class ChartForm : std::uint8_t { Line, Column, Bar, StackedColumn, StackedBar, Pie, Ring };

struct ChartModel {
  struct Series {
    std::string name;
    std::vector<std::optional<std::int64_t>> values;  // one for each label; nullopt: missing
  };

  ChartForm form = ChartForm::Column;
  bool from_zero = true;  // false: the axis of a line chart may start elsewhere
  int decimals = 0;       // a value of 125 with one decimal is 12.5
  std::vector<std::string> labels;
  std::vector<Series> series;
  std::string unit;       // follows the values of shares: 12项
  std::string unit_line;  // stands above an axis: 单位：项
  std::string no_data;    // what the drawing says if no value is there

  bool is_stacked() const { return form == ChartForm::StackedColumn || form == ChartForm::StackedBar; }
  bool lies() const { return form == ChartForm::Bar || form == ChartForm::StackedBar; }
  bool has_shares() const { return form == ChartForm::Pie || form == ChartForm::Ring; }
  bool has_values() const;
};

/// The height of a category with its bars in a chart with horizontal bars, in pixels.
std::size_t chart_row_height(const ChartModel& chart);

/// `12.5` for 125 with one decimal; zeros at the end are left out.
std::string decimal_text(std::int64_t value, int decimals);

/// Reads `{kind, labels, series: [{name, values}], unit, unit_line, from_zero, no_data}`. Fails with the place of what
/// cannot be drawn.
ChartModel read_chart(Runtime& runtime, const Value& chart);

}  // namespace gongwen::templating
