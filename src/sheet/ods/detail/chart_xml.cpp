#include "sheet/ods/detail/chart_xml.h"

#include "base/format.h"
#include "sheet/ods/detail/document_xml.h"
#include "sheet/ods/detail/open_formula.h"

#include <array>

namespace gongwen::ods {
namespace {

using base::XmlWriter;
using sheet::Chart;
using sheet::ChartKind;

class ChartXml {
 public:
  ChartXml(const sheet::Sheet& sheet, const Chart& chart, std::string& out)
      : sheet_(sheet), chart_(chart), out_(out), xml_(out) {}

  void write() {
    open_document(out_, xml_, "office:document-content");
    write_styles();
    xml_.open("office:body").open("office:chart").open("chart:chart");
    xml_.attribute("chart:class", chart_class()).attribute("chart:style-name", "chart");
    xml_.attribute("svg:width", points(chart_.width.to_pt())).attribute("svg:height", points(chart_.height.to_pt()));
    xml_.open("chart:title").attribute("chart:style-name", "title").element("text:p", chart_.title).close();
    if (chart_.series.size() > 1) {
      xml_.open("chart:legend").attribute("chart:legend-position", "bottom").attribute("chart:style-name", "legend");
      xml_.close();
    }
    write_plot();
    xml_.close().close().close().close();
  }

 private:
  bool is_pie() const { return shows_shares(chart_.kind); }
  bool is_line() const { return chart_.kind == ChartKind::Line; }
  bool lies() const { return chart_.kind == ChartKind::Bar || chart_.kind == ChartKind::StackedBar; }
  bool is_stacked() const { return chart_.kind == ChartKind::StackedBar || chart_.kind == ChartKind::StackedColumn; }

  std::string_view chart_class() const {
    return chart_.kind == ChartKind::Ring ? "chart:ring"
           : is_pie()                     ? "chart:circle"
           : is_line()                    ? "chart:line"
                                          : "chart:bar";
  }

  void open_style(std::string_view name) {
    xml_.open("style:style").attribute("style:name", name).attribute("style:family", "chart");
  }

  void write_size(double size, std::string_view color = {}) {
    xml_.open("style:text-properties");
    for (const std::string_view name : {"fo:font-size", "style:font-size-asian", "style:font-size-complex"}) {
      xml_.attribute(name, points(size));
    }
    if (!color.empty()) xml_.attribute("fo:color", color);
    xml_.close();
  }

  void write_styles() {
    xml_.open("office:automatic-styles");
    xml_.open("number:number-style").attribute("style:name", "whole").open("number:number");
    xml_.attribute("number:decimal-places", "0").attribute("number:min-integer-digits", "1");
    xml_.attribute("number:grouping", "true").close().close();
    open_style("chart");
    xml_.open("style:graphic-properties").attribute("draw:stroke", "none").attribute("draw:fill", "solid");
    xml_.attribute("draw:fill-color", "#ffffff").close().close();
    open_style("title");
    write_size(12);
    xml_.close();
    open_style("legend");
    xml_.open("style:graphic-properties").attribute("draw:stroke", "none").attribute("draw:fill", "none").close();
    write_size(9);
    xml_.close();
    open_style("wall");
    xml_.open("style:graphic-properties").attribute("draw:stroke", "none").attribute("draw:fill", "none");
    xml_.close().close();
    open_style("plot");
    xml_.open("style:chart-properties").attribute("chart:include-hidden-cells", "false");
    if (lies()) xml_.attribute("chart:vertical", "true");
    if (is_stacked()) xml_.attribute("chart:stacked", "true");
    if (is_line()) xml_.attribute("chart:symbol-type", "automatic");
    xml_.close().close();
    write_axis_styles();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) write_series_style(i);
    xml_.close();
  }

  void write_axis_styles() {
    // Programs count horizontal bars from the bottom; the order is reversed, with the values still at the foot.
    open_style("labels");
    xml_.open("style:chart-properties").attribute("chart:display-label", "true");
    if (lies()) xml_.attribute("chart:reverse-direction", "true");
    if (chart_.has_negative) xml_.attribute("chart:axis-label-position", "outside-start");
    xml_.close();
    write_size(9);
    xml_.close();
    const bool counts = chart_.whole_numbers;
    // Pies go round clockwise.
    xml_.open("style:style").attribute("style:name", "values").attribute("style:family", "chart");
    if (counts) xml_.attribute("style:data-style-name", "whole");
    xml_.open("style:chart-properties");
    xml_.attribute("chart:display-label", chart_.needs_axis ? "true" : "false");
    if (!chart_.needs_axis) xml_.attribute("chart:visible", "false").attribute("chart:minimum", "0");
    if (counts) xml_.attribute("chart:link-data-style-to-source", "false");
    if (is_pie()) xml_.attribute("chart:reverse-direction", "true");
    if (lies()) xml_.attribute("chart:axis-position", "end").attribute("chart:axis-label-position", "outside-end");
    xml_.attribute("chart:gap-width", "60").attribute("chart:overlap", is_stacked() ? "100" : "0");
    xml_.close();
    write_size(9);
    xml_.close();
    open_style("grid");
    xml_.open("style:graphic-properties").attribute("svg:stroke-color", "#d9d9d9").close().close();
  }

  void write_series_style(std::size_t index) {
    const std::string color = color_text(sheet::series_color(index));
    open_style(series_style(index));
    xml_.open("style:chart-properties");
    // With several lines, numbers would cover each other.
    if (!is_line() || chart_.series.size() == 1) {
      xml_.attribute("chart:data-label-number", is_pie() ? "value-and-percentage" : "value");
      if (is_pie()) xml_.attribute("chart:data-label-text", "true");
      if (chart_.kind == ChartKind::Pie) xml_.attribute("chart:label-position", "outside");
      if (is_stacked()) xml_.attribute("chart:label-position", "center");
    }
    if (is_line()) {
      // Series differ in marks as well as in colour.
      constexpr std::array<std::string_view, 6> kSymbols{"circle", "square", "arrow-up", "diamond", "x", "plus"};
      xml_.attribute("chart:symbol-type", "named-symbol");
      xml_.attribute("chart:symbol-name", kSymbols[index % kSymbols.size()]);
    }
    xml_.close();
    if (is_pie()) {
      xml_.open("style:graphic-properties").attribute("draw:stroke", "solid");
      xml_.attribute("svg:stroke-color", "#ffffff").close();
    } else {
      xml_.open("style:graphic-properties").attribute("draw:fill", "solid").attribute("draw:fill-color", color);
      xml_.attribute("svg:stroke-color", color);
      xml_.attribute("draw:stroke", is_line() ? "solid" : "none");
      if (is_line()) xml_.attribute("svg:stroke-width", "2.25pt");
      xml_.close();
    }
    write_size(9, is_stacked() && index < 2 && index % 2 == 0 ? "#ffffff" : "");
    xml_.close();
  }

  static std::string series_style(std::size_t index) { return fmt::format("series{}", index + 1); }

  void write_plot() {
    xml_.open("chart:plot-area").attribute("chart:style-name", "plot");
    xml_.attribute("chart:data-source-has-labels", "both");
    open_axis("x", "labels");
    xml_.open("chart:categories");
    xml_.attribute("table:cell-range-address", range_address(sheet_.name, chart_.labels)).close().close();
    open_axis("y", "values");
    if (chart_.needs_axis && !is_pie()) {
      xml_.open("chart:grid").attribute("chart:class", "major").attribute("chart:style-name", "grid").close();
    }
    xml_.close();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const sheet::ChartSeries& series = chart_.series[i];
      xml_.open("chart:series").attribute("chart:style-name", series_style(i));
      xml_.attribute("chart:values-cell-range-address", range_address(sheet_.name, series.values));
      xml_.attribute("chart:label-cell-address", cell_address(sheet_.name, series.name));
      // LibreOffice draws rings only with series of circles.
      xml_.attribute("chart:class", is_pie() ? "chart:circle" : chart_class()).close();
    }
    xml_.open("chart:wall").attribute("chart:style-name", "wall").close();
    xml_.close();
  }

  void open_axis(std::string_view dimension, std::string_view style) {
    xml_.open("chart:axis").attribute("chart:dimension", dimension);
    xml_.attribute("chart:name", "primary-" + std::string(dimension)).attribute("chart:style-name", style);
  }

  const sheet::Sheet& sheet_;
  const Chart& chart_;
  std::string& out_;
  XmlWriter xml_;
};

}  // namespace

std::string chart_xml(const sheet::Sheet& sheet, const Chart& chart) {
  std::string out;
  ChartXml(sheet, chart, out).write();
  return out;
}

}  // namespace gongwen::ods
