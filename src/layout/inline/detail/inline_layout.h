// Lines: a block container's inline content is collected, shaped, broken and placed (CSS 2.2 sections 9.4.2 and 10.8).
//   collect_inline → text::shape_paragraph → text::break_paragraph → build_line
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "text/line_breaker.h"
#include "text/paragraph.h"

#include <memory>
#include <span>

namespace gongwen::layout {

/// A block container's inline content after shaping, with the fragments of the boxes in it.
struct InlineContent {
  text::ShapedParagraph paragraph;
  text::UnitLevels levels;
  /// Fragments of the boxes in the line, by box.
  std::unordered_map<std::uint32_t, const Fragment*> objects;
  bool depends_on_pages = false;      // holds cross-references
  bool marked_on_both_sides = false;  // there are annotations or emphasis marks on both
  /// The height of the containing block, if its style alone determines it.
  std::optional<LayoutUnit> containing_height = std::nullopt;
  style::StyleId first_line;  // style of ::first-line, if this is content of a first line

  /// The style that a box has in these lines.
  style::StyleId style_in(style::StyleId usual, const LayoutContext& context) const {
    return first_line ? context.styles.on_first_line(first_line, usual) : usual;
  }
};

struct InlineLayoutInput {
  BoxId box;
  LayoutUnit width;
  Fragmentainer room;
  std::uint32_t first_unit = 0;
  bool is_first_part = true;
};

struct InlineLayoutResult {
  Outcome outcome = Outcome::Complete;
  BreakAppeal appeal = BreakAppeal::Perfect;
  std::vector<ChildFragment> lines;
  LayoutUnit height;
  std::optional<LayoutUnit> baseline;
  std::optional<LayoutUnit> last_baseline;
  std::uint32_t next_unit = 0;
};

InlineLayoutResult layout_inline(const InlineLayoutInput& input, LayoutContext& context);

/// The content of a list marker as one line, as wide as its text; null if it is empty.
const Fragment* layout_marker(BoxId marker, LayoutContext& context);

/// The inline content of a block container, collected and shaped; cached.
const InlineContent& inline_content(BoxId box, LayoutUnit width, LayoutContext& context);
/// The content in the style of ::first-line; null if the box has no such style, as most.
const InlineContent* first_line_content(BoxId box, LayoutUnit width, LayoutContext& context);
/// The content of several block containers as one paragraph.
InlineContent joined_inline_content(const std::vector<BoxId>& boxes, LayoutUnit width, LayoutContext& context);
/// Frees the memory of this content; the next request computes it again. Content that the next round measures is kept.
void forget_inline_content(BoxId box, LayoutUnit width, LayoutContext& context);
/// Tells that each round measures the widths of this content.
void note_measured_content(BoxId box, LayoutContext& context);

/// The end of a line of which the rest is hidden, and what is shown there instead (css-overflow-4).
struct LineCut {
  std::uint32_t unit = 0;               // first unit that is hidden
  const InlineContent* mark = nullptr;  // the ellipsis; null if none is shown
};

/// The parameters for placing a line.
struct LineSpace {
  LayoutUnit width;                   // of the content box
  LayoutUnit indent;                  // of this line
  std::span<const BoxId> open_boxes;  // inline boxes that were opened on earlier lines, outermost first
  bool spreads = false;               // the text fills the width, whatever text-align says
  bool is_clamped = false;            // the content after the line is hidden
  const LineCut* cut = nullptr;
};

/// The block container that a line belongs to, as the source of the root inline box. Page margins have no box.
struct LineContainer {
  BoxId box;
  style::StyleId style;
  diagnostics::OriginId origin;
};

/// Makes the fragment of one line.
const Fragment* build_line(const InlineContent& content, const text::LineRange& line, const LineContainer& container,
                           const LineSpace& space, LayoutContext& context);
LineContainer line_container(BoxId box, const LayoutContext& context);
/// The same for lines of this content, which may have the style of ::first-line.
LineContainer line_container(BoxId box, const InlineContent& content, const LayoutContext& context);

/// Content-box widths by the lines of a block container.
IntrinsicSizes inline_content_sizes(BoxId box, LayoutContext& context);

/// Whether a line contains only blanks that vanish, anchors of boxes out of flow, and inline boxes without margins,
/// borders and paddings. Such a line has no height, and margins collapse through it.
bool is_phantom_line(const InlineContent& content, const text::LineRange& line, LayoutContext& context);

/// Whether inline content has a line that is not a phantom line.
bool has_lines(const InlineContent& content, LayoutContext& context);
/// The same for a block container.
bool has_lines(BoxId box, LayoutUnit width, LayoutContext& context);

}  // namespace gongwen::layout
