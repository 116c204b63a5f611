#include "images/pixels.h"

#include "images/detail/decode.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <optional>
#include <vector>

#include <png.h>

namespace gongwen::images {
namespace {

/// Pages compress nearly as well on this level as on higher ones, in a third of the time.
constexpr int kCompressionLevel = 3;
constexpr std::size_t kMaxPalette = 256;
constexpr std::size_t kProfileSpace = 16;  // where an ICC profile states its colour space (ICC.1 section 7.2)
/// Text and drawings have repeating patterns, also at smoothed edges, which filters would hide. Photos have none.
constexpr std::size_t kMaxColorsOfDrawings = 4096;

std::uint32_t pixel_at(const Pixels& pixels, std::size_t index) {
  std::uint32_t pixel = 0;
  std::memcpy(&pixel, pixels.rgba.data() + 4 * index, 4);
  return pixel;
}

/// The colours of a picture in stored form, in order of first use, and their numbers.
class ColorTable {
 public:
  ColorTable() : slots_(4 * kMaxColorsOfDrawings, kFree) {}

  /// Returns false if there are too many.
  bool add(std::uint32_t color) {
    std::uint16_t& slot = find(color);
    if (slot != kFree) return true;
    if (colors_.size() == kMaxColorsOfDrawings) return false;
    slot = static_cast<std::uint16_t>(colors_.size());
    colors_.push_back(color);
    return true;
  }

  std::uint16_t number(std::uint32_t color) { return find(color); }
  const std::vector<std::uint32_t>& colors() const { return colors_; }

 private:
  static constexpr std::uint16_t kFree = 0xFFFF;

  std::uint16_t& find(std::uint32_t color) {
    std::size_t at = (color * 0x9E3779B1U >> 8U) % slots_.size();
    while (slots_[at] != kFree && colors_[slots_[at]] != color) at = (at + 1) % slots_.size();
    return slots_[at];
  }

  std::vector<std::uint16_t> slots_;
  std::vector<std::uint32_t> colors_;
};

/// nullopt if there are more colours than drawings have.
std::optional<ColorTable> count_colors(const Pixels& pixels) {
  ColorTable table;
  const std::size_t count = pixels.rgba.size() / 4;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t pixel = pixel_at(pixels, i);
    if (i > 0 && pixel == pixel_at(pixels, i - 1)) continue;
    if (!table.add(pixel)) return std::nullopt;
  }
  return table;
}

struct Channels {
  explicit Channels(std::uint32_t pixel) { std::memcpy(bytes.data(), &pixel, 4); }

  bool is_opaque() const { return bytes[3] == 0xFF; }
  bool is_gray() const { return bytes[0] == bytes[1] && bytes[1] == bytes[2]; }

  std::array<png_byte, 4> bytes{};
};

bool is_opaque(const Pixels& pixels) {
  for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) {
    if (pixels.rgba[i] != '\xFF') return false;
  }
  return true;
}

/// The smallest lossless form in which pixels can be written.
struct PngForm {
  int color_type = PNG_COLOR_TYPE_RGB_ALPHA;
  int bit_depth = 8;
  bool is_filtered = true;
  ColorTable colors;  // of a palette
};

int palette_depth(std::size_t colors) {
  for (const int depth : {1, 2, 4}) {
    if (colors <= std::size_t{1} << depth) return depth;
  }
  return 8;
}

PngForm choose_form(const Pixels& pixels, const PngOptions& options) {
  PngForm form;
  std::optional<ColorTable> colors = count_colors(pixels);
  if (!colors) {
    form.color_type = is_opaque(pixels) ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA;
    return form;
  }
  form.is_filtered = false;
  form.colors = *std::move(colors);
  const std::vector<std::uint32_t>& all = form.colors.colors();
  if (!std::all_of(all.begin(), all.end(), [](std::uint32_t color) { return Channels(color).is_opaque(); }))
    return form;
  const int depth = palette_depth(all.size());
  const bool is_gray =
      std::all_of(all.begin(), all.end(), [](std::uint32_t color) { return Channels(color).is_gray(); });
  // A profile fits only pixels with its own number of channels.
  const bool has_profile = !options.color_profile.empty();
  const bool has_gray_profile =
      options.color_profile.size() > kProfileSpace && options.color_profile.compare(kProfileSpace, 4, "GRAY") == 0;
  if (is_gray && (has_profile ? has_gray_profile : depth == 8)) {
    form.color_type = PNG_COLOR_TYPE_GRAY;
  } else if (all.size() <= kMaxPalette) {
    form.color_type = PNG_COLOR_TYPE_PALETTE;
    form.bit_depth = depth;
  } else {
    form.color_type = PNG_COLOR_TYPE_RGB;
  }
  return form;
}

void append_bytes(png_structp png, png_bytep bytes, std::size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), size);
}
void flush_nothing(png_structp) {}
void stay_silent(png_structp, png_const_charp) {}

void write_palette(png_structp png, png_infop info, const PngForm& form) {
  std::array<png_color, kMaxPalette> palette{};
  std::size_t count = 0;
  for (const std::uint32_t color : form.colors.colors()) {
    const Channels channels(color);
    palette[count++] = {channels.bytes[0], channels.bytes[1], channels.bytes[2]};
  }
  png_set_PLTE(png, info, palette.data(), static_cast<int>(count));
}

void write_head(png_structp png, png_infop info, const Pixels& pixels, const PngOptions& options, const PngForm& form) {
  png_set_compression_level(png, kCompressionLevel);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, form.is_filtered ? PNG_ALL_FILTERS : PNG_FILTER_NONE);
  png_set_IHDR(png, info, pixels.width, pixels.height, form.bit_depth, form.color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (form.color_type == PNG_COLOR_TYPE_PALETTE) write_palette(png, info, form);
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
  png_set_packing(png);  // rows have one byte for each channel, or for the index of a colour
}

/// Copies the first channels of each pixel.
template <std::size_t kChannels>
void copy_channels(const char* from, std::size_t pixels, char* to) {
  for (std::size_t x = 0; x < pixels; ++x, from += 4, to += kChannels) std::memcpy(to, from, kChannels);
}

/// Converts a row into the chosen form.
void fill_row(const Pixels& pixels, std::size_t y, PngForm& form, std::string& row) {
  const std::size_t first = y * pixels.width;
  if (form.color_type == PNG_COLOR_TYPE_PALETTE) {
    std::uint32_t last = pixel_at(pixels, first);
    char number = static_cast<char>(form.colors.number(last));
    for (std::size_t x = 0; x < pixels.width; ++x) {
      const std::uint32_t pixel = pixel_at(pixels, first + x);
      if (pixel != last) number = static_cast<char>(form.colors.number(last = pixel));
      row[x] = number;
    }
    return;
  }
  const char* const from = pixels.rgba.data() + 4 * first;
  switch (form.color_type) {
    case PNG_COLOR_TYPE_GRAY: return copy_channels<1>(from, pixels.width, row.data());
    case PNG_COLOR_TYPE_RGB: return copy_channels<3>(from, pixels.width, row.data());
    default: return copy_channels<4>(from, pixels.width, row.data());
  }
}

/// No object here may have a destructor, since errors leave by longjmp. Errors: out of memory, or a profile that the
/// library refuses.
bool write_picture(const Pixels& pixels, const PngOptions& options, PngForm& form, std::string& row, std::string& out) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, stay_silent);
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png)) != 0) {  // NOLINT(cert-err52-cpp)
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, &out, append_bytes, flush_nothing);
  write_head(png, info, pixels, options, form);
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    fill_row(pixels, y, form, row);
    png_write_row(png, reinterpret_cast<png_const_bytep>(row.data()));
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

std::string write_png(const Pixels& pixels, const PngOptions& options) {
  std::string out;
  PngForm form = choose_form(pixels, options);
  std::string row(std::size_t{4} * pixels.width, '\0');
  if (write_picture(pixels, options, form, row, out)) return out;
  out.clear();
  write_picture(pixels, {options.dpi, {}}, form, row, out);
  return out;
}

namespace {

/// Rows without filters, each preceded by a byte without meaning. They were checked when the image was read.
std::string unfiltered(const RasterImage& raster) {
  const std::size_t row_bytes =
      (std::size_t{raster.width} * static_cast<std::size_t>(raster.channels()) * raster.bits + 7) / 8;
  const std::size_t pixel_bytes =
      std::max<std::size_t>(1, static_cast<std::size_t>(raster.channels()) * raster.bits / 8);
  std::string rows((row_bytes + 1) * raster.height, '\0');
  if (raster.coding == PixelCoding::UnpackedRows) {
    rows = raster.pixels;
  } else {
    resources::inflate(raster.pixels, rows);
  }
  unfilter(rows.data(), row_bytes, raster.height, pixel_bytes);
  return rows;
}

/// Converts a sample to 8 bits.
unsigned char to_byte(unsigned value, unsigned bits) {
  if (bits == 16) return static_cast<unsigned char>(value >> 8);
  return static_cast<unsigned char>(bits == 8 ? value : value * 255 / ((1U << bits) - 1));
}

void append_pixel(const RasterImage& raster, const unsigned char* row, std::size_t x, std::string& rgba) {
  if (raster.model == ColorModel::Palette) {
    rgba += raster.palette.substr(std::size_t{3} * sample(row, x, raster.bits), 3);
    return;
  }
  const auto channels = static_cast<std::size_t>(raster.channels());
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t index = x * channels + std::min(c, channels - 1);
    rgba.push_back(static_cast<char>(to_byte(sample(row, index, raster.bits), raster.bits)));
  }
}

void unpack_rows(const RasterImage& raster, std::string& rgba) {
  const std::string rows = unfiltered(raster);
  const std::size_t stride = rows.size() / raster.height;
  for (std::size_t y = 0; y < raster.height; ++y) {
    const auto* const row = reinterpret_cast<const unsigned char*>(rows.data() + y * stride + 1);
    for (std::size_t x = 0; x < raster.width; ++x) {
      append_pixel(raster, row, x, rgba);
      rgba.push_back('\xFF');
    }
  }
}

void unpack_jpeg_rows(const RasterImage& raster, std::string& rgba) {
  std::string rgb;
  unpack_jpeg(raster, rgb);
  for (std::size_t i = 0; i + 3 <= rgb.size(); i += 3) {
    rgba.append(rgb, i, 3);
    rgba.push_back('\xFF');
  }
}

void take_alpha(const RasterImage& raster, std::string& rgba) {
  std::string rows = raster.alpha;
  unfilter(rows.data(), raster.width, raster.height, 1);
  std::size_t at = 3;
  for (std::size_t y = 0; y < raster.height; ++y) {
    for (std::size_t x = 0; x < raster.width; ++x, at += 4)
      rgba[at] = rows[y * (raster.width + std::size_t{1}) + 1 + x];
  }
}

/// Inserts an ICC profile in segments (ICC.1 annex B.4) after the marker at the start of a JPEG file.
std::string with_profile(const std::string& jpeg, const std::string& profile) {
  constexpr std::size_t kMaxPart = 65'519;
  const std::size_t parts = (profile.size() + kMaxPart - 1) / kMaxPart;
  std::string out = jpeg.substr(0, 2);
  for (std::size_t i = 0; i < parts; ++i) {
    const std::string part = profile.substr(i * kMaxPart, kMaxPart);
    const std::size_t length = part.size() + 16;
    out += {'\xFF', '\xE2', static_cast<char>(length >> 8), static_cast<char>(length & 0xFF)};
    out.append("ICC_PROFILE\0", 12);
    out += {static_cast<char>(i + 1), static_cast<char>(parts)};
    out += part;
  }
  return out + jpeg.substr(2);
}

}  // namespace

Pixels unpack_pixels(const RasterImage& raster) {
  Pixels pixels{raster.width, raster.height, {}};
  pixels.rgba.reserve(std::size_t{4} * raster.width * raster.height);
  raster.coding == PixelCoding::Jpeg ? unpack_jpeg_rows(raster, pixels.rgba) : unpack_rows(raster, pixels.rgba);
  if (!raster.alpha.empty()) take_alpha(raster, pixels.rgba);
  return pixels;
}

base::Transform orientation_transform(Orientation orientation) {
  switch (orientation) {
    case 2: return {-1, 0, 0, 1, 1, 0};
    case 3: return {-1, 0, 0, -1, 1, 1};
    case 4: return {1, 0, 0, -1, 0, 1};
    case 5: return {0, 1, 1, 0, 0, 0};
    case 6: return {0, 1, -1, 0, 1, 0};
    case 7: return {0, -1, -1, 0, 1, 1};
    case 8: return {0, -1, 1, 0, 0, 1};
    default: return {};
  }
}

ImageFile image_file(const RasterImage& raster) {
  // Few programs display CMYK.
  if (raster.coding == PixelCoding::Jpeg && raster.model != ColorModel::Cmyk) {
    return {"image/jpeg",
            raster.color_profile.empty() ? raster.pixels : with_profile(raster.pixels, raster.color_profile)};
  }
  PngOptions options;
  if (raster.model != ColorModel::Cmyk && raster.model != ColorModel::Gray)
    options.color_profile = raster.color_profile;
  return {"image/png", write_png(unpack_pixels(raster), options)};
}

}  // namespace gongwen::images
