// Page breaks of a printed sheet, and the frames that a page break cuts through.
#pragma once

#include "sheet/detail/cell_range.h"
#include "sheet/detail/cell_value.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <vector>

namespace gongwen::sheet {

/// The scale at which a sheet that fits one page across is printed: whole per cent, up to 100.
int print_percent(const Sheet& sheet);

/// A sheet to be fitted onto one page is fitted to its width only, if its smallest type would be printed below 8 pt.
void keep_type_readable(Sheet& sheet, const FormatTable& formats);

/// How much row height fits on a page, unscaled. Leaves a reserve for programs that print rows higher.
LayoutUnit planned_page_height(const Sheet& sheet);

/// Lets rows give up their blank room (Row::gives_room) if their part of the sheet then takes fewer pages; room left
/// over on these pages is given back. Omits the page break before such a row if the preceding part already started on
/// an earlier page, as on PDF pages.
void give_up_blank_room(Sheet& sheet);

/// Moves a chart below the rows to the next page if a page break would cut it.
void keep_chart_on_page(const Chart& chart, Sheet& sheet);

/// Head rows inside a sheet. They are repeated at the top of each page that continues with rows below them, up to the
/// row `end`.
struct RepeatedHead {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t end = 0;
};

/// Inserts page breaks into a sheet of boxes (forms), before rows that do not fit, and closes the box at the foot of
/// the page and at the head of the next: programs draw no line at their own page breaks. Rows that keep with the next
/// are not separated. Heads within the sheet (`heads`) are repeated after a break. A long text across a break continues
/// in a new row below it, from the next sentence on. Does nothing for sheets with repeated rows, whose cells have rules
/// all around, and for sheets that are not exactly one page wide.
/// `looks` are the looks of the sheet's cells, by index in `table`.
/// Returns how many new rows were inserted before which old row, in ascending order.
std::vector<RowsAdded> end_pages(Sheet& sheet, FormatTable& formats, std::vector<RepeatedHead> heads,
                                 std::vector<std::uint32_t> looks, const CellLooks& table);

}  // namespace gongwen::sheet
