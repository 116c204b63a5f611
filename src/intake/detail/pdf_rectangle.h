// Places on a page of a PDF, in its own units.
#pragma once

#include "intake/detail/pdf_library.h"

#include <optional>

namespace gongwen::intake {

struct PdfRectangle {
  double left = 0;
  double bottom = 0;
  double right = 0;
  double top = 0;

  bool overlaps(const PdfRectangle& other) const {
    return left < other.right && other.left < right && bottom < other.top && other.bottom < top;
  }
  PdfRectangle grown(double by) const { return {left - by, bottom - by, right + by, top + by}; }
};

/// An array of four numbers, whichever corners they name; nothing for what is none.
std::optional<PdfRectangle> read_rectangle(const PdfObject& array);

/// What of a page is seen; nothing when the page does not say.
std::optional<PdfRectangle> page_rectangle(const PdfObject& page);

/// An entry of a page or of the node above it that has one (7.7.3.4).
PdfObject inherited_entry(const PdfObject& page, const PdfKey& key);

}  // namespace gongwen::intake
