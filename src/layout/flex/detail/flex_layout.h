// FlexLayout: lays out a flex container over several pages (css-flexbox-1). Its FlexPlan has the sizes and positions;
// here they become fragments. A row container breaks between its lines, and through the items of a line, which continue
// side by side; a column breaks between its items and in them (section 10).
#pragma once

#include "layout/flex/detail/flex_plan.h"

namespace gongwen::layout {

class FlexLayout : public ItemLayout {
 public:
  FlexLayout(const LayoutInput& input, LayoutContext& context, EndSpace end_space);
  LayoutResult run();

 private:
  /// A fragment of an item, or an anchor, in the content box of this page's part.
  struct Placed {
    std::uint32_t source = 0;  // fragments are in the order of the source, which is the reading order
    ChildFragment child;
    BreakTokenPtr overflow = nullptr;  // the overflow of an ended item, which continues on the next page
  };
  /// A place between lines or items where the page may end.
  struct Snapshot {
    std::size_t before = 0;
    std::size_t placed = 0;
  };
  using Breaks = BreakSearch<Snapshot>;
  /// The result of one line of a column container on this page.
  struct Column {
    BreakTokenPtr rest;
    bool nothing_fits = false;
  };

  FlexContainer container() const;
  const std::vector<BreakTokenPtr>& tokens() const;

  // Without pages
  void place_whole();
  void place(std::size_t item, const LayoutResult& result, LayoutUnit top);

  // Over pages
  LayoutInput page_input(std::size_t item, LayoutUnit top, const BreakToken* resume) const;
  std::size_t first_row() const;
  void layout_rows();
  Step layout_row(std::size_t row, bool begins_page);
  std::vector<Part> layout_row_items(const FlexLine& line, const std::vector<BreakTokenPtr>& resumed);
  Step break_at_row(std::size_t row, const std::vector<Part>& parts);
  void break_inside_row(std::size_t row, const std::vector<Part>& parts, BreakAppeal appeal);
  void end_page_before_row(std::size_t row);
  void place_row(const FlexLine& line, const std::vector<Part>& parts, bool is_resumed);
  void layout_columns();
  bool is_behind_page(LayoutUnit top) const;
  Column layout_column(const FlexLine& line, const BreakToken* resume);
  bool break_at_item(const Part& part, const FlexLine& line, std::size_t first_placed, Column& column);
  std::size_t item_at(const FlexLine& line, std::size_t index) const;
  const Breaks::Place* best_break(std::size_t kept) const;
  const FlexLine& row_at(std::size_t row) const;
  BreakTokenPtr token_before(std::size_t item, LayoutUnit passed = {}) const;
  std::vector<LayoutUnit> upper_margins(const FlexLine& line) const;
  void end_page(BreakTokenPtr token);
  void take_back(std::size_t kept);

  LayoutResult finish();
  std::optional<ChildFragment> positioned_anchor(BoxId child) const;
  std::vector<BreakTokenPtr> overflow_rests() const;

  const FlexPlan& plan_;

  std::vector<Placed> placed_;
  std::optional<LayoutUnit> baseline_;
  std::optional<LayoutUnit> last_baseline_;
  LayoutUnit line_top_;  // of the row that is being laid out
  LayoutUnit cursor_;    // in the content box: the end of the placed content
  Breaks breaks_;
  std::vector<FlexLineRange> rest_lines_;
  std::vector<BreakTokenPtr> rest_;
};

LayoutResult layout_flex(const LayoutInput& input, LayoutContext& context);

/// Content-box widths. AD-HOC: as in browsers, the contributions of a row's items are added, regardless of their flex
/// factors.
IntrinsicSizes flex_content_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
