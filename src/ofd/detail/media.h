// Media: the images of a document, each once, as files that all readers know.
#pragma once

#include "images/image_set.h"
#include "images/pixels.h"
#include "ofd/detail/canvas.h"

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace gongwen::ofd {

struct MediaFile {
  Identifier identifier = 0;
  std::string name;         // `image_12.png`
  std::string_view format;  // `PNG`
  std::string bytes;
};

/// Copies of an image that make one picture, wherever on the page it is.
struct TiledPicture {
  const images::RasterImage* raster = nullptr;
  base::LayoutUnit left;  // of the first copy, counted from the area
  base::LayoutUnit top;
  base::Size copy;
  base::Size step;
  base::Size area;

  friend bool operator<(const TiledPicture& a, const TiledPicture& b) { return a.key() < b.key(); }

 private:
  std::tuple<const images::RasterImage*, base::LayoutUnit, base::LayoutUnit, base::LayoutUnit, base::LayoutUnit,
             base::LayoutUnit, base::LayoutUnit, base::LayoutUnit, base::LayoutUnit>
  key() const {
    return {raster, left, top, copy.width, copy.height, step.width, step.height, area.width, area.height};
  }
};

class Media {
 public:
  explicit Media(Identifiers& identifiers) : identifiers_(identifiers) {}

  /// The resource of an image that lives as long as this.
  Identifier add(const images::RasterImage& raster);
  /// That of a picture of tiles; `paint` is asked for its pixels, unless it is there already.
  Identifier add_tiles(const TiledPicture& tiles, const std::function<images::Pixels()>& paint);
  /// Those of all images so far, in the order of their numbers.
  std::vector<MediaFile> take_files() { return std::exchange(files_, {}); }

 private:
  Identifier add_file(images::ImageFile file);

  Identifiers& identifiers_;
  std::map<TiledPicture, Identifier> tiled_;                // likewise
  std::map<const images::RasterImage*, Identifier> known_;  // looked up only; never walked through
  std::vector<MediaFile> files_;
};

/// Draws an image over the unit square, y down, under `placed`.
void draw_image(const images::Image& image, const base::Transform& placed, Media& media, Canvas& canvas);

}  // namespace gongwen::ofd
