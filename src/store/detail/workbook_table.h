// WorkbookTable: a sheet of a workbook as a table, row by row.
#pragma once

#include "data/table_source.h"
#include "intake/returned_file.h"
#include "store/store_contents.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::store {

class WorkbookTable final : public data::TableSource {
 public:
  explicit WorkbookTable(diagnostics::SourceId source) : source_(source) {}

  void put(std::size_t row, std::size_t column, data::CellKind kind, std::string text);

  diagnostics::SourceId source() const override { return source_; }
  std::optional<data::TableRow> next_row(diagnostics::DiagnosticSink& sink) override;

 private:
  diagnostics::SourceId source_;
  std::map<std::size_t, std::map<std::size_t, data::TableCell>> rows_;
  std::size_t next_ = 0;
  std::deque<std::string> texts_;  // never move
};

/// The cells of one sheet.
std::unique_ptr<WorkbookTable> make_workbook_table(const std::string& path, const std::vector<intake::LooseCell>& cells,
                                                   const std::string& sheet, const Workspace& workspace);

}  // namespace gongwen::store
