#include "flow/docx/detail/picture_frame.h"

#include "images/pixels.h"

#include <cstdint>

namespace gongwen::docx {
namespace {

constexpr std::uint32_t kWidth = 250;
constexpr std::uint32_t kHeight = 350;
constexpr std::uint8_t kGround = 0xF2;
constexpr std::uint8_t kPerson = 0xCC;
constexpr std::uint8_t kEdge = 0xA6;

/// Whether a point is in the ellipse around (x, y) with the half axes a and b.
bool is_in_ellipse(std::int64_t px, std::int64_t py, std::int64_t x, std::int64_t y, std::int64_t a, std::int64_t b) {
  const std::int64_t dx = (px - x) * b;
  const std::int64_t dy = (py - y) * a;
  return dx * dx + dy * dy <= a * a * b * b;
}

std::uint8_t grey_at(std::uint32_t x, std::uint32_t y) {
  if (x < 2 || y < 2 || x >= kWidth - 2 || y >= kHeight - 2) return kEdge;
  const bool is_head = is_in_ellipse(x, y, 125, 130, 48, 60);
  const bool is_body = is_in_ellipse(x, y, 125, 350, 98, 128);
  return is_head || is_body ? kPerson : kGround;
}

}  // namespace

std::string picture_frame() {
  images::Pixels pixels{kWidth, kHeight, {}};
  pixels.rgba.reserve(std::size_t{kWidth} * kHeight * 4);
  for (std::uint32_t y = 0; y < kHeight; ++y) {
    for (std::uint32_t x = 0; x < kWidth; ++x) {
      pixels.rgba.append(3, static_cast<char>(grey_at(x, y)));
      pixels.rgba += '\xFF';
    }
  }
  return images::write_png(pixels);
}

}  // namespace gongwen::docx
