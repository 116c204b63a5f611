// GridLayout: a grid container, over pages (css-grid-1). Sizes and places come from its GridPlan; here they become
// fragments. Pages end between rows, or in them: then their items continue side by side, as do those that span the
// place (section 11).
#pragma once

#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"
#include "layout/grid/detail/grid_plan.h"

namespace gongwen::layout {

class GridLayout {
 public:
  GridLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space);
  LayoutResult run();
  LayoutUnit bottom_edges() const { return builder_.bottom_edges(); }

 private:
  /// A fragment of an item in the content box of this page's part.
  struct Placed {
    std::size_t item = 0;
    ChildFragment child;
    BreakTokenPtr rest;       // the item continues on the next page
    BreakTokenPtr overflow;   // only what overflows it does
    bool is_resumed = false;  // from an earlier page
    LayoutUnit bottom() const { return child.offset.y + child.fragment->size.height; }
  };
  struct Waiting {
    std::size_t item = 0;
    BreakTokenPtr token;
  };
  /// A place between rows where the page may end: the row after it, and what is above it.
  struct Snapshot {
    std::size_t row = 0;
    std::size_t placed = 0;
    LayoutUnit bottom;
  };
  using Breaks = BreakSearch<Snapshot>;
  /// Something laid out on this page, before it is known whether it stays.
  struct Part {
    std::size_t item = 0;
    const BreakToken* resume = nullptr;
    LayoutResult result;
    LayoutUnit top;
    bool is_pushed = false;  // nothing of it has room here
    bool is_later = false;   // alignment puts it after the end of this page
  };
  enum class Step : std::uint8_t { Next, Stop };

  GridContainer container() const;
  std::shared_ptr<const GridPlacement> known_placement() const;
  GridRest rest_of_input() const;
  Fragmentainer content_room() const;

  void place_whole();
  void place(std::size_t item, const LayoutResult& result, LayoutUnit top, bool is_resumed);
  void place_anchors(std::vector<ChildFragment>& children);

  LayoutInput page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const;
  Part lay_out_part(std::size_t item, LayoutUnit top, const BreakToken* resume) const;
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
  LayoutUnit common_margin(std::size_t row) const;

  Point shift_of(const Fragment& fragment) const;
  void resume_overflow();
  LayoutResult finish();
  void finish_height(LayoutResult& result);
  void collect_rests(std::vector<BreakTokenPtr>& rests, std::vector<BreakTokenPtr>& overflow) const;

  const LayoutInput& input_;
  LayoutContext& context_;
  const boxes::Box& box_;
  const style::ComputedStyle& style_;
  FragmentBuilder builder_;
  LayoutUnit width_;
  std::optional<LayoutUnit> height_;  // of the content box, where it is set
  const GridPlan& plan_;

  std::vector<Placed> placed_;
  std::vector<Waiting> waiting_;                 // continue, or begin, on the next page
  std::vector<BreakTokenPtr> waiting_overflow_;  // has no room on this page
  LayoutUnit page_start_;                        // of this page in the plan
  LayoutUnit row_end_;                           // of the last row on this page
  LayoutUnit height_here_;
  Breaks breaks_;
  bool anything_placed_ = false;
  bool broken_ = false;
  bool nothing_fits_ = false;
  Forced forced_ = Forced::No;
  PageDemand demand_ = PageDemand::Any;
  GridRest rest_;
  BreakAppeal appeal_ = BreakAppeal::Perfect;
};

LayoutResult layout_grid(const LayoutInput& input, LayoutContext& context);

/// Content-box widths.
IntrinsicSizes grid_content_sizes(BoxId box, LayoutContext& context);

/// Where a box out of flow is as if it were the only item in an area as large as the content box (section 9): in halves
/// of the free space, 0 to 2.
struct GridStaticPosition {
  int horizontal = 0;
  int vertical = 0;
};
GridStaticPosition grid_static_position(BoxId child, const LayoutContext& context);

}  // namespace gongwen::layout
