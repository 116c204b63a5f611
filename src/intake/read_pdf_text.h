// Reading the text of a tagged PDF back, in its logical order, by a way of its own: content streams, the maps of the
// fonts, the tree of the structure. For checks that compare what was written with what was meant. Nothing is read
// twice, and no more than the limits allow, whatever the file is; its objects are still those of a library that knows
// no limits of time, so strangers' files are for read_returned.h.
#pragma once

#include "intake/detail/limits.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gongwen::intake {

struct PdfLogicalText {
  std::string fault = {};  // why nothing could be read; empty when all is well
  std::size_t pages = 0;
  std::string text = {};       // all elements' text one after the other; artifacts such as page numbers are left out
  std::size_t unmapped = 0;    // glyphs whose characters the file does not tell
  std::size_t references = 0;  // stretches of content that the structure names
  std::size_t missing = 0;     // of these, the ones that no page has
};

PdfLogicalText read_pdf_text(std::string_view bytes, const IntakeLimits& limits);

}  // namespace gongwen::intake
