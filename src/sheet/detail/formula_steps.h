// The formulas of a workbook being built: names become places, references are checked, results are computed.
#pragma once

#include "sheet/detail/sheet_attributes.h"

#include <cstdint>

namespace gongwen::sheet {

// Formulas of one sheet; complete_formulas() repeats both steps when all sheets are known.

/// Writes places for the names of columns and `{row}` in the sheet's formulas. `own` are the columns of its table, and
/// `first_row` the number of its first row. Reports, if wanted: sheet/formula-no-sheet, sheet/formula-no-column.
void place_formulas(Sheet& sheet, const TableColumns& own, std::uint32_t first_row, bool reports,
                    BuildContext& context);

/// A sheet, or a part of one whose other rows are not known.
struct PartOfSheet {
  Sheet* sheet;
  std::uint32_t first_row;
  bool is_part;
};

/// Computes results from the cells of this sheet and the ones before, for widths of columns and for charts.
void compute_formulas(const PartOfSheet& sheet, const BuildContext& context);

// Formulas of a workbook whose sheets are all built.

/// Checks the sheets and defined names that formulas refer to. Reports: sheet/formula-no-sheet, sheet/formula-no-name.
void check_formulas(const BuildContext& context);
/// Writes places for names in the formulas of all sheets, checks their references and computes their results.
/// Reports: sheet/formula-…
void complete_formulas(BuildContext& context);

}  // namespace gongwen::sheet
