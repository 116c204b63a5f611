// The attributes of a table for properties of cells other than their contents: conditional formats (data-mark),
// drop-down lists (data-list), prompts (data-prompt), notes (title, data-note), and groups of rows and columns that can
// be folded (data-level, data-folded).
#pragma once

#include "dom/tree.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/workbook.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sheet {

/// One rule of data-mark.
struct ParsedMark {
  MarkRule rule;
  MarkLook look;
};

/// Reads `> 90 { color: #c00 } contains 超期 { background: #fee }; bar #5b9bd5`. Formulas are as written. Returns
/// nullopt and sets `wrong` to the first rule that cannot be read.
std::optional<std::vector<ParsedMark>> parse_marks(std::string_view text, std::string& wrong);

/// Whether the element has an attribute that `read_marks` reads.
bool has_marks(dom::NodeId element, const dom::Tree& tree);

/// An element and the cells to which its attributes apply.
struct MarkedCells {
  dom::NodeId element;
  CellRange range;
  std::string heading;  // of the column, for messages to people who type; may be empty
};

/// Reads data-mark, data-list, data-prompt, data-note and title of an element into the sheet. Notes only if `has_note`:
/// they belong to single cells. Reports: sheet/invalid-mark, sheet/invalid-list, and formula errors.
void read_marks(const MarkedCells& cells, bool has_note, Sheet& sheet, BuildContext& context);

/// Writes places for names in the formulas of marks and lists, once all sheets are known. Reports:
/// sheet/formula-no-sheet, sheet/formula-no-column, sheet/invalid-list.
void place_marks(Sheet& sheet, const TableColumns& own, BuildContext& context);

/// Marks the rows and columns beside which folded groups end.
void end_folded_groups(Sheet& sheet);

/// Shifts marks, notes and pictures after rows were inserted.
void move_marks_down(std::span<const RowsAdded> added, Sheet& sheet);

}  // namespace gongwen::sheet
