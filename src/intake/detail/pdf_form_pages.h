// What the pages of a PDF form look like, for comparing them with those of the blank form: its places to fill in, and
// what is printed beside them.
#pragma once

#include "intake/detail/pdf_shown.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::intake {

/// A field as it is known by its pointer; empty where its name is none.
struct PointedField {
  const PdfField* field = nullptr;
  std::string pointer = {};
};

/// How wide a border viewers draw around an annotation without a picture, in points: that of a link.
double drawn_border(const PdfObject& annotation);

/// Adds the places of the fields to the pages, in the order of these.
void add_widgets(const std::vector<PointedField>& fields, PdfShownReader& reader, const IntakeLimits& limits,
                 std::vector<FormPage>& pages);

/// Of so many pages it is kept what is printed on them: forms have some ten.
constexpr std::size_t kMaxPrintedPages = 40;

/// Adds what is printed on a page. `with_texts`: the marks, too, that are characters.
void add_printed(const ShownContent& content, bool with_texts, FormPage& page);

/// Fields over which an annotation lies that hides them: a white rectangle, a picture.
void hide_covered_fields(const PdfFile& pdf, PdfShownReader& reader, PdfFieldList& list);

}  // namespace gongwen::intake
