#include "images/detail/decode.h"

#include <memory>

#include <qrencode.h>

namespace gongwen::images {
namespace {

constexpr int kQuietZone = 4;
constexpr int kModule = 4;  // px

/// Dark modules beside each other become one rectangle: thin white lines between them would disturb readers.
base::Path modules(const QRcode& code) {
  base::Path path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width;) {
      const auto is_dark = [&](int column) {
        return column < code.width && (code.data[y * code.width + column] & 1) != 0;
      };
      int end = x;
      while (is_dark(end)) ++end;
      if (end > x) {
        const auto at = [](int module) {
          return static_cast<double>((module + kQuietZone) * kModule);
        };
        path.add_rect(at(x), at(y), at(end), at(y + 1));
      }
      x = end + 1;
    }
  }
  return path;
}

}  // namespace

std::optional<Image> make_qr_code(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(std::min<std::size_t>(text.size(), 100'000)),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
      &QRcode_free);
  if (!code) return std::nullopt;
  const double side = (code->width + 2 * kQuietZone) * kModule;
  Drawing drawing;
  drawing.width = drawing.height = side;
  base::Path ground;
  ground.add_rect(0, 0, side, side);
  drawing.items.emplace_back(FillShape{std::move(ground), base::FillRule::NonZero, {{255, 255, 255, 255}, {}}});
  drawing.items.emplace_back(FillShape{modules(*code), base::FillRule::NonZero, {css::kBlack, {}}});
  return Image{{side, side, 1}, std::move(drawing)};
}

}  // namespace gongwen::images
