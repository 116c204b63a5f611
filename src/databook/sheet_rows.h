// Tables of people's own on the sheets of a workbook: which sheet holds the table, and its rows.
#pragma once

#include "data/table_frame.h"
#include "databook/book_sheets.h"
#include "resources/source_store.h"

#include <string>
#include <vector>

namespace gongwen::databook {

// SheetRows: a sheet as a table, row by row. The places of its cells are in a separate source, which knows them by
// their names (`名单!B3`).

class SheetRows final : public data::TableSource {
 public:
  /// The sheet and the sources live as long.
  SheetRows(const SheetCells& sheet, const std::string& file, resources::SourceStore& sources);

  diagnostics::SourceId source() const override { return source_; }
  /// Cells without a value are empty. Reports: see report_trouble.
  std::optional<data::TableRow> next_row(diagnostics::DiagnosticSink& sink) override;
  /// The cell that a place in the source is.
  const intake::LooseCell* cell_at(std::uint32_t place) const {
    return place < cells_.size() ? cells_[place] : nullptr;
  }

 private:
  const SheetCells& sheet_;
  const std::string& file_;
  diagnostics::SourceId source_;
  std::vector<const intake::LooseCell*> cells_;  // in their order; place n of the source is cell n
  std::map<std::uint32_t, SheetRow>::const_iterator next_;
  std::uint32_t row_ = 0;
  std::uint32_t place_ = 0;
};

/// The sheet that a table is on: the visible one whose headings are known best. Merged values count for all rows. Other
/// visible sheets, hidden ones, and what is over the cells are reported.
/// Returns: null when there is none, or when another one holds rows of the table, too, which has been reported.
/// Reports: databook/no-table, databook/same-table, databook/unknown-sheet, databook/hidden-sheet, and report_beside.
const SheetCells* choose_sheet(BookSheets& sheets, const data::KnowsHeading& knows, const std::string& file,
                               diagnostics::DiagnosticSink& sink);

/// What is beside the cells of a table that is read from its headings on. Reports: see report_beside.
void report_beside_table(const SheetCells& sheet, const data::KnowsHeading& knows, const std::string& file,
                         diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
