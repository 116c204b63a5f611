#include "templating/detail/charts/chart_model.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

// Fourteen digits with six decimals: sums of a thousand values and their shares in per mille fit into 64 bits.
constexpr int kMostDecimals = 6;
constexpr std::int64_t kLargestChartValue = 9'000'000'000'000;

// A page has room for bars of this height; pixels.
constexpr std::size_t kChartRowsHeight = 832;

/// The number of labels that stay readable on a page; a bar chart with more would be higher than the page.
std::size_t most_labels(const ChartModel& chart) {
  switch (chart.form) {
    case ChartForm::Pie:
    case ChartForm::Ring: return 24;
    case ChartForm::Bar:
    case ChartForm::StackedBar: return kChartRowsHeight / chart_row_height(chart);
    case ChartForm::Column: return 200 / std::max<std::size_t>(chart.series.size(), 1);
    case ChartForm::StackedColumn: return 200;
    case ChartForm::Line: return 400;
  }
  return 0;
}

struct ChartNumber {
  std::int64_t digits = 0;
  int decimals = 0;
};

/// The number with at most this many decimals, rounded once, half away from zero.
ChartNumber rounded(const ChartNumber& number, int decimals) {
  constexpr int kMostDropped = 18;  // ten to this power still fits
  if (number.decimals <= decimals) return number;
  const int dropped = number.decimals - decimals;
  if (dropped > kMostDropped) return {0, decimals};
  std::int64_t unit = 1;
  for (int i = 0; i < dropped; ++i) unit *= 10;
  const std::int64_t rest = number.digits % unit;
  const std::int64_t half = unit / 2;
  return {number.digits / unit + (rest >= half ? 1 : rest <= -half ? -1 : 0), decimals};
}

/// The number without trailing zeros.
ChartNumber shortened(ChartNumber number) {
  for (; number.decimals > 0 && number.digits % 10 == 0; --number.decimals) number.digits /= 10;
  return number;
}

/// Reads `-12.50`, `1e-07`, as JSON and Python write them; nullopt for all else and for numbers that are too large.
std::optional<ChartNumber> parse_chart_number(std::string_view text) {
  ChartNumber number;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  if (const std::size_t mark = text.find_first_of("eE"); mark != std::string_view::npos) {
    std::string_view power = text.substr(mark + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc() || end != power.data() + power.size()) return std::nullopt;
    if (exponent > 30 || exponent < -400) return std::nullopt;
    text = text.substr(0, mark);
  }
  bool after_point = false;
  bool has_digit = false;
  for (const char character : text) {
    if (character == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (character < '0' || character > '9') return std::nullopt;
    has_digit = true;
    // Digits after the point that no drawing could show are dropped; a number with that many before it is refused.
    if (number.digits > kLargestChartValue * 1000) {
      if (!after_point) return std::nullopt;
      continue;
    }
    number.digits = number.digits * 10 + (character - '0');
    if (after_point) ++number.decimals;
  }
  if (!has_digit) return std::nullopt;
  if (negative) number.digits = -number.digits;
  number.decimals -= exponent;
  for (; number.decimals < 0; ++number.decimals) {
    if (number.digits > kLargestChartValue || number.digits < -kLargestChartValue) return std::nullopt;
    number.digits *= 10;
  }
  return shortened(number);
}

class ChartModelReader {
 public:
  ChartModelReader(Runtime& runtime, const Value& chart) : runtime_(runtime), chart_(chart) {}

  ChartModel read() {
    runtime_.require_defined(chart_);
    if (!is_mapping(chart_)) runtime_.fail_about(chart_, messages::TemplatingChartPart, "kind");
    read_form();
    model_.title = optional_text("title");
    model_.unit = optional_text("unit");
    model_.unit_line = optional_text("unit_line");
    model_.no_data = optional_text("no_data");
    if (const auto from_zero = find(chart_, "from_zero")) {
      model_.from_zero = !from_zero->is(Kind::Boolean) || from_zero->boolean();
    }
    const Value labels = list("labels", chart_);
    for (const Value& label : collect(runtime_, labels)) {
      model_.labels.emplace_back(label.is_none() ? std::string_view() : to_text_value(runtime_, label).text());
    }
    const Value series = list("series", chart_);
    for (const Value& one : collect(runtime_, series)) read_series(one);
    check_sizes(labels, series);
    bring_to_scale();
    return std::move(model_);
  }

 private:
  std::optional<Value> find(const Value& holder, std::string_view key) const {
    const std::optional<Value> found = MappingView(holder).find(key);
    if (!found || found->is_none() || found->is_undefined() || found->is_missing()) return std::nullopt;
    return found;
  }

  Value part(std::string_view key, const Value& holder) const {
    const std::optional<Value> found = is_mapping(holder) ? find(holder, key) : std::nullopt;
    if (!found) runtime_.fail_about(holder, messages::TemplatingChartPart, key);
    return *found;
  }

  Value list(std::string_view key, const Value& holder) const {
    const Value found = part(key, holder);
    if (!is_sequence(found)) runtime_.fail_about(found, messages::TemplatingChartPart, key);
    return found;
  }

  std::string optional_text(std::string_view key) const {
    const std::optional<Value> found = find(chart_, key);
    return found ? std::string(to_text_value(runtime_, *found).text()) : std::string();
  }

  void read_form() {
    const Value kind = part("kind", chart_);
    const std::string_view name = to_text_value(runtime_, kind).text();
    const std::optional<ChartForm> form = charts::kind_named(name);
    if (!form) runtime_.fail_about(kind, messages::TemplatingBadOption, name, charts::kKindNames);
    model_.form = *form;
  }

  void read_series(const Value& one) {
    ChartModel::Series series;
    if (!is_mapping(one)) runtime_.fail_about(one, messages::TemplatingChartPart, "values");
    if (const auto name = find(one, "name")) series.name = to_text_value(runtime_, *name).text();
    const Value values = list("values", one);
    std::vector<std::optional<ChartNumber>> numbers;
    for (const Value& value : collect(runtime_, values)) numbers.push_back(read_number(value));
    if (numbers.size() != model_.labels.size()) {
      runtime_.fail_about(values, messages::TemplatingChartLength, series.name, numbers.size(), model_.labels.size());
    }
    model_.series.push_back(std::move(series));
    numbers_.push_back(std::move(numbers));
    if (model_.series.size() > charts::kMostSeries) {
      runtime_.fail_about(one, messages::TemplatingChartSeries, charts::kMostSeries);
    }
  }

  std::optional<ChartNumber> read_number(const Value& value) {
    if (value.is_none()) return std::nullopt;
    runtime_.require_defined(value);
    const bool is_number = value.is(Kind::Integer) || value.is(Kind::Float) || value.is(Kind::BigInteger);
    if (!is_number && !value.is_text()) {
      runtime_.fail_about(value, messages::TemplatingChartNumber, kind_traits(value.kind()).name);
    }
    const std::string_view text = to_text_value(runtime_, value).text();
    const std::string trimmed = normalize_number(text);
    if (trimmed.empty()) return std::nullopt;
    const std::optional<ChartNumber> number = parse_chart_number(trimmed);
    if (!number) runtime_.fail_about(value, messages::TemplatingChartNumber, text);
    if (model_.has_shares() && number->digits < 0) {
      runtime_.fail_about(value, messages::TemplatingChartNegativeShare, text);
    }
    if (!fits(rounded(*number, 0), 0)) runtime_.fail_about(value, messages::TemplatingChartNumber, text);
    const int decimals = shortened(rounded(*number, kMostDecimals)).decimals;
    if (decimals > model_decimals_) exact_ = value;
    model_decimals_ = std::max(model_decimals_, decimals);
    return number;
  }

  /// Whether the number can be written with this many decimals.
  static bool fits(const ChartNumber& number, int decimals) {
    const ChartNumber written = rounded(number, decimals);
    std::int64_t largest = kLargestChartValue;
    for (int i = written.decimals; i < decimals; ++i) largest /= 10;
    return written.digits <= largest && written.digits >= -largest;
  }

  void check_sizes(const Value& labels, const Value& series) {
    const std::size_t most = most_labels(model_);
    if (model_.labels.size() > most) {
      runtime_.fail_about(labels, messages::TemplatingChartLabels, model_.labels.size(), most);
    }
    if (model_.has_shares() && model_.series.size() > 1) {
      runtime_.fail_about(series, messages::TemplatingChartOneSeries);
    }
  }

  /// Gives all values the decimals of the value that has most. If a large number would not fit then, decimals are
  /// dropped, and that is reported.
  void bring_to_scale() {
    model_.decimals = model_decimals_;
    const auto all_fit = [&] {
      for (const auto& numbers : numbers_) {
        for (const auto& number : numbers) {
          if (number && !fits(*number, model_.decimals)) return false;
        }
      }
      return true;
    };
    while (model_.decimals > 0 && !all_fit()) --model_.decimals;
    if (exact_ && model_.decimals < model_decimals_)
      runtime_.warn_about(*exact_, messages::TemplatingChartRounded, to_text_value(runtime_, *exact_).text(),
                          std::to_string(model_.decimals));
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      for (std::optional<ChartNumber>& number : numbers_[i]) {
        if (!number) {
          model_.series[i].values.emplace_back();
          continue;
        }
        ChartNumber scaled = rounded(*number, model_.decimals);
        for (; scaled.decimals < model_.decimals; ++scaled.decimals) scaled.digits *= 10;
        model_.series[i].values.emplace_back(scaled.digits);
      }
    }
  }

  Runtime& runtime_;
  const Value& chart_;
  ChartModel model_;
  int model_decimals_ = 0;
  std::optional<Value> exact_;  // the value with the most decimals
  std::vector<std::vector<std::optional<ChartNumber>>> numbers_;
};

}  // namespace

bool ChartModel::has_values() const {
  return std::any_of(series.begin(), series.end(), [](const Series& one) {
    return std::any_of(one.values.begin(), one.values.end(), [](const auto& value) { return value.has_value(); });
  });
}

std::size_t chart_row_height(const ChartModel& chart) {
  const bool is_grouped = chart.form == ChartForm::Bar && chart.series.size() > 1;
  return is_grouped ? chart.series.size() * 14 + 12 : 26;
}

std::string decimal_text(std::int64_t value, int decimals) {
  while (decimals > 0 && value % 10 == 0) {
    value /= 10;
    --decimals;
  }
  std::string digits = std::to_string(value < 0 ? -value : value);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return value < 0 ? "−" + digits : digits;
}

charts::ChartDescription describe_chart(const ChartModel& chart) {
  charts::ChartDescription description;
  description.kind = chart.form;
  description.title = chart.title;
  description.unit = chart.unit;
  description.unit_line = chart.unit_line;
  description.from_zero = chart.from_zero;
  description.labels = chart.labels;
  for (const ChartModel::Series& series : chart.series) {
    charts::DescribedSeries& one = description.series.emplace_back();
    one.name = series.name;
    for (const auto& value : series.values) {
      if (!value) {
        one.values.emplace_back();
        continue;
      }
      const std::string digits = decimal_text(*value < 0 ? -*value : *value, chart.decimals);
      one.values.emplace_back((*value < 0 ? "-" : "") + digits);
    }
  }
  return description;
}

ChartModel read_chart(Runtime& runtime, const Value& chart) { return ChartModelReader(runtime, chart).read(); }

}  // namespace gongwen::templating
