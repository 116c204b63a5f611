// TableLayout: a table over several pages. Rows that fit on a page are kept whole, all others are split; the head and
// the foot are on every page; cells that span a page end continue after it (css-tables-3, css-break-3 section 4).
#pragma once

#include "layout/core/detail/breaking.h"
#include "layout/table/detail/column_sums.h"
#include "layout/table/detail/table_splitter.h"

namespace gongwen::layout {

/// Which rows of the foot a page has, if the foot of the last page differs from the others. A page is the last one if
/// all rows fit above its foot, so each plan is tried.
enum class FootPlan : std::uint8_t {
  Alike,
  OfLastPage,
  OfOtherPage,
  OfOtherPageInRoomOfLast,  // the rows fit with a lower foot, but not with that of the last page
};

class TableLayout {
 public:
  TableLayout(const LayoutInput& input, LayoutContext& context, BlankShare given, FootPlan plan);
  LayoutResult run();
  /// Whether all rows are placed, though perhaps not all captions below.
  bool has_all_rows() const { return !broken_ || next_row_ == table_.model.row_count(); }
  /// Whether more rows would fit on this page, laid out with their blank room, if they gave that up.
  bool gains_by_giving(const LayoutResult& result) const;

 private:
  /// A row border at which the page may end.
  struct Snapshot {
    std::uint32_t row = 0;
    std::size_t bands = 0;
    LayoutUnit cursor;
  };
  using Breaks = BreakSearch<Snapshot>;

  LayoutResult run_overflow();

  // Rows and page ends.
  // Starts from the first row of this page. Each chunk (rows joined by spanning cells) is measured, fitted or cut, then
  // taken.
  void layout_body();
  bool is_head_too_tall() const;
  /// The chunk that is to be placed next, and the conditions at its place.
  struct Next {
    TableBand band;
    std::uint32_t end = 0;  // the first row after it
    bool begins_page = false;
    bool may_wait = false;  // for the next page
    LayoutUnit height;
    LayoutUnit left;                        // on this page
    std::optional<std::size_t> forced_row;  // row of the chunk before which a break is forced
  };
  bool place_next_chunk(std::uint32_t& row, std::vector<BreakTokenPtr>& tokens);
  bool forces_break_before(std::uint32_t row);
  bool waives_break(BoxId row) const;
  bool keeps_whole(const Next& next) const;
  Next measure_next(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens);
  bool goes_with_caption(const Next& next) const;
  bool fit_next(Next& next, std::uint32_t row, const std::vector<BreakTokenPtr>& tokens);
  bool cut_next(Next& next, std::uint32_t row, const std::vector<BreakTokenPtr>& tokens);
  bool take_next(Next next);
  bool break_earlier(std::uint32_t row, const std::vector<BreakTokenPtr>& tokens);
  bool cut_tall_row(const Snapshot& place);
  static bool parts_lines(const RowChunk& chunk);
  static bool sticks_out(const RowChunk& chunk, LayoutUnit available);
  void place_repeated(std::uint32_t begin, std::uint32_t end, bool repeated);

  // Rows, captions and sums that differ between the parts of a table.
  bool is_shown(std::uint32_t row, bool on_last_page) const;
  bool is_shown_caption(BoxId caption) const;
  bool is_left_out(std::uint32_t row) const;
  void place_foot(bool repeated, bool on_last_page);
  LayoutUnit measure_foot(bool on_last_page);
  void place_heading_of_group();
  void limit_repeats(std::size_t heading_bands);
  void report_repeats(const diagnostics::BilingualText& what) const;
  std::uint32_t rows_begun() const;
  void complete_sums(std::size_t head_bands);
  bool has_sums() const { return table_.context.boxes.has_column_sums(); }
  void end_page_before(std::uint32_t row, std::vector<BreakTokenPtr> cell_tokens = {}, Forced forced = Forced::No,
                       PageDemand demand = PageDemand::Any);
  LayoutUnit rows_left() const;
  LayoutUnit page_capacity() const;
  BreakCost cost_of_white(LayoutUnit left) const;
  BreakTokenPtr resume_token() const;

  /// Fragments, built once the rows of the page are final.
  const Fragment* build_grid();
  void stretch_to_height();
  std::optional<LayoutUnit> wanted_height() const;
  void give_back_room();
  void place_bands(const std::vector<LayoutUnit>& heights);

  // Captions, in the wrapper around the grid (CSS 2.2 §17.4).
  void place_captions(style::CaptionSide side, std::vector<ChildFragment>& children, LayoutUnit& cursor);
  void leave_room_for_captions();
  bool only_captions_left() const { return !table_.is_first_part() && table_.next_row() == table_.model.row_count(); }

  TableSetup table_;
  TableRows rows_;
  TableSplitter splitter_;
  TableFragments grid_;

  std::uint32_t body_begin_ = 0;  // the rows between head and foot; all rows if those are too tall
  std::uint32_t body_end_ = 0;
  FootPlan plan_;
  TablePart part_;
  std::uint32_t start_row_ = 0;  // the first that this page places
  std::uint32_t begun_ = 0;      // rows before this one have begun on this page or an earlier one
  std::vector<ChildFragment> above_;
  LayoutUnit captions_above_;
  LayoutUnit captions_repeated_;  // on each later page
  LayoutUnit captions_below_;
  std::vector<ChildFragment> below_;  // those captions, counted from the end of the rows
  LayoutUnit cursor_;                 // in the grid; where the next row starts
  LayoutUnit natural_height_;         // of the grid, regardless of the height that is set
  LayoutUnit head_height_;            // with the spacing after it; only if the head is repeated
  LayoutUnit foot_height_;
  std::vector<TableBand> bands_;
  Breaks breaks_;
  bool broken_ = false;
  bool nothing_fits_ = false;
  std::uint32_t next_row_ = 0;
  std::vector<BreakTokenPtr> next_tokens_;
  std::vector<BreakTokenPtr> overflow_rests_;  // of cells of this page and of earlier ones
  Forced forced_ = Forced::No;
  PageDemand demand_ = PageDemand::Any;
  BreakAppeal appeal_ = BreakAppeal::Perfect;
  BreakCost avoid_cost_ = break_costs::kKeptParted;  // if the appeal is ViolatesAvoid
};

}  // namespace gongwen::layout
