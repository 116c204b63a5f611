// Codes in the page margins, by which scans of printed and signed pages are recognised. They are artifacts, so screen
// readers skip them and text searches do not find them.
//   paint::add_page_codes(painted, {"GW1:ZJ-2026-000123-7:5F2B09AA71C0", "ZJ-2026-000123-7"}, images);
// On the second of four pages the code reads `GW1:ZJ-2026-000123-7:5F2B09AA71C0:2/4`. Only documents for which the
// caller asks (PageCode of the engine) have them; all others are byte for byte the same as without this module.
#pragma once

#include "images/image_set.h"
#include "paint/display_list.h"

#include <string>

namespace gongwen::paint {

struct PageCodeText {
  std::string code;   // capitals, digits and ` $%*+-./:`; `:2/4` is appended on each page
  std::string label;  // in small type, above `2/4`
};

// Distance of the code from the edges of the page, in mm, within reach of printers. Code and label stay within 19.5 mm
// of both edges, where the margins of all document kinds are free (tests/command/test_page_codes.py).
inline constexpr double kPageCodeFromRight = 5.5;
inline constexpr double kPageCodeFromTop = 5;

/// Adds a code to the upper right corner of each page, above all other content; pages are counted over the whole file.
/// The images are kept in `images`, which must outlive the document. Reports: images/qr-too-long.
void add_page_codes(PaintedDocument& document, const PageCodeText& text, images::ImageSet& images);

}  // namespace gongwen::paint
