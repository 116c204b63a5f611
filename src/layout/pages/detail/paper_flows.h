// PaperFlows: the pages, and the columns of each multi-column container, with their positions on paper, in the order in
// which content fills them. Positioned boxes, which are placed after the pages are filled, find there where they
// continue.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <compare>
#include <deque>
#include <map>
#include <vector>

namespace gongwen::layout {

/// A page or a column: number `slot` of a flow.
struct FlowPlace {
  std::size_t flow = 0;
  std::size_t slot = 0;
  friend auto operator<=>(const FlowPlace&, const FlowPlace&) = default;
};

/// The page of a place, the column on that page, the column in that column …
using FlowPath = std::vector<FlowPlace>;

struct PaperSlot {
  std::size_t page = 0;
  Rect rect;      // from the page's corner
  FlowPath path;  // ends in the slot itself
};

/// Coordinates along a flow: y grows from block to block, x across. In a horizontal flow they are those of paper.
class FlowAxes {
 public:
  explicit FlowAxes(style::WritingMode mode);

  bool are_turned() const { return is_turned_; }
  /// Converts a distance on paper to one along the flow.
  Point of(Point distance) const;
  Point to_paper(Point distance) const;
  Rect of(const Rect& rect) const;
  Size of(Size size) const { return is_turned_ ? Size{size.height, size.width} : size; }
  /// The corner on paper of a box of this size that starts at a point of the flow.
  Point corner(Point start, Size paper_size) const;

 private:
  bool is_turned_;
  bool from_right_;
};

class PaperFlows {
 public:
  explicit PaperFlows(const LayoutContext& context) : context_(context) {
    flows_.emplace_back(FlowAxes(context.boxes.principal_mode()));
  }

  void add_page(std::size_t page, const Rect& area, Size paper);
  /// Adds the columns of a fragment at a position on paper. Each repetition of content has a separate flow.
  void add_columns(const Fragment& container, Point position, const FlowPath& around, bool is_repeated);
  /// The number of the column that holds child number `index` of a fragment; the number of columns if none does.
  static std::size_t column_of(const Fragment& container, std::size_t index);
  /// The first of the columns added by the last call.
  FlowPlace last_columns() const { return last_columns_; }

  /// Whether a place is in a column; the pages are flow 0.
  static bool is_columns(const FlowPlace& place) { return place.flow != 0; }
  const FlowAxes& axes(const FlowPlace& place) const { return flows_[place.flow].axes; }
  bool has(const FlowPlace& place);
  /// The slot at a place. After the last column there are further ones beside it: as many as fit into its row, and more
  /// if its own height, or that of columns around it, limits the container (css-multicol-1 section 8.2).
  const PaperSlot& slot(const FlowPlace& place);
  /// The rectangle of a slot along the flow.
  Rect flow_rect(const FlowPlace& place) { return axes(place).of(slot(place).rect); }
  /// The place of a page; for a blank page, that of the last page with content before it.
  FlowPlace page_place(std::size_t page) const;
  /// The distance of a place in one of its slots from the start of a flow.
  LayoutUnit distance(const FlowPlace& place, LayoutUnit y);
  /// The space of a slot below a height.
  Fragmentainer room(const FlowPlace& place, LayoutUnit from);

 private:
  struct Flow {
    explicit Flow(FlowAxes flow_axes) : axes(flow_axes) {}
    FlowAxes axes;
    std::deque<PaperSlot> slots;
    std::deque<PaperSlot> further;  // after the last, as many as were requested
    Point pitch;                    // from one column to the next
    Size paper;
    std::size_t max_columns = 0;  // including those that may be added
  };

  PaperSlot next_slot(const Flow& flow, std::size_t number) const;
  Point pitch_of(const Fragment& container, std::size_t row_begin, LayoutUnit distance) const;
  bool is_on_paper(const Flow& flow, const Rect& rect) const;

  const LayoutContext& context_;
  std::deque<Flow> flows_;
  std::vector<Size> papers_;                     // of the pages
  std::map<std::uint32_t, std::size_t> by_box_;  // flows of columns
  FlowPlace last_columns_;
};

}  // namespace gongwen::layout
