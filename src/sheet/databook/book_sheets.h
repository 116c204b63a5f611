// The sheets of a workbook as people see them: without hidden ones, and with merged values spread over their cells.
// Also tables that people wrote themselves, and reports about content beside the cells.
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

/// Whether a cell has neither text nor a formula without a calculated result.
bool is_blank(const intake::LooseCell& cell);

class BookSheets {
 public:
  /// `book` must outlive the object.
  explicit BookSheets(const intake::ReturnedFile& book);
  BookSheets(const BookSheets&) = delete;
  BookSheets& operator=(const BookSheets&) = delete;

  /// The sheets with visible cells, in the order of the workbook.
  std::vector<SheetCells>& visible() { return visible_; }
  /// A hidden sheet of this program, whose name starts with `_`; null if absent.
  const SheetCells* own(std::string_view name) const;

  /// Reports hidden sheets with cells that people made: databook/hidden-sheet.
  void report_hidden(const std::string& file, diagnostics::DiagnosticSink& sink) const;

  /// Whether a hidden sheet with cells that people made has this name.
  bool is_hidden(std::string_view name) const;

  /// Adds a cell that the file does not have: a picture that lies over it, or the value of a merge.
  void add_cell(SheetCells& sheet, intake::LooseCell cell);

  /// Copies the value of a merge over several rows into each of them that has other cells.
  void spread_merges(SheetCells& sheet);

 private:
  std::vector<SheetCells> visible_;
  std::vector<SheetCells> own_;
  std::vector<std::string> hidden_;
  std::deque<intake::LooseCell> spread_;  // a deque, because pointers to its elements must stay valid
};

// Content of a sheet besides the cells that are read.

/// The part of a sheet that is read: rows from `first_row` on, in these columns.
struct ReadArea {
  std::uint32_t first_row = 0;
  std::vector<std::uint32_t> columns;              // ascending
  bool is_list = true;                             // rows of several columns; false: lines of one value each
  std::set<std::uint32_t> skipped = {};            // rows that are not read
  std::set<const intake::OverCells*> values = {};  // pictures that are read as values
};

/// Reports content that people may see but that is not read as data: databook/hidden-cells, databook/crossed-out,
/// databook/merged-columns, databook/over-cells, databook/picture-over.
void report_beside(const SheetCells& sheet, const ReadArea& area, const std::string& file,
                   diagnostics::DiagnosticSink& sink);

/// Reports why a cell has no value: a formula that failed or was not calculated, a picture, an invisible text.
/// Returns whether there was anything to report. Reports: databook/cell-error, databook/no-result, databook/invisible,
/// databook/hidden-part, databook/picture, databook/damaged-cell.
bool report_trouble(const intake::LooseCell& cell, const std::string& file, diagnostics::DiagnosticSink& sink);

/// Reports a number or date whose displayed form is unknown because of its format: databook/odd-format.
void report_odd_format(const intake::LooseCell& cell, const std::string& file, diagnostics::DiagnosticSink& sink);

// Tables that people wrote themselves: which sheet holds the table, and its rows.

// SheetRows: a sheet as a table source. Places of its cells refer to a separate source in `sources`, which names them
// (`名单!B3`).

class SheetRows final : public data::TableSource {
 public:
  /// The sheet, `file` and `sources` must outlive the object.
  SheetRows(const SheetCells& sheet, const std::string& file, resources::SourceStore& sources);

  diagnostics::SourceId source() const override { return source_; }
  /// The next row; cells without a value are empty. Reports: see report_trouble.
  std::optional<data::TableRow> next_row(diagnostics::DiagnosticSink& sink) override;
  /// The cell at a place of the source; null if absent.
  const intake::LooseCell* cell_at(std::uint32_t place) const {
    return place < cells_.size() ? cells_[place] : nullptr;
  }

 private:
  const SheetCells& sheet_;
  const std::string& file_;
  diagnostics::SourceId source_;
  std::vector<const intake::LooseCell*> cells_;  // place n of the source is cell n
  std::map<std::uint32_t, SheetRow>::const_iterator next_;
  std::uint32_t row_ = 0;
  std::uint32_t place_ = 0;
};

/// Chooses the visible sheet with the most known headings, and spreads its merged values. Reports the other sheets,
/// hidden ones included, and content beside the cells.
/// Returns null after a report if no sheet qualifies, or if another one also holds rows of the table.
/// Reports: databook/no-table, databook/same-table, databook/unknown-sheet, databook/hidden-sheet, and report_beside.
const SheetCells* choose_sheet(BookSheets& sheets, const data::KnowsHeading& knows, const std::string& file,
                               diagnostics::DiagnosticSink& sink);

/// Reports content beside the cells of a table that is read from its headings on. Reports: see report_beside.
void report_beside_table(const SheetCells& sheet, const data::KnowsHeading& knows, const std::string& file,
                         diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
