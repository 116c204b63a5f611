// Writing a page as SVG (SVG 1.1, second edition): what is drawn, with the text above it as text that can be selected
// and searched for.
//   const std::string page = svg::write_svg(document, 0, fonts);
#pragma once

#include "base/path.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <functional>
#include <string>

namespace gongwen::svg {

struct SvgOptions {
  /// What all identifiers start with: pages that are in one HTML document must not share it.
  std::string id_prefix = "g";
  /// Where the file of a page is, as an address from beside this one. Without it, or where it is empty, links to other
  /// pages are left out, as those to a place on the same page always are.
  std::function<std::string(std::size_t page)> address_of_page = {};
  /// The places that can be filled in are tinted.
  bool shows_fields = false;
};

/// A page as one file, which needs no other: glyphs are outlines, images are in it. It looks the same in all programs,
/// whatever fonts they have. The text is transparent; header, footer and other furniture are hidden from screen
/// readers. The same page gives the same bytes.
std::string write_svg(const paint::PaintedDocument& document, std::size_t page, const text::FontLibrary& fonts,
                      const SvgOptions& options = {});

}  // namespace gongwen::svg
