// TableLayout: a table over pages. Rows are kept whole when a page can hold them, and split when none can; the head and
// the foot stand on every page; cells that span a page end go on behind it (css-tables-3, css-break-3 section 4).
#pragma once

#include "layout/core/detail/layout_box.h"
#include "layout/table/detail/table_borders.h"

#include <span>

namespace gongwen::layout {

/// A cell as far as it is laid out on this page.
struct PlacedCell {
  std::uint32_t cell = 0;
  std::uint32_t first_row = 0;         // on this page
  const Fragment* fragment = nullptr;  // null for a cell whose content is all on earlier pages
  BreakTokenPtr rest;                  // what goes on on the next page
  LayoutUnit height;                   // of its content, with its borders and paddings
  Edges borders;
  bool continued = false;  // began on an earlier page
  bool has_begun = false;  // and so did its content
  /// How far its content stands below its begin, where a page end makes that differ from the alignment in one piece.
  std::optional<LayoutUnit> shift;
};

/// Rows that belong together because cells span them, with their heights.
struct RowChunk {
  std::uint32_t first_row = 0;
  std::vector<LayoutUnit> heights;
  std::vector<LayoutUnit> baselines;  // of each row, from its top
  std::vector<PlacedCell> cells;
  std::vector<BreakTokenPtr> overflow;  // of cells that have ended
  bool last_row_is_cut = false;         // it goes on on the next page

  std::uint32_t end_row() const { return first_row + static_cast<std::uint32_t>(heights.size()); }
  LayoutUnit height(LayoutUnit spacing) const {
    LayoutUnit sum = spacing * static_cast<int>(std::max<std::size_t>(heights.size(), 1) - 1);
    for (const LayoutUnit row : heights) sum += row;
    return sum;
  }
};

class TableLayout {
 public:
  TableLayout(const LayoutInput& input, LayoutContext& context);
  LayoutResult run();

 private:
  friend class TableBorderPainter;

  /// A row border at which the page may end.
  struct Opportunity {
    std::uint32_t row = 0;
    std::size_t bands = 0;
    LayoutUnit cursor;
    BreakAppeal appeal = BreakAppeal::Perfect;
  };
  /// A chunk placed on this page.
  struct Band {
    RowChunk chunk;
    LayoutUnit top;
    bool repeated = false;
  };

  // Rows (table_rows.cpp)
  RowChunk layout_chunk(std::uint32_t first_row, std::uint32_t end_row, const std::vector<BreakTokenPtr>& tokens);
  PlacedCell layout_cell(std::uint32_t cell, const BreakToken* resume, const PageSpace& page,
                         LayoutUnit filled_height = {});
  LayoutResult lay_out_cell(std::uint32_t cell, const BreakToken* resume, const PageSpace& page, bool takes_overflow,
                            LayoutUnit filled_height = {});
  static bool aligns_baseline(const style::ComputedStyle& style);
  void measure_rows(RowChunk& chunk) const;
  void spread_spanning(RowChunk& chunk) const;
  bool is_row_fixed(std::uint32_t row) const;
  void stretch_rows(std::span<LayoutUnit> heights, std::uint32_t first_row, LayoutUnit extra) const;
  void stretch_to_height();
  void raise_percentages(std::span<LayoutUnit> heights, LayoutUnit whole, LayoutUnit& extra) const;
  LayoutUnit minimum_row_height(std::uint32_t row) const;

  // Rows that no page can hold (table_split.cpp)
  std::optional<std::size_t> row_with_forced_break(const RowChunk& chunk, LayoutUnit available);
  void split_chunk(RowChunk& chunk, LayoutUnit available, std::optional<std::size_t> forced_row);
  void split_cells(RowChunk& chunk, std::size_t rows, std::optional<LayoutUnit> available);
  LayoutUnit height_in_chunk(const PlacedCell& placed, const RowChunk& chunk, std::size_t end) const;
  void split_cell(PlacedCell& placed, LayoutUnit room, LayoutUnit offset, LayoutUnit whole, bool cuts_row);
  LayoutUnit whole_content_height(const RowChunk& chunk) const;
  LayoutUnit offset_in_rows(const PlacedCell& placed, LayoutUnit whole, LayoutUnit baseline) const;
  void make_wait(PlacedCell& placed);
  static LayoutUnit used_room(const RowChunk& chunk, LayoutUnit room);
  bool belongs_on_next_page(const PlacedCell& placed, LayoutUnit whole, LayoutUnit used) const;
  const BreakToken* resume_of(BoxId cell) const;
  LayoutUnit cell_width(const TableCell& cell) const;
  Edges cell_borders(const TableCell& cell) const;

  // Overflow of cells (table_overflow.cpp)
  void send_on_overflow(RowChunk& chunk, LayoutUnit room);
  void resume_overflow(Fragment& grid, LayoutUnit top);
  LayoutResult run_overflow();
  BreakTokenPtr overflow_token() const;

  // Pages
  void layout_body();
  bool is_head_too_tall() const;
  bool place_next_chunk(std::uint32_t& row, std::vector<BreakTokenPtr>& tokens);
  bool break_earlier(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens);
  static bool sticks_out(const RowChunk& chunk, LayoutUnit available);
  void place_repeated(std::uint32_t begin, std::uint32_t end, bool repeated);
  void end_page_before(std::uint32_t row, std::vector<BreakTokenPtr> cell_tokens, bool forced, PageDemand demand);
  LayoutUnit rows_left() const;
  LayoutUnit page_capacity() const;
  BreakTokenPtr resume_token() const;

  // Fragments (table_fragments.cpp)
  const Fragment* build_grid();
  void add_band(const Band& band, Fragment& grid);
  const Fragment* build_row(const Band& band, std::size_t index);
  const Fragment* build_cell(const PlacedCell& placed, const Band& band);
  LayoutUnit content_shift(const PlacedCell& placed, LayoutUnit height, LayoutUnit row_baseline) const;
  bool fills_cell(const TableCell& cell) const;
  const Fragment* fill_cell(const PlacedCell& placed, LayoutUnit height);
  LayoutUnit first_baseline() const;

  // Backgrounds (table_backgrounds.cpp)
  bool any_column_has_background() const;
  void add_backgrounds(const PlacedCell& placed, const Rect& area, std::vector<ChildFragment>& out);
  void add_background(BoxId part, const Rect& area, std::vector<ChildFragment>& out);
  LayoutUnit covered_height(const PlacedCell& placed, const Band& band) const;

  // The wrapper
  void place_captions(style::CaptionSide side, std::vector<ChildFragment>& children, LayoutUnit& cursor);
  void leave_room_for_captions();
  bool only_captions_left() const { return !is_first_part() && input_.resume->position == model_.row_count(); }

  bool is_first_part() const { return input_.resume == nullptr || input_.resume->where == BreakToken::Where::Before; }
  LayoutUnit column_left(std::uint32_t column) const;

  const LayoutInput& input_;
  LayoutContext& context_;
  const boxes::Box& box_;
  const style::ComputedStyle& style_;
  bool collapses_;
  const TableModel& model_;
  TableFrame frame_;
  const TableWidths& widths_;
  const bool columns_have_backgrounds_;

  std::uint32_t body_begin_ = 0;  // the rows between head and foot; all rows where those are too tall
  std::uint32_t body_end_ = 0;
  LayoutUnit captions_above_;
  LayoutUnit captions_below_;
  std::vector<ChildFragment> below_;  // those captions, counted from the end of the rows
  LayoutUnit cursor_;                 // in the grid; where the next row begins
  LayoutUnit head_height_;            // with the spacing behind it; only where the head is repeated
  LayoutUnit foot_height_;
  std::vector<Band> bands_;
  std::vector<Opportunity> opportunities_;
  bool broken_ = false;
  bool nothing_fits_ = false;
  std::uint32_t next_row_ = 0;
  std::vector<BreakTokenPtr> next_tokens_;
  std::vector<BreakTokenPtr> overflow_rests_;  // of cells of this page and of earlier ones
  bool forced_ = false;
  PageDemand demand_ = PageDemand::Any;
  BreakAppeal appeal_ = BreakAppeal::Perfect;
};

}  // namespace gongwen::layout
