// GridLayout: lays out a grid container over several pages (css-grid-1). Its GridPlan has the sizes and positions; here
// they become fragments. Pages end between rows, or in them: then the items of the row continue side by side, and so do
// items that span the break (section 11).
#pragma once

#include "layout/grid/detail/grid_plan.h"

namespace gongwen::layout {

class GridLayout : public ItemLayout {
 public:
  GridLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space);
  LayoutResult run();

 private:
  /// A fragment of an item in the content box of this page's part.
  struct Placed {
    std::size_t item = 0;
    ChildFragment child;
    BreakTokenPtr rest;       // the item continues on the next page
    BreakTokenPtr overflow;   // only its overflow continues there
    bool is_resumed = false;  // from an earlier page
    LayoutUnit bottom() const { return child.offset.y + child.fragment->size.height; }
  };
  struct Waiting {
    std::size_t item = 0;
    BreakTokenPtr token;
  };
  /// A place between rows where the page may end: the row after it, and the state above it.
  struct Snapshot {
    std::size_t row = 0;
    std::size_t placed = 0;
    LayoutUnit bottom;
  };
  using Breaks = BreakSearch<Snapshot>;

  // The plan gives each item its row and its size; `layout_rows` follows it row by row and looks for the place where
  // the page ends.
  GridContainer container() const;
  std::shared_ptr<const GridPlacement> known_placement() const;
  GridRest rest_of_input() const;

  // Without pages, as in measuring: all items at once.
  void place_whole();
  void place(std::size_t item, const LayoutResult& result, LayoutUnit top, bool is_resumed);

  // Row by row, with pages. Items that continue from the page before are resumed first; then each row adds the items
  // that start in it.
  LayoutInput page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const;
  Part lay_out_part(std::size_t item, LayoutUnit top, const BreakToken* resume);
  void layout_rows();
  void resume_items();
  Step continue_row(std::size_t row, LayoutUnit passed);
  Step layout_row(std::size_t row, bool begins_page);
  Step end_row(std::size_t row, LayoutUnit top);
  Step break_at_row(std::size_t row, LayoutUnit top, const std::vector<Part>& parts);
  bool is_trailing_cut(std::size_t row) const;
  void break_inside_row(std::size_t row, LayoutUnit passed);
  void end_page_before_row(const Snapshot& place);
  void cut_item(Placed& placed, LayoutUnit bottom);
  void settle(const Part& part);
  BreakAppeal span_appeal(std::size_t row) const;
  std::vector<LayoutUnit> upper_margins(std::size_t row) const;

  // The result: fragments of this page, and one token for everything that continues.
  LayoutResult finish();
  void end_page(LayoutResult& result);
  static Point shift_of(const GridItem& item);
  BoxId outer_box() const;
  bool holds(BoxId child) const;
  Rect area_of(const PositionedGridChild& child) const;
  std::optional<ChildFragment> positioned_anchor(BoxId child) const;
  bool begins_here(std::size_t row) const;
  LayoutUnit row_top(std::size_t row) const;
  void collect_rests(std::vector<BreakTokenPtr>& rests, std::vector<BreakTokenPtr>& overflow) const;

  const GridPlan& plan_;

  std::vector<Placed> placed_;
  std::vector<Waiting> waiting_;                              // continue, or start, on the next page
  LayoutUnit page_start_;                                     // of this page in the plan
  LayoutUnit row_end_;                                        // of the last row on this page
  std::vector<std::pair<std::size_t, LayoutUnit>> row_tops_;  // of those that started on this page
  Breaks breaks_;
  GridRest rest_;
};

LayoutResult layout_grid(const LayoutInput& input, LayoutContext& context);

/// Content-box widths.
IntrinsicSizes grid_content_sizes(BoxId box, LayoutContext& context);

/// The static position of a box out of flow, in an area as large as the content box (section 9).
StaticHalves grid_static_position(BoxId child, const LayoutContext& context);

}  // namespace gongwen::layout
