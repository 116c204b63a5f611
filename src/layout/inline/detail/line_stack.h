// LineStack: all lines of a paragraph at one width, built once. A paragraph that continues over several pages, or that
// is measured before it is placed, takes its lines from here.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "text/break_paragraph.h"

namespace gongwen::layout {

/// The indent of each kind of line (css-text-3 §8.1): `hanging` inverts which lines have it, `each-line` treats lines
/// after a forced break like first lines.
struct LineIndents {
  LayoutUnit first;
  LayoutUnit after_forced_break;
  LayoutUnit other;
};
LineIndents line_indents(const boxes::Box& box, LayoutUnit width, const LayoutContext& context);

/// hyphenate-limit-lines: the number of consecutive lines that may end with a hyphen; nullopt if unlimited.
std::optional<std::uint32_t> max_hyphens(const style::ComputedStyle& style);

/// The options for breaking the text of a block container into lines.
text::BreakOptions break_options(const style::ComputedStyle& style, const LayoutContext& context);

/// Whether lines that do not end the paragraph are filled by widening the gaps between characters.
text::LineFilling line_filling(const style::ComputedStyle& style);

/// The inline boxes that are open at the start of each line, updated from line to line.
class OpenInlineBoxes {
 public:
  explicit OpenInlineBoxes(const text::ShapedParagraph& paragraph) : paragraph_(paragraph) {}

  /// The boxes open at `unit`, outermost first. Units must be requested in ascending order.
  const std::vector<BoxId>& at(std::uint32_t unit);

 private:
  const text::ShapedParagraph& paragraph_;
  std::uint32_t next_ = 0;
  std::vector<BoxId> open_;
};

struct LineStack {
  std::vector<text::LineRange> ranges;
  std::vector<const Fragment*> fragments;
  /// Fragments of lines that no later round changes; those of other lines belong to the context.
  std::optional<FragmentPool> own_fragments;
  bool depends_on_pages = false;  // holds cross-references
  bool takes_room = true;         // see has_lines()

  /// Index of the line that starts at this unit.
  std::size_t find(std::uint32_t unit) const;
  bool begins_line(std::uint32_t unit) const;
};

/// The lines of a block container with inline content; cached until the round ends, or longer if later rounds cannot
/// change them.
const LineStack& line_stack(BoxId box, LayoutUnit width, LayoutContext& context);

/// The cached result of line_stack() for this width; null if absent.
const LineStack* known_line_stack(BoxId box, LayoutUnit width, LayoutContext& context);

// ::first-line (css-pseudo-4 section 2.1): the first line of a block container is set from separate content, which has
// the same characters, boxes and blanks in another style; the lines below continue in the usual content.

/// Whether the first line of a box counts as one for text-indent and ::first-line. In an anonymous block it does only
/// if the block comes first in the flow of its parent (css-text-3 section 8.1).
bool has_first_line(const boxes::Box& box, const LayoutContext& context);

/// The style of ::first-line for the lines of a block container; an invalid id if it has none, as most.
style::StyleId first_line_style(BoxId box, const LayoutContext& context);

/// A line of the first line's content, and the corresponding units of the usual content.
struct FirstLineRange {
  text::LineRange line;
  text::LineRange usual;
};

/// Adjusts the end of a line that was broken in the content of the first line. The line includes the whole of each
/// single unit of the usual content, such as a ligature, so that no text is lost between the two.
FirstLineRange first_line_range(const InlineContent& first, const text::LineRange& line, const InlineContent& usual);

}  // namespace gongwen::layout
