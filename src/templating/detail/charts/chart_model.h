// ChartModel: the checked description of a chart in a template. Values are decimals of one scale, stored as integers,
// so that drawings, sums and shares are exact.
#pragma once

#include "data/charts/description.h"
#include "templating/detail/builtins/registry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::templating {

using ChartForm = charts::ChartKind;

struct ChartModel {
  struct Series {
    std::string name;
    std::vector<std::optional<std::int64_t>> values;  // one for each label; nullopt: missing
  };

  ChartForm form = ChartForm::Column;
  std::string title;      // not in the drawing, but below it
  bool from_zero = true;  // false: the axis of a line chart may start elsewhere
  int decimals = 0;       // a value of 125 with one decimal is 12.5
  std::vector<std::string> labels;
  std::vector<Series> series;
  std::string unit;       // follows the values of shares, as in 12项
  std::string unit_line;  // above an axis: 单位：项
  std::string no_data;    // text shown if there are no values

  bool is_stacked() const { return charts::is_stacked(form); }
  bool lies() const { return charts::lies(form); }
  bool has_shares() const { return charts::shows_shares(form); }
  bool has_values() const;
};

/// The height of one category and its bars in a chart with horizontal bars, in pixels.
std::size_t chart_row_height(const ChartModel& chart);

/// `12.5` for 125 with one decimal; zeros at the end are left out.
std::string decimal_text(std::int64_t value, int decimals);

/// Describes the drawing, for programs that draw it themselves.
charts::ChartDescription describe_chart(const ChartModel& chart);

/// Reads `{kind, title, labels, series: [{name, values}], unit, unit_line, from_zero, no_data}`. If it cannot be drawn,
/// fails with the place of the error.
ChartModel read_chart(Runtime& runtime, const Value& chart);

}  // namespace gongwen::templating
