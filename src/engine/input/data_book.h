// Reads data workbooks as data.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "intake/read_returned.h"

#include <optional>
#include <string>

namespace gongwen::engine {

/// Whether a file with this name is read as a workbook.
bool is_workbook(std::string_view path);

/// Reads a data workbook or a filled-in form into a JSON text of the run, whose values know their cells. A separate
/// process reads the file. Reports: resources/*, intake/*, databook/*.
base::Expected<diagnostics::SourceId> read_data_book(const DataSource& source, const CompiledKind& kind, Run& run);

/// The JSON of a workbook with the cell of each pointer.
struct BookData {
  std::string json;
  data::CellPlaces places;
};
BookData data_of_cells(const intake::ReturnedFile& file, const std::string& path, const CompiledKind& kind,
                       diagnostics::DiagnosticSink& sink);

/// The data of a workbook that has been read, a data workbook or a filled-in form.
/// Reports: intake/*, databook/*.
base::Expected<BookData> data_of_book(const intake::ReturnedFile& file, const std::string& path,
                                      const CompiledKind& kind, diagnostics::DiagnosticSink& sink);

/// Options for data workbooks, which are larger than forms and have unnamed cells.
intake::IntakeOptions data_book_options();

/// Reports a notice of the file reader with title and place of its field.
void report_notice(const intake::Notice& notice, const std::string& path, const schema::Schema* schema,
                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
