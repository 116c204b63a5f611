#include "scans/detail/find_codes.h"

#include <algorithm>

#include <ZXing/ReadBarcode.h>

namespace gongwen::scans {
namespace {

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

}  // namespace

std::vector<std::string> find_codes(const images::GrayPicture& picture) {
  std::vector<std::string> found;
  if (picture.width == 0 || picture.height == 0) return found;
  look(picture, ZXing::Binarizer::LocalAverage, found);
  // Where paper and ink are even, one threshold for all is better than many that follow the noise.
  if (found.empty()) look(picture, ZXing::Binarizer::GlobalHistogram, found);
  return found;
}

}  // namespace gongwen::scans
