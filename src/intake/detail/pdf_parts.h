// Forms joined to one PDF: which pages are of which.
#pragma once

#include "intake/returned_file.h"

#include <string>
#include <vector>

namespace gongwen::intake {

// Several forms joined to one PDF: which pages are of which.

/// A field of the file and the page of its first widget; one that is in the file twice is here twice.
struct PlacedField {
  std::string pointer;
  std::size_t page = 0;
  int font = 0;  // the number of the font that its form drew it with; 0 where another program did
};

struct PdfParts {
  std::vector<FormPart> parts;  // empty for one form
  bool certain = true;          // false: several forms that cannot be distinguished
};

/// A new form starts on the page where a field comes for the second time. Each of the forms then has the same fields on
/// its first page and the same fields altogether, except for the numbers of list items, and no page drawn with the font
/// of another form; otherwise pages were left out or shuffled, or the forms are of different kinds, and nothing says to
/// whom a field belongs.
PdfParts find_pdf_parts(const std::vector<PlacedField>& fields);

}  // namespace gongwen::intake
