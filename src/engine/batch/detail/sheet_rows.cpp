#include "engine/batch/detail/record_source.h"
#include "engine/input/data_book.h"
#include "intake/file_reader.h"
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

std::vector<SheetRow> rows_of(const intake::ReturnedFile& file) {
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

bool report_notices(const intake::ReturnedFile& file, const std::string& path, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  for (const intake::Notice& notice : file.notices) {
    if (notice.of_field) continue;
    std::vector<std::string> arguments = {path};
    arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
    sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
  }
  return !watch.saw_errors();
}

/// Whether the sheets are not a table of records, but belong to one.
bool is_one_record(const intake::ReturnedFile& file) {
  return file.is_data_workbook || !file.fields.empty() || !file.stamp.kind.empty();
}

}  // namespace

base::Expected<WorkbookContents> read_workbook(const std::string& path, const CompiledKind& kind,
                                               diagnostics::DiagnosticSink& sink) {
  const base::Expected<std::string> bytes = resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, sink);
  if (!bytes) return base::kReported;
  const intake::ReturnedFile file = kind.file_reader->read(*bytes, data_book_options(), sink.stop_check());
  WorkbookContents contents;
  if (!is_one_record(file)) {
    if (!report_notices(file, path, sink)) return base::kReported;
    contents.rows = rows_of(file);
    return contents;
  }
  diagnostics::DiagnosticSink own;
  base::Expected<BookData> data = data_of_book(file, path, kind, own);
  if (!data) {
    for (const diagnostics::Diagnostic& diagnostic : own.diagnostics()) sink.add(diagnostic);
    return base::kReported;
  }
  Record& record = contents.record.emplace();
  record.place = record.source_name = path;
  record.text = std::move(data->json);
  record.cells = std::move(data->places);
  record.remarks = own.diagnostics();
  return contents;
}

}  // namespace gongwen::engine
