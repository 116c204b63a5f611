// Describes the pages of a PDF form, for comparison with those of the blank form: its widgets, and everything printed
// outside them.
#pragma once

#include "intake/detail/pdf_shown.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::intake {

/// A field with its pointer; the pointer is empty if the field's name does not contain one.
struct PointedField {
  const PdfField* field = nullptr;
  std::string pointer = {};
};

/// The width in points of the border that viewers draw around an annotation without appearance, such as a link.
double drawn_border(const PdfObject& annotation);

PageArea area_of(const PdfRectangle& rect);

/// Adds the widgets of the fields to their pages, in page order.
void add_widgets(const std::vector<PointedField>& fields, PdfShownReader& reader, const IntakeLimits& limits,
                 std::vector<FormPage>& pages);

/// The printed contents are kept for up to this many pages; forms have about ten.
constexpr std::size_t kMaxPrintedPages = 40;

/// Adds the printed contents of a page. `with_texts`: also adds the bounding boxes of characters as marks.
void add_printed(const ShownContent& content, bool with_texts, FormPage& page);

/// Marks fields as hidden if an annotation covers them: a white rectangle, a picture.
void hide_covered_fields(const PdfFile& pdf, PdfShownReader& reader, PdfFieldList& list);

}  // namespace gongwen::intake
