#include "images/pixels.h"

#include <cmath>
#include <csetjmp>

#include <png.h>

namespace gongwen::images {
namespace {

bool is_opaque(const Pixels& pixels) {
  for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) {
    if (pixels.rgba[i] != '\xFF') return false;
  }
  return true;
}

void append_bytes(png_structp png, png_bytep bytes, std::size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), size);
}
void flush_nothing(png_structp) {}
void stay_silent(png_structp, png_const_charp) {}

void write_head(png_structp png, png_infop info, const Pixels& pixels, const PngOptions& options, bool opaque) {
  png_set_IHDR(png, info, pixels.width, pixels.height, 8, opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (options.dpi > 0) {
    constexpr double kInchesPerMetre = 1 / 0.0254;
    const auto per_metre = static_cast<png_uint_32>(std::lround(options.dpi * kInchesPerMetre));
    png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
  }
  if (!options.color_profile.empty()) {
    png_set_iCCP(png, info, "ICC", PNG_COMPRESSION_TYPE_BASE,
                 reinterpret_cast<png_const_bytep>(options.color_profile.data()),
                 static_cast<png_uint_32>(options.color_profile.size()));
  }
  png_write_info(png, info);
  if (opaque) png_set_filler(png, 0, PNG_FILLER_AFTER);  // each pixel comes with an alpha, which is left out
}

/// Nothing here has a destructor, since errors jump. Errors: of memory, or a profile that the library refuses.
bool write_picture(const Pixels& pixels, const PngOptions& options, bool opaque, std::string& out) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, stay_silent);
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png)) != 0) {  // NOLINT(cert-err52-cpp)
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, &out, append_bytes, flush_nothing);
  write_head(png, info, pixels, options, opaque);
  const auto* row = reinterpret_cast<png_const_bytep>(pixels.rgba.data());
  for (std::uint32_t y = 0; y < pixels.height; ++y, row += std::size_t{4} * pixels.width) png_write_row(png, row);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

std::string write_png(const Pixels& pixels, const PngOptions& options) {
  std::string out;
  const bool opaque = is_opaque(pixels);
  if (write_picture(pixels, options, opaque, out)) return out;
  out.clear();
  write_picture(pixels, {options.dpi, {}}, opaque, out);
  return out;
}

}  // namespace gongwen::images
