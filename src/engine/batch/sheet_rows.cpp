#include "engine/batch/record_source.h"
#include "intake/read_returned.h"
#include "resources/read_file.h"

#include <map>

namespace gongwen::engine {
namespace {

/// As CSV writes a cell: in quotation marks, those inside doubled.
void append_cell(std::string& row, std::string_view text) {
  row.push_back('"');
  for (const char c : text) {
    if (c == '"') row.push_back('"');
    row.push_back(c);
  }
  row.push_back('"');
}

}  // namespace

base::Expected<std::vector<SheetRow>> read_sheet_rows(const std::string& path, diagnostics::DiagnosticSink& sink) {
  const intake::IntakeLimits limits;
  const base::Expected<std::string> bytes = resources::read_bytes(path, {limits.most_bytes}, sink);
  if (!bytes) return base::kReported;
  intake::IntakeOptions options;
  options.unnamed = intake::UnnamedCells::Collect;
  const intake::ReturnedFile file = intake::read_returned(*bytes, options);
  const diagnostics::ErrorWatch watch(sink);
  for (const intake::Notice& notice : file.notices) {
    if (notice.of_field) continue;
    std::vector<std::string> arguments = {path};
    arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
    sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
  }
  if (watch.saw_errors()) return base::kReported;
  std::map<std::uint32_t, std::map<std::uint32_t, std::string_view>> cells;
  for (const intake::LooseCell& cell : file.loose_cells) {
    if (cell.sheet == file.loose_cells.front().sheet) cells[cell.row][cell.column] = cell.text;
  }
  std::vector<SheetRow> rows;
  for (const auto& [number, row] : cells) {
    SheetRow made{number + 1, {}};
    std::uint32_t column = 0;
    for (const auto& [place, text] : row) {
      for (; column < place; ++column) made.text.push_back(',');
      append_cell(made.text, text);
    }
    rows.push_back(std::move(made));
  }
  return rows;
}

}  // namespace gongwen::engine
