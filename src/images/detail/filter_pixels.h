// FilterPixels: pixels that the steps of a filter change (Filter Effects 1 section 9). Colours are premultiplied by
// their opacity, from 0 to 1; outside the picture everything is transparent.
#pragma once

#include "images/pixels.h"
#include "style/css/color.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::images {

/// The operators of Porter and Duff, with the usual names, and `arithmetic`.
enum class CompositeOperator : std::uint8_t { Over, In, Out, Atop, Xor, Lighter, Arithmetic };
/// compositing-1 section 10. The last four mix all channels together.
enum class BlendMode : std::uint8_t {
  Normal,
  Multiply,
  Screen,
  Darken,
  Lighten,
  Overlay,
  ColorDodge,
  ColorBurn,
  HardLight,
  SoftLight,
  Difference,
  Exclusion,
  Hue,
  Saturation,
  Color,
  Luminosity,
};

/// How a channel is changed: `values` are those of a table, from 0 to 1; `gamma` has amplitude, exponent and offset.
struct ChannelTransfer {
  enum class Type : std::uint8_t { Identity, Table, Discrete, Linear, Gamma };
  Type type = Type::Identity;
  std::vector<double> values = {};
  double slope = 1, intercept = 0;
  double amplitude = 1, exponent = 1, offset = 0;
  double at(double value) const;
};

/// Four rows for red, green, blue and alpha, each with four factors and an addend.
using ColorMatrix = std::array<double, 20>;

/// A rectangle of pixels; `right` and `bottom` are outside.
struct PixelArea {
  int left = 0, top = 0, right = 0, bottom = 0;
};

class FilterPixels {
 public:
  FilterPixels(int width, int height)
      : width_(width),
        height_(height),
        values_(std::size_t{4} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}
  explicit FilterPixels(const Pixels& pixels);

  int width() const { return width_; }
  int height() const { return height_; }
  Pixels pixels() const;
  bool is_transparent() const;

  /// Converts colours to linear light, or back to sRGB.
  void make_linear(bool is_linear);
  bool is_linear() const { return is_linear_; }

  void fill(css::Color color);
  void keep_alpha();  // black, with the opacity
  void keep(const PixelArea& area);
  /// Standard deviations in pixels.
  void blur(double across, double down);
  void shift(int across, int down);
  void multiply(const ColorMatrix& matrix);
  /// Red, green, blue, alpha.
  void transfer(const std::array<ChannelTransfer, 4>& channels);
  void grow(int across, int down, bool shrinks);
  /// Puts these pixels over, into, … others of the same size. `k` are the factors of `arithmetic`.
  void compose(const FilterPixels& below, CompositeOperator composite, const std::array<double, 4>& k = {});
  void blend(const FilterPixels& below, BlendMode mode);

 private:
  float* at(int x, int y) {
    return &values_[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x))];
  }
  const float* at(int x, int y) const { return const_cast<FilterPixels*>(this)->at(x, y); }
  /// Calls `change` with each line of each channel, across or down.
  template <typename Change>
  void for_each_line(bool is_down, Change change);
  void blur_lines(double deviation, bool is_down);

  int width_ = 0;
  int height_ = 0;
  std::vector<float> values_;  // four for each pixel, row by row
  bool is_linear_ = false;
};

}  // namespace gongwen::images
