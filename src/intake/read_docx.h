// Reads returned Word files (DOCX, DOCM) in this process. Files of unknown origin must be read through file_reader.h.
#pragma once

#include "intake/read_returned.h"
#include "intake/returned_file.h"
#include "schema/schema.h"

#include <string_view>

namespace gongwen::intake {

/// Reads the values of a Word form: the texts that its controls show. Fields with foreign names become foreign_fields.
/// With UnnamedCells::Collect, the cells of tables and the lines of text are loose cells, for read_by_labels
/// (word_labels.h). Never fails: errors are notices.
ReturnedFile read_docx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

/// Reads a workbook or a Word file, by the type of its main part.
ReturnedFile read_office_form(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

/// Keeps the first of several ticked boxes of a field that has one value by the schema. Reports: intake/two-ticks.
void check_ticks(ReturnedFile& file, const schema::Schema& schema);

}  // namespace gongwen::intake
