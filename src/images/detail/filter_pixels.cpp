#include "images/detail/filter_pixels.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gongwen::images {
namespace {

/// The transfer functions of sRGB (IEC 61966-2-1).
float linear_light(float value) {
  return value <= 0.04045F ? value / 12.92F : std::pow((value + 0.055F) / 1.055F, 2.4F);
}
float srgb_value(float light) {
  return light <= 0.0031308F ? light * 12.92F : 1.055F * std::pow(light, 1 / 2.4F) - 0.055F;
}

/// 0 for NaN, such as infinity minus infinity.
float clamped(double value) { return value > 0 ? static_cast<float>(std::min(value, 1.0)) : 0.0F; }

/// Weights of a Gaussian, starting from its middle.
std::vector<float> weights(double deviation) {
  const int reach = static_cast<int>(std::ceil(3 * deviation));
  std::vector<float> out;
  double sum = 0;
  for (int i = 0; i <= reach; ++i) {
    const double weight = std::exp(-i * i / (2 * deviation * deviation));
    out.push_back(static_cast<float>(weight));
    sum += i == 0 ? weight : 2 * weight;
  }
  for (float& weight : out) weight = static_cast<float>(weight / sum);
  return out;
}

/// A line of pixels, each `step` values after the previous one.
struct Line {
  float* first;
  int length;
  std::size_t step;
};

/// The average of `size` pixels around each, from `before` pixels before it.
void average(const Line& line, int size, int before, std::vector<float>& kept) {
  kept.resize(static_cast<std::size_t>(line.length));
  for (int i = 0; i < line.length; ++i)
    kept[static_cast<std::size_t>(i)] = line.first[static_cast<std::size_t>(i) * line.step];
  double sum = 0;
  const auto value = [&](int i) {
    return i >= 0 && i < line.length ? static_cast<double>(kept[static_cast<std::size_t>(i)]) : 0.0;
  };
  for (int i = 0; i < std::min(size - before, line.length); ++i) sum += value(i);
  for (int i = 0; i < line.length; ++i) {
    line.first[static_cast<std::size_t>(i) * line.step] = static_cast<float>(std::max(0.0, sum / size));
    sum += value(i + size - before) - value(i - before);
  }
}

/// The greatest value, or the least, from `reach` pixels before each to as many after it; outside the line is nothing.
void take_extreme(const Line& line, int reach, bool shrinks, std::vector<float>& kept, std::vector<int>& candidates) {
  const auto value = [&](int i) -> float& {
    return line.first[static_cast<std::size_t>(i) * line.step];
  };
  const auto old = [&](int i) {
    return kept[static_cast<std::size_t>(i)];
  };
  kept.resize(static_cast<std::size_t>(line.length));
  for (int i = 0; i < line.length; ++i) kept[static_cast<std::size_t>(i)] = value(i);
  // Pixels that may be the extreme for a later place, each more extreme than all after it.
  candidates.clear();
  std::size_t first = 0;
  for (int i = 0, next = 0; i < line.length; ++i) {
    for (; next < line.length && next - i <= reach; ++next) {
      while (candidates.size() > first &&
             (shrinks ? old(candidates.back()) >= old(next) : old(candidates.back()) <= old(next)))
        candidates.pop_back();
      candidates.push_back(next);
    }
    while (i - candidates[first] > reach) ++first;
    const bool is_at_edge = i < reach || line.length - 1 - i < reach;
    value(i) = shrinks && is_at_edge ? 0.0F : old(candidates[first]);
  }
}

void weigh(const Line& line, const std::vector<float>& weights, std::vector<float>& kept) {
  kept.resize(static_cast<std::size_t>(line.length));
  for (int i = 0; i < line.length; ++i)
    kept[static_cast<std::size_t>(i)] = line.first[static_cast<std::size_t>(i) * line.step];
  const int reach = static_cast<int>(weights.size()) - 1;
  for (int i = 0; i < line.length; ++i) {
    float sum = 0;
    for (int d = std::max(-reach, -i); d <= std::min(reach, line.length - 1 - i); ++d)
      sum += weights[static_cast<std::size_t>(std::abs(d))] * kept[static_cast<std::size_t>(i + d)];
    line.first[static_cast<std::size_t>(i) * line.step] = sum;
  }
}

double blended(BlendMode mode, double above, double below) {
  switch (mode) {
    case BlendMode::Normal: return above;
    case BlendMode::Multiply: return above * below;
    case BlendMode::Screen: return above + below - above * below;
    case BlendMode::Darken: return std::min(above, below);
    case BlendMode::Lighten: return std::max(above, below);
    case BlendMode::Overlay: return blended(BlendMode::HardLight, below, above);
    case BlendMode::ColorDodge: return below <= 0 ? 0 : above >= 1 ? 1 : std::min(1.0, below / (1 - above));
    case BlendMode::ColorBurn: return below >= 1 ? 1 : above <= 0 ? 0 : 1 - std::min(1.0, (1 - below) / above);
    case BlendMode::HardLight: return above <= 0.5 ? 2 * above * below : 1 - 2 * (1 - above) * (1 - below);
    case BlendMode::SoftLight: {
      if (above <= 0.5) return below - (1 - 2 * above) * below * (1 - below);
      const double lightest = below <= 0.25 ? ((16 * below - 12) * below + 4) * below : std::sqrt(below);
      return below + (2 * above - 1) * (lightest - below);
    }
    case BlendMode::Difference: return std::abs(above - below);
    case BlendMode::Exclusion: return above + below - 2 * above * below;
    case BlendMode::Hue:
    case BlendMode::Saturation:
    case BlendMode::Color:
    case BlendMode::Luminosity: break;
  }
  return above;
}

using Channels = std::array<double, 3>;

double luminosity_of(const Channels& color) { return 0.3 * color[0] + 0.59 * color[1] + 0.11 * color[2]; }

double saturation_of(const Channels& color) {
  const auto [least, most] = std::minmax_element(color.begin(), color.end());
  return *most - *least;
}

/// The colour with another luminosity, brought back into the range of colours.
Channels with_luminosity(Channels color, double luminosity) {
  const double added = luminosity - luminosity_of(color);
  for (double& channel : color) channel += added;
  const auto [lowest, highest] = std::minmax_element(color.begin(), color.end());
  const double least = *lowest;
  const double most = *highest;
  for (double& channel : color) {
    if (least < 0) channel = luminosity + (channel - luminosity) * luminosity / (luminosity - least);
    if (most > 1) channel = luminosity + (channel - luminosity) * (1 - luminosity) / (most - luminosity);
  }
  return color;
}

Channels with_saturation(Channels color, double saturation) {
  const double least = *std::min_element(color.begin(), color.end());
  const double range = saturation_of(color);
  for (double& channel : color) channel = range > 0 ? (channel - least) * saturation / range : 0;
  return color;
}

/// Section 10.2.
Channels blended_together(BlendMode mode, const Channels& above, const Channels& below) {
  const double luminosity = luminosity_of(below);
  if (mode == BlendMode::Hue) return with_luminosity(with_saturation(above, saturation_of(below)), luminosity);
  if (mode == BlendMode::Saturation) return with_luminosity(with_saturation(below, saturation_of(above)), luminosity);
  if (mode == BlendMode::Color) return with_luminosity(above, luminosity);
  if (mode == BlendMode::Luminosity) return with_luminosity(below, luminosity_of(above));
  Channels mixed{};
  for (std::size_t c = 0; c < 3; ++c) mixed[c] = blended(mode, above[c], below[c]);
  return mixed;
}

}  // namespace

double ChannelTransfer::at(double value) const {
  const auto last = static_cast<double>(values.size()) - 1;
  switch (type) {
    case Type::Identity: return value;
    case Type::Linear: return slope * value + intercept;
    case Type::Gamma: return amplitude * std::pow(std::max(0.0, value), exponent) + offset;
    case Type::Table: {
      if (values.empty()) return value;
      const double place = std::min(value * last, last);
      const auto index = static_cast<std::size_t>(place);
      const double next = values[std::min(index + 1, values.size() - 1)];
      return values[index] + (place - static_cast<double>(index)) * (next - values[index]);
    }
    case Type::Discrete:
      if (values.empty()) return value;
      return values[static_cast<std::size_t>(std::min(value * (last + 1), last))];
  }
  return value;
}

FilterPixels::FilterPixels(const Pixels& pixels)
    : FilterPixels(static_cast<int>(pixels.width), static_cast<int>(pixels.height)) {
  for (std::size_t i = 0; i + 3 < pixels.rgba.size(); i += 4) {
    const auto channel = [&](std::size_t c) {
      return static_cast<float>(static_cast<unsigned char>(pixels.rgba[i + c])) / 255;
    };
    const float alpha = channel(3);
    for (std::size_t c = 0; c < 3; ++c) values_[i + c] = channel(c) * alpha;
    values_[i + 3] = alpha;
  }
}

Pixels FilterPixels::pixels() const {
  Pixels out{static_cast<std::uint32_t>(width_), static_cast<std::uint32_t>(height_), {}};
  out.rgba.resize(values_.size());
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    const float alpha = values_[i + 3];
    for (std::size_t c = 0; c < 3; ++c)
      out.rgba[i + c] = static_cast<char>(std::lround(255 * clamped(alpha > 0 ? values_[i + c] / alpha : 0)));
    out.rgba[i + 3] = static_cast<char>(std::lround(255 * clamped(alpha)));
  }
  return out;
}

bool FilterPixels::is_transparent() const {
  for (std::size_t i = 3; i < values_.size(); i += 4) {
    if (values_[i] >= 0.5F / 255) return false;
  }
  return true;
}

void FilterPixels::make_linear(bool is_linear) {
  if (is_linear == is_linear_) return;
  is_linear_ = is_linear;
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    const float alpha = values_[i + 3];
    if (alpha <= 0) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = std::clamp(values_[i + c] / alpha, 0.0F, 1.0F);
      values_[i + c] = alpha * (is_linear ? linear_light(value) : srgb_value(value));
    }
  }
}

void FilterPixels::fill(css::Color color) {
  const float alpha = static_cast<float>(color.alpha) / 255;
  const std::array<float, 3> channels{static_cast<float>(color.red) / 255, static_cast<float>(color.green) / 255,
                                      static_cast<float>(color.blue) / 255};
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) values_[i + c] = alpha * (is_linear_ ? linear_light(channels[c]) : channels[c]);
    values_[i + 3] = alpha;
  }
}

void FilterPixels::keep_alpha() {
  for (std::size_t i = 0; i < values_.size(); i += 4)
    std::fill_n(values_.begin() + static_cast<std::ptrdiff_t>(i), 3, 0.0F);
}

void FilterPixels::keep(const PixelArea& area) {
  for (int y = 0; y < height_; ++y) {
    for (int x = 0; x < width_; ++x) {
      const bool is_in = x >= area.left && x < area.right && y >= area.top && y < area.bottom;
      if (!is_in) std::fill_n(at(x, y), 4, 0.0F);
    }
  }
}

template <typename Change>
void FilterPixels::for_each_line(bool is_down, Change change) {
  const std::size_t row = std::size_t{4} * static_cast<std::size_t>(width_);
  for (int number = 0; number < (is_down ? width_ : height_); ++number) {
    for (int channel = 0; channel < 4; ++channel) {
      change(Line{(is_down ? at(number, 0) : at(0, number)) + channel, is_down ? height_ : width_, is_down ? row : 4});
    }
  }
}

void FilterPixels::blur_lines(double deviation, bool is_down) {
  if (!(deviation > 0)) return;
  // A larger deviation would leave nothing visible; sizes remain whole numbers.
  constexpr double kMostDeviation = 1e6;
  deviation = std::min(deviation, kMostDeviation);
  constexpr double kLeastForBoxes = 2;
  // Three averages of this size are as good as a Gaussian (section 9.14).
  const int size = static_cast<int>(std::floor(deviation * 3 * std::sqrt(2 * std::numbers::pi) / 4 + 0.5));
  const std::vector<float> exact = deviation < kLeastForBoxes ? weights(deviation) : std::vector<float>();
  std::vector<float> kept;
  for_each_line(is_down, [&](const Line& line) {
    if (!exact.empty()) {
      weigh(line, exact, kept);
    } else if (size % 2 == 1) {
      for (int i = 0; i < 3; ++i) average(line, size, size / 2, kept);
    } else {
      average(line, size, size / 2, kept);
      average(line, size, size / 2 - 1, kept);
      average(line, size + 1, size / 2, kept);
    }
  });
}

void FilterPixels::blur(double across, double down) {
  blur_lines(across, false);
  blur_lines(down, true);
}

void FilterPixels::shift(int across, int down) {
  FilterPixels moved(width_, height_);
  for (int y = std::max(0, down); y < std::min(height_, height_ + down); ++y) {
    for (int x = std::max(0, across); x < std::min(width_, width_ + across); ++x)
      std::copy_n(at(x - across, y - down), 4, moved.at(x, y));
  }
  values_ = std::move(moved.values_);
}

void FilterPixels::multiply(const ColorMatrix& matrix) {
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    const double alpha = values_[i + 3];
    std::array<double, 4> old{};
    for (std::size_t c = 0; c < 3; ++c) old[c] = alpha > 0 ? values_[i + c] / alpha : 0;
    old[3] = alpha;
    std::array<float, 4> made{};
    for (std::size_t row = 0; row < 4; ++row) {
      double value = matrix[5 * row + 4];
      for (std::size_t c = 0; c < 4; ++c) value += matrix[5 * row + c] * old[c];
      made[row] = clamped(value);
    }
    for (std::size_t c = 0; c < 3; ++c) values_[i + c] = made[c] * made[3];
    values_[i + 3] = made[3];
  }
}

void FilterPixels::transfer(const std::array<ChannelTransfer, 4>& channels) {
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    const double alpha = values_[i + 3];
    const float made = clamped(channels[3].at(alpha));
    for (std::size_t c = 0; c < 3; ++c)
      values_[i + c] = clamped(channels[c].at(alpha > 0 ? values_[i + c] / alpha : 0)) * made;
    values_[i + 3] = made;
  }
}

void FilterPixels::grow(int across, int down, bool shrinks) {
  std::vector<float> kept;
  std::vector<int> candidates;
  for (const bool is_down : {false, true}) {
    const int reach = is_down ? down : across;
    for_each_line(is_down, [&](const Line& line) {
      if (reach > 0) take_extreme(line, reach, shrinks, kept, candidates);
    });
  }
}

void FilterPixels::compose(const FilterPixels& below, CompositeOperator composite, const std::array<double, 4>& k) {
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    const double above_alpha = values_[i + 3];
    const double below_alpha = below.values_[i + 3];
    double above_part = 1;
    double below_part = 1;
    switch (composite) {
      case CompositeOperator::Over: below_part = 1 - above_alpha; break;
      case CompositeOperator::In: above_part = below_alpha, below_part = 0; break;
      case CompositeOperator::Out: above_part = 1 - below_alpha, below_part = 0; break;
      case CompositeOperator::Atop: above_part = below_alpha, below_part = 1 - above_alpha; break;
      case CompositeOperator::Xor: above_part = 1 - below_alpha, below_part = 1 - above_alpha; break;
      case CompositeOperator::Lighter:
      case CompositeOperator::Arithmetic: break;
    }
    for (std::size_t c = 0; c < 4; ++c) {
      const double above = values_[i + c];
      const double other = below.values_[i + c];
      values_[i + c] = composite == CompositeOperator::Arithmetic
                           ? clamped(k[0] * above * other + k[1] * above + k[2] * other + k[3])
                           : clamped(above * above_part + other * below_part);
    }
    // A colour must not be lighter than its opacity allows.
    for (std::size_t c = 0; c < 3; ++c) values_[i + c] = std::min(values_[i + c], values_[i + 3]);
  }
}

void FilterPixels::blend(const FilterPixels& below, BlendMode mode) {
  for (std::size_t i = 0; i < values_.size(); i += 4) {
    const double above_alpha = values_[i + 3];
    const double below_alpha = below.values_[i + 3];
    Channels mixed{};
    if (above_alpha > 0 && below_alpha > 0) {
      Channels above{};
      Channels other{};
      for (std::size_t c = 0; c < 3; ++c) {
        above[c] = values_[i + c] / above_alpha;
        other[c] = below.values_[i + c] / below_alpha;
      }
      mixed = blended_together(mode, above, other);
    }
    for (std::size_t c = 0; c < 3; ++c) {
      values_[i + c] = clamped((1 - above_alpha) * below.values_[i + c] + (1 - below_alpha) * values_[i + c] +
                               mixed[c] * above_alpha * below_alpha);
    }
    values_[i + 3] = clamped(above_alpha + below_alpha - above_alpha * below_alpha);
  }
}

}  // namespace gongwen::images
