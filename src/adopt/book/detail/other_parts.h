// The parts of a workbook, besides its sheets, that refer to cells: defined names, tables, charts, notes, drawings,
// pivot tables.
#pragma once

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/sheet_places.h"
#include "diagnostics/diagnostic.h"
#include "package/zip_archive.h"

#include <map>
#include <string>

namespace gongwen::book {

/// Adds the parts that change to `changed`.
/// Reports: book/gaps, book/table-empty, book/lost-note.
void move_other_parts(const BookModel& book, package::ZipArchive& zip, FormulaMover& mover,
                      std::map<std::string, std::string, std::less<>>& changed, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::book
