// The colours of a gradient and their places on its line (css-images-3 section 3.4), and gradients around a centre.
#pragma once

#include "images/image_set.h"
#include "paint/display_list.h"
#include "style/computed_style.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::paint {

/// A colour whose channels, 0 to 1, are multiplied by its alpha: so colours are mixed (section 3.4.2).
struct MixedColor {
  double red = 0, green = 0, blue = 0, alpha = 0;

  static MixedColor of(Color color) {
    const double alpha = color.alpha / 255.0;
    return {color.red / 255.0 * alpha, color.green / 255.0 * alpha, color.blue / 255.0 * alpha, alpha};
  }
  Color color() const {
    const auto byte = [](double value) {
      return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
    };
    const double whole = alpha > 0 ? alpha : 1;
    return {byte(red / whole), byte(green / whole), byte(blue / whole), byte(alpha)};
  }
  MixedColor mixed(const MixedColor& other, double share) const {
    const auto mix = [&](double a, double b) {
      return a + (b - a) * share;
    };
    return {mix(red, other.red), mix(green, other.green), mix(blue, other.blue), mix(alpha, other.alpha)};
  }
};

/// A colour at its place on the line, in shares of its length.
struct PlacedStop {
  double at = 0;
  Color color;
};

/// Section 3.4.3: every stop gets a place, none before the one in front of it. Hints become colours on their curve.
/// `length` is that of the line in px.
std::vector<PlacedStop> place_stops(const style::GradientValue& gradient, double length, Color current);

/// The colour of a gradient whose repetitions are too small to be seen, weighted by what each stop covers.
Color average_color(const std::vector<PlacedStop>& stops);

/// The stops as often as they are seen, up to `farthest` lengths; nothing when that is too often.
std::optional<std::vector<PlacedStop>> repeated_stops(const std::vector<PlacedStop>& stops, double length,
                                                      double farthest);

}  // namespace gongwen::paint
