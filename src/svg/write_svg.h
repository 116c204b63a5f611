// Writing a page as SVG (SVG 1.1, second edition): what is drawn, with the text above it as text that can be selected
// and searched for.
//   const std::string page = svg::write_svg(document.pages[0], document.information, fonts);
#pragma once

#include "paint/display_list.h"
#include "text/font_library.h"

#include <string>

namespace gongwen::svg {

struct SvgOptions {
  /// What all identifiers begin with: pages that stand in one HTML document must not share it.
  std::string id_prefix = "g";
};

/// One file, which needs no other: glyphs are outlines, images are in it. It looks the same in all programs, whatever
/// fonts they have. The text is transparent; header, footer and other furniture are hidden from screen readers. Links
/// to other pages of the document are left out, those to addresses are there. The same page gives the same bytes.
std::string write_svg(const paint::PageDisplay& page, const paint::DocumentInformation& information,
                      const text::FontLibrary& fonts, const SvgOptions& options = {});

}  // namespace gongwen::svg
