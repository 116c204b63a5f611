// BlockLayout: lays out a block container over several pages (CSS 2.2 sections 9.4.1, 8.3.1 and 10.6.3): its outside,
// and the part that continues on the next page. Inside it are blocks (block_children.h), lines, lines beside floats, or
// columns.
#pragma once

#include "layout/block/detail/block_children.h"

namespace gongwen::layout {

class BlockLayout {
 public:
  BlockLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space)
      : flow_(input, context, end_space), children_(flow_) {}
  LayoutResult run();
  LayoutUnit bottom_edges() const { return flow_.builder.bottom_edges(); }

 private:
  bool separates_begin() const;
  bool separates_end() const;

  // Inside
  void layout_lines();
  bool has_lines_beside_floats() const;
  void layout_lines_beside_floats();
  void layout_in_columns();

  // Outside
  LayoutUnit end_margin(LayoutUnit content_height_here) const;
  LayoutResult finish();
  LayoutResult finish_through();
  bool keeps_floats() const;
  void finish_height(LayoutUnit content_height_here, LayoutResult& result);
  void end_page(LayoutUnit height, LayoutResult& result);
  void align_content(const LayoutResult& result, LayoutUnit content_height);
  void shift_columns(std::size_t count);
  void finish_columns();
  void add_inner_step();
  const std::optional<LayoutUnit>& marked_line() const;
  bool shows_marker() const;
  void place_marker();

  BlockFlow flow_;
  BlockChildren children_;
  Size size_;                       // of the border box
  std::vector<InnerBorder> rules_;  // between columns
  std::vector<FragmentColumn> columns_;
  std::optional<LayoutUnit> first_line_;  // of the columns
  BreakPayload rest_;
};

/// Lays out a block container of any kind; the content of a box with `-gw-fit` is scaled to fit (fitted_layout.h).
LayoutResult layout_block(const LayoutInput& input, LayoutContext& context);
/// Lays out a block container without scaling its content.
LayoutResult layout_whole_block(const LayoutInput& input, LayoutContext& context);

/// Content-box widths that the children or lines of a block container ask for, at their own size.
IntrinsicSizes natural_block_sizes(BoxId box, LayoutContext& context);
/// The same, but content that may be scaled down counts with its smallest size.
IntrinsicSizes block_content_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
