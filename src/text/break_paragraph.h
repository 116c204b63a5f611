// Chooses line ends together: those of a paragraph, and those that shape a title.
#pragma once

#include "base/stop_check.h"
#include "text/line_breaker.h"

#include <optional>
#include <span>
#include <vector>

namespace gongwen::text {

// Breaks a whole paragraph: one line after the other, or by the better criteria that `text-wrap-style` asks for.

/// The values of `text-wrap-style` (css-text-4 section 6.4.2), and one for titles.
enum class WrapStyle : std::uint8_t {
  Greedy,   // each line takes what fits
  Pretty,   // all line ends of a paragraph are weighed together: few bad lines, no single last character
  Balance,  // lines of about the same width, as many as greedy breaking needs
  Title,    // likewise for centred lines: they form a trapezium or a rhombus
};

/// The widths of lines: the first line of the paragraph, those after a forced break, and those after a soft one.
struct LineWidths {
  TextLength first;
  TextLength after_forced_break;
  TextLength other;
};

struct BreakOptions {
  WrapStyle style = WrapStyle::Greedy;
  /// Pretty: a last line narrower than this is too short.
  TextLength min_last_line;
  /// Maximum number of consecutive lines that end with a hyphen (hyphenate-limit-lines).
  std::optional<std::uint32_t> max_hyphens{};
  /// Greedy, Pretty: all lines except the last are justified, so their gaps show how well they are filled.
  bool justifies = false;
  /// Checked at each possible line end; null if the render cannot be stopped.
  const base::StopCheck* stop_check = nullptr;
};

/// Where breaking starts: at the first unit, or after a line that was found by other means.
struct BreakStart {
  std::uint32_t unit = 0;
  bool in_segment = false;    // the line before did not end at a forced break
  std::uint32_t hyphens = 0;  // number of consecutive lines before it that end with a hyphen
};

/// Returns all lines of the paragraph from `start` on; none for an empty paragraph.
std::vector<LineRange> break_paragraph(const ShapedParagraph& paragraph, const LineWidths& widths,
                                       const BreakOptions& options, const BreakStart& start = {});

/// The width of a line beside floats, and that of the lines below it if the floats stay the same.
struct BandWidths {
  TextLength first;
  TextLength other;
};

/// Pretty: returns the lines from `start` to the next forced break or the end of the paragraph.
std::vector<LineRange> break_rest(const ShapedParagraph& paragraph, const BreakStart& start, LinePosition position,
                                  const BandWidths& widths, const BreakOptions& options);

// The shape of a title of several centred lines: words are kept whole, and the lines form a trapezium or a rhombus, not
// a rectangle or an hourglass (GB/T 9704-2012, 7.3.1). Titles of standards end their lines at the blanks between their
// parts, unless one line would be less than half as long as another.

struct TitleWidths {
  TextLength first;
  TextLength other;
};

/// For each unit from `begin` to `end`, whether it is a full-width blank between two parts of a title after which a
/// line may end. Blanks inside 《》 count only if the whole title is inside. Empty if there is no such blank.
std::vector<bool> find_title_parts(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end);

/// Moves the ends of consecutive lines, up to a forced break or the end of the paragraph, so that they get
/// the best shape for this number of lines. Returns false if there was no choice; then the lines are
/// unchanged.
bool shape_title(const ShapedParagraph& paragraph, const TitleWidths& widths, std::span<LineRange> lines);

// Finds the best line ends for a whole paragraph (`text-wrap: pretty`): the total-fit method of Knuth and Plass, with
// costs for Chinese: squeezing costs more with each later step, and a last line of one character costs most.

struct FitWidths {
  TextLength first;
  TextLength other;
  /// A last line whose characters are narrower in total is too short.
  TextLength min_last_line;
  /// Maximum number of consecutive lines that end with a hyphen.
  std::optional<std::uint32_t> max_hyphens{};
  /// Whether lines are filled by widening their gaps.
  bool justifies = false;
  const base::StopCheck* stop_check = nullptr;  // checked at each possible line end
  LinePosition begins = LinePosition::First;    // `Other` in the middle of a paragraph
  std::uint32_t hyphens = 0;                    // number of consecutive lines before that end with one
};

/// Adds the lines from unit `begin`, at the start of a paragraph or after a forced break, up to the next forced break.
/// Returns the unit after them. If there is no choice, the lines are those of find_line().
std::uint32_t fit_segment(const ShapedParagraph& paragraph, std::uint32_t begin, const FitWidths& widths,
                          std::vector<LineRange>& lines);

}  // namespace gongwen::text
