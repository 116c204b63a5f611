// LineStack: all lines of a paragraph at one width, built once. A paragraph that goes over several pages, or that is
// measured before it is placed, takes its lines from here.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "text/break_paragraph.h"

namespace gongwen::layout {

/// The indent of each kind of line (css-text-3 §8.1): `hanging` turns them round, `each-line` takes those after a
/// forced break for first ones.
struct LineIndents {
  LayoutUnit first;
  LayoutUnit after_forced_break;
  LayoutUnit other;
};
LineIndents line_indents(const boxes::Box& box, LayoutUnit width, const LayoutContext& context);

/// hyphenate-limit-lines: how many lines in a row may end with a hyphen; nothing where that is not limited.
std::optional<std::uint32_t> max_hyphens(const style::ComputedStyle& style);

/// How the lines of a block container are chosen.
text::BreakOptions break_options(const style::ComputedStyle& style, const LayoutContext& context);

/// Whether lines that do not end the paragraph are filled by widening the gaps between characters.
text::LineFilling line_filling(const style::ComputedStyle& style);

/// Which inline boxes are open at the start of each line, updated from line to line.
class OpenInlineBoxes {
 public:
  explicit OpenInlineBoxes(const text::ShapedParagraph& paragraph) : paragraph_(paragraph) {}

  /// Outermost first. Units must be asked for in ascending order.
  const std::vector<BoxId>& at(std::uint32_t unit);

 private:
  const text::ShapedParagraph& paragraph_;
  std::uint32_t next_ = 0;
  std::vector<BoxId> open_;
};

struct LineStack {
  std::vector<text::LineRange> ranges;
  std::vector<const Fragment*> fragments;
  /// Of lines that no later round changes; all others are in the context's.
  std::optional<FragmentPool> own_fragments;
  bool depends_on_pages = false;  // holds cross-references
  bool takes_room = true;         // see has_lines()

  /// The line that starts at this unit.
  std::size_t find(std::uint32_t unit) const;
  bool begins_line(std::uint32_t unit) const;
};

/// The lines of a block container with inline content; remembered until the round ends, or longer where it does not
/// matter.
const LineStack& line_stack(BoxId box, LayoutUnit width, LayoutContext& context);

/// What line_stack() remembers at this width; null when nothing.
const LineStack* known_line_stack(BoxId box, LayoutUnit width, LayoutContext& context);

// ::first-line (css-pseudo-4 section 2.1): the first line of a block container is set from separate content, which has
// the same characters, boxes and blanks in another style; the lines below continue in the usual content.

/// Whether the first line of a box is one for text-indent and ::first-line: of an anonymous block only where it is the
/// first thing in the flow of its parent (css-text-3 section 8.1).
bool has_first_line(const boxes::Box& box, const LayoutContext& context);

/// The style of ::first-line for the lines of a block container; none for most.
style::StyleId first_line_style(BoxId box, const LayoutContext& context);

/// A line of the first line's content, and the units of the usual content that it holds.
struct FirstLineRange {
  text::LineRange line;
  text::LineRange usual;
};

/// Where a line ends that was found in the content of the first line. It takes in what is a single unit in the usual
/// content, such as a ligature, so that nothing is lost between the two.
FirstLineRange first_line_range(const InlineContent& first, const text::LineRange& line, const InlineContent& usual);

}  // namespace gongwen::layout
