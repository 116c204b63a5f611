// Breaking a whole paragraph: the lines one after the other, and the better looks that `text-wrap-style` asks for.
#pragma once

#include "base/stop_check.h"
#include "text/line_breaker.h"

#include <optional>
#include <vector>

namespace gongwen::text {

/// css-text-4 section 6.4.2.
enum class WrapStyle : std::uint8_t {
  Greedy,   // each line takes what fits
  Pretty,   // all line ends of a paragraph are weighed together: few bad lines, no lonely last character
  Balance,  // lines of about the same width, as many as greedy breaking needs
  Title,    // the same for centred lines: they form a trapezium or a rhombus
};

/// How wide lines may be: the first line of the paragraph, and those after a forced break or a soft one.
struct LineWidths {
  TextLength first;
  TextLength after_forced_break;
  TextLength other;
};

struct BreakOptions {
  WrapStyle style = WrapStyle::Greedy;
  /// Pretty: a last line narrower than this is too short.
  TextLength min_last_line;
  /// How many lines in a row may end with a hyphen (hyphenate-limit-lines).
  std::optional<std::uint32_t> max_hyphens{};
  /// Greedy, Pretty: all lines but the last are justified, so their gaps show how well they are filled.
  bool justifies = false;
  /// Asked with each place of a line's end; null when the render cannot be stopped.
  const base::StopCheck* stop_check = nullptr;
};

/// Where breaking starts: at the first unit, or after a line that was found otherwise.
struct BreakStart {
  std::uint32_t unit = 0;
  bool in_segment = false;    // the line before did not end at a forced break
  std::uint32_t hyphens = 0;  // number of consecutive lines before it that end with a hyphen
};

/// All lines of the paragraph from there on; none for an empty one.
std::vector<LineRange> break_paragraph(const ShapedParagraph& paragraph, const LineWidths& widths,
                                       const BreakOptions& options, const BreakStart& start = {});

/// The width of a line beside floats, and that of those below it as far as nothing changes.
struct BandWidths {
  TextLength first;
  TextLength other;
};

/// Pretty: the lines from there on, up to the next forced break or the end of the paragraph.
std::vector<LineRange> break_rest(const ShapedParagraph& paragraph, const BreakStart& start, LinePosition position,
                                  const BandWidths& widths, const BreakOptions& options);

}  // namespace gongwen::text
