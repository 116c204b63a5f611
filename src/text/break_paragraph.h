// Line ends that are chosen together: those of a paragraph, and the shape of a title.
#pragma once

#include "base/stop_check.h"
#include "text/line_breaker.h"

#include <optional>
#include <span>
#include <vector>

namespace gongwen::text {

// Breaking a whole paragraph: the lines one after the other, and the better looks that `text-wrap-style` asks for.

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

/// All lines of the paragraph from `start` on; none for an empty paragraph.
std::vector<LineRange> break_paragraph(const ShapedParagraph& paragraph, const LineWidths& widths,
                                       const BreakOptions& options, const BreakStart& start = {});

/// The width of a line beside floats, and that of the lines below it, if nothing changes.
struct BandWidths {
  TextLength first;
  TextLength other;
};

/// Pretty: the lines from there on, up to the next forced break or the end of the paragraph.
std::vector<LineRange> break_rest(const ShapedParagraph& paragraph, const BreakStart& start, LinePosition position,
                                  const BandWidths& widths, const BreakOptions& options);

// The shape of a title of several centred lines: words are kept whole, and the lines form a trapezium or a rhombus, not
// a rectangle or an hourglass (GB/T 9704-2012, 7.3.1). Titles of standards end their lines at the blanks between their
// parts, unless a line had less than half of what another has.

struct TitleWidths {
  TextLength first;
  TextLength other;
};

/// By unit from `begin` to `end`: whether it is a full-width blank between two parts of a title after which a line may
/// end, outside of 《》 unless all is within. Empty if there is none.
std::vector<bool> find_title_parts(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end);

/// Moves the ends of some lines that follow each other, up to a forced break or the end of the paragraph, so that they
/// get the best shape that as many lines can have.
/// Returns: whether there was a choice; otherwise the lines stay as they were.
bool shape_title(const ShapedParagraph& paragraph, const TitleWidths& widths, std::span<LineRange> lines);

// Line ends that are best for a whole paragraph (`text-wrap: pretty`): the total-fit method of Knuth and Plass, with
// costs for Chinese: squeezing costs more the later its step, and a one-character last line costs most.

struct FitWidths {
  TextLength first;
  TextLength other;
  /// A last line whose characters are narrower is lonely.
  TextLength min_last_line;
  /// How many lines in a row may end with a hyphen.
  std::optional<std::uint32_t> max_hyphens{};
  /// Lines are filled by widening their gaps.
  bool justifies = false;
  const base::StopCheck* stop_check = nullptr;  // asked with each place of a line's end
  LinePosition begins = LinePosition::First;    // `Other` in the middle of a paragraph
  std::uint32_t hyphens = 0;                    // number of consecutive lines before that end with one
};

/// Adds the lines from unit `begin`, where a paragraph starts or a forced break was, up to the next forced break.
/// Returns: the unit after them. If nothing can be chosen, the lines are those of find_line.
std::uint32_t fit_segment(const ShapedParagraph& paragraph, std::uint32_t begin, const FitWidths& widths,
                          std::vector<LineRange>& lines);

}  // namespace gongwen::text
