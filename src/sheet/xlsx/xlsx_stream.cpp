#include "sheet/xlsx/xlsx_stream.h"

#include "diagnostics/catalogue/xlsx.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library_file.h"
#include "sheet/xlsx/detail/mark_writer.h"
#include "sheet/xlsx/detail/sheet_writers.h"

#include <optional>

namespace gongwen::xlsx {

struct XlsxStream::Parts {
  Parts(const XlsxOptions& given, diagnostics::DiagnosticSink& diagnostic_sink)
      : options(given), sink(diagnostic_sink), file(options, sink) {}

  XlsxOptions options;
  diagnostics::DiagnosticSink& sink;
  LibraryFile file;
  Outcome outcome;
  LibraryWorkbook library;
  lxw_worksheet* worksheet = nullptr;
  SheetRows* rows = nullptr;
  std::optional<FormatWriter> formats;
  bool is_open = false;
};

XlsxStream::XlsxStream(const XlsxOptions& options, diagnostics::DiagnosticSink& sink)
    : parts_(std::make_unique<Parts>(options, sink)) {}

XlsxStream::~XlsxStream() {
  if (parts_->is_open) parts_->file.remove();
}

bool XlsxStream::begin(const sheet::Workbook& workbook, std::uint32_t first_row, const RoomNeeded& room) {
  Parts& parts = *parts_;
  if (!parts.file.check_places(room, Keeping::Rows)) return false;
  parts.is_open = true;
  auto opened = parts.file.open();
  if (!opened) return false;
  parts.library = *std::move(opened);
  parts.file.write_properties(workbook, parts.library.get(), parts.outcome);
  parts.formats.emplace(parts.library.get());
  const sheet::Sheet& sheet = workbook.sheets.front();
  parts.formats->extend(workbook);
  parts.worksheet = parts.file.add_sheet(parts.library.get(), sheet.name);
  if (parts.worksheet == nullptr) return false;
  parts.rows = parts.file.add_rows(workbook, 0);
  if (parts.rows == nullptr) return false;
  write_columns(sheet, parts.worksheet, *parts.formats, parts.outcome);
  return add_rows(workbook, first_row);
}

bool XlsxStream::add_rows(const sheet::Workbook& workbook, std::uint32_t first_row) {
  Parts& parts = *parts_;
  if (const auto error = find_workbook_error(workbook)) {
    parts.sink.report(diagnostics::messages::XlsxInvalidWorkbook, error->origin, error->what);
    return false;
  }
  if (workbook.formats.size() > kMaxFormatsApart) {
    parts.sink.report(diagnostics::messages::XlsxTooManyFormats, workbook.sheets.front().origin,
                      workbook.formats.size(), kMaxFormatsApart);
    return false;
  }
  parts.formats->extend(workbook);
  const sheet::Sheet& sheet = workbook.sheets.front();
  if (!parts.file.write_rows(*parts.rows, workbook, sheet, first_row)) return false;
  write_outline(sheet, parts.worksheet, parts.outcome);
  write_merges_and_links(sheet, parts.worksheet, *parts.formats, parts.outcome);
  return !parts.outcome.failed() || parts.file.close(std::move(parts.library), parts.outcome);
}

bool XlsxStream::finish(const sheet::Workbook& workbook, std::uint32_t first_row) {
  Parts& parts = *parts_;
  if (!add_rows(workbook, first_row)) return false;
  const sheet::Sheet& sheet = workbook.sheets.front();
  write_table(sheet, parts.worksheet, parts.outcome, first_row);
  ListSheet lists(workbook);
  write_validations(sheet, parts.worksheet, lists, parts.outcome);
  write_marks(sheet, parts.worksheet, *parts.formats, parts.outcome);
  write_setup(sheet, parts.worksheet, parts.file.header_files(), parts.outcome);
  parts.outcome.check(number_formats(parts.worksheet, *parts.formats, 0, 0, workbook.formats.size()));
  lists.write(parts.library.get(), parts.outcome);
  if (!parts.file.close(std::move(parts.library), parts.outcome)) return false;
  parts.is_open = false;
  return true;
}

}  // namespace gongwen::xlsx
