// Where the pages of a printed sheet end, and the frames that a page end cuts through.
#pragma once

#include "sheet/workbook.h"

namespace gongwen::sheet {

/// The scale at which a sheet that is one page wide is printed: whole percents, 100 at most.
int print_percent(const Sheet& sheet);

/// A chart below the rows that would be cut by the end of a page starts a page.
void keep_chart_on_page(const Chart& chart, Sheet& sheet);

/// Ends the pages of a sheet of boxes before the rows that do not fit, so that the box is closed at the foot of a page
/// and at the head of the next: programs draw no line where they end a page themselves. A row is not parted from the
/// next where it keeps it. Does nothing for sheets with a head to repeat, which have rules around each cell, and for
/// sheets that are not exactly one page wide.
void end_pages(Sheet& sheet, FormatTable& formats);

}  // namespace gongwen::sheet
