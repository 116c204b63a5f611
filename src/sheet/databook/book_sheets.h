// The sheets of a workbook as people see them: hidden ones apart, merged cells with the value that covers them.
#pragma once

#include "data/table_frame.h"
#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"
#include "resources/read_file.h"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

using SheetRow = std::map<std::uint32_t, const intake::LooseCell*>;  // by column

struct SheetCells {
  std::string name;
  std::map<std::uint32_t, SheetRow> rows;
  const intake::SheetView* view = nullptr;  // null: nothing is merged or hidden
};

/// `单位!B7`
std::string place_text(const std::string& sheet, std::uint32_t row, std::uint32_t column);

data::CellKind kind_of(intake::RawType type);

/// A cell without text is not blank if it has a formula that nobody has calculated.
bool is_blank(const intake::LooseCell& cell);

class BookSheets {
 public:
  /// `book` outlives the sheets.
  explicit BookSheets(const intake::ReturnedFile& book);
  BookSheets(const BookSheets&) = delete;
  BookSheets& operator=(const BookSheets&) = delete;

  /// Those with cells that people can see, in the order of the workbook.
  std::vector<SheetCells>& visible() { return visible_; }
  /// A sheet of the program's own, whose name starts with `_`; null when there is none.
  const SheetCells* own(std::string_view name) const;

  /// Hidden sheets of somebody else's, with cells, are named. Reports: databook/hidden-sheet.
  void report_hidden(const std::string& file, diagnostics::DiagnosticSink& sink) const;

  /// A value that is merged over several rows counts for each of them that has other cells.
  void spread_merges(SheetCells& sheet);

 private:
  std::vector<SheetCells> visible_;
  std::vector<SheetCells> own_;
  std::vector<std::string> hidden_;
  std::deque<intake::LooseCell> spread_;  // never move
};

// What a sheet has beside the cells that are read.

/// Part of a sheet that is read: its rows from the first one on, in these columns.
struct ReadArea {
  std::uint32_t first_row = 0;
  std::vector<std::uint32_t> columns;    // ascending
  bool is_list = true;                   // rows of several columns; false: lines, each with one value
  std::set<std::uint32_t> skipped = {};  // rows that are not read
};

/// Reports: databook/hidden-cells, databook/crossed-out, databook/merged-columns, databook/over-cells,
/// databook/picture-over.
void report_beside(const SheetCells& sheet, const ReadArea& area, const std::string& file,
                   diagnostics::DiagnosticSink& sink);

/// Why a cell has no value: a formula that failed or was not calculated, a picture, an invisible text.
/// Returns: whether there was something to report. Reports: databook/cell-error, databook/no-result,
/// databook/invisible, databook/hidden-part, databook/picture, databook/damaged-cell.
bool report_trouble(const intake::LooseCell& cell, const std::string& file, diagnostics::DiagnosticSink& sink);

/// Reports a number or date of which it is not known what its format shows: databook/odd-format.
void report_odd_format(const intake::LooseCell& cell, const std::string& file, diagnostics::DiagnosticSink& sink);

// Tables of people's own on the sheets of a workbook: which sheet holds the table, and its rows.

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
