// The footnote area at the foot of a page (css-gcpm-3 section 2): notes one below the other, or several on one line,
// split when the space runs out.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "style/page_style.h"

#include <vector>

namespace gongwen::layout {

/// A note, or several notes that share lines, of which at least a part is still to be shown.
struct WaitingNote {
  std::vector<BoxId> boxes;  // more than one only for `inline` and `compact` notes
  BreakTokenPtr rest;        // of a single note
  std::uint32_t first_unit = 0;
  bool is_inline = false;

  bool has_begun() const { return rest != nullptr || first_unit > 0; }
};

struct FootnoteArea {
  const Fragment* fragment = nullptr;  // null if nothing fits
  LayoutUnit height;                   // with margins
  Point offset;                        // of the border box in the area's margin box
  std::vector<WaitingNote> rest;

  /// Whether all notes that were given start here.
  bool begins_all() const;
};

/// The space for laying out a footnote area.
struct FootnoteSpace {
  LayoutUnit width;   // of the page area
  LayoutUnit height;  // with margins; unlimited to measure
  LayoutUnit page_height;
  bool at_top = false;  // the page is otherwise empty, so something must be placed
};

/// Groups consecutive notes: neighbours with `footnote-display: inline` are joined, and `compact` ones if at least two
/// of them fit on one line.
std::vector<WaitingNote> group_notes(const std::vector<BoxId>& notes, const style::ComputedStyle& area,
                                     LayoutUnit page_width, LayoutContext& context);

/// Lays out as much of the notes as fits.
FootnoteArea layout_footnote_area(const std::vector<WaitingNote>& notes, const style::ComputedStyle& style,
                                  const FootnoteSpace& space, LayoutContext& context);

}  // namespace gongwen::layout
