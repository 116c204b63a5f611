// PaperFlows: the pages, and the columns of each multi-column container, with their places on paper, in the order in
// which content fills them. Positioned boxes use it to find where they continue: they are placed after the pages are
// filled.
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

/// Coordinates along a flow: y grows from block to block, x across. Those of a horizontal flow are those of paper.
class FlowAxes {
 public:
  explicit FlowAxes(style::WritingMode mode);

  bool are_turned() const { return is_turned_; }
  /// Of a distance.
  Point of(Point distance) const;
  Point to_paper(Point distance) const;
  Rect of(const Rect& rect) const;
  Size of(Size size) const { return is_turned_ ? Size{size.height, size.width} : size; }
  /// The corner on paper of a box of this size, which starts at a point of the flow.
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
  /// Adds the columns of a fragment at a place on paper. Repeated content has a separate flow each time.
  void add_columns(const Fragment& container, Point position, const FlowPath& around, bool is_repeated);
  /// The number of the column that holds child number `index` of a fragment; the count of columns where none does.
  static std::size_t column_of(const Fragment& container, std::size_t index);
  /// The first of the columns that were added last.
  FlowPlace last_columns() const { return last_columns_; }

  /// The pages are flow 0.
  static bool is_columns(const FlowPlace& place) { return place.flow != 0; }
  const FlowAxes& axes(const FlowPlace& place) const { return flows_[place.flow].axes; }
  bool has(const FlowPlace& place);
  /// After the last column come further ones beside it: as many as its row has room for, and more if its own height, or
  /// that of columns around it, limits the container (css-multicol-1 section 8.2).
  const PaperSlot& slot(const FlowPlace& place);
  /// Its rectangle along the flow.
  Rect flow_rect(const FlowPlace& place) { return axes(place).of(slot(place).rect); }
  /// The page of a number; that of its content which comes last before it where it is blank.
  FlowPlace page_place(std::size_t page) const;
  /// How far a place in one of its slots is from the start of a flow.
  LayoutUnit distance(const FlowPlace& place, LayoutUnit y);
  /// The room that a slot has from a height on.
  Fragmentainer room(const FlowPlace& place, LayoutUnit from);

 private:
  struct Flow {
    explicit Flow(FlowAxes flow_axes) : axes(flow_axes) {}
    FlowAxes axes;
    std::deque<PaperSlot> slots;
    std::deque<PaperSlot> further;  // after the last, as far as they were asked for
    Point pitch;                    // from one column to the next
    Size paper;
    std::size_t max_columns = 0;  // with those that may be added
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
