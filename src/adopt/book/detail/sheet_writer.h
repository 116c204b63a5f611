// Writes the XML of a sheet: its rows from the tape of the expansion, everything else as in the template, at its new
// place.
#pragma once

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/cell_writer.h"
#include "adopt/book/detail/packed_text.h"
#include "adopt/book/detail/sheet_places.h"
#include "adopt/book/detail/tape.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>

namespace gongwen::book {

struct SheetSource {
  const BookModel& book;
  std::size_t number;
  const Tape& tape;
  TextStyles& styles;
};

/// Whether anything in the sheet changes.
bool changes_sheet(const SheetSource& source, const Relocation& relocation);

/// Reports: book/gaps.
PackedText write_sheet(const SheetSource& source, FormulaMover& mover);

}  // namespace gongwen::book
