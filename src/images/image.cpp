#include "images/image.h"

#include "images/detail/decode.h"

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

bool is_usable_profile(std::string_view profile, int channels) {
  constexpr std::size_t kHeaderSize = 128;
  if (profile.size() <= kHeaderSize || profile.substr(36, 4) != "acsp") return false;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(profile[i]);
  if (size != profile.size() || profile[8] > 4) return false;
  const std::string_view kind = profile.substr(12, 4);
  if (kind != "mntr" && kind != "prtr" && kind != "scnr" && kind != "spac") return false;
  const std::string_view space = profile.substr(16, 4);
  return (channels == 1 && space == "GRAY") || (channels == 3 && space == "RGB ") || (channels == 4 && space == "CMYK");
}

}  // namespace gongwen::images
