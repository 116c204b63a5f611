#include "databook/sheet_rows.h"

#include "engine/batch/detail/record_source.h"
#include "engine/input/data_book.h"
#include "intake/file_reader.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

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
  intake::ReturnedFile file = kind.file_reader->read(*bytes, data_book_options(), sink.stop_check());
  WorkbookContents contents;
  if (!is_one_record(file)) {
    if (!report_notices(file, path, sink)) return base::kReported;
    auto table = std::make_shared<SheetTable>();
    table->file = std::move(file);
    table->sheets.emplace(table->file);
    diagnostics::DiagnosticSink own;
    const data::KnowsHeading knows = schema::TableRecords::headings_of(*kind.schema);
    table->sheet = databook::choose_sheet(*table->sheets, knows, path, own);
    table->remarks = own.diagnostics();
    if (table->sheet == nullptr || own.has_errors()) {
      for (const diagnostics::Diagnostic& diagnostic : table->remarks) sink.add(diagnostic);
      return base::kReported;
    }
    contents.table = std::move(table);
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
