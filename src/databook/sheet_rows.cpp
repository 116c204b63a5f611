#include "databook/sheet_rows.h"

#include "diagnostics/catalogue/databook.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;

data::TableRow row_of(std::uint32_t number, const SheetRow& cells) {
  data::TableRow row{number + 1, {}, {}};
  for (const auto& [column, cell] : cells) {
    row.cells.resize(column);
    row.cells.push_back({kind_of(cell->type), cell->text, {}, cell->shown});
    if (cell->trouble != data::CellTrouble::None || is_blank(*cell)) row.cells.back().kind = data::CellKind::Empty;
  }
  return row;
}

/// The headings of a sheet as a table, if any is known.
struct SheetHeadings {
  std::size_t known = 0;
  std::size_t count = 0;
  std::uint32_t row = 0;
};

SheetHeadings headings_of(const SheetCells& sheet, const data::KnowsHeading& knows) {
  std::vector<data::TableRow> first;
  for (const auto& [number, cells] : sheet.rows) {
    if (first.size() == data::kRowsWithHeadings) break;
    first.push_back(row_of(number, cells));
  }
  data::TableFrame frame(knows);
  const auto found = frame.find_headings(first);
  if (!found) return {};
  return {frame.known(), frame.count(), static_cast<std::uint32_t>(first[*found].number - 1)};
}

}  // namespace

SheetRows::SheetRows(const SheetCells& sheet, const std::string& file, resources::SourceStore& sources)
    : sheet_(sheet), file_(file), next_(sheet.rows.begin()) {
  std::vector<resources::CellAt> places;
  for (const auto& [number, row] : sheet.rows) {
    for (const auto& [column, cell] : row) {
      places.push_back({static_cast<std::uint32_t>(cells_.size()), place_text(sheet.name, number, column)});
      cells_.push_back(cell);
    }
  }
  source_ = sources.add_cells(file, {}, std::move(places));
}

std::optional<data::TableRow> SheetRows::next_row(diagnostics::DiagnosticSink& sink) {
  sink.go_on();
  if (next_ == sheet_.rows.end()) return std::nullopt;
  // Rows that the file does not have are empty ones.
  if (row_ < next_->first) return data::TableRow{++row_, {}, {source_, place_, place_}};
  data::TableRow row = row_of(next_->first, next_->second);
  row.place = {source_, place_, place_ + static_cast<std::uint32_t>(next_->second.size())};
  for (data::TableCell& cell : row.cells) cell.place = {source_, place_, place_};
  for (const auto& [column, cell] : next_->second) {
    row.cells[column].place = {source_, place_, place_ + 1};
    ++place_;
    if (cell->trouble != data::CellTrouble::None) report_trouble(*cell, file_, sink);
    report_odd_format(*cell, file_, sink);
  }
  row_ = next_->first + 1;
  ++next_;
  return row;
}

void report_beside_table(const SheetCells& sheet, const data::KnowsHeading& knows, const std::string& file,
                         diagnostics::DiagnosticSink& sink) {
  ReadArea area{headings_of(sheet, knows).row + 1, {}, true};
  if (const auto heads = sheet.rows.find(area.first_row - 1); heads != sheet.rows.end()) {
    for (const auto& [column, cell] : heads->second) area.columns.push_back(column);
  }
  report_beside(sheet, area, file, sink);
}

const SheetCells* choose_sheet(BookSheets& sheets, const data::KnowsHeading& knows, const std::string& file,
                               diagnostics::DiagnosticSink& sink) {
  sheets.report_hidden(file, sink);
  const SheetCells* best = nullptr;
  SheetHeadings of_best;
  std::vector<std::pair<const SheetCells*, SheetHeadings>> all;
  for (SheetCells& sheet : sheets.visible()) {
    sheets.spread_merges(sheet);
    const SheetHeadings found = headings_of(sheet, knows);
    all.emplace_back(&sheet, found);
    if (best != nullptr && found.known <= of_best.known) continue;
    best = &sheet;
    of_best = found;
  }
  if (best == nullptr) {
    sink.report(messages::DatabookNoTable, diagnostics::Origin{}, file);
    return nullptr;
  }
  bool is_only = true;
  for (const auto& [sheet, found] : all) {
    if (sheet == best) continue;
    // Most of its headings are known, too.
    const bool is_same = found.known > 0 && 2 * found.known >= found.count && 2 * found.known >= of_best.known;
    is_only = is_only && !is_same;
    sink.report(is_same ? messages::DatabookSameTable : messages::DatabookUnknownSheet, diagnostics::Origin{}, file,
                is_same ? best->name : sheet->name, sheet->name);
  }
  if (!is_only) return nullptr;
  report_beside_table(*best, knows, file, sink);
  return best;
}

}  // namespace gongwen::databook
