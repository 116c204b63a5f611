#include "paint/detail/box_painters.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

using css::Color;

std::uint8_t scaled(std::uint8_t channel, double factor) {
  return static_cast<std::uint8_t>(std::clamp(channel * factor + 0.5, 0.0, 255.0));
}

Color darkened(Color color) {
  if (color.red == 255 && color.green == 255 && color.blue == 255) return {0xAB, 0xAB, 0xAB, color.alpha};
  const double value = std::max({color.red, color.green, color.blue}) / 255.0;
  const double factor = value > 0 ? std::max(0.0, (value - 0.33) / value) : 0;
  return {scaled(color.red, factor), scaled(color.green, factor), scaled(color.blue, factor), color.alpha};
}

Color lightened(Color color) {
  const double value = std::max({color.red, color.green, color.blue}) / 255.0;
  if (value <= 0) return {0x54, 0x54, 0x54, color.alpha};
  const double factor = std::min(1.0, value + 0.33) / value;
  return {scaled(color.red, factor), scaled(color.green, factor), scaled(color.blue, factor), color.alpha};
}

}  // namespace

/// What is nearly black cannot become darker, so both of its sides become lighter.
CarvedColors carved_colors(Color color) {
  constexpr int kNearlyBlack = 0x20;
  const bool nearly_black = color.red < kNearlyBlack && color.green < kNearlyBlack && color.blue < kNearlyBlack;
  if (nearly_black) return {lightened(color), lightened(lightened(color))};
  return {darkened(color), lightened(color)};
}

}  // namespace gongwen::paint
