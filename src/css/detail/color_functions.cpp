
#include "base/ascii.h"
#include "css/detail/color_spaces.h"
#include "css/detail/grammar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace gongwen::css {
namespace {

/// css-color-4 §7: hue in degrees, saturation and lightness from 0 to 1.
Color from_hsl(double hue, double saturation, double lightness) {
  return from_space({hue, saturation * 100, lightness * 100}, ColorSpace::Hsl);
}

struct ColorArgument {
  double number = 0;
  bool is_percentage = false;
  bool is_angle = false;
  bool is_missing = false;  // `none`, which counts as 0 (css-color-4 §4.4)
  double fraction(double whole) const { return std::clamp(is_percentage ? number / 100 : number / whole, 0.0, 1.0); }
};

/// css-color-4 §4: the old functions have commas between all arguments; blanks, and a slash before alpha, separate
/// those of the modern syntax.
enum class ColorSyntax : std::uint8_t { Legacy, Modern };

struct ColorArguments {
  std::vector<ColorArgument> list;
  ColorSyntax syntax = ColorSyntax::Modern;
};

/// A number, a percentage, an angle in degrees, or `none`.
std::optional<ColorArgument> take_color_argument(TokenStream& inner) {
  Value value;
  if (match_basic_type(BasicType::Number, {}, inner, value)) {
    if (value.kind == ValueKind::Number) return ColorArgument{value.number};
  } else if (match_basic_type(BasicType::Percentage, {}, inner, value)) {
    if (value.kind == ValueKind::Percentage) return ColorArgument{value.number, true};
  } else if (match_basic_type(BasicType::Angle, {}, inner, value)) {
    return ColorArgument{value.number * degrees_per(value.unit), false, true};
  } else if (inner.looking_at_ident("none")) {
    inner.next();
    return ColorArgument{0, false, false, true};
  }
  return std::nullopt;
}

/// The given number of components, and alpha if it is given, all in one of the two syntaxes. An angle is a hue and
/// nothing else is, and a hue is not a percentage (css-color-4 §4.3).
std::optional<ColorArguments> color_arguments(TokenStream inner, std::optional<std::size_t> hue = std::nullopt,
                                              std::size_t components = 3) {
  ColorArguments arguments;
  for (inner.skip_white_space(); !inner.at_end() && arguments.list.size() <= components; inner.skip_white_space()) {
    const std::size_t count = arguments.list.size();
    if (count > 0) {
      const bool is_comma = inner.take(TokenKind::Comma);
      if (count == 1 && is_comma) arguments.syntax = ColorSyntax::Legacy;
      if (is_comma != (arguments.syntax == ColorSyntax::Legacy)) return std::nullopt;
      if (!is_comma && inner.take_delimiter('/') != (count == components)) return std::nullopt;
      inner.skip_white_space();
    }
    const std::optional<ColorArgument> argument = take_color_argument(inner);
    if (!argument || (argument->is_missing && arguments.syntax == ColorSyntax::Legacy)) return std::nullopt;
    if (hue == count ? argument->is_percentage : argument->is_angle) return std::nullopt;
    arguments.list.push_back(*argument);
  }
  // The first one may be `none` before a comma says which syntax it is.
  const bool is_mixed = arguments.syntax == ColorSyntax::Legacy && arguments.list.front().is_missing;
  if (!inner.at_end() || arguments.list.size() < components || is_mixed) return std::nullopt;
  return arguments;
}

/// The functions that came with the modern syntax have no other.
std::optional<ColorArguments> modern_arguments(TokenStream inner, std::optional<std::size_t> hue = std::nullopt) {
  std::optional<ColorArguments> arguments = color_arguments(inner, hue);
  if (arguments && arguments->syntax == ColorSyntax::Legacy) arguments.reset();
  return arguments;
}

void set_alpha(const ColorArguments& arguments, std::size_t index, Color& color) {
  if (arguments.list.size() <= index) return;
  color.alpha = static_cast<std::uint8_t>(std::lround(arguments.list[index].fraction(1) * 255));
}

/// rgb() (css-color-4 section 5.1): with commas all are numbers, or all are percentages.
bool match_rgb(TokenStream inner, Color& color) {
  const std::optional<ColorArguments> arguments = color_arguments(inner);
  if (!arguments) return false;
  const std::span<const ColorArgument> channels(arguments->list.data(), 3);
  const auto percentages =
      std::count_if(channels.begin(), channels.end(), [](const ColorArgument& each) { return each.is_percentage; });
  if (arguments->syntax == ColorSyntax::Legacy && percentages % 3 != 0) return false;
  const auto channel = [&](std::size_t i) {
    return static_cast<std::uint8_t>(std::lround(channels[i].fraction(255) * 255));
  };
  color = {channel(0), channel(1), channel(2), 255};
  set_alpha(*arguments, 3, color);
  return true;
}

/// hsl() and hwb() (css-color-4 sections 7 and 8).
bool match_hue_color(TokenStream inner, bool is_hwb, Color& color) {
  const std::optional<ColorArguments> read = is_hwb ? modern_arguments(inner, 0) : color_arguments(inner, 0);
  if (!read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  // With commas both are percentages (css-color-4 §7.1).
  const bool has_numbers = !arguments[1].is_percentage || !arguments[2].is_percentage;
  if (read->syntax == ColorSyntax::Legacy && has_numbers) return false;
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
  set_alpha(*read, 3, color);
  return true;
}

/// device-cmyk() by the formula of css-color-5 §10.2: the file has RGB only.
bool match_cmyk(TokenStream inner, Color& color) {
  const std::optional<ColorArguments> read = color_arguments(inner, std::nullopt, 4);
  if (!read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  const double black = arguments[3].fraction(1);
  const auto channel = [&](std::size_t i) {
    const double ink = std::min(1.0, arguments[i].fraction(1) * (1 - black) + black);
    return static_cast<std::uint8_t>(std::lround((1 - ink) * 255));
  };
  color = {channel(0), channel(1), channel(2), 255};
  set_alpha(*read, 4, color);
  return true;
}

/// lab(), lch(), oklab(), oklch() (css-color-4 sections 9.3 and 9.4).
bool match_lab(TokenStream inner, ColorSpace space, Color& color) {
  const bool is_ok = space == ColorSpace::Oklab || space == ColorSpace::Oklch;
  const bool is_polar = space == ColorSpace::Lch || space == ColorSpace::Oklch;
  const std::optional<ColorArguments> read =
      modern_arguments(inner, is_polar ? std::optional(std::size_t{2}) : std::nullopt);
  if (!read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  const double whole = is_ok ? 0.4 : is_polar ? 150 : 125;
  const auto scaled = [](const ColorArgument& argument, double hundred_percent) {
    return argument.is_percentage ? argument.number / 100 * hundred_percent : argument.number;
  };
  Channels channels{std::clamp(scaled(arguments[0], is_ok ? 1 : 100), 0.0, is_ok ? 1.0 : 100.0),
                    scaled(arguments[1], whole), is_polar ? arguments[2].number : scaled(arguments[2], whole)};
  if (is_polar) channels[1] = std::max(channels[1], 0.0);
  color = from_space(channels, space);
  set_alpha(*read, 3, color);
  return true;
}

/// color() in the spaces that a matrix maps to sRGB (css-color-4 section 10).
bool match_color_space(TokenStream inner, Color& color) {
  inner.skip_white_space();
  if (!inner.looking_at(TokenKind::Ident)) return false;
  const std::optional<ColorSpace> space = find_color_space(inner.next().text);
  const bool is_rectangular = space && *space != ColorSpace::Hsl && *space != ColorSpace::Hwb &&
                              *space != ColorSpace::Lab && *space != ColorSpace::Lch && *space != ColorSpace::Oklab &&
                              *space != ColorSpace::Oklch;
  const std::optional<ColorArguments> read = modern_arguments(inner);
  if (!is_rectangular || !read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  Channels channels{};
  for (std::size_t i = 0; i < 3; ++i) {
    channels[i] = arguments[i].is_percentage ? arguments[i].number / 100 : arguments[i].number;
  }
  color = from_space(channels, *space);
  set_alpha(*read, 3, color);
  return true;
}

/// One colour of color-mix() with its share, in either order.
bool take_share(TokenStream& inner, Color& color, std::optional<double>& share) {
  bool has_color = false;
  for (inner.skip_white_space(); !inner.at_end() && !inner.looking_at(TokenKind::Comma); inner.skip_white_space()) {
    Value value;
    if (!share && match_basic_type(BasicType::Percentage, {0, 100}, inner, value)) {
      share = value.number / 100;
    } else if (!has_color && match_basic_type(BasicType::Color, {}, inner, value) && value.kind == ValueKind::Color) {
      color = value.color;
      has_color = true;
    } else {
      return false;
    }
  }
  return has_color;
}

std::optional<HueWay> take_hue_way(TokenStream& inner) {
  constexpr std::pair<std::string_view, HueWay> kWays[] = {{"shorter", HueWay::Shorter},
                                                           {"longer", HueWay::Longer},
                                                           {"increasing", HueWay::Increasing},
                                                           {"decreasing", HueWay::Decreasing}};
  for (const auto& [name, way] : kWays) {
    if (!inner.looking_at_ident(name)) continue;
    inner.next();
    inner.skip_white_space();
    if (!inner.looking_at_ident("hue")) return std::nullopt;
    inner.next();
    inner.skip_white_space();
    return way;
  }
  return HueWay::Shorter;
}

/// css-color-5 §3: shares that come to more than all are reduced; what lacks to all is transparent.
bool match_color_mix(TokenStream inner, Color& color) {
  inner.skip_white_space();
  ColorSpace space = ColorSpace::Oklab;
  HueWay way = HueWay::Shorter;
  if (inner.looking_at_ident("in")) {
    inner.next();
    inner.skip_white_space();
    const std::optional<ColorSpace> named =
        inner.looking_at(TokenKind::Ident) ? find_color_space(inner.next().text) : std::nullopt;
    inner.skip_white_space();
    const std::optional<HueWay> hue = take_hue_way(inner);
    if (!named || !hue || !inner.take(TokenKind::Comma)) return false;
    space = *named;
    way = *hue;
  }
  std::array<Color, 2> colors;
  std::array<std::optional<double>, 2> shares;
  if (!take_share(inner, colors[0], shares[0]) || !inner.take(TokenKind::Comma)) return false;
  if (!take_share(inner, colors[1], shares[1]) || !inner.at_end()) return false;
  const double first = shares[0].value_or(1 - shares[1].value_or(0.5));
  const double second = shares[1].value_or(1 - first);
  if (first + second <= 0) return false;
  color = mix_colors(colors[0], first / (first + second), colors[1], space, way);
  color.alpha = static_cast<std::uint8_t>(std::lround(color.alpha * std::min(1.0, first + second)));
  return true;
}

/// light-dark(): paper is light (css-color-5 section 6).
bool match_light_dark(TokenStream inner, Color& color) {
  std::optional<double> none = 0;
  Color dark;
  return take_share(inner, color, none) && inner.take(TokenKind::Comma) && take_share(inner, dark, none) &&
         inner.at_end();
}

}  // namespace

bool match_color_function(TokenStream& stream, Color& color) {
  const std::string name = base::ascii_lowercase(stream.peek().text);
  if (name == "rgb" || name == "rgba") return match_rgb(stream.take_block(), color);
  if (name == "hsl" || name == "hsla") return match_hue_color(stream.take_block(), false, color);
  if (name == "hwb") return match_hue_color(stream.take_block(), true, color);
  if (name == "lab") return match_lab(stream.take_block(), ColorSpace::Lab, color);
  if (name == "lch") return match_lab(stream.take_block(), ColorSpace::Lch, color);
  if (name == "oklab") return match_lab(stream.take_block(), ColorSpace::Oklab, color);
  if (name == "oklch") return match_lab(stream.take_block(), ColorSpace::Oklch, color);
  if (name == "color") return match_color_space(stream.take_block(), color);
  if (name == "color-mix") return match_color_mix(stream.take_block(), color);
  if (name == "light-dark") return match_light_dark(stream.take_block(), color);
  if (name == "device-cmyk") return match_cmyk(stream.take_block(), color);
  return false;
}

}  // namespace gongwen::css
