// ChartSvg: writes the SVG of a chart. Series differ in pattern or marker as well as in colour, so that prints in black
// and white and people who do not see colours can tell them apart (WCAG 2.2, 1.4.1).
#pragma once

#include "data/charts/look.h"
#include "templating/detail/charts/chart_text.h"

#include <array>
#include <string>
#include <string_view>

namespace gongwen::templating {

enum class Anchor : std::uint8_t { Start, Middle, End };

struct ChartPoint {
  Px x = 0;
  Px y = 0;
};

struct ChartBox {
  Px x = 0;
  Px y = 0;
  Px width = 0;
  Px height = 0;
};

class ChartSvg {
 public:
  static constexpr Px kWidth = px(640);
  static constexpr std::size_t kStyles = charts::kSeriesLooks;

  /// `role` is the class of the text: tick, label, value, legend, unit, none.
  void text(std::string_view role, ChartPoint baseline, Anchor anchor, std::string_view content);
  /// Draws a white area below a text that is on a pattern.
  void clear(const ChartBox& box);
  void grid(ChartPoint from, ChartPoint to, bool is_axis);
  void bar(std::size_t style, const ChartBox& box);
  /// A closed path with a fill; `data` is in the syntax of SVG.
  void slice(std::size_t style, std::string_view data);
  void outline(std::string_view data);
  void line(std::size_t style, std::string_view data);
  void leader(std::string_view data);
  void marker(std::size_t style, ChartPoint center);

  /// Draws names with their fills, or with their lines and markers, from `top`; returns the end of the last row.
  ChartPoint legend(const std::vector<std::string>& names, bool with_lines, Px top);

  /// Returns the whole drawing.
  std::string finish(Px height) const;

 private:
  void shape(std::string_view role, std::size_t style);

  std::string body_;
  std::array<bool, kStyles> used_fills_{};
};

/// `12.34`, `-5`: hundredths, without trailing zeros.
void append_px(std::string& out, Px length);
/// `M12 34`, `L12 34`.
void append_step(std::string& out, char command, ChartPoint point);

}  // namespace gongwen::templating
