#include "images/detail/bmp.h"

#include "images/detail/raster_formats.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <utility>

namespace gongwen::images {
namespace {

constexpr std::size_t kFileHeader = 14;
constexpr std::uint32_t kCoreHeader = 12;  // OS/2 1: sizes of 16 bits, colours of three bytes
constexpr std::uint32_t kInfoHeader = 40;

enum Coding : std::uint32_t { Plain = 0, RunsOf8 = 1, RunsOf4 = 2, Masks = 3, MasksWithAlpha = 6 };

/// The bits of one channel in a pixel.
class Mask {
 public:
  explicit Mask(std::uint32_t bits = 0) : bits_(bits), shift_(bits == 0 ? 0 : std::countr_zero(bits)) {}

  /// Whether the bits are consecutive.
  bool is_legal() const { return (largest() & (largest() + 1)) == 0; }
  bool is_empty() const { return bits_ == 0; }
  char value(std::uint32_t pixel) const {
    return bits_ == 0 ? '\0' : static_cast<char>(std::uint64_t{(pixel & bits_) >> shift_} * 255 / largest());
  }

 private:
  std::uint64_t largest() const { return bits_ >> shift_; }

  std::uint32_t bits_;
  int shift_;
};

class BmpReader {
 public:
  BmpReader(std::string_view bytes, std::uint64_t max_pixels) : bytes_(bytes), max_pixels_(max_pixels) {}

  DecodedImage run() {
    if (auto error = read_header()) return base::Failure{*std::move(error)};
    auto error = bits_ <= 8 ? read_colors() : read_masks();
    if (!error) error = bits_ > 8 ? read_pixels() : coding_ == Plain ? read_indexes() : read_runs();
    if (error) return base::Failure{*std::move(error)};
    if (bits_ > 8) return image_of(raster_of(pixels_, {}));
    RasterImage raster;
    raster.width = width_;
    raster.height = height_;
    raster.model = ColorModel::Palette;
    raster.coding = PixelCoding::UnpackedRows;
    raster.palette = std::move(palette_);
    raster.pixels = std::move(rows_);
    return image_of(std::move(raster));
  }

 private:
  static ImageError truncated() { return {ImageError::Truncated}; }
  static ImageError broken() { return {ImageError::Broken}; }

  bool has(std::uint64_t at, std::uint64_t count) const { return at <= bytes_.size() && bytes_.size() - at >= count; }
  std::uint32_t byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }
  std::uint32_t number_16(std::size_t at) const { return byte(at) | byte(at + 1) << 8; }
  std::uint32_t number_32(std::size_t at) const { return number_16(at) | number_16(at + 2) << 16; }

  std::optional<ImageError> read_header() {
    header_ = number_32(kFileHeader);
    start_ = number_32(10);
    if (!has(kFileHeader, header_)) return truncated();
    std::int64_t width = 0;
    std::int64_t height = 0;
    const bool is_core = header_ == kCoreHeader;
    if (is_core) {
      width = number_16(18);
      height = number_16(20);
      bits_ = number_16(24);
    } else {
      width = static_cast<std::int32_t>(number_32(18));
      height = static_cast<std::int32_t>(number_32(22));
      bits_ = number_16(28);
      coding_ = number_32(30);
      color_count_ = number_32(46);
    }
    is_from_top_ = height < 0;
    if (width < 0 || !has_legal_coding())
      return has_known_coding() ? broken() : ImageError{ImageError::UnsupportedCoding};
    if (auto error =
            size_error(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(std::abs(height)), max_pixels_))
      return error;
    width_ = static_cast<std::uint32_t>(width);
    height_ = static_cast<std::uint32_t>(std::abs(height));
    return std::nullopt;
  }

  bool has_known_coding() const { return coding_ <= Masks || coding_ == MasksWithAlpha; }

  bool has_legal_coding() const {
    switch (coding_) {
      case Plain:
        return bits_ == 1 || bits_ == 2 || bits_ == 4 || bits_ == 8 || bits_ == 16 || bits_ == 24 || bits_ == 32;
      case RunsOf8: return bits_ == 8 && !is_from_top_;
      case RunsOf4: return bits_ == 4 && !is_from_top_;
      case Masks:
      case MasksWithAlpha: return bits_ == 16 || bits_ == 32;
      default: return false;
    }
  }

  std::optional<ImageError> read_colors() {
    const std::uint32_t most = 1U << bits_;
    const std::uint32_t count = color_count_ == 0 ? most : std::min(color_count_, most);
    const std::size_t size = header_ == kCoreHeader ? 3 : 4;
    const std::size_t at = kFileHeader + header_;
    // OS/2 files may have fewer colours than the bits can number; the pixels then start where the colours end.
    std::uint64_t there = count;
    if (start_ > at) there = std::min<std::uint64_t>(count, (start_ - at) / size);
    if (!has(at, there * size)) return truncated();
    for (std::size_t i = 0; i < there; ++i) {
      const std::size_t color = at + i * size;
      palette_ += {bytes_[color + 2], bytes_[color + 1], bytes_[color]};
    }
    rows_.assign((std::size_t{width_} + 1) * height_, '\0');
    return palette_.empty() ? std::optional(broken()) : std::nullopt;
  }

  std::optional<ImageError> read_masks() {
    if (coding_ == Plain) {
      if (bits_ == 16) masks_ = {Mask(0x7C00), Mask(0x3E0), Mask(0x1F), Mask()};
      return std::nullopt;
    }
    // Later versions of the header contain the masks; they follow the first version.
    const std::size_t count = header_ >= 56 || coding_ == MasksWithAlpha ? 4 : 3;
    constexpr std::size_t kAt = kFileHeader + kInfoHeader;
    if (!has(kAt, 4 * count)) return truncated();
    masks_[3] = Mask();
    for (std::size_t i = 0; i < count; ++i) masks_[i] = Mask(number_32(kAt + 4 * i));
    const bool is_legal = std::all_of(masks_.begin(), masks_.end(), [](const Mask& mask) { return mask.is_legal(); });
    return is_legal ? std::nullopt : std::optional(broken());
  }

  std::uint64_t row_bytes() const { return (std::uint64_t{width_} * bits_ + 31) / 32 * 4; }
  std::size_t place_of_row(std::uint32_t y) const {
    return start_ + static_cast<std::size_t>(row_bytes()) * (is_from_top_ ? y : height_ - 1 - y);
  }

  /// The padding at the end of the last row may be missing.
  bool has_all_rows() const {
    return has(start_, row_bytes() * (height_ - 1) + (std::uint64_t{width_} * bits_ + 7) / 8);
  }

  std::optional<ImageError> read_indexes() {
    if (!has_all_rows()) return truncated();
    for (std::uint32_t y = 0; y < height_; ++y) {
      const auto* const row = reinterpret_cast<const unsigned char*>(bytes_.data() + place_of_row(y));
      for (std::size_t x = 0; x < width_; ++x) {
        if (!set(x, y, sample(row, x, bits_))) return broken();
      }
    }
    return std::nullopt;
  }

  /// Returns false if the palette lacks the colour.
  bool set(std::size_t x, std::size_t y, std::uint32_t index) {
    rows_[y * (std::size_t{width_} + 1) + 1 + x] = static_cast<char>(index);
    return index < palette_.size() / 3;
  }

  std::optional<ImageError> read_pixels() {
    if (!has_all_rows()) return truncated();
    pixels_ = {width_, height_, std::string(std::size_t{4} * width_ * height_, '\0')};
    char* to = pixels_.rgba.data();
    const std::size_t size = bits_ / 8;
    bool has_alpha = false;
    for (std::uint32_t y = 0; y < height_; ++y) {
      std::size_t at = place_of_row(y);
      for (std::size_t x = 0; x < width_; ++x, at += size, to += 4) {
        const std::uint32_t low = number_16(at);
        const std::uint32_t pixel = size == 2 ? low : low | byte(at + 2) << 16 | (size == 4 ? byte(at + 3) << 24 : 0);
        for (std::size_t c = 0; c < 4; ++c) to[c] = masks_[c].value(pixel);
        has_alpha = has_alpha || to[3] != 0;
      }
    }
    // Some programs declare alpha but leave it at 0.
    for (std::size_t i = 3; !has_alpha && i < pixels_.rgba.size(); i += 4) pixels_.rgba[i] = '\xFF';
    return std::nullopt;
  }

  /// Runs of one colour (of two in turn, in 4 bits), colours in full, and marks: 0 the row ends, 1 the picture ends, 2
  /// a step to the right and up. Pixels that are left out have the first colour.
  std::optional<ImageError> read_runs() {
    std::size_t at = start_;
    std::uint64_t x = 0;
    std::uint64_t row = 0;  // from the bottom
    while (has(at, 2)) {
      const std::uint32_t count = byte(at);
      const std::uint32_t value = byte(at + 1);
      at += 2;
      if (count > 0) {
        if (!put(x, row, count, [&](std::size_t i) { return index_in(value, i); })) return broken();
        x += count;
      } else if (value == 0) {
        x = 0;
        ++row;
      } else if (value == 1) {
        return std::nullopt;
      } else if (value == 2) {
        if (!has(at, 2)) return truncated();
        x += byte(at);
        row += byte(at + 1);
        at += 2;
      } else {
        const std::size_t size = bits_ == 8 ? value : (value + 1) / 2;
        if (!has(at, size)) return truncated();
        const auto index = [&](std::size_t i) {
          return bits_ == 8 ? byte(at + i) : index_in(byte(at + i / 2), i);
        };
        if (!put(x, row, value, index)) return broken();
        x += value;
        at += size + size % 2;
      }
    }
    // Some programs leave out the mark of the end.
    return row + 1 >= height_ ? std::nullopt : std::optional(truncated());
  }

  /// The first or the second colour of a byte.
  std::uint32_t index_in(std::uint32_t value, std::size_t i) const {
    return bits_ == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15;
  }

  template <typename Index>
  bool put(std::uint64_t x, std::uint64_t row, std::uint32_t count, Index index) {
    if (row >= height_ || x + count > width_) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!set(static_cast<std::size_t>(x) + i, height_ - 1 - static_cast<std::size_t>(row), index(i))) return false;
    }
    return true;
  }

  std::string_view bytes_;
  std::uint64_t max_pixels_;
  std::uint32_t header_ = 0;
  std::uint32_t start_ = 0;  // of the pixels
  std::uint32_t bits_ = 0;
  std::uint32_t coding_ = Plain;
  std::uint32_t color_count_ = 0;
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  bool is_from_top_ = false;
  std::array<Mask, 4> masks_{Mask(0xFF0000), Mask(0xFF00), Mask(0xFF), Mask()};
  std::string palette_;
  std::string rows_;
  Pixels pixels_;
};

}  // namespace

bool is_bmp(std::string_view bytes) {
  constexpr std::array<char, 6> kHeaders{12, 40, 52, 56, 108, 124};
  return bytes.size() >= kFileHeader + 12 && bytes.starts_with("BM") &&
         bytes.substr(15, 3) == std::string_view("\0\0\0", 3) &&
         std::find(kHeaders.begin(), kHeaders.end(), bytes[kFileHeader]) != kHeaders.end();
}

DecodedImage decode_bmp(std::string_view bytes, std::uint64_t max_pixels) { return BmpReader(bytes, max_pixels).run(); }

}  // namespace gongwen::images
