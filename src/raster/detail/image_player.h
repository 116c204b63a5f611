// ImagePlayer: images on a page of pixels, each unpacked once.
#pragma once

#include "images/image.h"
#include "raster/detail/cairo_library.h"

#include <map>
#include <string>

namespace gongwen::raster {

class ImagePlayer {
 public:
  /// Draws an image into the unit square, y down, upright, of the context's coordinates.
  void draw(cairo_t* context, const images::Image& image);

 private:
  struct Bitmap {
    std::string pixels;  // the surface's memory
    Surface surface;
  };
  /// One run over the items of a drawing.
  class DrawingPlayer;

  void draw(cairo_t* context, const images::RasterImage& raster);
  void draw(cairo_t* context, const images::Drawing& drawing);
  cairo_surface_t* surface_of(const images::RasterImage& raster);

  std::map<const images::RasterImage*, Bitmap> bitmaps_;  // looked up only; never walked through
};

}  // namespace gongwen::raster
