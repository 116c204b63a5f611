#include "scans/detail/find_codes.h"

#include <algorithm>

#include <ZXing/ReadBarcode.h>

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
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(false).setTryDownscale(true);
  hints.setBinarizer(binarizer).setMaxNumberOfSymbols(kMaxCodes);
  for (const ZXing::Result& result : ZXing::ReadBarcodes(view, hints)) {
    std::string text(result.bytes().begin(), result.bytes().end());
    if (is_plain(text) && std::find(found.begin(), found.end(), text) == found.end()) found.push_back(std::move(text));
  }
}

/// Twice as large and smooth: of small codes every module has pixels of its own, and noise is less.
images::GrayPicture enlarged(const images::GrayPicture& picture) {
  images::GrayPicture made{2 * picture.width, 2 * picture.height, {}};
  made.pixels.reserve(std::size_t{made.width} * made.height);
  const auto* const pixels = reinterpret_cast<const unsigned char*>(picture.pixels.data());
  for (std::uint32_t y = 0; y < made.height; ++y) {
    const unsigned char* const row = pixels + std::size_t{y / 2} * picture.width;
    const std::uint32_t other = y % 2 == 0 ? (y == 0 ? 0 : y / 2 - 1) : std::min(y / 2 + 1, picture.height - 1);
    const unsigned char* const near = pixels + std::size_t{other} * picture.width;
    for (std::uint32_t x = 0; x < made.width; ++x) {
      const std::uint32_t at = x / 2;
      const std::uint32_t beside = x % 2 == 0 ? (x == 0 ? 0 : at - 1) : std::min(at + 1, picture.width - 1);
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
    const images::GrayPicture large = enlarged(picture);
    look(large, ZXing::Binarizer::LocalAverage, found);
    if (found.empty()) look(large, ZXing::Binarizer::GlobalHistogram, found);
  }
  return found;
}

}  // namespace gongwen::scans
