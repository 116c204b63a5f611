// Lines: a block container's inline content, collected, shaped, broken and placed (CSS 2.2 sections 9.4.2 and 10.8).
//   collect_inline → text::shape_paragraph → text::break_paragraph → build_line
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "text/line_breaker.h"
#include "text/paragraph.h"

#include <memory>
#include <span>

namespace gongwen::layout {

/// A block container's inline content, shaped, with what its boxes need.
struct InlineContent {
  text::ShapedParagraph paragraph;
  text::UnitLevels levels;
  /// Results of the boxes in the line, by box.
  std::unordered_map<std::uint32_t, const Fragment*> objects;
  bool depends_on_pages = false;      // holds cross-references
  bool marked_on_both_sides = false;  // by annotations or emphasis marks
  /// The height of the containing block, where its style alone gives it.
  std::optional<LayoutUnit> containing_height = std::nullopt;
  style::StyleId first_line;  // of ::first-line, for content of the first line only

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

/// The content of a list marker as one line, as wide as it is; null when it is empty.
const Fragment* layout_marker(BoxId marker, LayoutContext& context);

/// The inline content of a block container, collected and shaped; remembered.
const InlineContent& inline_content(BoxId box, LayoutUnit width, LayoutContext& context);
/// The same content as it is on the first line, where ::first-line says how that looks; null for most.
const InlineContent* first_line_content(BoxId box, LayoutUnit width, LayoutContext& context);
/// The content of several block containers as one paragraph.
InlineContent joined_inline_content(const std::vector<BoxId>& boxes, LayoutUnit width, LayoutContext& context);
/// Gives its memory back; the next request computes it again. Content whose widths the next round will ask for stays.
void forget_inline_content(BoxId box, LayoutUnit width, LayoutContext& context);
/// Each round asks for the widths of this content.
void note_measured_content(BoxId box, LayoutContext& context);

/// Where a line ends whose rest is not shown, and what is shown there instead (css-overflow-4).
struct LineCut {
  std::uint32_t unit = 0;               // the first one that is not shown
  const InlineContent* mark = nullptr;  // the ellipsis; null if none is shown
};

/// What a line is placed with.
struct LineSpace {
  LayoutUnit width;                   // of the content box
  LayoutUnit indent;                  // of this line
  std::span<const BoxId> open_boxes;  // inline boxes that were opened on earlier lines, outermost first
  bool spreads = false;               // the text fills the width whatever text-align says
  bool is_clamped = false;            // what follows the line is not shown
  const LineCut* cut = nullptr;
};

/// The block container that a line belongs to, which gives the root inline box. Page margins have no box.
struct LineContainer {
  BoxId box;
  style::StyleId style;
  diagnostics::OriginId origin;
};

/// One line as a fragment.
const Fragment* build_line(const InlineContent& content, const text::LineRange& line, const LineContainer& container,
                           const LineSpace& space, LayoutContext& context);
LineContainer line_container(BoxId box, const LayoutContext& context);
/// The same for lines of this content.
LineContainer line_container(BoxId box, const InlineContent& content, const LayoutContext& context);

/// Content-box widths that the lines of a block container ask for.
IntrinsicSizes inline_content_sizes(BoxId box, LayoutContext& context);

/// Whether a line holds nothing but blanks that vanish, places of boxes out of flow, and inline boxes without margins,
/// borders and paddings. It has no height, and margins collapse through it.
bool is_phantom_line(const InlineContent& content, const text::LineRange& line, LayoutContext& context);

/// Whether inline content has a line that counts.
bool has_lines(const InlineContent& content, LayoutContext& context);
/// The same of a block container.
bool has_lines(BoxId box, LayoutUnit width, LayoutContext& context);

}  // namespace gongwen::layout
