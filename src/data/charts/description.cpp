#include "data/charts/description.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

namespace gongwen::charts {
namespace {

constexpr std::array<std::pair<std::string_view, ChartKind>, 7> kKindsByName{
    {{"bar", ChartKind::Bar},
     {"column", ChartKind::Column},
     {"stacked-bar", ChartKind::StackedBar},
     {"stacked-column", ChartKind::StackedColumn},
     {"line", ChartKind::Line},
     {"pie", ChartKind::Pie},
     {"ring", ChartKind::Ring}}};

bool is_number(std::string_view json) {
  return !json.empty() && (json.front() == '-' || (json.front() >= '0' && json.front() <= '9'));
}

bool is_hex_color(std::string_view text) {
  constexpr std::size_t kLength = 7;
  return text.size() == kLength && text.front() == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

/// A text, or a number as written. Returns nullopt for other values, and for characters that Office files cannot
/// contain.
std::optional<std::string> read_words(std::optional<base::JsonView> value) {
  if (!value) return std::string();
  const std::string json = value->json();
  if (json == "null") return std::string();
  if (is_number(json)) return json;
  if (json.empty() || json.front() != '"') return std::nullopt;
  std::string text(value->text());
  for (const auto& point : base::CodePoints(text)) {
    if (!base::is_xml_character(point.code_point)) return std::nullopt;
  }
  return text;
}

class DescriptionReader {
 public:
  explicit DescriptionReader(base::JsonView json) : json_(json) {}

  base::Expected<ChartDescription, DescriptionError> read() {
    if (!json_.is_object()) return base::Failure{DescriptionError{"kind"}};
    const std::string_view bad = read_parts();
    if (!bad.empty()) return base::Failure{DescriptionError{bad}};
    return std::move(chart_);
  }

 private:
  /// Returns the name of the first part that cannot be used; empty if all can.
  std::string_view read_parts() {
    const auto kind = kind_named(json_.text_of("kind"));
    if (!kind) return "kind";
    chart_.kind = *kind;
    if (!take(json_, "title", chart_.title)) return "title";
    if (!take(json_, "unit", chart_.unit)) return "unit";
    if (!take(json_, "unit_line", chart_.unit_line)) return "unit_line";
    const auto from_zero = json_.find("from_zero");
    chart_.from_zero = !from_zero || from_zero->json() != "false";
    chart_.color = json_.text_of("color");
    if (!chart_.color.empty() && !is_hex_color(chart_.color)) return "color";
    if (!read_labels()) return "labels";
    return read_series() ? std::string_view() : std::string_view("series");
  }

  static bool take(base::JsonView of, std::string_view name, std::string& into) {
    auto words = read_words(of.find(name));
    if (words) into = *std::move(words);
    return words.has_value();
  }

  bool read_labels() {
    const auto labels = json_.find("labels");
    if (!labels || !labels->is_list() || labels->size() > kMostLabels) return false;
    for (std::size_t i = 0; i < labels->size(); ++i) {
      auto label = read_words(labels->at(i));
      if (!label) return false;
      chart_.labels.push_back(*std::move(label));
    }
    return true;
  }

  bool read_series() {
    const auto series = json_.find("series");
    if (!series || !series->is_list() || series->size() > kMostSeries) return false;
    if (shows_shares(chart_.kind) && series->size() > 1) return false;
    for (std::size_t i = 0; i < series->size(); ++i) {
      if (!series->at(i).is_object() || !read_one(series->at(i))) return false;
    }
    return true;
  }

  bool read_one(base::JsonView json) {
    DescribedSeries one;
    if (!take(json, "name", one.name)) return false;
    const auto values = json.find("values");
    if (!values || !values->is_list() || values->size() != chart_.labels.size()) return false;
    for (std::size_t i = 0; i < values->size(); ++i) {
      const std::string value = values->at(i).json();
      const bool is_missing = value == "null";
      if (!is_missing && !is_number(value)) return false;
      if (shows_shares(chart_.kind) && value.front() == '-') return false;
      one.values.push_back(is_missing ? std::nullopt : std::optional(value));
    }
    chart_.series.push_back(std::move(one));
    return true;
  }

  base::JsonView json_;
  ChartDescription chart_;
};

}  // namespace

std::optional<ChartKind> kind_named(std::string_view name) {
  for (const auto& [known, kind] : kKindsByName) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::string_view kind_name(ChartKind kind) {
  for (const auto& [name, known] : kKindsByName) {
    if (known == kind) return name;
  }
  return {};
}

bool ChartDescription::has_values() const {
  return std::any_of(series.begin(), series.end(), [](const DescribedSeries& one) {
    return std::any_of(one.values.begin(), one.values.end(), [](const auto& value) { return value.has_value(); });
  });
}

std::string description_json(const ChartDescription& chart) {
  base::Json out = base::Json::object();
  out.set("kind", kind_name(chart.kind)).set("title", chart.title);
  if (!chart.unit.empty()) out.set("unit", chart.unit);
  if (!chart.unit_line.empty()) out.set("unit_line", chart.unit_line);
  if (!chart.from_zero) out.set("from_zero", false);
  if (!chart.color.empty()) out.set("color", chart.color);
  out.set("labels", base::Json::list_of(chart.labels));
  base::Json series = base::Json::list();
  for (const DescribedSeries& one : chart.series) {
    base::Json values = base::Json::list();
    for (const auto& value : one.values) values.add(base::Json::written(value.value_or("null")));
    base::Json described = base::Json::object();
    described.set("name", one.name).set("values", std::move(values));
    series.add(std::move(described));
  }
  out.set("series", std::move(series));
  return out.text();
}

std::vector<std::optional<std::string>> stack_totals(const ChartDescription& chart) {
  std::vector<std::optional<std::string>> totals;
  if (chart.kind != ChartKind::StackedColumn || chart.series.size() < 2) return totals;
  for (std::size_t label = 0; label < chart.labels.size(); ++label) {
    std::optional<double> sum;
    for (const DescribedSeries& series : chart.series) {
      const std::optional<std::string>& text = series.values[label];
      if (!text) continue;
      if (text->front() == '-') return {};
      double value = 0;
      std::from_chars(text->data(), text->data() + text->size(), value);
      sum = sum.value_or(0) + value;
    }
    // As spreadsheet programs show sums: errors of floating point in the last digits are rounded away.
    totals.push_back(sum ? std::optional(fmt::format("{:.14g}", *sum)) : std::nullopt);
  }
  return totals;
}

std::string format_with_unit(std::string_view unit) {
  std::string quoted;
  std::copy_if(unit.begin(), unit.end(), std::back_inserter(quoted), [](char c) { return c != '"'; });
  constexpr std::size_t kLongest = 60;  // spreadsheet programs limit formats
  return quoted.empty() || quoted.size() > kLongest ? "General" : "General\"" + quoted + "\"";
}

base::Expected<ChartDescription, DescriptionError> parse_description(std::string_view json) {
  const base::JsonReadLimits limits{.max_bytes = std::size_t{1} << 20, .max_depth = 16, .max_values = 100'000};
  const std::optional<base::Json> read = base::parse_json(json, limits);
  if (!read) return base::Failure{DescriptionError{"kind"}};
  return DescriptionReader(read->view()).read();
}

}  // namespace gongwen::charts
