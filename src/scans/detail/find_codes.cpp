#include "scans/detail/read_scan.h"

#include <algorithm>
#include <array>

#include <ZXing/ReadBarcode.h>
#if __has_include(<ZXing/ReaderOptions.h>)
#define GONGWEN_ZXING_OPTIONS ReaderOptions
#else
#define GONGWEN_ZXING_OPTIONS DecodeHints
#endif

namespace gongwen::scans {
namespace {

/// Pixels of the longer side: of what is larger, every module is large enough.
constexpr std::uint32_t kMaxEnlarged = 4'000;

bool is_plain(const std::string& text) {
  return !text.empty() && text.size() <= kMaxCodeText &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// One look. What the library throws, for lack of memory, ends the program, as what it was asked for cannot be done.
void look(const images::GrayPicture& picture, ZXing::Binarizer binarizer, std::vector<std::string>& found) {
  const ZXing::ImageView view(reinterpret_cast<const std::uint8_t*>(picture.pixels.data()),
                              static_cast<int>(picture.width), static_cast<int>(picture.height),
                              ZXing::ImageFormat::Lum);
  ZXing::GONGWEN_ZXING_OPTIONS hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(false).setTryDownscale(true);
  hints.setBinarizer(binarizer).setMaxNumberOfSymbols(kMaxCodes);
  for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
    std::string text(result.bytes().begin(), result.bytes().end());
    if (is_plain(text) && std::find(found.begin(), found.end(), text) == found.end()) found.push_back(std::move(text));
  }
}

/// Part of a picture: a corner, in which the code of a page is, whichever way up it lies.
struct Corner {
  std::uint32_t left;
  std::uint32_t top;
  std::uint32_t width;
  std::uint32_t height;
};

std::array<Corner, 4> corners_of(const images::GrayPicture& picture) {
  // Pages do not fill photographs to their edges.
  const std::uint32_t width = (2 * picture.width + 4) / 5;
  const std::uint32_t height = (2 * picture.height + 4) / 5;
  const std::uint32_t right = picture.width - width;
  const std::uint32_t bottom = picture.height - height;
  return {
      {{0, 0, width, height}, {right, 0, width, height}, {0, bottom, width, height}, {right, bottom, width, height}}};
}

/// Twice as large and smooth: of small codes every module has separate pixels, and noise is less.
images::GrayPicture enlarged(const images::GrayPicture& picture, const Corner& corner) {
  images::GrayPicture made{2 * corner.width, 2 * corner.height, {}};
  made.pixels.reserve(std::size_t{made.width} * made.height);
  const auto* const pixels = reinterpret_cast<const unsigned char*>(picture.pixels.data()) +
                             std::size_t{corner.top} * picture.width + corner.left;
  const auto neighbour = [](std::uint32_t at, std::uint32_t count) {
    const std::uint32_t half = at / 2;
    if (at % 2 == 0) return half == 0 ? half : half - 1;
    return std::min(half + 1, count - 1);
  };
  for (std::uint32_t y = 0; y < made.height; ++y) {
    const unsigned char* const row = pixels + std::size_t{y / 2} * picture.width;
    const unsigned char* const near = pixels + std::size_t{neighbour(y, corner.height)} * picture.width;
    for (std::uint32_t x = 0; x < made.width; ++x) {
      const std::uint32_t at = x / 2;
      const std::uint32_t beside = neighbour(x, corner.width);
      made.pixels += static_cast<char>((9U * row[at] + 3U * row[beside] + 3U * near[at] + near[beside] + 8U) / 16U);
    }
  }
  return made;
}

}  // namespace

std::vector<std::string> find_codes(const images::GrayPicture& picture) {
  std::vector<std::string> found;
  if (picture.width == 0 || picture.height == 0) return found;
  look(picture, ZXing::Binarizer::LocalAverage, found);
  // Where paper and ink are even, one threshold for all is better than many that follow the noise.
  if (found.empty()) look(picture, ZXing::Binarizer::GlobalHistogram, found);
  if (found.empty() && std::max(picture.width, picture.height) <= kMaxEnlarged) {
    for (const Corner& corner : corners_of(picture)) {
      const images::GrayPicture large = enlarged(picture, corner);
      look(large, ZXing::Binarizer::LocalAverage, found);
      if (found.empty()) look(large, ZXing::Binarizer::GlobalHistogram, found);
      if (!found.empty()) break;
    }
  }
  return found;
}

}  // namespace gongwen::scans
