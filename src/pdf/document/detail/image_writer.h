// ImageWriter: images as XObjects (ISO 32000-1 sections 8.9 and 8.10): pixels as image XObjects, drawings as forms.
// Each image of the document is written once, when it is drawn first.
#pragma once

#include "images/pixels.h"
#include "pdf/syntax/detail/file_writer.h"

#include <map>
#include <string>

namespace gongwen::pdf {

class ImageWriter {
 public:
  explicit ImageWriter(FileWriter& file) : file_(file) {}

  /// An XObject, and whether it has parts that are not opaque.
  struct Written {
    ObjectNumber object;
    bool has_transparency = false;
  };
  const Written& write(const images::Image& image);
  Written write(const images::RasterImage& raster);

 private:
  std::string color_space(const images::RasterImage& raster);
  ObjectNumber write_alpha(const images::RasterImage& raster);
  ObjectNumber write_profile(const std::string& profile, int channels);

  FileWriter& file_;
  std::map<const images::Image*, Written> written_;  // looked up only; never walked through
  std::map<std::string, ObjectNumber> profiles_;
};

/// Turns the unit square of an image upside down: PDF's images count y upwards.
inline constexpr base::Transform kUpsideDown{1, 0, 0, -1, 0, 1};

}  // namespace gongwen::pdf
