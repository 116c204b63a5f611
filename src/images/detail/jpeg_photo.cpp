// JPEG files as photos are: read in a smaller size, and written.
#include "images/detail/decode.h"
#include "images/detail/jpeg_errors.h"

#include <algorithm>
#include <cstdlib>

namespace gongwen::images {
namespace {

constexpr int kQuality = 90;

unsigned denominator(std::uint32_t longest, std::uint32_t side) {
  for (const unsigned by : {8U, 4U, 2U}) {
    if (longest / by >= side) return by;
  }
  return 1;
}

/// What a picture is read into: memory that its owner has made as large as it must be once the size is known.
struct Target {
  Pixels& pixels;
  std::string& row;
};

void read_rows(jpeg_decompress_struct& info, const Target& target) {
  char* out = target.pixels.rgba.data();
  auto* row = reinterpret_cast<unsigned char*>(target.row.data());
  while (info.output_scanline < info.output_height) {
    jpeg_read_scanlines(&info, &row, 1);
    for (std::size_t x = 0; x < info.output_width; ++x) {
      out = std::copy_n(target.row.data() + 3 * x, 3, out);
      *out++ = '\xFF';
    }
  }
}

/// Nothing here has a destructor, since errors jump.
bool read_picture(std::string_view bytes, std::uint32_t side, const Target& target) {
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
  info.out_color_space = JCS_RGB;
  info.scale_num = 1;
  info.scale_denom = denominator(std::max(info.image_width, info.image_height), side);
  jpeg_start_decompress(&info);
  target.pixels.width = info.output_width;
  target.pixels.height = info.output_height;
  target.row.resize(std::size_t{3} * info.output_width);
  target.pixels.rgba.resize(std::size_t{4} * info.output_width * info.output_height);
  read_rows(info, target);
  const bool sound = errors.manager.num_warnings == 0;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return sound;
}

/// The same; `out` belongs to the library's allocator.
bool write_picture(const Pixels& pixels, std::string& row, unsigned char*& out, unsigned long& size) {
  jpeg_compress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = pixels.width;
  info.image_height = pixels.height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  auto* line = reinterpret_cast<unsigned char*>(row.data());
  for (std::size_t y = 0; y < pixels.height; ++y) {
    const char* from = pixels.rgba.data() + 4 * y * pixels.width;
    for (std::size_t x = 0; x < pixels.width; ++x) std::copy_n(from + 4 * x, 3, row.data() + 3 * x);
    jpeg_write_scanlines(&info, &line, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

bool read_size(std::string_view bytes, std::uint64_t& count) {
  jpeg_decompress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  count = std::uint64_t{info.image_width} * info.image_height;
  jpeg_destroy_decompress(&info);
  return true;
}

}  // namespace

bool is_too_large_jpeg(std::string_view bytes, std::uint64_t max_pixels) {
  std::uint64_t count = 0;
  return read_size(bytes, count) && count > max_pixels;
}

bool read_jpeg_scaled(std::string_view bytes, std::uint32_t side, Pixels& pixels) {
  std::string row;
  return read_picture(bytes, side, {pixels, row});
}

std::string write_jpeg(const Pixels& pixels) {
  std::string row(std::size_t{3} * pixels.width, '\0');
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const bool written = write_picture(pixels, row, out, size);
  std::string bytes = written ? std::string(reinterpret_cast<const char*>(out), size) : std::string();
  std::free(out);  // NOLINT(cppcoreguidelines-no-malloc): the library's
  return bytes;
}

}  // namespace gongwen::images
