// Colour stops of gradients and their places on the gradient line (css-images-3 section 3.4), shared by linear, radial
// and conic gradients.
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

/// A colour with premultiplied alpha, channels 0 to 1: gradients mix colours in this form (section 3.4.2).
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

/// A colour stop; `at` is its place as a share of the line's length.
struct PlacedStop {
  double at = 0;
  Color color;
};

/// Gives every stop a place, none before the preceding stop (section 3.4.3), and turns hints into stops along their
/// curve. `length` is the length of the line in px, `current` the value of `currentcolor`.
std::vector<PlacedStop> place_stops(const style::GradientValue& gradient, double length, Color current);

/// The average colour, weighted by the length that each stop covers: used where repetitions are too small to be seen.
Color average_color(const std::vector<PlacedStop>& stops);

/// Repeats the stops up to `farthest` lengths. Returns nullopt if they repeat too often to be drawn.
std::optional<std::vector<PlacedStop>> repeated_stops(const std::vector<PlacedStop>& stops, double length,
                                                      double farthest);

}  // namespace gongwen::paint
