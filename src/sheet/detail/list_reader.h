// Lists as tables: reads `data-table` of a template's table, and spreads titles and sums over cells without merging
// them, so that programs sort and filter the list between them.
#pragma once

#include "sheet/detail/sheet_attributes.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gongwen::sheet {

/// Where the parts of a list are on its finished sheet. Rows count from 0.
struct ListRows {
  std::uint32_t head = 0;       // the last row of the heads
  std::uint32_t last = 0;       // the last row of the body; `head` if there is none
  std::uint32_t foot_rows = 0;  // below the body
  bool ends_sheet = false;      // there is no content below the body
  bool has_head = false;
};

/// Reads `data-table` of a table: its value, or else the sheet's name, gives the table its name. The last row of the
/// heads are the heads of the columns. A foot of one row with sums by SUBTOTAL and texts becomes the total row. Returns
/// nullopt without `data-table`, and if the list cannot be a table: it then needs a filter.
/// Reports: sheet/no-head, sheet/table-name, sheet/table-name-twice, sheet/table-merge, sheet/table-head,
/// sheet/table-head-twice.
std::optional<ListTable> read_list_table(dom::NodeId table, const Sheet& sheet, const ListRows& rows,
                                         BuildContext& context);

/// The same for a list whose rows are written while they arrive, from the row of its heads, which is in memory. The
/// range of the table is not known yet.
std::optional<ListTable> begin_list_table(dom::NodeId table, const Sheet& sheet, const ListRows& rows,
                                          BuildContext& context);

/// Sets the range and the total row of such a list at its end. The sheet has the rows from `first_row` on. The columns
/// have no formulas: the library would keep a cell for each row. Returns false if the list cannot be a table.
/// Reports: sheet/table-merge.
bool end_list_table(ListTable& list, const Sheet& sheet, const ListRows& rows, std::uint32_t first_row,
                    BuildContext& context);

/// Gives columns the formats of the cells in the sheet's last row, without lines and background, for rows that people
/// type below.
void format_columns_below(Sheet& sheet, const Row& last, FormatTable& formats);

/// Extends everything that applies to the whole body of the sheet's table to rows that people type below it:
/// validations and the printed area.
void let_table_grow(Sheet& sheet);

/// Turns merged cells of one row into single cells where their text fits on one line: a centred text is centred across
/// them, any other runs over the empty ones. Rows of the `body` are left alone. `looks` has an entry for each cell of
/// the sheet and is kept so. `first_row` is the number of the sheet's first row if only a part of it is in memory.
void spread_merged_texts(Sheet& sheet, FormatTable& formats, std::vector<std::uint32_t>& looks, const CellLooks& table,
                         RowSpan body, std::uint32_t first_row = 0);

}  // namespace gongwen::sheet
