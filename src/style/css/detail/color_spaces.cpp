#include "style/css/detail/color_spaces.h"

#include "base/utf8.h"

#include <algorithm>
#include <cmath>
#include <utility>

// Conversions between the colour spaces of css-color-4 through XYZ, with the matrices of its sample code, and
// interpolation of colours with its rules for hues and missing components.
namespace gongwen::css {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// css-color-4 section 17: sample code.
constexpr Matrix kLinearSrgbToXyz{{{506752.0 / 1228815, 87881.0 / 245763, 12673.0 / 70218},
                                   {87098.0 / 409605, 175762.0 / 245763, 12673.0 / 175545},
                                   {7918.0 / 409605, 87881.0 / 737289, 1001167.0 / 1053270}}};
constexpr Matrix kXyzToLinearSrgb{{{12831.0 / 3959, -329.0 / 214, -1974.0 / 3959},
                                   {-851781.0 / 878810, 1648619.0 / 878810, 36519.0 / 878810},
                                   {705.0 / 12673, -2585.0 / 12673, 705.0 / 667}}};
constexpr Matrix kLinearP3ToXyz{{{608311.0 / 1250200, 189793.0 / 714400, 198249.0 / 1000160},
                                 {35783.0 / 156275, 247089.0 / 357200, 198249.0 / 2500400},
                                 {0, 32229.0 / 714400, 5220557.0 / 5000800}}};
constexpr Matrix kXyzToLinearP3{{{446124.0 / 178915, -333277.0 / 357830, -72051.0 / 178915},
                                 {-14852.0 / 17905, 63121.0 / 35810, 423.0 / 17905},
                                 {11844.0 / 330415, -50337.0 / 660830, 316169.0 / 330415}}};
constexpr Matrix kLinearA98ToXyz{{{573536.0 / 994567, 263643.0 / 1420810, 187206.0 / 994567},
                                  {591459.0 / 1989134, 6239551.0 / 9945670, 374412.0 / 4972835},
                                  {53769.0 / 1989134, 351524.0 / 4972835, 4929758.0 / 4972835}}};
constexpr Matrix kXyzToLinearA98{{{1829569.0 / 896150, -506331.0 / 896150, -308931.0 / 896150},
                                  {-851781.0 / 878810, 1648619.0 / 878810, 36519.0 / 878810},
                                  {16779.0 / 1248040, -147721.0 / 1248040, 1266979.0 / 1248040}}};
constexpr Matrix kLinearProphotoToXyz50{{{0.79776664490064230, 0.13518129740053308, 0.03134773412839220},
                                         {0.28807482881940130, 0.71183523424187300, 0.00008993693872564},
                                         {0, 0, 0.82510460251046020}}};
constexpr Matrix kXyz50ToLinearProphoto{{{1.34578688164715830, -0.25557208737979464, -0.05110186497554526},
                                         {-0.54463070512490190, 1.50824774284514680, 0.02052744743642139},
                                         {0, 0, 1.21196754563894520}}};
constexpr Matrix kLinear2020ToXyz{{{63426534.0 / 99577255, 20160776.0 / 139408157, 47086771.0 / 278816314},
                                   {26158966.0 / 99577255, 472592308.0 / 697040785, 8267143.0 / 139408157},
                                   {0, 19567812.0 / 697040785, 295819943.0 / 278816314}}};
constexpr Matrix kXyzToLinear2020{{{30757411.0 / 17917100, -6372589.0 / 17917100, -4539589.0 / 17917100},
                                   {-19765991.0 / 29648200, 47925759.0 / 29648200, 467509.0 / 29648200},
                                   {792561.0 / 44930125, -1921689.0 / 44930125, 42328811.0 / 44930125}}};
constexpr Matrix kD65ToD50{{{1.0479297925449969, 0.022946870601609652, -0.05019226628920524},
                            {0.02962780877005599, 0.9904344267538799, -0.017073799063418826},
                            {-0.009243040646204504, 0.015055191490298152, 0.7518742814281371}}};
constexpr Matrix kD50ToD65{{{0.955473421488075, -0.02309845494876471, 0.06325924320057072},
                            {-0.0283697093338637, 1.0099953980813041, 0.021041441191917323},
                            {0.012314014864481998, -0.020507649298898964, 1.330365926242124}}};
constexpr Matrix kXyzToLms{{{0.8190224379967030, 0.3619062600528904, -0.1288737815209879},
                            {0.0329836539323885, 0.9292868615863434, 0.0361446663506424},
                            {0.0481771893596242, 0.2642395317527308, 0.6335478284694309}}};
constexpr Matrix kLmsToXyz{{{1.2268798758459243, -0.5578149944602171, 0.2813910456659647},
                            {-0.0405757452148008, 1.1122868032803170, -0.0717110580655164},
                            {-0.0763729366746601, -0.4214933324022432, 1.5869240198367816}}};
constexpr Matrix kLmsToOklab{{{0.2104542683093140, 0.7936177747023054, -0.0040720430116193},
                              {1.9779985324311684, -2.4285922420485799, 0.4505937096174110},
                              {0.0259040424655478, 0.7827717124575296, -0.8086757549230774}}};
constexpr Matrix kOklabToLms{{{1.0, 0.3963377773761749, 0.2158037573099136},
                              {1.0, -0.1055613458156586, -0.0638541728258133},
                              {1.0, -0.0894841775298119, -1.2914855480194092}}};
constexpr Channels kWhiteD50{0.3457 / 0.3585, 1.0, (1.0 - 0.3457 - 0.3585) / 0.3585};

Channels product(const Matrix& matrix, const Channels& channels) {
  Channels out{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) out[row] += matrix[row][column] * channels[column];
  }
  return out;
}

template <typename Change>
Channels each_channel(Channels channels, Change change) {
  for (double& channel : channels) channel = change(channel);
  return channels;
}

double to_linear(double value) {
  const double size = std::abs(value);
  return size <= 0.04045 ? value / 12.92 : std::copysign(std::pow((size + 0.055) / 1.055, 2.4), value);
}
double from_linear(double value) {
  const double size = std::abs(value);
  return size <= 0.0031308 ? value * 12.92 : std::copysign(1.055 * std::pow(size, 1 / 2.4) - 0.055, value);
}

double power_of(double value, double exponent) { return std::copysign(std::pow(std::abs(value), exponent), value); }

constexpr double kA98Gamma = 563.0 / 256;
double a98_to_linear(double value) { return power_of(value, kA98Gamma); }
double a98_from_linear(double value) { return power_of(value, 1 / kA98Gamma); }

double prophoto_to_linear(double value) { return std::abs(value) <= 16.0 / 512 ? value / 16 : power_of(value, 1.8); }
double prophoto_from_linear(double value) {
  return std::abs(value) < 1.0 / 512 ? value * 16 : power_of(value, 1 / 1.8);
}

constexpr double kAlpha2020 = 1.09929682680944;
constexpr double kBeta2020 = 0.018053968510807;
double rec2020_to_linear(double value) {
  const double size = std::abs(value);
  if (size < kBeta2020 * 4.5) return value / 4.5;
  return std::copysign(std::pow((size + kAlpha2020 - 1) / kAlpha2020, 1 / 0.45), value);
}
double rec2020_from_linear(double value) {
  const double size = std::abs(value);
  if (size <= kBeta2020) return value * 4.5;
  return std::copysign(kAlpha2020 * std::pow(size, 0.45) - (kAlpha2020 - 1), value);
}

constexpr double kLabKappa = 24389.0 / 27;
constexpr double kLabEpsilon = 216.0 / 24389;

Channels xyz50_to_lab(const Channels& xyz) {
  Channels f{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double value = xyz[i] / kWhiteD50[i];
    f[i] = value > kLabEpsilon ? std::cbrt(value) : (kLabKappa * value + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

Channels lab_to_xyz50(const Channels& lab) {
  const double y = (lab[0] + 16) / 116;
  const Channels f{lab[1] / 500 + y, y, y - lab[2] / 200};
  Channels xyz{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double cube = f[i] * f[i] * f[i];
    const double value = i == 1 ? (lab[0] > kLabKappa * kLabEpsilon ? cube : lab[0] / kLabKappa)
                                : (cube > kLabEpsilon ? cube : (116 * f[i] - 16) / kLabKappa);
    xyz[i] = value * kWhiteD50[i];
  }
  return xyz;
}

constexpr double kDegree = 3.14159265358979323846 / 180;

Channels to_polar(const Channels& lab) {
  const double hue = std::atan2(lab[2], lab[1]) / kDegree;
  return {lab[0], std::hypot(lab[1], lab[2]), hue < 0 ? hue + 360 : hue};
}
Channels from_polar(const Channels& lch) {
  return {lch[0], lch[1] * std::cos(lch[2] * kDegree), lch[1] * std::sin(lch[2] * kDegree)};
}

Channels hsl_to_srgb(const Channels& hsl) {
  const double saturation = hsl[1] / 100;
  const double lightness = hsl[2] / 100;
  const auto channel = [&](double n) {
    double k = std::fmod(n + hsl[0] / 30, 12);
    if (k < 0) k += 12;
    const double a = saturation * std::min(lightness, 1 - lightness);
    return lightness - a * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
  };
  return {channel(0), channel(8), channel(4)};
}

double hue_of(const Channels& srgb) {
  const double most = std::max({srgb[0], srgb[1], srgb[2]});
  const double span = most - std::min({srgb[0], srgb[1], srgb[2]});
  if (span <= 0) return 0;
  const double hue = most == srgb[0]   ? (srgb[1] - srgb[2]) / span + (srgb[1] < srgb[2] ? 6 : 0)
                     : most == srgb[1] ? (srgb[2] - srgb[0]) / span + 2
                                       : (srgb[0] - srgb[1]) / span + 4;
  return hue * 60;
}

Channels srgb_to_hsl(const Channels& srgb) {
  const double most = std::max({srgb[0], srgb[1], srgb[2]});
  const double least = std::min({srgb[0], srgb[1], srgb[2]});
  const double lightness = (most + least) / 2;
  const double room = std::min(lightness, 1 - lightness);
  return {hue_of(srgb), room <= 0 ? 0 : (most - lightness) / room * 100, lightness * 100};
}

Channels hwb_to_srgb(const Channels& hwb) {
  const double white = hwb[1] / 100;
  const double black = hwb[2] / 100;
  if (white + black >= 1) return each_channel({}, [&](double) { return white / (white + black); });
  return each_channel(hsl_to_srgb({hwb[0], 100, 50}), [&](double pure) { return pure * (1 - white - black) + white; });
}

Channels to_srgb(const Channels& channels, ColorSpace space) {
  const auto from_xyz = [](const Channels& xyz) {
    return each_channel(product(kXyzToLinearSrgb, xyz), from_linear);
  };
  switch (space) {
    case ColorSpace::Srgb: return channels;
    case ColorSpace::SrgbLinear: return each_channel(channels, from_linear);
    case ColorSpace::DisplayP3: return from_xyz(product(kLinearP3ToXyz, each_channel(channels, to_linear)));
    case ColorSpace::A98Rgb: return from_xyz(product(kLinearA98ToXyz, each_channel(channels, a98_to_linear)));
    case ColorSpace::ProphotoRgb: {
      const Channels xyz50 = product(kLinearProphotoToXyz50, each_channel(channels, prophoto_to_linear));
      return from_xyz(product(kD50ToD65, xyz50));
    }
    case ColorSpace::Rec2020: return from_xyz(product(kLinear2020ToXyz, each_channel(channels, rec2020_to_linear)));
    case ColorSpace::XyzD65: return from_xyz(channels);
    case ColorSpace::XyzD50: return from_xyz(product(kD50ToD65, channels));
    case ColorSpace::Hsl: return hsl_to_srgb(channels);
    case ColorSpace::Hwb: return hwb_to_srgb(channels);
    case ColorSpace::Lab: return from_xyz(product(kD50ToD65, lab_to_xyz50(channels)));
    case ColorSpace::Lch: return to_srgb(from_polar(channels), ColorSpace::Lab);
    case ColorSpace::Oklab: {
      const auto cube = [](double value) {
        return value * value * value;
      };
      return from_xyz(product(kLmsToXyz, each_channel(product(kOklabToLms, channels), cube)));
    }
    case ColorSpace::Oklch: return to_srgb(from_polar(channels), ColorSpace::Oklab);
  }
  return channels;
}

Channels from_srgb(const Channels& srgb, ColorSpace space) {
  const auto to_xyz = [&] {
    return product(kLinearSrgbToXyz, each_channel(srgb, to_linear));
  };
  switch (space) {
    case ColorSpace::Srgb: return srgb;
    case ColorSpace::SrgbLinear: return each_channel(srgb, to_linear);
    case ColorSpace::DisplayP3: return each_channel(product(kXyzToLinearP3, to_xyz()), from_linear);
    case ColorSpace::A98Rgb: return each_channel(product(kXyzToLinearA98, to_xyz()), a98_from_linear);
    case ColorSpace::ProphotoRgb:
      return each_channel(product(kXyz50ToLinearProphoto, product(kD65ToD50, to_xyz())), prophoto_from_linear);
    case ColorSpace::Rec2020: return each_channel(product(kXyzToLinear2020, to_xyz()), rec2020_from_linear);
    case ColorSpace::XyzD65: return to_xyz();
    case ColorSpace::XyzD50: return product(kD65ToD50, to_xyz());
    case ColorSpace::Hsl: return srgb_to_hsl(srgb);
    case ColorSpace::Hwb:
      return {hue_of(srgb), std::min({srgb[0], srgb[1], srgb[2]}) * 100,
              (1 - std::max({srgb[0], srgb[1], srgb[2]})) * 100};
    case ColorSpace::Lab: return xyz50_to_lab(product(kD65ToD50, to_xyz()));
    case ColorSpace::Lch: return to_polar(from_srgb(srgb, ColorSpace::Lab));
    case ColorSpace::Oklab:
      return product(kLmsToOklab, each_channel(product(kXyzToLms, to_xyz()), [](double v) { return std::cbrt(v); }));
    case ColorSpace::Oklch: return to_polar(from_srgb(srgb, ColorSpace::Oklab));
  }
  return srgb;
}

/// Index of the hue among the channels; 3 if there is none.
std::size_t hue_channel(ColorSpace space) {
  if (space == ColorSpace::Hsl || space == ColorSpace::Hwb) return 0;
  return space == ColorSpace::Lch || space == ColorSpace::Oklch ? 2 : 3;
}

/// Whether a colour has no hue, so that the other one's counts (css-color-4 §12.2).
bool is_gray(Color color) { return color.red == color.green && color.green == color.blue; }

double mixed_hue(double first, double share, double second, HueWay way) {
  double turn = std::fmod(second - first, 360);
  switch (way) {
    case HueWay::Shorter:
      if (turn > 180) turn -= 360;
      if (turn < -180) turn += 360;
      break;
    case HueWay::Longer:
      if (turn > 0 && turn < 180) turn -= 360;
      if (turn > -180 && turn <= 0) turn += 360;
      break;
    case HueWay::Increasing:
      if (turn < 0) turn += 360;
      break;
    case HueWay::Decreasing:
      if (turn > 0) turn -= 360;
      break;
  }
  return first + turn * (1 - share);
}

}  // namespace

std::optional<ColorSpace> find_color_space(std::string_view name) {
  constexpr std::pair<std::string_view, ColorSpace> kSpaces[] = {
      {"srgb", ColorSpace::Srgb},
      {"srgb-linear", ColorSpace::SrgbLinear},
      {"display-p3", ColorSpace::DisplayP3},
      {"a98-rgb", ColorSpace::A98Rgb},
      {"prophoto-rgb", ColorSpace::ProphotoRgb},
      {"rec2020", ColorSpace::Rec2020},
      {"xyz", ColorSpace::XyzD65},
      {"xyz-d65", ColorSpace::XyzD65},
      {"xyz-d50", ColorSpace::XyzD50},
      {"hsl", ColorSpace::Hsl},
      {"hwb", ColorSpace::Hwb},
      {"lab", ColorSpace::Lab},
      {"lch", ColorSpace::Lch},
      {"oklab", ColorSpace::Oklab},
      {"oklch", ColorSpace::Oklch},
  };
  for (const auto& [known, space] : kSpaces) {
    if (base::equals_ignoring_ascii_case(known, name)) return space;
  }
  return std::nullopt;
}

Color from_space(const Channels& channels, ColorSpace space) {
  const Channels srgb = to_srgb(channels, space);
  const auto byte = [&](std::size_t i) {
    const double value = std::isfinite(srgb[i]) ? srgb[i] : 0;
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
  };
  return {byte(0), byte(1), byte(2), 255};
}

Channels to_space(Color color, ColorSpace space) {
  return from_srgb({color.red / 255.0, color.green / 255.0, color.blue / 255.0}, space);
}

Color mix_colors(Color first, double share, Color second, ColorSpace space, HueWay way) {
  Channels a = to_space(first, space);
  Channels b = to_space(second, space);
  const std::size_t hue = hue_channel(space);
  if (hue < 3 && is_gray(first)) a[hue] = b[hue];
  if (hue < 3 && is_gray(second)) b[hue] = a[hue];
  // Channels count by their opacity, hues do not (css-color-4 §12.3).
  const double first_alpha = first.alpha / 255.0 * share;
  const double second_alpha = second.alpha / 255.0 * (1 - share);
  const double alpha = first_alpha + second_alpha;
  if (alpha <= 0) return kTransparent;
  Channels mixed{};
  for (std::size_t i = 0; i < 3; ++i) {
    mixed[i] = i == hue ? mixed_hue(a[i], share, b[i], way) : (a[i] * first_alpha + b[i] * second_alpha) / alpha;
  }
  Color color = from_space(mixed, space);
  color.alpha = static_cast<std::uint8_t>(std::lround(std::clamp(alpha, 0.0, 1.0) * 255));
  return color;
}

}  // namespace gongwen::css
