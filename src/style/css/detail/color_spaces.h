// Colour spaces of CSS, and mixing colours in them (css-color-4 sections 7 to 12). The result is in sRGB; values
// outside of its range are clipped channel by channel.
#pragma once

#include "style/css/color.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::css {

enum class ColorSpace : std::uint8_t {
  Srgb,
  SrgbLinear,
  DisplayP3,
  A98Rgb,
  ProphotoRgb,
  Rec2020,
  XyzD65,
  XyzD50,
  Hsl,
  Hwb,
  Lab,
  Lch,
  Oklab,
  Oklch,
};

/// `srgb`, `oklch`, `xyz` …, ignoring case.
std::optional<ColorSpace> find_color_space(std::string_view name);

/// In the units of the space: hues in degrees; saturation, whiteness, and L of lab() up to 100; others up to 1.
using Channels = std::array<double, 3>;

Color from_space(const Channels& channels, ColorSpace space);
Channels to_space(Color color, ColorSpace space);

enum class HueWay : std::uint8_t { Shorter, Longer, Increasing, Decreasing };

/// Mixes `share` of the first colour with the rest of the second (css-color-4 section 12).
Color mix_colors(Color first, double share, Color second, ColorSpace space, HueWay way);

}  // namespace gongwen::css
