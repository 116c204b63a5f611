#include "flow/docx/detail/chart_part.h"

#include "base/escapes.h"
#include "base/format.h"
#include "data/charts/look.h"
#include "flow/docx/detail/fixed_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gongwen::docx {
namespace {

using base::XmlWriter;
using charts::ChartDescription;
using charts::ChartKind;
using charts::DescribedSeries;

constexpr std::string_view kSheet = "Sheet1";
constexpr std::string_view kCategoryAxis = "101";
constexpr std::string_view kValueAxis = "102";

// As on the page, in EMU: 2 px and 1 px lines, hairlines of the grid.
constexpr std::string_view kChartLineWidth = "19050";
constexpr std::string_view kOutlineWidth = "9525";
constexpr std::string_view kGridWidth = "6350";

// The width of the drawing on the page, in pixels, which determines the numbers that have room.
constexpr double kDrawingWidth = 580;
constexpr double kDrawingHeight = 142;
constexpr double kDigitWidth = 7;
constexpr double kSparsePitch = 12;

constexpr std::array<std::string_view, charts::kSeriesLooks> kDashNames{"solid",   "dash",   "sysDot",  "dashDot",
                                                                        "sysDash", "lgDash", "sysDash", "lgDashDotDot"};
constexpr std::array<std::string_view, charts::kSeriesLooks> kMarkerNames{"circle", "square", "triangle", "diamond",
                                                                          "square", "circle", "diamond",  "triangle"};

std::string_view pattern_name(charts::SeriesFill fill) {
  switch (fill) {
    case charts::SeriesFill::Solid:
    case charts::SeriesFill::Light: return {};
    case charts::SeriesFill::Rising: return "wdUpDiag";
    case charts::SeriesFill::Falling: return "wdDnDiag";
    case charts::SeriesFill::Grid: return "smGrid";
    case charts::SeriesFill::Lying: return "narHorz";
    case charts::SeriesFill::Standing: return "narVert";
    case charts::SeriesFill::Crossed: return "openDmnd";
  }
  return {};
}

/// `1F4E79`.
std::string hex_digits(std::string_view color) {
  std::string digits(color.substr(1));
  std::transform(digits.begin(), digits.end(), digits.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
  return digits;
}

double number_of(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class ChartPartWriter {
 public:
  ChartPartWriter(const ChartDescription& chart, const ChartPartOptions& options)
      : chart_(chart), options_(options), totals_(charts::stack_totals(chart)), out_(xml_declaration()), xml_(out_) {}

  std::string write() {
    measure();
    xml_.open("c:chartSpace");
    xml_.attribute("xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart");
    xml_.attribute("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main");
    xml_.attribute("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
    value("c:date1904", "0");
    value("c:roundedCorners", "0");
    write_chart();
    xml_.open("c:spPr").open("a:noFill").close().open("a:ln").open("a:noFill").close().close().close();
    xml_.open("c:txPr");
    write_body("");
    write_paragraph("a:defRPr");
    xml_.close();
    if (options_.has_workbook) {
      xml_.open("c:externalData").attribute("r:id", "rId1");
      value("c:autoUpdate", "0");
      xml_.close();
    }
    xml_.close();
    return std::move(out_);
  }

 private:
  // Decisions about labels and axes.

  void measure() {
    for (std::size_t label = 0; label < chart_.labels.size(); ++label) {
      double above = 0;
      double below = 0;
      for (const DescribedSeries& series : chart_.series) {
        if (!series.values[label]) continue;
        const std::string& text = *series.values[label];
        const double number = number_of(text);
        is_whole_ = is_whole_ && text.find_first_of(".eE") == std::string::npos;
        longest_ = std::max(longest_, text.size());
        (number < 0 ? below : above) += number;
        highest_ = std::max(highest_, number);
        lowest_ = std::min(lowest_, number);
      }
      if (!is_stacked(chart_.kind)) continue;
      highest_ = std::max(highest_, above);
      lowest_ = std::min(lowest_, below);
    }
  }

  double pitch() const { return kDrawingWidth / static_cast<double>(std::max<std::size_t>(chart_.labels.size(), 1)); }
  double number_width() const { return static_cast<double>(longest_) * kDigitWidth; }
  bool is_sparse() const { return pitch() >= kSparsePitch; }

  /// Whether the numbers beside bars and points have room, as on the page.
  bool shows_numbers() const {
    const auto count = static_cast<double>(chart_.series.size());
    constexpr double kWidestBar = 36;
    switch (chart_.kind) {
      case ChartKind::Line: return count == 1 && number_width() + 4 <= pitch();
      case ChartKind::Column:
        return number_width() + 2 <= (count == 1 ? pitch() : std::min(pitch() * 0.7, count * kWidestBar) / count);
      case ChartKind::StackedColumn: return number_width() + 6 <= pitch() * 0.7;
      case ChartKind::Bar:
      case ChartKind::StackedBar:
      case ChartKind::Pie:
      case ChartKind::Ring: return true;
    }
    return true;
  }

  /// Whether a part of a stack is too small for its number.
  bool is_too_small(const std::string& text) const {
    const double range = highest_ - lowest_;
    const double size = std::abs(number_of(text));
    if (range <= 0) return false;
    constexpr double kLineHeight = 17;
    if (chart_.kind == ChartKind::StackedColumn) return size / range * kDrawingHeight < kLineHeight;
    return size / range * (kDrawingWidth - 150) < static_cast<double>(text.size()) * kDigitWidth + 6;
  }

  // Parts of elements.

  void value(std::string_view element, std::string_view text) { xml_.open(element).attribute("val", text).close(); }

  void solid(std::string_view color) {
    xml_.open("a:solidFill").open("a:srgbClr").attribute("val", hex_digits(color)).close().close();
  }

  void line(std::string_view color, std::string_view width, std::string_view dash = {}) {
    xml_.open("a:ln").attribute("w", width);
    solid(color);
    if (!dash.empty()) value("a:prstDash", dash);
    xml_.close();
  }

  void write_body(std::string_view rotation) {
    xml_.open("a:bodyPr");
    if (!rotation.empty()) xml_.attribute("rot", rotation).attribute("vert", "horz");
    xml_.close().open("a:lstStyle").close();
  }

  void write_font(std::string_view element, bool is_title = false) {
    const std::uint32_t size = options_.font_hundredths * (is_title ? 12 : 10) / 10;
    xml_.open(element);
    if (element == "a:rPr") xml_.attribute("lang", "zh-CN");
    xml_.attribute("sz", std::to_string(size)).attribute("b", "0");
    solid("#000000");
    xml_.open("a:latin").attribute("typeface", "Times New Roman").close();
    xml_.open("a:ea").attribute("typeface", "宋体").close();
    xml_.close();
  }

  void write_paragraph(std::string_view font, std::string_view text = {}, bool is_title = false) {
    xml_.open("a:p");
    if (font == "a:defRPr") {
      xml_.open("a:pPr");
      write_font(font);
      xml_.close().open("a:endParaRPr").attribute("lang", "zh-CN").close();
    } else {
      xml_.open("a:r");
      write_font(font, is_title);
      xml_.element("a:t", text).close();
    }
    xml_.close();
  }

  void write_title(std::string_view text, bool is_title) {
    xml_.open("c:title").open("c:tx").open("c:rich");
    write_body("0");
    write_paragraph("a:rPr", text, is_title);
    xml_.close().close();
    const bool is_beside_legend = !is_title && unit_is_beside_legend();
    if (is_beside_legend) {
      xml_.open("c:layout").open("c:manualLayout");
      value("c:xMode", "edge");
      value("c:yMode", "edge");
      value("c:x", "0.86");
      value("c:y", "0.01");
      xml_.close().close();
    }
    value("c:overlay", is_beside_legend ? "1" : "0");
    xml_.close();
  }

  /// The unit is at the right of the legend, as on the page, and takes no room from the chart.
  bool unit_is_beside_legend() const { return chart_.series.size() > 1 && !options_.shows_title; }

  /// LibreOffice keeps room below bars for the unit, although it is elsewhere, so the room is stated.
  void write_plot_place() {
    xml_.open("c:layout");
    const double legend = options_.font_hundredths / 100.0 * 2 / std::max(options_.height_points, 1.0);
    constexpr double kMostOfChart = 0.4;
    if (lies(chart_.kind) && unit_is_beside_legend() && legend < kMostOfChart) {
      xml_.open("c:manualLayout");
      value("c:layoutTarget", "outer");
      value("c:xMode", "edge");
      value("c:yMode", "edge");
      value("c:x", "0.01");
      value("c:y", fmt::format("{:.3f}", legend));
      value("c:w", "0.97");
      value("c:h", fmt::format("{:.3f}", 1 - legend - 0.01));
      xml_.close();
    }
    xml_.close();
  }

  /// The look of an area: bars and slices.
  void write_fill(std::size_t look) {
    const charts::SeriesFill fill = charts::series_fill(look);
    const std::string_view tone = tone_of(look);
    xml_.open("c:spPr");
    if (const std::string_view pattern = pattern_name(fill); !pattern.empty()) {
      xml_.open("a:pattFill").attribute("prst", pattern);
      xml_.open("a:fgClr").open("a:srgbClr").attribute("val", hex_digits(tone)).close().close();
      xml_.open("a:bgClr").open("a:srgbClr").attribute("val", "FFFFFF").close().close();
      xml_.close();
    } else {
      solid(fill == charts::SeriesFill::Light ? charts::kLightTone : tone);
    }
    line(tone, kOutlineWidth);
    xml_.close();
  }

  std::string_view tone_of(std::size_t look) const {
    const bool is_own = look == 0 && chart_.series.size() == 1 && !chart_.color.empty();
    return is_own ? std::string_view(chart_.color) : charts::series_tone(look);
  }

  // The chart.

  void write_chart() {
    xml_.open("c:chart");
    if (options_.shows_title && !chart_.title.empty()) write_title(chart_.title, true);
    value("c:autoTitleDeleted", options_.shows_title ? "0" : "1");
    xml_.open("c:plotArea");
    write_plot_place();
    write_plot();
    if (shows_totals()) write_totals();
    if (!shows_shares(chart_.kind)) {
      write_category_axis();
      write_value_axis();
    }
    xml_.close();
    if (chart_.series.size() > 1) {
      xml_.open("c:legend");
      value("c:legendPos", "t");
      if (shows_totals()) {
        xml_.open("c:legendEntry");
        value("c:idx", std::to_string(chart_.series.size()));
        value("c:delete", "1");
        xml_.close();
      }
      value("c:overlay", "0");
      xml_.close();
    }
    value("c:plotVisOnly", "1");
    value("c:dispBlanksAs", "gap");
    xml_.close();
  }

  std::string_view plot_element() const {
    switch (chart_.kind) {
      case ChartKind::Bar:
      case ChartKind::Column:
      case ChartKind::StackedBar:
      case ChartKind::StackedColumn: return "c:barChart";
      case ChartKind::Line: return "c:lineChart";
      case ChartKind::Pie: return "c:pieChart";
      case ChartKind::Ring: return "c:doughnutChart";
    }
    return {};
  }

  void write_plot() {
    const bool has_bars = plot_element() == "c:barChart";
    xml_.open(plot_element());
    if (has_bars) value("c:barDir", lies(chart_.kind) ? "bar" : "col");
    if (has_bars) value("c:grouping", is_stacked(chart_.kind) ? "stacked" : "clustered");
    if (chart_.kind == ChartKind::Line) value("c:grouping", "standard");
    value("c:varyColors", shows_shares(chart_.kind) ? "1" : "0");
    for (std::size_t i = 0; i < chart_.series.size(); ++i) write_series(i);
    if (has_bars) {
      value("c:gapWidth", std::to_string(gap_width()));
      if (is_stacked(chart_.kind)) value("c:overlap", "100");
    }
    if (chart_.kind == ChartKind::Line) value("c:marker", "1");
    if (shows_shares(chart_.kind)) value("c:firstSliceAng", "0");
    if (chart_.kind == ChartKind::Ring) value("c:holeSize", "56");
    if (!shows_shares(chart_.kind)) {
      value("c:axId", kCategoryAxis);
      value("c:axId", kValueAxis);
    }
    xml_.close();
  }

  /// The gap between the bars of two categories, in per cent of a bar: bars are as thick as on the page.
  long gap_width() const {
    const auto count = static_cast<double>(is_stacked(chart_.kind) ? 1 : chart_.series.size());
    constexpr double kWidestBar = 36;
    constexpr double kWidestSingleBar = 56;
    constexpr long kWidestGap = 500;
    if (lies(chart_.kind)) return count > 1 ? 86 : 44;
    const double room = std::min(pitch() * 0.7, count * (count > 1 ? kWidestBar : kWidestSingleBar));
    return std::min(std::lround((pitch() - room) / (room / std::max(count, 1.0)) * 100), kWidestGap);
  }

  bool shows_totals() const { return !totals_.empty() && number_width() + 4 <= pitch(); }

  /// The sums above stacks are the labels of an invisible line, since charts have no sums.
  void write_totals() {
    const std::size_t index = chart_.series.size();
    xml_.open("c:lineChart");
    value("c:grouping", "standard");
    value("c:varyColors", "0");
    xml_.open("c:ser");
    value("c:idx", std::to_string(index));
    value("c:order", std::to_string(index));
    write_name(index, std::string(charts::kTotalsName));
    xml_.open("c:spPr").open("a:ln").open("a:noFill").close().close().close();
    write_marker(index, false);
    xml_.open("c:dLbls");
    xml_.open("c:numFmt").attribute("formatCode", "General").attribute("sourceLinked", "0").close();
    value("c:dLblPos", "t");
    write_shown_parts(true, false);
    xml_.close();
    write_categories();
    write_values(index, totals_);
    value("c:smooth", "0");
    xml_.close();
    value("c:marker", "1");
    value("c:axId", kCategoryAxis);
    value("c:axId", kValueAxis);
    xml_.close();
  }

  // Series.

  void write_series(std::size_t index) {
    const DescribedSeries& series = chart_.series[index];
    const std::string number = std::to_string(index);
    xml_.open("c:ser");
    value("c:idx", number);
    value("c:order", number);
    write_name(index, series.name.empty() ? chart_.title : series.name);
    if (chart_.kind == ChartKind::Line) {
      xml_.open("c:spPr");
      line(tone_of(index), kChartLineWidth, kDashNames[index % charts::kSeriesLooks]);
      xml_.close();
      write_marker(index, is_sparse());
      if (!is_sparse()) write_lone_points(index);
    } else if (shows_shares(chart_.kind)) {
      write_slices(series);
    } else {
      write_fill(index);
      value("c:invertIfNegative", "0");
    }
    write_labels(series);
    write_categories();
    write_values(index, series.values);
    if (chart_.kind == ChartKind::Line) value("c:smooth", "0");
    xml_.close();
  }

  static std::string cells(std::size_t column, std::size_t first, std::size_t last) {
    const char letter = static_cast<char>('A' + column);
    return first == last ? fmt::format("{}!${}${}", kSheet, letter, first)
                         : fmt::format("{}!${}${}:${}${}", kSheet, letter, first, letter, last);
  }

  std::size_t last_row() const { return std::max<std::size_t>(chart_.labels.size(), 1) + 1; }

  void write_name(std::size_t index, const std::string& name) {
    xml_.open("c:tx").open("c:strRef").element("c:f", cells(index + 1, 1, 1)).open("c:strCache");
    value("c:ptCount", "1");
    xml_.open("c:pt").attribute("idx", "0").element("c:v", name).close();
    xml_.close().close().close();
  }

  void write_categories() {
    xml_.open("c:cat").open("c:strRef").element("c:f", cells(0, 2, last_row())).open("c:strCache");
    value("c:ptCount", std::to_string(chart_.labels.size()));
    for (std::size_t i = 0; i < chart_.labels.size(); ++i) {
      xml_.open("c:pt").attribute("idx", std::to_string(i)).element("c:v", chart_.labels[i]).close();
    }
    xml_.close().close().close();
  }

  void write_values(std::size_t index, const std::vector<std::optional<std::string>>& values) {
    xml_.open("c:val").open("c:numRef").element("c:f", cells(index + 1, 2, last_row())).open("c:numCache");
    xml_.element("c:formatCode", number_format());
    value("c:ptCount", std::to_string(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i]) continue;  // a gap
      xml_.open("c:pt").attribute("idx", std::to_string(i)).element("c:v", *values[i]).close();
    }
    xml_.close().close().close();
  }

  /// Shares include their unit, since no axis states it.
  std::string number_format() const {
    if (!shows_shares(chart_.kind) || chart_.unit.empty()) return "General";
    return charts::format_with_unit(chart_.unit);
  }

  void write_marker(std::size_t index, bool is_shown) {
    xml_.open("c:marker");
    if (is_shown) {
      value("c:symbol", kMarkerNames[index % charts::kSeriesLooks]);
      value("c:size", "6");
      xml_.open("c:spPr");
      const bool is_open = index % 2 == 1;
      solid(is_open ? std::string_view("#ffffff") : tone_of(index));
      line(tone_of(index), kOutlineWidth);
      xml_.close();
    } else {
      value("c:symbol", "none");
    }
    xml_.close();
  }

  /// A point between gaps has no line, and would be invisible without its marker.
  void write_lone_points(std::size_t index) {
    const auto& values = chart_.series[index].values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool before = i > 0 && values[i - 1];
      const bool after = i + 1 < values.size() && values[i + 1];
      if (!values[i] || before || after) continue;
      xml_.open("c:dPt");
      value("c:idx", std::to_string(i));
      write_marker(index, true);
      value("c:bubble3D", "0");
      xml_.close();
    }
  }

  /// Fills are counted by visible slices; the last slice is next to the first and must not look like it.
  void write_slices(const DescribedSeries& series) {
    const auto is_seen = [](const std::optional<std::string>& one) {
      return one && number_of(*one) > 0;
    };
    const auto seen = static_cast<std::size_t>(std::count_if(series.values.begin(), series.values.end(), is_seen));
    std::size_t number = 0;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!is_seen(series.values[i])) continue;
      const bool repeats = number + 1 == seen && number > 0 && number % charts::kSeriesLooks == 0;
      xml_.open("c:dPt");
      value("c:idx", std::to_string(i));
      value("c:bubble3D", "0");
      write_fill(repeats ? 1 : number);
      xml_.close();
      ++number;
    }
  }

  // Labels.

  void write_labels(const DescribedSeries& series) {
    xml_.open("c:dLbls");
    if (!shows_numbers()) {
      write_shown_parts(false, false);
      xml_.close();
      return;
    }
    const bool has_shares = shows_shares(chart_.kind);
    if (is_stacked(chart_.kind)) write_left_out(series);
    if (has_shares) write_share_labels(series);
    xml_.open("c:numFmt");
    // In a stack, zero has no area.
    xml_.attribute("formatCode", is_stacked(chart_.kind) ? std::string("General;-General;") : number_format());
    xml_.attribute("sourceLinked", has_shares ? "1" : "0").close();
    xml_.open("c:spPr");
    if (stands_on_fill()) {
      solid("#ffffff");  // the numbers are on patterns
    } else {
      xml_.open("a:noFill").close();
    }
    xml_.open("a:ln").open("a:noFill").close().close().close();
    if (const std::string_view place = label_place(); !place.empty()) value("c:dLblPos", place);
    write_shown_parts(true, has_shares);
    if (has_shares) xml_.element("c:separator", " · ");
    if (chart_.kind == ChartKind::Pie) value("c:showLeaderLines", "1");
    xml_.close();
  }

  void write_left_out(const DescribedSeries& series) {
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!series.values[i] || !is_too_small(*series.values[i])) continue;
      xml_.open("c:dLbl");
      value("c:idx", std::to_string(i));
      value("c:delete", "1");
      xml_.close();
    }
  }

  bool stands_on_fill() const { return is_stacked(chart_.kind) || chart_.kind == ChartKind::Ring; }

  /// 2月 / 5.5项 · 44%: fields that the program recalculates, with the unit between them; a number format would add the
  /// unit to the share as well.
  void write_share_labels(const DescribedSeries& series) {
    double total = 0;
    for (const auto& one : series.values) total += one ? number_of(*one) : 0;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!series.values[i]) continue;
      const double share = total > 0 ? number_of(*series.values[i]) / total : 0;
      xml_.open("c:dLbl");
      value("c:idx", std::to_string(i));
      xml_.open("c:tx").open("c:rich");
      write_body("");
      xml_.open("a:p");
      write_field("CATEGORYNAME", i, chart_.labels[i]);
      write_run("\n");
      write_field("VALUE", i, *series.values[i]);
      write_run(chart_.unit + " · ");
      write_field("PERCENTAGE", i, fmt::format("{:.0f}%", share * 100));
      xml_.close().close().close();
      if (const std::string_view place = label_place(); !place.empty()) value("c:dLblPos", place);
      write_shown_parts(true, true);
      xml_.open("c:extLst").open("c:ext").attribute("uri", "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}");
      xml_.attribute("xmlns:c15", "http://schemas.microsoft.com/office/drawing/2012/chart");
      xml_.open("c15:dlblFieldTable").close();
      xml_.close().close().close();
    }
  }

  void write_run(std::string_view text) {
    xml_.open("a:r").open("a:rPr").attribute("lang", "zh-CN").close().element("a:t", text).close();
  }

  void write_field(std::string_view type, std::size_t label, std::string_view text) {
    const std::size_t kind = type == "VALUE" ? 2 : type == "PERCENTAGE" ? 3 : 1;
    xml_.open("a:fld").attribute("id", fmt::format("{{6F6E6777-656E-4{:03X}-8000-{:012X}}}", kind, label + 1));
    xml_.attribute("type", type).open("a:rPr").attribute("lang", "zh-CN").close();
    xml_.open("a:pPr").open("a:defRPr").close().close().element("a:t", text).close();
  }

  void write_shown_parts(bool has_value, bool has_shares) {
    value("c:showLegendKey", "0");
    value("c:showVal", has_value ? "1" : "0");
    value("c:showCatName", has_shares ? "1" : "0");
    value("c:showSerName", "0");
    value("c:showPercent", has_shares ? "1" : "0");
    value("c:showBubbleSize", "0");
  }

  std::string_view label_place() const {
    switch (chart_.kind) {
      case ChartKind::Line: return "t";
      case ChartKind::Bar:
      case ChartKind::Column:
      case ChartKind::Pie: return "outEnd";
      case ChartKind::StackedBar:
      case ChartKind::StackedColumn: return "ctr";
      case ChartKind::Ring: return {};  // has one place only
    }
    return {};
  }

  // Axes.

  void write_category_axis() {
    const bool is_lying = lies(chart_.kind);
    xml_.open("c:catAx");
    value("c:axId", kCategoryAxis);
    xml_.open("c:scaling");
    // Programs count horizontal bars from the bottom.
    value("c:orientation", is_lying ? "maxMin" : "minMax");
    xml_.close();
    value("c:delete", "0");
    value("c:axPos", is_lying ? "l" : "b");
    xml_.open("c:numFmt").attribute("formatCode", "General").attribute("sourceLinked", "0").close();
    value("c:majorTickMark", "none");
    value("c:minorTickMark", "none");
    value("c:tickLblPos", "low");  // not on the bars of negative values
    xml_.open("c:spPr");
    line("#000000", kOutlineWidth);
    xml_.close();
    value("c:crossAx", kValueAxis);
    value("c:crosses", "autoZero");
    value("c:auto", "0");
    value("c:lblAlgn", "ctr");
    value("c:lblOffset", "100");
    value("c:noMultiLvlLbl", "1");
    xml_.close();
  }

  void write_value_axis() {
    const bool is_lying = lies(chart_.kind);
    xml_.open("c:valAx");
    value("c:axId", kValueAxis);
    xml_.open("c:scaling");
    value("c:orientation", "minMax");
    // Programs start an axis elsewhere if values differ little, which would make the lengths of bars misleading.
    if (chart_.from_zero || chart_.kind != ChartKind::Line) {
      if (highest_ <= 0 && lowest_ < 0) value("c:max", "0");
      if (lowest_ >= 0) value("c:min", "0");
    }
    xml_.close();
    value("c:delete", "0");
    value("c:axPos", is_lying ? "b" : "l");
    xml_.open("c:majorGridlines").open("c:spPr");
    line("#bbbbbb", kGridWidth);
    xml_.close().close();
    if (!chart_.unit_line.empty()) write_title(chart_.unit_line, false);
    // The program chooses the steps, and adapts them to new numbers. Below 5, they may be halves.
    constexpr double kHalves = 5;
    const bool has_whole_steps = is_whole_ && highest_ - lowest_ > kHalves;
    xml_.open("c:numFmt").attribute("formatCode", has_whole_steps ? "0" : "General");
    xml_.attribute("sourceLinked", "0").close();
    value("c:majorTickMark", "none");
    value("c:minorTickMark", "none");
    value("c:tickLblPos", "nextTo");
    xml_.open("c:spPr").open("a:ln").open("a:noFill").close().close().close();
    value("c:crossAx", kCategoryAxis);
    value("c:crosses", is_lying ? "max" : "autoZero");  // at the foot
    value("c:crossBetween", "between");
    xml_.close();
  }

  const ChartDescription& chart_;
  const ChartPartOptions& options_;
  std::vector<std::optional<std::string>> totals_;
  std::string out_;
  XmlWriter xml_;
  double highest_ = 0;
  double lowest_ = 0;
  bool is_whole_ = true;
  std::size_t longest_ = 0;
};

}  // namespace

std::string chart_part(const ChartDescription& chart, const ChartPartOptions& options) {
  return ChartPartWriter(chart, options).write();
}

}  // namespace gongwen::docx
