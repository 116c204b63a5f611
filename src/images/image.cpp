#include "images/image.h"

namespace gongwen::images {

int RasterImage::channels() const {
  switch (model) {
    case ColorModel::Gray:
    case ColorModel::Palette: return 1;
    case ColorModel::Rgb: return 3;
    case ColorModel::Cmyk: return 4;
  }
  return 1;
}

}  // namespace gongwen::images
