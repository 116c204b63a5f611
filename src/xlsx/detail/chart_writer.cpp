#include "xlsx/detail/sheet_writers.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

using sheet::Chart;
using sheet::ChartKind;

// The size that the library gives a chart, which others are multiples of.
constexpr double kDefaultWidthPx = 480;
constexpr double kDefaultHeightPx = 288;
// The library ties a chart to the cells under its corners and takes columns for narrower than they are: it counts
// digits of 7 px, where the widths of columns count on 8 (sheet_setup.cpp).
constexpr double kLibraryPixels = 7.0 / 8;
constexpr lxw_color_t kBarColor = 0x1F4E79;

lxw_chart_font font_of_size(double size) {
  lxw_chart_font font{};
  font.size = size;
  font.bold = LXW_EXPLICIT_FALSE;
  return font;
}

void add_series(const Chart& chart, const std::string& sheet_name, lxw_chart* drawn, Outcome& outcome) {
  lxw_chart_series* const series = chart_add_series(drawn, nullptr, nullptr);
  if (series == nullptr) return outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
  const char* const name = sheet_name.c_str();
  chart_series_set_categories(series, name, row_number(chart.labels.first.row),
                              column_number(chart.labels.first.column), row_number(chart.labels.last.row),
                              column_number(chart.labels.last.column));
  chart_series_set_values(series, name, row_number(chart.values.first.row), column_number(chart.values.first.column),
                          row_number(chart.values.last.row), column_number(chart.values.last.column));
  chart_series_set_name_range(series, name, row_number(chart.name.row), column_number(chart.name.column));
  lxw_chart_fill fill{};
  fill.color = kBarColor;
  chart_series_set_fill(series, &fill);
  chart_series_set_labels(series);
  lxw_chart_font font = font_of_size(9);
  chart_series_set_labels_font(series, &font);
}

void set_look(const Chart& chart, lxw_chart* drawn) {
  lxw_chart_font title = font_of_size(12);
  lxw_chart_font small = font_of_size(9);
  chart_title_set_name(drawn, chart.title.c_str());
  chart_title_set_name_font(drawn, &title);
  chart_legend_set_position(drawn, LXW_CHART_LEGEND_NONE);
  chart_set_series_gap(drawn, 60);
  chart_axis_set_num_font(drawn->x_axis, &small);
  chart_axis_set_num_font(drawn->y_axis, &small);
  // The library calls the level axis x, also where the bars lie and it is that of the values.
  lxw_chart_axis* const values = chart.kind == ChartKind::Bar ? drawn->x_axis : drawn->y_axis;
  if (chart.step > 0) {
    chart_axis_set_min(values, 0);
    chart_axis_set_major_unit(values, chart.step);
  }
  if (chart.kind != ChartKind::Bar) return;
  // Programs count lying bars from below; the axis of the values still stays at the foot.
  chart_axis_set_reverse(drawn->y_axis);
  chart_axis_set_crossing_max(drawn->y_axis);
}

/// The library ties the foot of a chart to the row that it reaches by the heights that the library knows: none but its
/// own for rows that it no longer keeps.
double library_height_px(const Chart& chart, const sheet::Sheet& sheet, Keeping keeping) {
  constexpr double kRowPx = 20;  // of the library
  double left = chart.height.to_px();
  double height = 0;
  for (std::size_t row = chart.place.row; row < sheet.rows.size() && left > 0; ++row) {
    const double own = sheet.rows[row].height.to_px();
    const double known = keeping == Keeping::Rows ? kRowPx : own;
    if (own > 0) height += known * std::min(left / own, 1.0);
    left -= own;
  }
  return height + std::max(left, 0.0);
}

void write_chart(const Chart& chart, const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet,
                 Keeping keeping, Outcome& outcome) {
  lxw_chart* const drawn =
      workbook_add_chart(workbook, chart.kind == ChartKind::Bar ? LXW_CHART_BAR : LXW_CHART_COLUMN);
  if (drawn == nullptr) return outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
  add_series(chart, sheet.name, drawn, outcome);
  set_look(chart, drawn);
  lxw_chart_options options{};
  options.x_scale = chart.width.to_px() * kLibraryPixels / kDefaultWidthPx;
  options.y_scale = library_height_px(chart, sheet, keeping) / kDefaultHeightPx;
  options.description = optional_text(chart.description);
  outcome.check(worksheet_insert_chart_opt(worksheet, row_number(chart.place.row), column_number(chart.place.column),
                                           drawn, &options));
}

}  // namespace

void write_charts(const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet, Keeping keeping,
                  Outcome& outcome) {
  for (const Chart& chart : sheet.charts) {
    if (!outcome.failed()) write_chart(chart, sheet, workbook, worksheet, keeping, outcome);
  }
}

}  // namespace gongwen::xlsx
