// Several forms merged into one PDF: which pages belong to which form.
#pragma once

#include "intake/returned_file.h"

#include <string>
#include <vector>

namespace gongwen::intake {

/// A field of the file and the page of its first widget; a field that occurs twice has two entries.
struct PlacedField {
  std::string pointer;
  std::size_t page = 0;
  int font = 0;  // number of the font with which its form drew it; 0 if another program did
};

struct PdfParts {
  std::vector<FormPart> parts;  // empty if there is only one form
  bool certain = true;          // false: several forms that cannot be separated
};

/// A new form starts on the page where a field occurs for the second time. To be certain, all forms must have the same
/// fields on the first page and the same fields altogether, apart from the numbers of list items, and no page may use
/// the font of another form. Otherwise pages were left out or shuffled, or the forms are of different kinds, and the
/// owner of a field is unknown.
PdfParts find_pdf_parts(const std::vector<PlacedField>& fields);

}  // namespace gongwen::intake
