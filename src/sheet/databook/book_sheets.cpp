#include "sheet/databook/book_sheets.h"

#include "data/table_frame.h"
#include "diagnostics/catalogue/databook.h"
#include "intake/cells.h"
#include "intake/given_values.h"

#include <algorithm>
#include <set>

namespace gongwen::databook {
namespace {

namespace messages = diagnostics::messages;

data::TableRow row_of(std::uint32_t number, const SheetRow& cells) {
  data::TableRow row{number + 1, {}, {}};
  for (const auto& [column, cell] : cells) {
    row.cells.resize(column);
    row.cells.push_back({kind_of(cell->type), cell->text, {}, cell->shown});
    if (cell->trouble != data::CellError::None || is_blank(*cell)) row.cells.back().kind = data::CellKind::Empty;
  }
  return row;
}

/// The number of known headings in a sheet.
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
  // Rows missing in the file are empty.
  if (row_ < next_->first) return data::TableRow{++row_, {}, {source_, place_, place_}};
  data::TableRow row = row_of(next_->first, next_->second);
  row.place = {source_, place_, place_ + static_cast<std::uint32_t>(next_->second.size())};
  for (data::TableCell& cell : row.cells) cell.place = {source_, place_, place_};
  for (const auto& [column, cell] : next_->second) {
    row.cells[column].place = {source_, place_, place_ + 1};
    ++place_;
    if (cell->trouble != data::CellError::None) report_trouble(*cell, file_, sink);
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
    // At least half of its headings are known, too.
    const bool is_same = found.known > 0 && 2 * found.known >= found.count && 2 * found.known >= of_best.known;
    is_only = is_only && !is_same;
    sink.report(is_same ? messages::DatabookSameTable : messages::DatabookUnknownSheet, diagnostics::Origin{}, file,
                is_same ? best->name : sheet->name, sheet->name);
  }
  if (!is_only) return nullptr;
  report_beside_table(*best, knows, file, sink);
  return best;
}

namespace {

using data::CellError;
using intake::LooseCell;

bool has_cells(const SheetCells& sheet) {
  return std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const auto& row) {
    return std::any_of(row.second.begin(), row.second.end(), [](const auto& cell) { return !is_blank(*cell.second); });
  });
}

std::string area_text(const intake::CellArea& area) {
  return intake::cell_reference_text({area.first_row, area.first_column}) + ":" +
         intake::cell_reference_text({area.last_row, area.last_column});
}

/// `5, 7-9`, abbreviated if there are many.
std::string row_list(const std::vector<std::uint32_t>& rows) {
  constexpr std::size_t kMostStretches = 10;
  std::string text;
  std::size_t stretches = 0;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t last = i;
    while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1) ++last;
    if (++stretches > kMostStretches) return text + " …";
    text += (text.empty() ? "" : ", ") + std::to_string(rows[i] + 1);
    if (last > i) text += "-" + std::to_string(rows[last] + 1);
    i = last + 1;
  }
  return text;
}

}  // namespace

std::string place_text(const std::string& sheet, std::uint32_t row, std::uint32_t column) {
  return sheet + "!" + intake::cell_reference_text({row, column});
}

data::CellKind kind_of(intake::RawType type) {
  switch (type) {
    case intake::RawType::Number: return data::CellKind::Number;
    case intake::RawType::Boolean: return data::CellKind::Boolean;
    case intake::RawType::Date: return data::CellKind::Date;
    case intake::RawType::Text:
    case intake::RawType::Choice: return data::CellKind::Text;
  }
  return data::CellKind::Text;
}

bool is_blank(const LooseCell& cell) {
  return cell.trouble == CellError::None && intake::trim_blanks(cell.text).empty();
}

BookSheets::BookSheets(const intake::ReturnedFile& book) {
  std::map<std::string, SheetCells, std::less<>> sheets;
  std::vector<std::string> order;
  for (const LooseCell& cell : book.loose_cells) {
    const auto [sheet, added] = sheets.try_emplace(cell.sheet);
    if (added) {
      sheet->second.name = cell.sheet;
      order.push_back(cell.sheet);
    }
    sheet->second.rows[cell.row][cell.column] = &cell;
  }
  for (const intake::SheetView& view : book.sheets) {
    if (const auto sheet = sheets.find(view.name); sheet != sheets.end()) sheet->second.view = &view;
  }
  for (const std::string& name : order) {
    SheetCells& sheet = sheets.find(name)->second;
    const bool is_hidden = sheet.view != nullptr && sheet.view->is_hidden;
    if (intake::is_own_sheet(name, is_hidden)) {
      own_.push_back(std::move(sheet));
    } else if (has_cells(sheet) && is_hidden) {
      hidden_.push_back(name);
    } else if (has_cells(sheet)) {
      visible_.push_back(std::move(sheet));
    }
  }
}

const SheetCells* BookSheets::own(std::string_view name) const {
  const auto sheet = std::find_if(own_.begin(), own_.end(), [name](const SheetCells& one) { return one.name == name; });
  return sheet == own_.end() ? nullptr : &*sheet;
}

bool BookSheets::is_hidden(std::string_view name) const {
  return std::find(hidden_.begin(), hidden_.end(), name) != hidden_.end();
}

void BookSheets::report_hidden(const std::string& file, diagnostics::DiagnosticSink& sink) const {
  for (const std::string& name : hidden_) {
    sink.report(messages::DatabookHiddenSheet, diagnostics::Origin{}, file, name);
  }
}

void BookSheets::add_cell(SheetCells& sheet, LooseCell cell) {
  spread_.push_back(std::move(cell));
  sheet.rows[spread_.back().row][spread_.back().column] = &spread_.back();
}

void BookSheets::spread_merges(SheetCells& sheet) {
  if (sheet.view == nullptr) return;
  std::vector<LooseCell> copies;
  for (const intake::CellArea& merge : sheet.view->merges) {
    const auto first = sheet.rows.find(merge.first_row);
    const auto top = first == sheet.rows.end() ? SheetRow::iterator() : first->second.find(merge.first_column);
    if (merge.last_row == merge.first_row || first == sheet.rows.end() || top == first->second.end()) continue;
    for (auto row = std::next(first); row != sheet.rows.end() && row->first <= merge.last_row; ++row) {
      const bool is_row =
          std::any_of(row->second.begin(), row->second.end(), [](const auto& cell) { return !is_blank(*cell.second); });
      // A covered value is reported, not replaced.
      const auto covered = row->second.find(merge.first_column);
      const bool is_reported = covered != row->second.end() && covered->second->trouble == CellError::Invisible;
      if (!is_row || is_reported) continue;
      copies.push_back(*top->second);
      copies.back().row = row->first;
    }
  }
  for (LooseCell& copy : copies) add_cell(sheet, std::move(copy));
}

bool report_trouble(const LooseCell& cell, const std::string& file, diagnostics::DiagnosticSink& sink) {
  const std::string place = file + " " + place_text(cell.sheet, cell.row, cell.column);
  const auto report = [&](diagnostics::DiagnosticId id) {
    sink.report(id, diagnostics::Origin{}, place, cell.text);
    return true;
  };
  switch (cell.trouble) {
    case CellError::Error: return report(messages::DatabookCellError);
    case CellError::NoResult: return report(messages::DatabookNoResult);
    case CellError::Damaged:
    case CellError::Twice: return report(messages::DatabookDamagedCell);
    case CellError::Invisible: return report(messages::DatabookInvisible);
    case CellError::Picture: return report(messages::DatabookPicture);
    case CellError::PartHidden:
      sink.report(messages::DatabookHiddenPart, diagnostics::Origin{}, place, cell.unseen);
      return true;
    case CellError::None: break;
  }
  return data::is_cell_error(cell.text) && report(messages::DatabookCellError);
}

namespace {

/// Reports cells of the table whose text is struck through.
void report_crossed_out(const SheetCells& sheet, const ReadArea& area, const std::string& file,
                        diagnostics::DiagnosticSink& sink) {
  constexpr std::size_t kMostNamed = 10;
  std::string cells;
  std::size_t count = 0;
  for (auto row = sheet.rows.lower_bound(area.first_row); row != sheet.rows.end(); ++row) {
    if (area.skipped.contains(row->first)) continue;
    for (const auto& [column, cell] : row->second) {
      if (!cell->is_struck || !std::binary_search(area.columns.begin(), area.columns.end(), column)) continue;
      if (++count > kMostNamed) break;
      cells += (cells.empty() ? "" : ", ") + intake::cell_reference_text({row->first, column});
    }
  }
  if (count > kMostNamed) cells += ", …";
  if (count > 0) sink.report(messages::DatabookCrossedOut, diagnostics::Origin{}, file + " " + sheet.name, cells);
}

}  // namespace

void report_odd_format(const LooseCell& cell, const std::string& file, diagnostics::DiagnosticSink& sink) {
  if (cell.odd_format.empty()) return;
  sink.report(messages::DatabookOddFormat, diagnostics::Origin{},
              file + " " + place_text(cell.sheet, cell.row, cell.column), cell.text, cell.odd_format);
}

void report_beside(const SheetCells& sheet, const ReadArea& area, const std::string& file,
                   diagnostics::DiagnosticSink& sink) {
  if (sheet.view == nullptr) return;
  const auto is_read = [&area](std::uint32_t column) {
    return std::binary_search(area.columns.begin(), area.columns.end(), column);
  };
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t row : sheet.view->hidden_rows) {
    const bool has_cells = sheet.rows.contains(row);
    if (has_cells && row >= area.first_row && !area.skipped.contains(row)) rows.push_back(row);
  }
  std::string hidden = row_list(rows);
  for (const std::uint32_t column : sheet.view->hidden_columns) {
    const bool has_values = std::any_of(
        sheet.rows.lower_bound(area.first_row), sheet.rows.end(),
        [column, &area](const auto& row) { return !area.skipped.contains(row.first) && row.second.contains(column); });
    if (!is_read(column) || !has_values) continue;
    std::string letters = intake::cell_reference_text({0, column});
    letters.pop_back();
    hidden += (hidden.empty() ? "" : ", ") + letters;
  }
  if (!hidden.empty())
    sink.report(messages::DatabookHiddenCells, diagnostics::Origin{}, file + " " + sheet.name, hidden);
  for (const intake::CellArea& merge : sheet.view->merges) {
    if (!area.is_list || merge.first_row < area.first_row) continue;
    const auto begin = std::lower_bound(area.columns.begin(), area.columns.end(), merge.first_column);
    const auto end = std::upper_bound(area.columns.begin(), area.columns.end(), merge.last_column);
    const auto row = sheet.rows.find(merge.first_row);
    if (end - begin < 2 || row == sheet.rows.end() || !row->second.contains(merge.first_column)) continue;
    sink.report(messages::DatabookMergedColumns, diagnostics::Origin{},
                file + " " + place_text(sheet.name, merge.first_row, merge.first_column), area_text(merge));
  }
  report_crossed_out(sheet, area, file, sink);
  for (const intake::OverCells& over : sheet.view->over) {
    if (over.sort == intake::OverSort::Margin || area.values.contains(&over)) continue;
    const auto place = intake::parse_cell_reference(over.cell);
    // Notes at headings and at the titles of lines belong to the workbook.
    const bool is_own = place && (place->row < area.first_row || (!area.is_list && !is_read(place->column)));
    if (is_own && !over.text.empty()) continue;
    const std::string where = file + " " + sheet.name + (over.cell.empty() ? "" : "!" + over.cell);
    if (over.text.empty()) {
      sink.report(messages::DatabookPictureOver, diagnostics::Origin{}, where);
    } else {
      sink.report(messages::DatabookOverCells, diagnostics::Origin{}, where, over.text);
    }
  }
}

}  // namespace gongwen::databook
