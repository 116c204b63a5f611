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
namespace libtiff {

#define GONGWEN_LOADED_LIBRARY GONGWEN_TIFF_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "images/detail/tiff_functions.def"
#include "base/loaded_functions.inc"

}  // namespace libtiff

namespace {

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
  return {libtiff::TIFFClientOpen("", "rm", &source, read_some, write_nothing, seek, close_nothing, size_of,
                                  map_nothing, unmap_nothing),
          libtiff::TIFFClose};
}

class TiffReader {
 public:
  /// `directory`: where that of the page begins; 0: the first page.
  TiffReader(std::string_view bytes, std::uint64_t max_pixels, std::uint64_t directory)
      : source_{bytes}, max_pixels_(max_pixels), directory_(directory) {}

  DecodedImage run() {
    const TiffFile file = open_tiff(source_);
    if (file == nullptr) return failure();
    if (directory_ != 0 && libtiff::TIFFSetSubDirectory(file.get(), directory_) == 0) return failure();
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    if (libtiff::TIFFGetField(file.get(), TIFFTAG_IMAGEWIDTH, &width) == 0 ||
        libtiff::TIFFGetField(file.get(), TIFFTAG_IMAGELENGTH, &height) == 0) {
      return base::Failure{ImageError{ImageError::Broken}};
    }
    if (auto error = size_error(width, height, max_pixels_)) return base::Failure{*std::move(error)};
    // A tile may be larger than the picture, and pixels may have thousands of channels, for which the library would
    // allocate memory.
    const std::uint64_t part = libtiff::TIFFIsTiled(file.get()) != 0 ? libtiff::TIFFTileSize64(file.get())
                                                                     : libtiff::TIFFStripSize64(file.get());
    if (part > kMostBytesOfPixel * max_pixels_) return base::Failure{ImageError{ImageError::UnsupportedCoding}};
    std::array<char, 1024> reason{};
    if (libtiff::TIFFRGBAImageOK(file.get(), reason.data()) == 0) {
      return base::Failure{ImageError{ImageError::UnsupportedCoding}};
    }
    Pixels pixels{width, height, std::string(std::size_t{4} * width * height, '\0')};
    if (!read_pixels(*file, pixels)) return failure();
    RasterImage raster = raster_of(pixels, profile(*file));
    std::uint16_t orientation = 1;
    if (libtiff::TIFFGetField(file.get(), TIFFTAG_ORIENTATION, &orientation) != 0 && orientation >= 1 &&
        orientation <= 8)
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
    if (libtiff::TIFFRGBAImageBegin(&reading, &file, kStopAtErrors, reason.data()) == 0) return false;
    reading.orientation = ORIENTATION_TOPLEFT;
    reading.req_orientation = ORIENTATION_TOPLEFT;
    const bool has_alpha = reading.alpha != 0;
    // The library writes numbers of 32 bits, which become bytes in place.
    const bool done = libtiff::TIFFRGBAImageGet(&reading, reinterpret_cast<std::uint32_t*>(pixels.rgba.data()),
                                                pixels.width, pixels.height) != 0;
    libtiff::TIFFRGBAImageEnd(&reading);
    for (std::size_t i = 0; done && i < pixels.rgba.size(); i += 4) set_pixel(pixels.rgba.data() + i, has_alpha);
    return done;
  }

  /// The library multiplies colours by alpha, which is undone here.
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

  /// A profile for CMYK or gray pixels does not fit those into which the library converts them.
  std::string_view profile(TIFF& file) {
    std::uint32_t size = 0;
    const char* bytes = nullptr;
    if (libtiff::TIFFGetField(&file, TIFFTAG_ICCPROFILE, &size, &bytes) == 0 || bytes == nullptr) return {};
    return {bytes, size};
  }

  Source source_;
  std::uint64_t max_pixels_;
  std::uint64_t directory_;
};

}  // namespace

const std::optional<base::LibraryError>& find_tiff_library() {
  static const std::optional<base::LibraryError> error = [] {
    auto found = libtiff::find_loaded_functions();
    if (!found) {
      libtiff::TIFFSetErrorHandler(nullptr);  // it would write to the standard error
      libtiff::TIFFSetWarningHandler(nullptr);
    }
    return found;
  }();
  return error;
}

bool is_tiff(std::string_view bytes) {
  // Classic TIFF and BigTIFF, in both orders of bytes.
  for (const std::string_view start : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                       std::string_view("II+\0", 4), std::string_view("MM\0+", 4)}) {
    if (bytes.starts_with(start)) return true;
  }
  return false;
}

DecodedImage decode_tiff(std::string_view bytes, std::uint64_t max_pixels) {
  if (find_tiff_library()) return base::Failure{ImageError{ImageError::NoTiffLibrary}};
  return TiffReader(bytes, max_pixels, 0).run();
}

DecodedImage decode_tiff_page(std::string_view bytes, std::uint64_t directory) {
  if (find_tiff_library()) return base::Failure{ImageError{ImageError::NoTiffLibrary}};
  return TiffReader(bytes, kMaxPixels, directory).run();
}

std::vector<std::uint64_t> tiff_page_directories(std::string_view bytes, std::size_t most) {
  std::vector<std::uint64_t> found;
  std::vector<std::uint64_t> others;
  if (find_tiff_library()) return found;
  Source source{bytes};
  const TiffFile file = open_tiff(source);
  if (file == nullptr) return found;
  const auto is_known = [&](std::uint64_t directory) {
    return std::ranges::find(found, directory) != found.end() || std::ranges::find(others, directory) != others.end();
  };
  do {
    constexpr std::uint32_t kNoPage = FILETYPE_REDUCEDIMAGE | FILETYPE_MASK;
    std::uint32_t type = 0;
    std::uint16_t old_type = 0;
    libtiff::TIFFGetField(file.get(), TIFFTAG_SUBFILETYPE, &type);
    libtiff::TIFFGetField(file.get(), TIFFTAG_OSUBFILETYPE, &old_type);
    const bool is_page = (type & kNoPage) == 0 && old_type != OFILETYPE_REDUCEDIMAGE;
    (is_page ? found : others).push_back(libtiff::TIFFCurrentDirOffset(file.get()));
  } while (found.size() < most && others.size() < most && libtiff::TIFFReadDirectory(file.get()) != 0);
  // A directory that cannot be read counts as a page, so that decoding it reports the damage. 0: there is none.
  const std::uint64_t next = libtiff::TIFFCurrentDirOffset(file.get());
  if (next != 0 && !is_known(next) && found.size() < most) found.push_back(next);
  // Copies without an original are the pages; after this many, pages could be missed.
  return found.empty() || others.size() >= most ? others : found;
}

}  // namespace gongwen::images
