#include "images/detail/decode.h"
#include "images/detail/jpeg_errors.h"

#include <algorithm>

namespace gongwen::images {
namespace {

/// Where the pixels go: rows of RGB, each after a number of zeros.
struct RgbRows {
  unsigned char* out;
  std::size_t zeros;
};

/// One row of CMYK as RGB. Adobe's files count from white.
unsigned char* append_as_rgb(const unsigned char* row, std::size_t width, bool inverted, unsigned char* out) {
  for (std::size_t x = 0; x < width; ++x) {
    const unsigned char* const ink = row + 4 * x;
    const unsigned black = inverted ? ink[3] : 255U - ink[3];
    for (int c = 0; c < 3; ++c) {
      const unsigned color = inverted ? ink[c] : 255U - ink[c];
      *out++ = static_cast<unsigned char>((color * black + 127) / 255);
    }
  }
  return out;
}

void read_rows(jpeg_decompress_struct& info, unsigned char* row, RgbRows rows) {
  const bool is_cmyk = info.out_color_space == JCS_CMYK;
  const bool inverted = info.saw_Adobe_marker != 0;
  unsigned char* out = rows.out;
  while (info.output_scanline < info.output_height) {
    out = std::fill_n(out, rows.zeros, static_cast<unsigned char>(0));
    unsigned char* target = is_cmyk ? row : out;
    jpeg_read_scanlines(&info, &target, 1);
    out = is_cmyk ? append_as_rgb(row, info.output_width, inverted, out) : out + std::size_t{3} * info.output_width;
  }
}

/// Nothing here has a destructor, since errors jump.
bool read_picture(std::string_view bytes, bool is_cmyk, unsigned char* row, RgbRows rows) {
  jpeg_decompress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  limit_scans(info, errors);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  read_rows(info, row, rows);
  const bool sound = errors.manager.num_warnings == 0;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return sound;
}

bool unpack(std::string_view bytes, const RasterImage& raster, bool is_cmyk, std::size_t zeros, std::string& out) {
  std::string row(is_cmyk ? std::size_t{4} * raster.width : 0, '\0');
  out.assign((std::size_t{3} * raster.width + zeros) * raster.height, '\0');
  return read_picture(bytes, is_cmyk, reinterpret_cast<unsigned char*>(row.data()),
                      {reinterpret_cast<unsigned char*>(out.data()), zeros});
}

}  // namespace

bool unpack_cmyk_as_rgb(std::string_view bytes, RasterImage& raster) {
  return unpack(bytes, raster, true, 1, raster.pixels);  // the zero is PNG's filter: none
}

bool unpack_jpeg(const RasterImage& raster, std::string& rgb) {
  return unpack(raster.pixels, raster, raster.model == ColorModel::Cmyk, 0, rgb);
}

}  // namespace gongwen::images
