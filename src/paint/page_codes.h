// Codes in the margins of pages, by which scans of printed and signed pages find their way back. They are artifacts:
// whoever listens to the document does not hear them, and what is searched for is not found in them.
//   paint::add_page_codes(painted, {"GW1:ZJ-2026-000123-7:5F2B09AA71C0", "ZJ-2026-000123-7"}, images);
// A document has them only where somebody asks for them (PageCode of the engine): no byte of any other one depends on
// this.
// On the second of four pages the code says `GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4`.
#pragma once

#include "images/image_set.h"
#include "paint/display_list.h"

#include <string>

namespace gongwen::paint {

struct PageCodeText {
  std::string code;   // capitals, digits and ` $%*+-./:`; `:2/4` follows on each page
  std::string label;  // in small type, above `2/4`
};

// Where the code is, from the edges of the page in mm: what printers can print. With its label it is within 19.5 mm
// from both, where the margins of all kinds are free (tests/command/test_page_codes.py).
inline constexpr double kPageCodeFromRight = 5.5;
inline constexpr double kPageCodeFromTop = 5;

/// In the upper right corner of each page, above all else that is there; the pages are counted as they are in the file.
/// Images stay in `images`, which must outlive the document. Reports: images/qr-too-long.
void add_page_codes(PaintedDocument& document, const PageCodeText& text, images::ImageSet& images);

}  // namespace gongwen::paint
