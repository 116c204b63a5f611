// What was put on the pages of a PDF form beside its fields: annotations, and text, pictures and lines over the page.
#pragma once

#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_shown.h"

#include <string>
#include <vector>

namespace gongwen::intake {

/// A field on its page, for saying what lies over it.
struct FieldArea {
  std::string pointer;
  std::size_t page = 0;
  PdfRectangle rect;
};

/// Looks through all pages, and keeps what is printed on them where the form says what it was given.
/// Tells: intake/text-beside, intake/mark-beside. Pages without marked content are not ours, and nobody knows what was
/// printed on them.
void tell_beside(const PdfFile& pdf, const std::vector<FieldArea>& fields, PdfShownReader& reader, ReturnedFile& file);

}  // namespace gongwen::intake
