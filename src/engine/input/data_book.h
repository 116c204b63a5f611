// Data workbooks, read as data.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "intake/read_returned.h"

#include <optional>
#include <string>

namespace gongwen::engine {

/// Whether a file of this name is read as a workbook.
bool is_workbook(std::string_view path);

/// Reads a workbook, of data or a filled form, into a JSON text of the run, whose values know their cells. It is read
/// in its own process. Reports: resources/*, intake/*, databook/*.
base::Expected<diagnostics::SourceId> read_data_book(const DataSource& source, const CompiledKind& kind, Run& run);

/// The same of cells that were read already.
struct BookData {
  std::string json;
  data::CellPlaces places;
};
BookData data_of_cells(const intake::ReturnedFile& file, const std::string& path, const CompiledKind& kind,
                       diagnostics::DiagnosticSink& sink);

/// The same of a whole workbook, of data or a filled form.
/// Reports: intake/*, databook/*.
base::Expected<BookData> data_of_book(const intake::ReturnedFile& file, const std::string& path,
                                      const CompiledKind& kind, diagnostics::DiagnosticSink& sink);

/// How a workbook with data is read: larger than forms, and with all its cells.
intake::IntakeOptions data_book_options();

/// A notice of the reader of a file, with title and place of the field that is meant.
void report_notice(const intake::Notice& notice, const std::string& path, const schema::Schema* schema,
                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
