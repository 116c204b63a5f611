#include "templating/detail/charts/chart_function.h"

#include "templating/detail/charts/axes_drawing.h"
#include "templating/detail/charts/shares_drawing.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"

namespace gongwen::templating {
namespace {

struct ChartExtreme {
  std::size_t series = 0;
  std::size_t label = 0;
  std::int64_t value = 0;
};

void set_member(Runtime& runtime, Dict& dict, std::string_view key, const Value& value) {
  dict.set(runtime, Value::text(key), value);
}

Value describe_extreme(Runtime& runtime, const ChartModel& chart, const ChartExtreme& extreme) {
  auto& dict = runtime.arena().make<Dict>();
  set_member(runtime, dict, "label", runtime.make_text(chart.labels[extreme.label]));
  set_member(runtime, dict, "name", runtime.make_text(chart.series[extreme.series].name));
  set_member(runtime, dict, "value", runtime.make_text(decimal_text(extreme.value, chart.decimals)));
  return Value::of(dict);
}

/// Adds the sums and the highest and lowest value; of equal values, the first.
void add_summary(Runtime& runtime, const ChartModel& chart, Dict& result) {
  std::optional<ChartExtreme> highest;
  std::optional<ChartExtreme> lowest;
  std::int64_t total = 0;
  std::int64_t count = 0;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    for (std::size_t label = 0; label < chart.labels.size(); ++label) {
      const auto& value = chart.series[i].values[label];
      if (!value) continue;
      ++count;
      total += *value;
      if (!highest || *value > highest->value) highest = ChartExtreme{i, label, *value};
      if (!lowest || *value < lowest->value) lowest = ChartExtreme{i, label, *value};
    }
  }
  set_member(runtime, result, "count", Value::integer(count));
  set_member(runtime, result, "total", runtime.make_text(decimal_text(total, chart.decimals)));
  if (!highest) return;
  set_member(runtime, result, "highest", describe_extreme(runtime, chart, *highest));
  set_member(runtime, result, "lowest", describe_extreme(runtime, chart, *lowest));
}

}  // namespace

Value function_draw_chart(Invocation& call) {
  Runtime& runtime = call.runtime();
  const ChartModel chart = read_chart(runtime, call.at(0));
  runtime.charge(chart.labels.size() * (chart.series.size() + 1));
  auto& result = runtime.arena().make<Dict>();
  const bool has_slices = chart.has_shares() && !chart.series.empty();
  const std::string svg = has_slices ? draw_shares(chart) : draw_on_axes(chart);
  set_member(runtime, result, "svg", runtime.make_text(svg, Safety::Markup));
  set_member(runtime, result, "description", runtime.make_text(charts::description_json(describe_chart(chart))));
  add_summary(runtime, chart, result);
  if (has_slices) {
    std::vector<Value> shares;
    for (const std::int64_t share : shares_of(chart)) {
      shares.push_back(runtime.make_text(std::to_string(share / 10) + "." + std::to_string(share % 10) + "%"));
    }
    set_member(runtime, result, "shares", make_list_value(runtime, shares));
  }
  return Value::of(result);
}

}  // namespace gongwen::templating
