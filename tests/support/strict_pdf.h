// StrictPdf: the pages of a file that FileWriter wrote, as the letter of ISO 32000-1 has them. Content streams are read
// token by token: two numbers need a delimiter (section 7.2.3), each operator has the operands that annex A gives it,
// text objects, marked content and saved states lie within each other. Nothing is guessed: what lenient readers
// ignore is an error. The text of a page is what its codes mean (section 9.10), each glyph where the operators put it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::tests {

/// A glyph that a page shows, in points from the lower left corner of the page.
struct StrictGlyph {
  std::u32string text;
  double x = 0;  // its origin
  double y = 0;
  double end_x = 0;  // the origin of what follows
  double end_y = 0;
};

struct StrictPage {
  double left = 0;  // of the media box, in points
  double bottom = 0;
  double right = 0;
  double top = 0;
  std::vector<StrictGlyph> glyphs;  // in the order of the stream
};

struct StrictPdf {
  std::vector<StrictPage> pages;
  std::size_t streams = 0;          // of content that were read: of pages, forms and patterns
  std::vector<std::string> errors;  // each with where it is
};

/// Of a file with several revisions the first is read.
StrictPdf read_strictly(std::string_view file);

/// Whether all of a glyph is off the page; blanks never are.
bool is_off(const StrictGlyph& glyph, const StrictPage& page);

}  // namespace gongwen::tests
