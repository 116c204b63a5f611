// Media: the images of a document, each once, as files that all readers know.
#pragma once

#include "images/image.h"
#include "ofd/detail/canvas.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::ofd {

struct MediaFile {
  Identifier identifier = 0;
  std::string name;         // `image_12.png`
  std::string_view format;  // `PNG`
  std::string bytes;
};

class Media {
 public:
  explicit Media(Identifiers& identifiers) : identifiers_(identifiers) {}

  /// The resource of an image that lives as long as this.
  Identifier add(const images::RasterImage& raster);
  /// Those of all images so far, in the order of their numbers.
  std::vector<MediaFile> take_files() { return std::exchange(files_, {}); }

 private:
  Identifiers& identifiers_;
  std::map<const images::RasterImage*, Identifier> known_;  // looked up only; never walked through
  std::vector<MediaFile> files_;
};

/// Draws an image over the unit square, y down, under `placed`.
void draw_image(const images::Image& image, const base::Transform& placed, Media& media, Canvas& canvas);

}  // namespace gongwen::ofd
