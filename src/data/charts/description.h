// ChartDescription: the contents of a chart, for all code that draws it. As JSON it travels with the drawing of a page
// (`<img data-chart='{"kind": "line", …}'>`), so that a Word file gets a chart instead of a picture.
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::charts {

enum class ChartKind : std::uint8_t {
  Bar,     // horizontal bars, first row on top
  Column,  // vertical bars, first row on the left
  StackedBar,
  StackedColumn,
  Line,
  Pie,
  Ring,
};

/// For messages, in the order of the documentation.
inline constexpr std::string_view kKindNames = "line, column, bar, stacked-column, stacked-bar, pie, ring";

/// The kind with this name, such as `stacked-bar`; nullopt for other texts.
std::optional<ChartKind> kind_named(std::string_view name);
std::string_view kind_name(ChartKind kind);

/// Whether the chart shows parts of a whole, with one series and no axes.
inline bool shows_shares(ChartKind kind) { return kind == ChartKind::Pie || kind == ChartKind::Ring; }
inline bool is_stacked(ChartKind kind) { return kind == ChartKind::StackedBar || kind == ChartKind::StackedColumn; }
/// Whether the chart has horizontal bars.
inline bool lies(ChartKind kind) { return kind == ChartKind::Bar || kind == ChartKind::StackedBar; }

struct DescribedSeries {
  std::string name;
  /// One for each label, as numbers of JSON with all their digits: `12.5`; nullopt: missing.
  std::vector<std::optional<std::string>> values;
  friend bool operator==(const DescribedSeries&, const DescribedSeries&) = default;
};

struct ChartDescription {
  ChartKind kind = ChartKind::Column;
  std::string title;
  std::string unit;       // follows the values of shares: 12项
  std::string unit_line;  // shown at the axis: 单位：项
  bool from_zero = true;  // false: the axis of a line chart may start elsewhere
  std::string color;      // of a single series: `#1f4e79`; empty: the usual one
  std::vector<std::string> labels;
  std::vector<DescribedSeries> series;

  bool has_values() const;
  friend bool operator==(const ChartDescription&, const ChartDescription&) = default;
};

/// In one line, with the members in the order of ChartDescription.
std::string description_json(const ChartDescription& chart);

/// Names the first part of a description that cannot be used, such as `series` or `color`.
struct DescriptionError {
  std::string_view part;
};

/// The name of the sums in workbooks; charts do not show it.
inline constexpr std::string_view kTotalsName = "Σ";

/// The sums above stacked columns, one for each label; nullopt if the label has no values. Empty for other charts, for
/// a single series, and if there are negative values, which leave no place for a sum.
std::vector<std::optional<std::string>> stack_totals(const ChartDescription& chart);

/// `General"项"`: the number format of a value with its unit, in the notation of spreadsheet programs.
std::string format_with_unit(std::string_view unit);

/// Limits of descriptions, since pages can contain any.
inline constexpr std::size_t kMostSeries = 8;
inline constexpr std::size_t kMostLabels = 2'000;

/// Reads what description_json writes. Unknown members are ignored.
base::Expected<ChartDescription, DescriptionError> parse_description(std::string_view json);

}  // namespace gongwen::charts
