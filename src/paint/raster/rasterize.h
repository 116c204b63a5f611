// Renders pages as PNG pictures.
//   const std::string file = raster::rasterize(document.pages[0], fonts, {.dpi = 96}, sink);
#pragma once

#include "base/loaded_library.h"
#include "diagnostics/diagnostic.h"
#include "images/image_set.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <memory>
#include <optional>
#include <string>

namespace gongwen::raster {

/// Why pages cannot be rendered: the library is missing. nullopt if they can.
const std::optional<base::LibraryError>& find_rasterizer();

struct RasterOptions {
  /// Pixels per inch of paper, a positive number; a CSS px is 1/96 inch.
  double dpi = 150;
};

/// A PNG file on white paper, which states its resolution. Colours are sRGB; profiles of images are not applied.
/// Returns an empty text after reporting an error. Reports: raster/no-library, raster/too-large, raster/failed.
std::string rasterize(const paint::PageDisplay& page, const text::FontLibrary& fonts, const RasterOptions& options,
                      diagnostics::DiagnosticSink& sink);

/// Returns a painter for the effects of filters in drawings. Whether the library is available is determined at the
/// first drawing; `sink` decides whether to continue.
std::unique_ptr<images::DrawingPainter> drawing_painter(const diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::raster
