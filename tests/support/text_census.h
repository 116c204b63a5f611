// TextCensus: counts characters on their way through the stages, so that a test can say of each stage that it neither
// loses nor doubles any. Blanks and characters without a shape are left out everywhere: stages may add, drop and move
// those.
#pragma once

#include "support/laid_out.h"

#include <string>
#include <vector>

namespace gongwen::tests {

/// The characters that count, of UTF-8 or UTF-32.
std::u32string counted(std::string_view utf8);
std::u32string counted(std::u32string_view text);

/// The texts of all elements that are displayed and are not in the margins of pages, in the order of the document.
std::u32string displayed_text(const LaidOut& laid_out);

/// What one text box says, and what its fragments say together.
struct BoxCensus {
  boxes::BoxId box;
  bool generated = false;  // by a marker, ::before or ::after
  bool running = false;    // in a running element, which pages show in their margins as often as they like
  std::u32string meant;
  std::u32string placed;                    // in fragments that are not repetitions
  std::vector<std::u32string> repetitions;  // by page, of repeated table heads and feet
};

/// All text boxes, in the order of the document.
std::vector<BoxCensus> text_boxes(const LaidOut& laid_out);

/// What is drawn on a page: as content of the document, and as furniture.
struct DrawnText {
  std::u32string content;
  std::u32string artifacts;
  bool sticks_out = false;  // some of it lies beyond the page, where readers do not see it
};
DrawnText drawn_text(const paint::PageDisplay& page);

}  // namespace gongwen::tests
