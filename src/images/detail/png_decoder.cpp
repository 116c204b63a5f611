// PNG, second edition (ISO/IEC 15948). Images without an alpha channel that are not interlaced keep their packed rows,
// since PDF knows PNG's filters; all others are unpacked, and colour and alpha go apart.
#include "images/detail/decode.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <span>

namespace gongwen::images {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

struct PngFile {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint8_t bits = 8;
  Orientation orientation = 1;
  std::uint8_t type = 0;  // 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
  bool interlaced = false;
  std::string palette;
  std::string transparency;
  std::string profile;
  std::string packed;

  std::size_t channels() const { return type == 2 ? 3 : type == 4 ? 2 : type == 6 ? 4 : 1; }
  bool has_alpha_channel() const { return type >= 4; }
  std::size_t row_bytes(std::uint32_t columns) const { return (columns * channels() * bits + 7) / 8; }
  std::size_t pixel_bytes() const { return std::max<std::size_t>(1, channels() * bits / 8); }
};

bool is_legal_depth(std::uint8_t type, std::uint8_t bits) {
  switch (type) {
    case 0: return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    case 3: return bits == 1 || bits == 2 || bits == 4 || bits == 8;
    case 2:
    case 4:
    case 6: return bits == 8 || bits == 16;
    default: return false;
  }
}

/// Section 11.3.3.3: a name, a zero, the method, a profile in zlib format. One that cannot be read is skipped.
std::string unpacked_profile(std::string_view chunk) {
  const std::size_t name_end = chunk.find('\0');
  if (name_end == std::string_view::npos || name_end + 2 > chunk.size()) return {};
  constexpr std::size_t kMaxProfile = std::size_t{4} << 20;
  return resources::inflate_at_most(chunk.substr(name_end + 2), kMaxProfile).value_or(std::string());
}

class PngReader {
 public:
  explicit PngReader(std::string_view bytes) : bytes_(bytes) {}

  /// Reads all chunks. Returns: what is wrong; empty when nothing is.
  std::optional<ImageError> read(PngFile& file) {
    std::size_t at = kSignature.size();
    bool ended = false;
    while (!ended) {
      if (bytes_.size() - at < 12) return ImageError{ImageError::Truncated};
      const std::uint32_t length = big_endian_32(bytes_.substr(at));
      if (length > bytes_.size() - at - 12) return ImageError{ImageError::Truncated};
      const std::string_view name = bytes_.substr(at + 4, 4);
      const std::string_view data = bytes_.substr(at + 8, length);
      const bool critical = (byte_at(name, 0) & 0x20) == 0;
      const bool sound = resources::crc32(bytes_.substr(at + 4, std::size_t{length} + 4)) ==
                         big_endian_32(bytes_.substr(at + 8 + length));
      if (!sound && critical) return ImageError{ImageError::Broken};
      const bool is_header = name == "IHDR";
      if ((at == kSignature.size()) != is_header) return ImageError{ImageError::Broken};
      if (sound) {
        if (auto error = take(name, data, file)) return error;
      }
      ended = name == "IEND";
      at += 12 + std::size_t{length};
    }
    if (file.type == 3 && file.palette.empty()) return ImageError{ImageError::Broken};
    return std::nullopt;
  }

 private:
  static std::optional<ImageError> take(std::string_view name, std::string_view data, PngFile& file) {
    if (name == "IHDR") return take_header(data, file);
    if (name == "PLTE") {
      if (data.size() % 3 != 0 || data.empty() || data.size() > 768) {
        return ImageError{ImageError::Broken};
      }
      file.palette = data;
    } else if (name == "IDAT") {
      file.packed += data;
    } else if (name == "tRNS") {
      file.transparency = data;
    } else if (name == "iCCP") {
      file.profile = unpacked_profile(data);
    } else if (name == "eXIf") {
      file.orientation = exif_orientation(data);
    } else if (name != "IEND" && (byte_at(name, 0) & 0x20) == 0) {
      return ImageError{ImageError::Broken};
    }
    return std::nullopt;
  }

  static std::optional<ImageError> take_header(std::string_view data, PngFile& file) {
    if (data.size() != 13) return ImageError{ImageError::Broken};
    file.width = big_endian_32(data);
    file.height = big_endian_32(data.substr(4));
    file.bits = byte_at(data, 8);
    file.type = byte_at(data, 9);
    file.interlaced = data[12] == 1;
    const bool legal = file.width > 0 && file.height > 0 && is_legal_depth(file.type, file.bits) && data[10] == 0 &&
                       data[11] == 0 && byte_at(data, 12) <= 1;
    if (!legal) return ImageError{ImageError::Broken};
    if (file.width > kMaxPixelsASide || file.height > kMaxPixelsASide ||
        std::uint64_t{file.width} * file.height > kMaxPixels) {
      return ImageError{ImageError::TooLarge, std::to_string(file.width) + " × " + std::to_string(file.height)};
    }
    return std::nullopt;
  }

  std::string_view bytes_;
};

/// Section 8.2: the passes of interlacing: first column and row, and the steps.
struct Pass {
  std::uint32_t x, y, step_x, step_y;
};
constexpr std::array<Pass, 7> kPasses{
    {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
constexpr std::array<Pass, 1> kWhole{{{0, 0, 1, 1}}};

std::span<const Pass> passes_of(const PngFile& file) {
  return file.interlaced ? std::span<const Pass>(kPasses) : std::span<const Pass>(kWhole);
}

std::uint32_t covered(std::uint32_t size, std::uint32_t first, std::uint32_t step) {
  return size > first ? (size - first + step - 1) / step : 0;
}

std::size_t unpacked_size(const PngFile& file) {
  std::size_t size = 0;
  for (const Pass& pass : passes_of(file)) {
    const std::uint32_t columns = covered(file.width, pass.x, pass.step_x);
    if (columns > 0) size += (file.row_bytes(columns) + 1) * covered(file.height, pass.y, pass.step_y);
  }
  return size;
}

/// Filters rows for packing: each byte less the one of the pixel before it, which suits pictures and costs little.
void filter_rows(std::string& rows, std::size_t row_bytes, std::size_t pixel_bytes) {
  for (std::size_t begin = 0; begin < rows.size(); begin += row_bytes + 1) {
    rows[begin] = 1;
    for (std::size_t i = row_bytes; i > pixel_bytes; --i) {
      char& value = rows[begin + i];
      value = static_cast<char>(value - rows[begin + i - pixel_bytes]);
    }
  }
}

/// Rows that are being made for a PDF; samples of fewer than 8 bits are widened when pixels come out of order.
class Unpacker {
 public:
  explicit Unpacker(const PngFile& file) : file_(file), colors_(file.channels() - (file.has_alpha_channel() ? 1 : 0)) {
    pixel_bytes_ = colors_ * (file.bits == 16 ? 2 : 1);
    pixels_.resize((std::size_t{file.width} * pixel_bytes_ + 1) * file.height);
    alpha_.resize((std::size_t{file.width} + 1) * file.height);
  }

  bool run(std::string& rows) {
    char* at = rows.data();
    for (const Pass& pass : passes_of(file_)) {
      const std::uint32_t columns = covered(file_.width, pass.x, pass.step_x);
      const std::uint32_t lines = covered(file_.height, pass.y, pass.step_y);
      if (columns == 0) continue;
      const std::size_t row_bytes = file_.row_bytes(columns);
      if (!unfilter(at, row_bytes, lines, file_.pixel_bytes())) return false;
      for (std::uint32_t line = 0; line < lines; ++line) {
        take_row(reinterpret_cast<const unsigned char*>(at + 1), columns, pass, pass.y + line * pass.step_y);
        at += row_bytes + 1;
      }
    }
    return true;
  }

  /// Whether each pixel of an image with a palette names a colour of it.
  bool has_all_colors() const { return has_all_colors_; }

  std::string take_pixels() {
    filter_rows(pixels_, file_.width * pixel_bytes_, pixel_bytes_);
    return std::move(pixels_);
  }
  std::string take_alpha() {
    if (is_opaque_) return {};
    filter_rows(alpha_, file_.width, 1);
    return std::move(alpha_);
  }

 private:
  void take_row(const unsigned char* row, std::uint32_t columns, const Pass& pass, std::uint32_t y) {
    char* const to = pixels_.data() + (std::size_t{file_.width} * pixel_bytes_ + 1) * y + 1;
    char* const alpha = alpha_.data() + (std::size_t{file_.width} + 1) * y + 1;
    for (std::uint32_t i = 0; i < columns; ++i) {
      const std::size_t x = pass.x + std::size_t{i} * pass.step_x;
      take_pixel(row, i, to + x * pixel_bytes_);
      const std::uint8_t opacity = alpha_of(row, i);
      alpha[x] = static_cast<char>(opacity);
      is_opaque_ = is_opaque_ && opacity == 255;
    }
  }

  void take_pixel(const unsigned char* row, std::size_t index, char* to) {
    for (std::size_t c = 0; c < colors_; ++c) {
      unsigned value = sample(row, index * file_.channels() + c, file_.bits);
      if (file_.type == 3) has_all_colors_ = has_all_colors_ && value < file_.palette.size() / 3;
      if (file_.type == 0 && file_.bits < 8) value = value * 255 / ((1U << file_.bits) - 1);
      if (file_.bits == 16) *to++ = static_cast<char>(value >> 8);
      *to++ = static_cast<char>(value & 0xFF);
    }
  }

  std::uint8_t alpha_of(const unsigned char* row, std::size_t index) const {
    const std::size_t channels = file_.channels();
    if (file_.has_alpha_channel()) {
      const unsigned value = sample(row, index * channels + channels - 1, file_.bits);
      return static_cast<std::uint8_t>(file_.bits == 16 ? value >> 8 : value);
    }
    const std::string& transparency = file_.transparency;
    if (file_.type == 3) {
      const unsigned entry = sample(row, index, file_.bits);
      return entry < transparency.size() ? byte_at(transparency, entry) : 255;
    }
    if (transparency.size() < 2 * channels) return 255;
    // Section 11.3.2.1: one colour is transparent.
    for (std::size_t c = 0; c < channels; ++c) {
      const unsigned wanted =
          static_cast<unsigned>(byte_at(transparency, 2 * c) << 8 | byte_at(transparency, 2 * c + 1));
      if (sample(row, index * channels + c, file_.bits) != (wanted & ((1U << file_.bits) - 1))) return 255;
    }
    return 0;
  }

  const PngFile& file_;
  std::size_t colors_;
  std::size_t pixel_bytes_;
  std::string pixels_;
  std::string alpha_;
  bool is_opaque_ = true;
  bool has_all_colors_ = true;
};

ColorModel model_of(const PngFile& file) {
  if (file.type == 3) return ColorModel::Palette;
  return file.type == 2 || file.type == 6 ? ColorModel::Rgb : ColorModel::Gray;
}

}  // namespace

std::uint32_t big_endian_32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

bool is_png(std::string_view bytes) { return bytes.starts_with(kSignature); }

DecodedImage decode_png(std::string_view bytes) {
  PngFile file;
  if (auto error = PngReader(bytes).read(file)) return base::Failure{*std::move(error)};
  std::string rows(unpacked_size(file), '\0');
  if (!resources::inflate(file.packed, rows)) return base::Failure{ImageError{ImageError::Broken}};
  Unpacker unpacker(file);
  if (!unpacker.run(rows) || !unpacker.has_all_colors()) return base::Failure{ImageError{ImageError::Broken}};
  RasterImage raster;
  raster.width = file.width;
  raster.height = file.height;
  raster.model = model_of(file);
  raster.palette = file.type == 3 ? file.palette : std::string();
  if (is_usable_profile(file.profile, raster.model == ColorModel::Gray ? 1 : 3)) raster.color_profile = file.profile;
  raster.alpha = unpacker.take_alpha();
  if (!file.has_alpha_channel() && !file.interlaced) {
    raster.bits = file.bits;
    raster.coding = PixelCoding::PngRows;
    raster.pixels = std::move(file.packed);
  } else {
    raster.bits = file.bits == 16 ? 16 : 8;
    raster.coding = PixelCoding::UnpackedRows;
    raster.pixels = unpacker.take_pixels();
  }
  raster.orientation = file.orientation;
  double width = file.width;
  double height = file.height;
  if (raster.is_turned()) std::swap(width, height);
  return Image{{width, height, width / height}, std::move(raster)};
}

}  // namespace gongwen::images
