// Widths of texts in drawings of charts, and breaking such texts into lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

/// Hundredths of a pixel: drawings are computed in whole numbers, so that they are identical on all systems.
using Px = std::int64_t;

constexpr Px px(std::int64_t pixels) { return pixels * 100; }

constexpr Px kChartFontSize = px(13);
constexpr Px kChartLine = px(16);

/// The width in the fonts of charts: Liberation Serif, and one em for each character of CJK.
Px chart_text_width(std::string_view text);

/// The text in lines of at most `width` and similar length: broken at spaces and between characters of CJK, and inside
/// a word only if the word is wider than a line. Closing marks stay with the character before them. If `most_lines`
/// cannot hold all of it, the last one ends with `…`.
struct ChartLines {
  std::vector<std::string> lines;
  bool is_whole = true;  // no word was broken, and nothing was left out

  Px width() const;
};
ChartLines break_chart_text(std::string_view text, Px width, std::size_t most_lines);

}  // namespace gongwen::templating
