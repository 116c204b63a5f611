#include "store/detail/workbook_table.h"

namespace gongwen::store {
namespace {

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

}  // namespace

void WorkbookTable::put(std::size_t row, std::size_t column, data::CellKind kind, std::string text) {
  texts_.push_back(std::move(text));
  const diagnostics::Span place{source_, 0, 0};
  rows_[row][column] = {kind, texts_.back(), place};
}

std::optional<data::TableRow> WorkbookTable::next_row(diagnostics::DiagnosticSink&) {
  if (rows_.empty() || next_ > rows_.rbegin()->first) return std::nullopt;
  data::TableRow row{next_ + 1, {}, {source_, 0, 0}};
  if (const auto found = rows_.find(next_); found != rows_.end()) {
    for (const auto& [column, cell] : found->second) {
      row.cells.resize(column, {data::CellKind::Empty, {}, row.place});
      row.cells.push_back(cell);
    }
  }
  ++next_;
  return row;
}

std::unique_ptr<WorkbookTable> make_workbook_table(const std::string& path, const std::vector<intake::LooseCell>& cells,
                                                   const std::string& sheet, const Workspace& workspace) {
  auto table = std::make_unique<WorkbookTable>(workspace.sources.add_name(path));
  for (const intake::LooseCell& cell : cells) {
    if (cell.sheet == sheet) table->put(cell.row, cell.column, kind_of(cell.type), cell.text);
  }
  return table;
}

}  // namespace gongwen::store
