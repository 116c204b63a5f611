// The borders of tables (CSS 2.2 section 17.6): separate ones, and collapsed ones with their conflicts resolved.
#pragma once

#include "layout/core/detail/fragment_builder.h"
#include "layout/table/detail/table_widths.h"
#include "layout/table/table_model.h"

#include <optional>

namespace gongwen::layout {

/// A border that competes with others at its edge, or the winner.
struct EdgeBorder {
  style::BorderStyle style = style::BorderStyle::None;
  LayoutUnit width;
  css::Color color;
  friend bool operator==(const EdgeBorder&, const EdgeBorder&) = default;
};

/// The border between rows `row - 1` and `row` over one column. `row` may be 0 and row_count().
EdgeBorder horizontal_edge(std::uint32_t row, std::uint32_t column, const TableModel& model,
                           const LayoutContext& context);
enum class BoxSide : std::uint8_t { Top, Right, Bottom, Left };

/// The border between two rows that meet on a page but are not neighbours in the table, or that a page separates.
EdgeBorder meeting_edge(std::uint32_t above, std::uint32_t below, std::uint32_t column, const TableModel& model,
                        const LayoutContext& context);
/// The border at the bottom of `row` where a page ends, or at its top where a page starts.
EdgeBorder cut_edge(std::uint32_t row, std::uint32_t column, BoxSide side, const TableModel& model,
                    const LayoutContext& context);
/// The border between columns `column - 1` and `column` in one row. `column` may be 0 and column_count().
EdgeBorder vertical_edge(std::uint32_t row, std::uint32_t column, const TableModel& model,
                         const LayoutContext& context);

/// The halves of the collapsed borders that belong to a cell.
Edges collapsed_cell_borders(const TableCell& cell, const TableModel& model, const LayoutContext& context);

/// The table's borders, paddings and spacings, separate or collapsed.
TableFrame table_frame(BoxId table, const TableModel& model, const LayoutContext& context);

// TableSetup: the data that all parts of table layout share: slots, frame and widths of the columns. Then the structs
// by which these parts hand rows to each other.

struct TableSetup {
  TableSetup(const LayoutInput& layout_input, LayoutContext& layout_context);
  TableSetup(const TableSetup&) = delete;
  TableSetup& operator=(const TableSetup&) = delete;

  bool is_first_part() const { return wrapper.is_first_part(); }
  /// The first row of this part, of a table that continues.
  std::uint32_t next_row() const { return input.resume->rest<TableRest>().row; }
  /// The token with which a cell continues from an earlier page; null for other cells.
  const BreakToken* resume_of(BoxId cell) const;
  LayoutUnit column_left(std::uint32_t column) const;
  LayoutUnit cell_width(const TableCell& cell) const;
  Edges cell_borders(const TableCell& cell) const;
  /// Whether the children of a cell fill it, since a height is set around them: percentages of their heights then refer
  /// to the total height of its rows (css-tables-3 §3.9.1).
  bool fills_cell(const TableCell& cell) const;

  const LayoutInput& input;
  LayoutContext& context;
  const boxes::Box& box;
  const style::ComputedStyle& style;
  bool collapses;
  const TableModel& model;
  TableFrame frame;
  const TableWidths& widths;
  FragmentBuilder wrapper;  // borders and background are the grid's (CSS 2.2 section 17.4)
};

bool aligns_baseline(const style::ComputedStyle& cell);

/// A cell, as laid out on this page.
struct PlacedCell {
  std::uint32_t cell = 0;
  std::uint32_t first_row = 0;                // on this page
  const Fragment* fragment = nullptr;         // null for a cell whose content is all on earlier pages
  BreakTokenPtr rest;                         // the part that continues on the next page
  BreakAppeal appeal = BreakAppeal::Perfect;  // of the break before `rest`
  LayoutUnit height;                          // of its content, with its borders and paddings
  Edges borders;
  bool continued = false;  // started on an earlier page
  bool has_begun = false;  // its content started on an earlier page
  bool repeats = false;    // all its content is on earlier pages and is repeated on this one
  /// Distance of its content from its start, if a page end makes that differ from the alignment in one piece.
  std::optional<LayoutUnit> shift;
};

/// Rows tied together by cells that span them, with their heights.
struct RowChunk {
  std::uint32_t first_row = 0;
  std::vector<LayoutUnit> heights;
  std::vector<LayoutUnit> baselines;  // of each row, from its top
  std::vector<LayoutUnit> given;      // height that each row has given up; empty if none has
  std::vector<PlacedCell> cells;
  std::vector<BreakTokenPtr> overflow;  // of cells that have ended
  bool last_row_is_cut = false;         // it continues on the next page

  std::uint32_t end_row() const { return first_row + static_cast<std::uint32_t>(heights.size()); }
  LayoutUnit height(LayoutUnit spacing) const {
    LayoutUnit sum = spacing * static_cast<int>(std::max<std::size_t>(heights.size(), 1) - 1);
    for (const LayoutUnit row : heights) sum += row;
    return sum;
  }
};

/// A chunk placed on this page.
struct TableBand {
  RowChunk chunk;
  LayoutUnit top;
  bool repeated = false;
};

}  // namespace gongwen::layout
