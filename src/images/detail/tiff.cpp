#include "images/detail/tiff.h"

#include "images/detail/raster_formats.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include <tiffio.h>

namespace gongwen::images {
namespace {

/// The functions of libtiff that are used.
struct TiffLibrary {
  TiffLibrary() {
    base::LoadedLibrary library(GONGWEN_TIFF_LIBRARY);
    library.find("TIFFClientOpen", open);
    library.find("TIFFClose", close);
    library.find("TIFFGetField", get_field);
    library.find("TIFFReadDirectory", read_directory);
    library.find("TIFFCurrentDirOffset", directory_offset);
    library.find("TIFFIsTiled", is_tiled);
    library.find("TIFFTileSize64", tile_size);
    library.find("TIFFStripSize64", strip_size);
    library.find("TIFFRGBAImageOK", is_drawable);
    library.find("TIFFRGBAImageBegin", begin);
    library.find("TIFFRGBAImageGet", get);
    library.find("TIFFRGBAImageEnd", end);
    library.find("TIFFSetErrorHandler", set_error_handler);
    library.find("TIFFSetWarningHandler", set_warning_handler);
    error = library.error();
    if (error) return;
    set_error_handler(nullptr);  // it would write to the standard error
    set_warning_handler(nullptr);
  }

  decltype(&::TIFFClientOpen) open = nullptr;
  decltype(&::TIFFClose) close = nullptr;
  decltype(&::TIFFGetField) get_field = nullptr;
  decltype(&::TIFFReadDirectory) read_directory = nullptr;
  decltype(&::TIFFCurrentDirOffset) directory_offset = nullptr;
  decltype(&::TIFFIsTiled) is_tiled = nullptr;
  decltype(&::TIFFTileSize64) tile_size = nullptr;
  decltype(&::TIFFStripSize64) strip_size = nullptr;
  decltype(&::TIFFRGBAImageOK) is_drawable = nullptr;
  decltype(&::TIFFRGBAImageBegin) begin = nullptr;
  decltype(&::TIFFRGBAImageGet) get = nullptr;
  decltype(&::TIFFRGBAImageEnd) end = nullptr;
  decltype(&::TIFFSetErrorHandler) set_error_handler = nullptr;
  decltype(&::TIFFSetWarningHandler) set_warning_handler = nullptr;
  std::optional<base::LibraryError> error;
};

const TiffLibrary& tiff_library() {
  static const TiffLibrary library;
  return library;
}

/// The file as the library reads it.
struct Source {
  std::string_view bytes;
  std::uint64_t at = 0;
  bool ran_out = false;  // more was wanted than there is
};

Source& source_of(thandle_t handle) { return *static_cast<Source*>(handle); }

tmsize_t read_some(thandle_t handle, void* to, tmsize_t size) {
  Source& source = source_of(handle);
  const std::uint64_t left = source.at < source.bytes.size() ? source.bytes.size() - source.at : 0;
  const auto wanted = static_cast<std::uint64_t>(std::max<tmsize_t>(size, 0));
  const std::uint64_t count = std::min(left, wanted);
  source.ran_out = source.ran_out || count < wanted;
  if (count > 0) std::memcpy(to, source.bytes.data() + source.at, count);
  source.at += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t write_nothing(thandle_t, void*, tmsize_t) { return 0; }

toff_t seek(thandle_t handle, toff_t offset, int from) {
  Source& source = source_of(handle);
  source.at = offset + (from == SEEK_CUR ? source.at : from == SEEK_END ? source.bytes.size() : 0);
  return source.at;
}

int close_nothing(thandle_t) { return 0; }
toff_t size_of(thandle_t handle) { return source_of(handle).bytes.size(); }
int map_nothing(thandle_t, void**, toff_t*) { return 0; }
void unmap_nothing(thandle_t, void*, toff_t) {}

/// The bytes of a pixel in a strip or tile: four channels of 16 bits.
constexpr std::uint64_t kMostBytesOfPixel = 8;

using TiffFile = std::unique_ptr<TIFF, decltype(&::TIFFClose)>;

TiffFile open_tiff(Source& source) {
  // "m": no mapping of memory, since there is no file.
  return {tiff_library().open("", "rm", &source, read_some, write_nothing, seek, close_nothing, size_of, map_nothing,
                              unmap_nothing),
          tiff_library().close};
}

class TiffReader {
 public:
  TiffReader(std::string_view bytes, std::uint64_t max_pixels) : source_{bytes}, max_pixels_(max_pixels) {}

  DecodedImage run() {
    const TiffFile file = open_tiff(source_);
    if (file == nullptr) return failure();
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    if (library_.get_field(file.get(), TIFFTAG_IMAGEWIDTH, &width) == 0 ||
        library_.get_field(file.get(), TIFFTAG_IMAGELENGTH, &height) == 0) {
      return base::Failure{ImageError{ImageError::Broken}};
    }
    if (auto error = size_error(width, height, max_pixels_)) return base::Failure{*std::move(error)};
    // A tile may be larger than the picture, and pixels may have thousands of channels: the library would make room.
    const std::uint64_t part =
        library_.is_tiled(file.get()) != 0 ? library_.tile_size(file.get()) : library_.strip_size(file.get());
    if (part > kMostBytesOfPixel * max_pixels_) return base::Failure{ImageError{ImageError::UnsupportedCoding}};
    std::array<char, 1024> reason{};
    if (library_.is_drawable(file.get(), reason.data()) == 0) {
      return base::Failure{ImageError{ImageError::UnsupportedCoding}};
    }
    Pixels pixels{width, height, std::string(std::size_t{4} * width * height, '\0')};
    if (!read_pixels(*file, pixels)) return failure();
    RasterImage raster = raster_of(pixels, profile(*file));
    std::uint16_t orientation = 1;
    if (library_.get_field(file.get(), TIFFTAG_ORIENTATION, &orientation) != 0 && orientation >= 1 && orientation <= 8)
      raster.orientation = static_cast<Orientation>(orientation);
    return image_of(std::move(raster));
  }

 private:
  DecodedImage failure() const {
    return base::Failure{ImageError{source_.ran_out ? ImageError::Truncated : ImageError::Broken}};
  }

  /// The rows as stored, since the orientation is applied when the picture is drawn.
  bool read_pixels(TIFF& file, Pixels& pixels) {
    TIFFRGBAImage reading;
    std::array<char, 1024> reason{};
    constexpr int kStopAtErrors = 1;
    if (library_.begin(&reading, &file, kStopAtErrors, reason.data()) == 0) return false;
    reading.orientation = ORIENTATION_TOPLEFT;
    reading.req_orientation = ORIENTATION_TOPLEFT;
    const bool has_alpha = reading.alpha != 0;
    // The library writes numbers of 32 bits, which become bytes in place.
    const bool done =
        library_.get(&reading, reinterpret_cast<std::uint32_t*>(pixels.rgba.data()), pixels.width, pixels.height) != 0;
    library_.end(&reading);
    for (std::size_t i = 0; done && i < pixels.rgba.size(); i += 4) set_pixel(pixels.rgba.data() + i, has_alpha);
    return done;
  }

  /// Colours come multiplied by alpha.
  static void set_pixel(char* at, bool has_alpha) {
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, at, sizeof(pixel));
    const std::uint32_t alpha = has_alpha ? TIFFGetA(pixel) : 255;
    for (const std::uint32_t color : {TIFFGetR(pixel), TIFFGetG(pixel), TIFFGetB(pixel)}) {
      const bool is_plain = alpha == 255 || alpha == 0;
      *at++ = static_cast<char>(is_plain ? color : std::min<std::uint32_t>(255, (color * 255 + alpha / 2) / alpha));
    }
    *at = static_cast<char>(alpha);
  }

  /// A profile of pixels in CMYK or gray does not fit those that the library makes of them.
  std::string_view profile(TIFF& file) {
    std::uint32_t size = 0;
    const char* bytes = nullptr;
    if (library_.get_field(&file, TIFFTAG_ICCPROFILE, &size, &bytes) == 0 || bytes == nullptr) return {};
    return {bytes, size};
  }

  const TiffLibrary& library_ = tiff_library();
  Source source_;
  std::uint64_t max_pixels_;
};

}  // namespace

const std::optional<base::LibraryError>& find_tiff_library() { return tiff_library().error; }

bool is_tiff(std::string_view bytes) {
  // Classic TIFF and BigTIFF, in both orders of bytes.
  for (const std::string_view start : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                       std::string_view("II+\0", 4), std::string_view("MM\0+", 4)}) {
    if (bytes.starts_with(start)) return true;
  }
  return false;
}

DecodedImage decode_tiff(std::string_view bytes, std::uint64_t max_pixels) {
  if (find_tiff_library()) return base::Failure{ImageError{ImageError::NoLibrary}};
  return TiffReader(bytes, max_pixels).run();
}

std::vector<std::uint64_t> tiff_page_directories(std::string_view bytes, std::size_t most) {
  const TiffLibrary& library = tiff_library();
  std::vector<std::uint64_t> found;
  std::vector<std::uint64_t> others;
  if (library.error) return found;
  Source source{bytes};
  const TiffFile file = open_tiff(source);
  if (file == nullptr) return found;
  do {
    constexpr std::uint32_t kNoPage = FILETYPE_REDUCEDIMAGE | FILETYPE_MASK;
    std::uint32_t type = 0;
    std::uint16_t old_type = 0;
    library.get_field(file.get(), TIFFTAG_SUBFILETYPE, &type);
    library.get_field(file.get(), TIFFTAG_OSUBFILETYPE, &old_type);
    const bool is_page = (type & kNoPage) == 0 && old_type != OFILETYPE_REDUCEDIMAGE;
    (is_page ? found : others).push_back(library.directory_offset(file.get()));
  } while (found.size() < most && others.size() < most && library.read_directory(file.get()) != 0);
  // Copies without an original are the pages.
  return found.empty() ? others : found;
}

}  // namespace gongwen::images
