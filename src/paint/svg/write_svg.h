// Writes a page as SVG (SVG 1.1, second edition): the drawing, with transparent text above it for selecting and
// searching.
//   const std::string page = svg::write_svg(document, 0, fonts);
#pragma once

#include "base/path.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <functional>
#include <string>

namespace gongwen::svg {

struct SvgOptions {
  /// The prefix of all identifiers: pages in the same HTML document need different ones.
  std::string id_prefix = "g";
  /// Returns the address of another page's file, relative to this one. Without the function, or if it returns an empty
  /// text, links to other pages are omitted; links to a place on the same page always are.
  std::function<std::string(std::size_t page)> address_of_page = {};
  /// Tints the places that can be filled in.
  bool shows_fields = false;
};

/// A page as one self-contained file: glyphs are outlines, images are embedded, so that it looks the same in all
/// programs, whatever fonts they have. The text is transparent; header, footer and other furniture are hidden from
/// screen readers. The same page always gives the same bytes.
std::string write_svg(const paint::PaintedDocument& document, std::size_t page, const text::FontLibrary& fonts,
                      const SvgOptions& options = {});

}  // namespace gongwen::svg
