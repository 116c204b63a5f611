// Reads returned Word files (DOCX, DOCM) in this process. Files of unknown origin must be read through file_reader.h.
#pragma once

#include "intake/read_returned.h"
#include "intake/returned_file.h"
#include "schema/schema.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// The values of a Word form: what its controls show. Fields that are not named as ours are are foreign_fields. With
/// UnnamedCells::Collect, the cells of tables and the lines of text are loose cells, for read_by_labels. Never fails:
/// errors are notices.
ReturnedFile read_docx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

/// A workbook or a Word file, by the type of its main part.
ReturnedFile read_office_form(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

/// Keeps the first of several ticked boxes of a field that has one value by the schema. Reports: intake/two-ticks.
void check_ticks(ReturnedFile& file, const schema::Schema& schema);

// Word files without named fields: tables that were typed again.

/// A field and what the form calls it.
struct LabelledField {
  std::string pointer;
  std::string label;
};

/// Reads the values beside labels: in the cell after the label or below a head, after a colon in the same cell or line.
/// Rows below a head of a list become its items. `printed` are texts of the form, which are no values (see label_text).
/// Reports texts that were not taken: intake/by-label, intake/text-beside.
void read_by_labels(const std::vector<LabelledField>& fields, const std::set<std::string>& printed, ReturnedFile& file);

}  // namespace gongwen::intake
