#include "images/detail/decode.h"

#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

namespace gongwen::images {
namespace {

struct ErrorHandler {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
};

void escape_on_error(j_common_ptr info) {
  std::longjmp(reinterpret_cast<ErrorHandler*>(info->err)->escape, 1);  // NOLINT(cert-err52-cpp): the library's way out
}
void stay_silent(j_common_ptr) {}

/// Reads rows of CMYK one after the other into `row` and hands them on.
void read_rows(jpeg_decompress_struct& info, unsigned char* row, unsigned char* out) {
  const bool inverted = info.saw_Adobe_marker != 0;
  while (info.output_scanline < info.output_height) {
    jpeg_read_scanlines(&info, &row, 1);
    *out++ = 0;  // PNG's filter: none
    for (unsigned x = 0; x < info.output_width; ++x) {
      const unsigned char* const ink = row + std::size_t{4} * x;
      const unsigned black = inverted ? ink[3] : 255U - ink[3];
      for (int c = 0; c < 3; ++c) {
        const unsigned color = inverted ? ink[c] : 255U - ink[c];
        *out++ = static_cast<unsigned char>((color * black + 127) / 255);
      }
    }
  }
}

/// Nothing here has a destructor, since errors jump.
bool read_picture(std::string_view bytes, unsigned char* row, unsigned char* out) {
  jpeg_decompress_struct info;
  ErrorHandler errors;
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = escape_on_error;
  errors.manager.output_message = stay_silent;
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_CMYK;
  jpeg_start_decompress(&info);
  read_rows(info, row, out);
  const bool sound = errors.manager.num_warnings == 0;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return sound;
}

}  // namespace

bool unpack_cmyk_as_rgb(std::string_view bytes, RasterImage& raster) {
  std::string row(std::size_t{4} * raster.width, '\0');
  raster.pixels.resize((std::size_t{3} * raster.width + 1) * raster.height);
  return read_picture(bytes, reinterpret_cast<unsigned char*>(row.data()),
                      reinterpret_cast<unsigned char*>(raster.pixels.data()));
}

}  // namespace gongwen::images
