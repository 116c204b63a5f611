// The footnote area at the foot of a page (css-gcpm-3 section 2): notes below each other, or in lines together, broken
// where there is no more room.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "style/page_style.h"

#include <vector>

namespace gongwen::layout {

/// A note, or notes that are set in lines together, that a page has yet to show, or to show the rest of.
struct WaitingNote {
  std::vector<BoxId> boxes;  // more than one only for `inline` and `compact` notes
  BreakTokenPtr rest;        // of a single note
  std::uint32_t first_unit = 0;
  bool is_inline = false;

  bool has_begun() const { return rest != nullptr || first_unit > 0; }
};

struct FootnoteArea {
  const Fragment* fragment = nullptr;  // none when nothing fits
  LayoutUnit height;                   // with margins
  Point offset;                        // of the border box in the area's margin box
  std::vector<WaitingNote> rest;

  /// Whether all notes start here.
  bool begins_all() const;
};

/// What an area is laid out in.
struct FootnoteSpace {
  LayoutUnit width;   // of the page area
  LayoutUnit height;  // with margins; unlimited to measure
  LayoutUnit page_height;
  bool at_top = false;  // the page is empty otherwise, so something must be placed
};

/// Notes as they follow one another: neighbours with `footnote-display: inline` become one, and so do `compact` ones of
/// which at least two fit on one line.
std::vector<WaitingNote> group_notes(const std::vector<BoxId>& notes, const style::ComputedStyle& area,
                                     LayoutUnit page_width, LayoutContext& context);

/// Lays out as much of the notes as there is room for.
FootnoteArea layout_footnote_area(const std::vector<WaitingNote>& notes, const style::ComputedStyle& style,
                                  const FootnoteSpace& space, LayoutContext& context);

}  // namespace gongwen::layout
