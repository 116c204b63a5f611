#include "images/detail/gif.h"

#include "images/detail/raster_formats.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include <gif_lib.h>

namespace gongwen::images {
namespace {

struct Close {
  void operator()(GifFileType* file) const { DGifCloseFile(file, nullptr); }
};
using GifFile = std::unique_ptr<GifFileType, Close>;

/// Gives the library the next bytes; `UserData` is the part of the file that it has not read yet.
int read_some(GifFileType* file, GifByteType* to, int size) {
  auto& left = *static_cast<std::string_view*>(file->UserData);
  const std::size_t count = std::min(left.size(), static_cast<std::size_t>(std::max(size, 0)));
  std::memcpy(to, left.data(), count);
  left.remove_prefix(count);
  return static_cast<int>(count);
}

class GifReader {
 public:
  GifReader(GifFileType& file, std::uint64_t max_pixels) : file_(file), max_pixels_(max_pixels) {}

  DecodedImage run() {
    if (!find_frame()) return failure();
    if (DGifGetImageDesc(&file_) == GIF_ERROR) return failure();
    const GifImageDesc& frame = file_.Image;
    const ColorMapObject* const colors = frame.ColorMap != nullptr ? frame.ColorMap : file_.SColorMap;
    if (frame.Left < 0 || frame.Top < 0 || frame.Width <= 0 || frame.Height <= 0 || colors == nullptr) {
      return base::Failure{ImageError{ImageError::Broken}};
    }
    // The screen of many files is too small or empty; browsers enlarge it for the first frame.
    width_ = static_cast<std::uint64_t>(std::max(file_.SWidth, frame.Left + frame.Width));
    height_ = static_cast<std::uint64_t>(std::max(file_.SHeight, frame.Top + frame.Height));
    if (auto error = size_error(width_, height_, max_pixels_)) return base::Failure{*std::move(error)};
    take_palette(*colors);
    rows_.assign((width_ + 1) * height_, '\0');
    alpha_ = rows_;
    if (!read_rows(frame)) return failure();
    if (!is_sound_) return base::Failure{ImageError{ImageError::Broken}};
    return image_of(made());
  }

 private:
  DecodedImage failure() const {
    const bool ends_early = file_.Error == D_GIF_ERR_READ_FAILED || file_.Error == D_GIF_ERR_EOF_TOO_SOON;
    return base::Failure{ImageError{ends_early ? ImageError::Truncated : ImageError::Broken}};
  }

  /// Reads up to the first frame, including the data about it.
  bool find_frame() {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(&file_, &type) != GIF_ERROR) {
      if (type == IMAGE_DESC_RECORD_TYPE) return true;
      if (type == TERMINATE_RECORD_TYPE) return false;
      if (type == EXTENSION_RECORD_TYPE && !take_extension()) return false;
    }
    return false;
  }

  bool take_extension() {
    int code = 0;
    GifByteType* block = nullptr;  // its first byte is its length
    if (DGifGetExtension(&file_, &code, &block) == GIF_ERROR) return false;
    while (block != nullptr) {
      GraphicsControlBlock control;
      if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
        transparent_ = control.TransparentColor;
      }
      if (DGifGetExtensionNext(&file_, &block) == GIF_ERROR) return false;
    }
    return true;
  }

  void take_palette(const ColorMapObject& colors) {
    for (int i = 0; i < colors.ColorCount; ++i) {
      const GifColorType& color = colors.Colors[i];
      palette_ += {static_cast<char>(color.Red), static_cast<char>(color.Green), static_cast<char>(color.Blue)};
    }
    color_count_ = colors.ColorCount;
  }

  /// Interlaced rows come in four passes (GIF89a, appendix E).
  bool read_rows(const GifImageDesc& frame) {
    struct Pass {
      int first, step;
    };
    constexpr std::array<Pass, 4> kPasses{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    std::string line(static_cast<std::size_t>(frame.Width), '\0');
    for (std::size_t pass = 0; pass < (frame.Interlace ? kPasses.size() : 1); ++pass) {
      const Pass rows = frame.Interlace ? kPasses[pass] : Pass{0, 1};
      for (int y = rows.first; y < frame.Height; y += rows.step) {
        if (DGifGetLine(&file_, reinterpret_cast<GifPixelType*>(line.data()), frame.Width) == GIF_ERROR) return false;
        take_row(line, static_cast<std::size_t>(frame.Left), static_cast<std::size_t>(frame.Top + y));
      }
    }
    return true;
  }

  void take_row(std::string_view line, std::size_t left, std::size_t y) {
    const std::size_t start = y * (width_ + 1) + 1 + left;
    for (std::size_t x = 0; x < line.size(); ++x) {
      const int color = static_cast<unsigned char>(line[x]);
      const bool is_transparent = color == transparent_;
      is_sound_ = is_sound_ && (is_transparent || color < color_count_);
      if (is_transparent) continue;
      rows_[start + x] = line[x];
      alpha_[start + x] = '\xFF';
      ++covered_;
    }
  }

  RasterImage made() {
    RasterImage raster;
    raster.width = static_cast<std::uint32_t>(width_);
    raster.height = static_cast<std::uint32_t>(height_);
    raster.model = ColorModel::Palette;
    raster.coding = PixelCoding::UnpackedRows;
    raster.palette = std::move(palette_);
    raster.pixels = std::move(rows_);
    if (covered_ < width_ * height_) raster.alpha = std::move(alpha_);
    return raster;
  }

  GifFileType& file_;
  std::uint64_t max_pixels_;
  int transparent_ = NO_TRANSPARENT_COLOR;
  int color_count_ = 0;
  std::uint64_t width_ = 0;
  std::uint64_t height_ = 0;
  std::uint64_t covered_ = 0;
  std::string palette_;
  std::string rows_;
  std::string alpha_;
  bool is_sound_ = true;
};

}  // namespace

bool is_gif(std::string_view bytes) { return bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"); }

DecodedImage decode_gif(std::string_view bytes, std::uint64_t max_pixels) {
  int error = 0;
  const GifFile file(DGifOpen(&bytes, read_some, &error));
  if (file == nullptr) {
    const bool ends_early =
        error == D_GIF_ERR_READ_FAILED || error == D_GIF_ERR_NO_SCRN_DSCR || error == D_GIF_ERR_EOF_TOO_SOON;
    return base::Failure{ImageError{ends_early ? ImageError::Truncated : ImageError::Broken}};
  }
  return GifReader(*file, max_pixels).run();
}

}  // namespace gongwen::images
