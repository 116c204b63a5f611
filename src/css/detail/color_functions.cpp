
#include "base/ascii.h"
#include "css/detail/grammar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace gongwen::css {
namespace {

/// Channels of rgb() in the old and the new spelling: `rgb(1, 2, 3)`, `rgb(10% 20% 30% / 50%)`.
bool match_rgb(TokenStream inner, Color& color) {
  std::array<double, 4> channels{0, 0, 0, 255};
  std::size_t count = 0;
  while (count < channels.size()) {
    inner.skip_white_space();
    const Token& token = inner.next();
    const bool alpha = count == 3;
    if (token.kind == TokenKind::Number) {
      channels[count] = alpha ? token.number * 255 : token.number;
    } else if (token.kind == TokenKind::Percentage) {
      channels[count] = token.number * 255 / 100;
    } else {
      return false;
    }
    ++count;
    inner.skip_white_space();
    if (inner.at_end()) break;
    if (!inner.take(TokenKind::Comma)) inner.take_delimiter('/');
  }
  inner.skip_white_space();
  if (count < 3 || !inner.at_end()) return false;
  const auto channel = [&](std::size_t i) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(channels[i], 0.0, 255.0)));
  };
  color = {channel(0), channel(1), channel(2), channel(3)};
  return true;
}

/// css-color-4 §7: hue in degrees, saturation and lightness from 0 to 1.
Color from_hsl(double hue, double saturation, double lightness) {
  const auto channel = [&](double n) {
    const double k = std::fmod(n + hue / 30, 12);
    const double a = saturation * std::min(lightness, 1 - lightness);
    const double value = lightness - a * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
  };
  return {channel(0), channel(8), channel(4), 255};
}

struct ColorArgument {
  double number = 0;
  bool is_percentage = false;
  bool is_angle = false;
  double fraction(double whole) const { return std::clamp(is_percentage ? number / 100 : number / whole, 0.0, 1.0); }
};

/// Numbers, percentages and angles in degrees, with commas, blanks or a slash between them.
std::vector<ColorArgument> color_arguments(TokenStream inner) {
  std::vector<ColorArgument> arguments;
  for (inner.skip_white_space(); !inner.at_end(); inner.skip_white_space()) {
    Value value;
    if (match_basic_type(BasicType::Number, {}, inner, value)) {
      if (value.kind != ValueKind::Number) return {};
      arguments.push_back({value.number, false, false});
    } else if (match_basic_type(BasicType::Percentage, {}, inner, value)) {
      if (value.kind != ValueKind::Percentage) return {};
      arguments.push_back({value.number, true, false});
    } else if (match_basic_type(BasicType::Angle, {}, inner, value)) {
      arguments.push_back({value.number * degrees_per(value.unit), false, true});
    } else {
      return {};
    }
    inner.skip_white_space();
    if (!inner.take(TokenKind::Comma)) inner.take_delimiter('/');
  }
  return arguments;
}

void set_alpha(const std::vector<ColorArgument>& arguments, std::size_t index, Color& color) {
  if (arguments.size() <= index) return;
  color.alpha = static_cast<std::uint8_t>(std::lround(arguments[index].fraction(1) * 255));
}

/// hsl() and hwb() (css-color-4 sections 7 and 8).
bool match_hue_color(TokenStream inner, bool is_hwb, Color& color) {
  const std::vector<ColorArgument> arguments = color_arguments(inner);
  if (arguments.size() < 3 || arguments.size() > 4 || arguments[0].is_percentage) return false;
  double hue = std::fmod(arguments[0].number, 360);
  if (hue < 0) hue += 360;
  const double second = arguments[1].fraction(100);
  const double third = arguments[2].fraction(100);
  if (!is_hwb) {
    color = from_hsl(hue, second, third);
  } else if (second + third >= 1) {
    const auto gray = static_cast<std::uint8_t>(std::lround(second / (second + third) * 255));
    color = {gray, gray, gray, 255};
  } else {
    const Color pure = from_hsl(hue, 1, 0.5);
    const auto mix = [&](std::uint8_t channel) {
      return static_cast<std::uint8_t>(std::lround(channel * (1 - second - third) + second * 255));
    };
    color = {mix(pure.red), mix(pure.green), mix(pure.blue), 255};
  }
  set_alpha(arguments, 3, color);
  return true;
}

/// device-cmyk() by the formula of css-color-5 §10.2: the file has RGB only.
bool match_cmyk(TokenStream inner, Color& color) {
  const std::vector<ColorArgument> arguments = color_arguments(inner);
  if (arguments.size() < 4 || arguments.size() > 5) return false;
  const double black = arguments[3].fraction(1);
  const auto channel = [&](std::size_t i) {
    const double ink = std::min(1.0, arguments[i].fraction(1) * (1 - black) + black);
    return static_cast<std::uint8_t>(std::lround((1 - ink) * 255));
  };
  color = {channel(0), channel(1), channel(2), 255};
  set_alpha(arguments, 4, color);
  return true;
}

}  // namespace

bool match_color_function(TokenStream& stream, Color& color) {
  const std::string name = base::ascii_lowercase(stream.peek().text);
  if (name == "rgb" || name == "rgba") return match_rgb(stream.take_block(), color);
  if (name == "hsl" || name == "hsla") return match_hue_color(stream.take_block(), false, color);
  if (name == "hwb") return match_hue_color(stream.take_block(), true, color);
  if (name == "device-cmyk") return match_cmyk(stream.take_block(), color);
  return false;
}

}  // namespace gongwen::css
