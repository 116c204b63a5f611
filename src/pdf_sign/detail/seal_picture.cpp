#include "pdf_sign/detail/seal_picture.h"

#include "base/format.h"
#include "images/pixels.h"
#include "pdf_sign/detail/revision.h"

#include <optional>

namespace gongwen::pdf_sign {
namespace {

constexpr std::size_t kChannels = 4;  // of a pixel as it is unpacked

/// Red, green, blue of all pixels that are seen; nothing when they differ.
std::optional<std::string> only_colour(const std::string& rgba) {
  std::optional<std::string> colour;
  for (std::size_t i = 0; i < rgba.size(); i += kChannels) {
    if (rgba[i + 3] == 0) continue;
    const std::string_view own = std::string_view(rgba).substr(i, 3);
    if (!colour) colour = std::string(own);
    if (*colour != own) return std::nullopt;
  }
  return colour;
}

bool is_opaque(const std::string& rgba) {
  for (std::size_t i = 3; i < rgba.size(); i += kChannels) {
    if (rgba[i] != '\xFF') return false;
  }
  return true;
}

}  // namespace

ObjectNumber write_seal_image(const images::RasterImage& seal, pdf::FileUpdate& update) {
  const images::Pixels pixels = images::unpack_pixels(seal);
  const std::string head = fmt::format("/Type/XObject/Subtype/Image/Width {}/Height {}", pixels.width, pixels.height);
  std::string mask;
  if (!is_opaque(pixels.rgba)) {
    std::string alpha;
    for (std::size_t i = 3; i < pixels.rgba.size(); i += kChannels) alpha.push_back(pixels.rgba[i]);
    const ObjectNumber number = update.add_stream(head + "/ColorSpace/DeviceGray/BitsPerComponent 8", alpha);
    mask = "/SMask " + reference(number);
  }
  if (const auto colour = only_colour(pixels.rgba); colour && !mask.empty()) {
    std::string palette;
    pdf::append_hex(palette, *colour);
    const std::size_t row = (pixels.width + 7) / 8;
    return update.add_stream(
        head + fmt::format("/ColorSpace[/Indexed/DeviceRGB 0{}]/BitsPerComponent 1{}", palette, mask),
        std::string(row * pixels.height, '\0'));
  }
  std::string rgb;
  rgb.reserve(pixels.rgba.size() / kChannels * 3);
  for (std::size_t i = 0; i < pixels.rgba.size(); i += kChannels) rgb.append(pixels.rgba, i, 3);
  return update.add_stream(head + "/ColorSpace/DeviceRGB/BitsPerComponent 8" + mask, rgb);
}

ObjectNumber write_seal_appearance(ObjectNumber image, const SealAppearance& look, pdf::FileUpdate& update) {
  std::string entries = fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 {} {}]", pdf_number(look.shown_width),
                                    pdf_number(look.shown_height));
  if (look.turn != kUpright) {
    entries += fmt::format("/Matrix[{} {} {} {} 0 0]", look.turn[0], look.turn[1], look.turn[2], look.turn[3]);
  }
  entries += "/Group<</S/Transparency/CS/DeviceRGB>>/Resources<</ExtGState<</G<</BM/Multiply>>>>/XObject<</I " +
             reference(image) + ">>>>";
  const std::string content = fmt::format("/G gs q {} 0 0 {} {} {} cm /I Do Q", pdf_number(look.width),
                                          pdf_number(look.height), pdf_number(look.left), pdf_number(look.bottom));
  return update.add_stream(entries, content);
}

ObjectNumber write_empty_appearance(pdf::FileUpdate& update) {
  return update.add_plain_stream("/Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>", "");
}

}  // namespace gongwen::pdf_sign
