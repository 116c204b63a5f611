// Filters of drawings: what becomes pixels, what stays as it is, and what the steps do to pixels.
#include "images/detail/filter_pixels.h"
#include "images/detail/svg_document.h"
#include "images/pixels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

/// Paints each drawing as a red square of six pixels around the middle.
class SquarePainter : public DrawingPainter {
 public:
  std::optional<Pixels> paint(const Drawing& drawing, const base::Transform&, std::uint32_t width,
                              std::uint32_t height) override {
    if (fails) return std::nullopt;
    items = drawing.items.size();
    Pixels pixels{width, height, std::string(std::size_t{4} * width * height, '\0')};
    for (std::uint32_t y = height / 2 - 3; y < height / 2 + 3; ++y) {
      for (std::uint32_t x = width / 2 - 3; x < width / 2 + 3; ++x)
        pixels.rgba.replace(std::size_t{4} * (y * width + x), 4, "\xFF\x00\x00\xFF", 4);
    }
    return pixels;
  }
  std::size_t items = 0;
  bool fails = false;
};

struct ReadFilter {
  explicit ReadFilter(const std::string& filter, const std::string& use = "filter=\"url(#f)\"", bool has_painter = true,
                      bool fails = false) {
    painter.fails = fails;
    SvgReader reader({"d.svg", {}, nullptr, &sink, false, nullptr, has_painter ? &painter : nullptr});
    const auto image =
        reader.read("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"60\"><filter id=\"f\">" + filter +
                    "</filter><rect x=\"20\" y=\"20\" width=\"20\" height=\"20\" " + use + "/></svg>");
    const auto& drawing = std::get<Drawing>(image->picture);
    for (const DrawingItem& item : drawing.items) {
      if (std::holds_alternative<FillShape>(item)) shown += "shape ";
      if (const auto* const raster = std::get_if<DrawRaster>(&item)) {
        shown += "pixels ";
        pixels = unpack_pixels(drawing.rasters[raster->raster]);
        place = raster->transform;
      }
    }
    for (const diagnostics::Diagnostic& one : sink.diagnostics()) messages += one.arguments.at(1) + ";";
  }
  int alpha(std::uint32_t x, std::uint32_t y) const {
    return static_cast<unsigned char>(pixels.rgba[4 * (y * pixels.width + x) + 3]);
  }

  SquarePainter painter;
  diagnostics::DiagnosticSink sink;
  std::string shown;
  std::string messages;
  Pixels pixels;
  base::Transform place;
};

FilterPixels dot(int size) {
  FilterPixels pixels(size, size);
  pixels.fill({255, 255, 255, 255});
  pixels.keep({size / 2, size / 2, size / 2 + 1, size / 2 + 1});
  return pixels;
}

double sum_of(const FilterPixels& pixels) {
  const Pixels out = pixels.pixels();
  double sum = 0;
  for (std::size_t i = 3; i < out.rgba.size(); i += 4) sum += static_cast<unsigned char>(out.rgba[i]);
  return sum / 255;
}

/// The colour of a pixel in hexadecimal digits.
std::string color_at(const FilterPixels& pixels, std::size_t number = 0) {
  const Pixels out = pixels.pixels();
  std::string text;
  for (std::size_t c = 0; c < 4; ++c) {
    const auto value = static_cast<unsigned char>(out.rgba[4 * number + c]);
    for (const int digit : {value / 16, value % 16}) text += "0123456789abcdef"[digit];
  }
  return text;
}

FilterPixels filled(css::Color color) {
  FilterPixels pixels(1, 1);
  pixels.fill(color);
  return pixels;
}

}  // namespace

TEST(SvgFilter, WhatIsOnTopOfItsShadowStaysAShape) {
  const std::string blur = "<feGaussianBlur in=\"SourceAlpha\" stdDeviation=\"1\"/>";
  const std::string merge = "<feMerge><feMergeNode/><feMergeNode in=\"SourceGraphic\"/></feMerge>";
  EXPECT_EQ(ReadFilter(blur).shown, "pixels ");
  EXPECT_EQ(ReadFilter(blur + merge).shown, "pixels shape ");
  EXPECT_EQ(ReadFilter(blur + "<feBlend in=\"SourceGraphic\"/>").shown, "pixels shape ");
  EXPECT_EQ(ReadFilter(blur + "<feComposite in=\"SourceGraphic\" operator=\"over\"/>").shown, "pixels shape ");
  EXPECT_EQ(ReadFilter(blur + "<feComposite in=\"SourceGraphic\" operator=\"xor\"/>").shown, "pixels ");
  EXPECT_EQ(ReadFilter(blur + "<feBlend in=\"SourceGraphic\" mode=\"multiply\"/>").shown, "pixels ");
  EXPECT_EQ(ReadFilter("<feDropShadow/>").shown, "pixels shape ");
  EXPECT_EQ(ReadFilter("", "filter=\"drop-shadow(1px 1px 1px #000)\"").shown, "pixels shape ");
  EXPECT_EQ(ReadFilter("", "style=\"filter: blur(1px) opacity(50%)\"").shown, "pixels ");
  EXPECT_EQ(ReadFilter("", "filter=\"none\"").shown, "shape ");
  EXPECT_EQ(ReadFilter("").shown, "");  // a filter without steps makes nothing
  EXPECT_EQ(ReadFilter(blur + merge).messages, "");
}

TEST(SvgFilter, WhatCannotBeFilteredIsDrawnWithoutAndSaid) {
  for (const auto& [filter, use, said] : std::initializer_list<std::array<std::string, 3>>{
           {"<feTurbulence/>", "filter=\"url(#f)\"", "<feTurbulence> in <filter>;"},
           {"<feFlood in=\"x\"/><feBlend in=\"BackgroundImage\"/>", "filter=\"url(#f)\"", "<feBlend> in <filter>;"},
           {"<feBlend mode=\"plus-lighter\"/>", "filter=\"url(#f)\"", "<feBlend> in <filter>;"},
           {"", "filter=\"url(#g)\"", "filter: url(#g);"},
           {"", "filter=\"blur(1px\"", "filter: blur(1px;"},
           {"", "filter=\"glow(1px)\"", "filter: glow(1px);"},
           {"", "filter=\"drop-shadow(1px)\"", "filter: drop-shadow(1px);"}}) {
    const ReadFilter read(filter, use);
    EXPECT_EQ(read.shown, "shape ") << filter << use;
    EXPECT_EQ(read.messages, said);
  }
  EXPECT_EQ(ReadFilter("<feDropShadow/>", "filter=\"url(#f)\"", false).messages, "filter;");
  const ReadFilter failed("<feDropShadow/>", "filter=\"url(#f)\"", true, true);
  EXPECT_EQ(failed.shown, "shape ");
  EXPECT_EQ(failed.messages, "filter;");
  std::string many;
  for (int i = 0; i < 65; ++i) many += "<feOffset dx=\"0\"/>";
  EXPECT_EQ(ReadFilter(many).messages, "<feOffset> in <filter>;");
}

TEST(SvgFilter, PixelsCoverTheRegionOfTheFilter) {
  // A tenth more on each side, 300 to the inch; lengths count in the space of the element.
  const ReadFilter usual("<feOffset dx=\"1\" dy=\"0\"/>");
  EXPECT_EQ(usual.pixels.width, 75U);
  EXPECT_NEAR(usual.place.e, 18, 1e-9);
  EXPECT_NEAR(usual.place.a, 24, 1e-9);
  EXPECT_EQ(usual.alpha(37, 37) + usual.alpha(42, 37), 510);  // moved by three pixels
  EXPECT_EQ(usual.alpha(36, 37) + usual.alpha(43, 37), 0);
  // The shadow alone needs no more pixels than its blur shows; nothing reaches beyond the drawing.
  const ReadFilter soft("<feDropShadow stdDeviation=\"8\"/>");
  EXPECT_EQ(soft.pixels.width, 24U);
  const ReadFilter wide("", "filter=\"drop-shadow(0 0 8px red)\"");
  EXPECT_EQ(wide.pixels.width, 60U);
  EXPECT_EQ(wide.place.e, 0);
  const ReadFilter turned("<feOffset dx=\"2\" dy=\"0\"/>", "filter=\"url(#f)\" transform=\"rotate(90 30 30)\"");
  EXPECT_EQ(turned.alpha(37, 43), 255);  // down the page
  EXPECT_EQ(turned.alpha(37, 36), 0);
  EXPECT_EQ(turned.painter.items, 1U);
}

TEST(SvgFilter, ABlurKeepsWhatItSpreads) {
  for (const double deviation : {0.7, 1.9, 2.0, 3.3}) {
    FilterPixels pixels = dot(91);
    pixels.blur(deviation, deviation);
    EXPECT_NEAR(sum_of(pixels), 1, 0.2) << deviation;  // what is less than 1/510 is rounded away
    const Pixels out = pixels.pixels();
    const auto alpha = [&](int x, int y) {
      return static_cast<unsigned char>(out.rgba[static_cast<std::size_t>(4 * (y * 91 + x) + 3)]);
    };
    for (int d = 1; d < 20; ++d) {
      EXPECT_NEAR(alpha(45 - d, 45), alpha(45 + d, 45), 1);
      EXPECT_NEAR(alpha(45, 45 - d), alpha(45 + d, 45), 1);
    }
  }
}

TEST(SvgFilter, Colours) {
  const css::Color red{255, 0, 0, 255};
  const css::Color half_blue{0, 0, 255, 128};
  struct Row {
    CompositeOperator composite;
    const char* expected;
  };
  for (const Row& row : {Row{CompositeOperator::Over, "7f0080ff"}, Row{CompositeOperator::In, "0000ff80"},
                         Row{CompositeOperator::Out, "00000000"}, Row{CompositeOperator::Atop, "7f0080ff"},
                         Row{CompositeOperator::Xor, "ff00007f"}, Row{CompositeOperator::Lighter, "ff0080ff"}}) {
    FilterPixels above = filled(half_blue);
    above.compose(filled(red), row.composite);
    EXPECT_EQ(color_at(above), row.expected);
  }
  FilterPixels mixed = filled(red);
  mixed.compose(filled({0, 255, 0, 255}), CompositeOperator::Arithmetic, {0, 0.5, 0.5, 0});
  EXPECT_EQ(color_at(mixed), "808000ff");
  FilterPixels blend = filled({200, 100, 0, 255});
  blend.blend(filled({100, 200, 50, 255}), BlendMode::Multiply);
  EXPECT_EQ(color_at(blend), "4e4e00ff");
  blend.blend(filled({255, 255, 255, 255}), BlendMode::Screen);
  EXPECT_EQ(color_at(blend), "ffffffff");
  FilterPixels linear = filled({188, 188, 188, 255});
  linear.make_linear(true);
  EXPECT_EQ(color_at(linear), "808080ff");
  linear.make_linear(false);
  EXPECT_EQ(color_at(linear), "bcbcbcff");
  FilterPixels channels = filled({255, 128, 0, 255});
  channels.transfer({ChannelTransfer{ChannelTransfer::Type::Table, {1, 0}},
                     ChannelTransfer{ChannelTransfer::Type::Discrete, {0.2, 1}},
                     ChannelTransfer{ChannelTransfer::Type::Linear, {}, 1, 0.5},
                     ChannelTransfer{ChannelTransfer::Type::Gamma, {}, 1, 0, 0.5, 2, 0}});
  EXPECT_EQ(color_at(channels), "00ff8080");
  FilterPixels grown = dot(9);
  grown.grow(2, 1, false);
  EXPECT_EQ(sum_of(grown), 15);
  grown.grow(1, 1, true);
  EXPECT_EQ(sum_of(grown), 3);
}

// The colours that browsers show for two layers.
TEST(SvgFilter, BlendModesMixTheColoursOfTwoLayers) {
  struct Case {
    BlendMode mode;
    std::array<int, 3> brown, blue;  // over orange
  };
  constexpr Case kCases[] = {
      {BlendMode::Normal, {204, 136, 68}, {51, 102, 204}},      {BlendMode::Multiply, {190, 55, 10}, {48, 41, 28}},
      {BlendMode::Screen, {252, 184, 93}, {241, 163, 211}},     {BlendMode::Darken, {204, 102, 34}, {51, 102, 34}},
      {BlendMode::Lighten, {238, 136, 68}, {238, 102, 204}},    {BlendMode::Overlay, {248, 109, 19}, {227, 82, 55}},
      {BlendMode::ColorDodge, {255, 219, 46}, {255, 170, 170}}, {BlendMode::ColorBurn, {234, 0, 0}, {170, 0, 0}},
      {BlendMode::HardLight, {248, 112, 19}, {95, 82, 166}},    {BlendMode::SoftLight, {243, 106, 20}, {228, 90, 68}},
      {BlendMode::Difference, {34, 34, 34}, {187, 0, 170}},     {BlendMode::Exclusion, {62, 128, 82}, {193, 122, 182}},
      {BlendMode::Hue, {218, 116, 14}, {82, 140, 255}},         {BlendMode::Saturation, {204, 113, 68}, {212, 110, 59}},
      {BlendMode::Color, {190, 122, 54}, {88, 139, 241}},       {BlendMode::Luminosity, {252, 116, 48}, {197, 66, 0}}};
  for (const Case& one : kCases) {
    const auto check = [&one](css::Color above, const std::array<int, 3>& expected) {
      FilterPixels mixed = filled(above);
      mixed.blend(filled({238, 102, 34, 255}), one.mode);
      const std::string pixel = mixed.pixels().rgba.substr(0, 4);
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_NEAR(static_cast<unsigned char>(pixel[c]), expected[c], 2)
            << "mode " << static_cast<int>(one.mode) << ", channel " << c;
      }
      EXPECT_EQ(static_cast<unsigned char>(pixel[3]), 255);
    };
    check({204, 136, 68, 255}, one.brown);
    check({51, 102, 204, 255}, one.blue);
  }
}

TEST(SvgFilter, StepsTakeTheColourSpaceOfTheFilterAround) {
  const auto gray = [](const std::string& of_filter, const std::string& of_step) {
    const ReadFilter read(
        "</filter><filter id=\"g\" " + of_filter + "><feColorMatrix type=\"saturate\" values=\"0\" " + of_step + "/>",
        "filter=\"url(#g)\"");
    return static_cast<int>(static_cast<unsigned char>(
        read.pixels.rgba[4 * (read.pixels.height / 2 * read.pixels.width + read.pixels.width / 2)]));
  };
  // 0.213 of red, as light or as value.
  EXPECT_NEAR(gray("", ""), 127, 1);
  EXPECT_NEAR(gray("color-interpolation-filters=\"sRGB\"", ""), 54, 1);
  EXPECT_NEAR(gray("", "color-interpolation-filters=\"sRGB\""), 54, 1);
  EXPECT_NEAR(gray("color-interpolation-filters=\"sRGB\"", "color-interpolation-filters=\"linearRGB\""), 127, 1);
}

// Against the definition, by looking at every pixel of the window.
TEST(SvgFilter, GrowingTakesTheExtremeOfItsWindow) {
  std::mt19937 random(59);
  for (int round = 0; round < 40; ++round) {
    const int width = 1 + static_cast<int>(random() % 12);
    const int height = 1 + static_cast<int>(random() % 12);
    Pixels before{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
    for (int i = 0; i < width * height; ++i)
      before.rgba += {'\0', '\0', '\0', static_cast<char>(random() % 4 == 0 ? random() % 256 : 0)};
    const auto alpha = [&](const Pixels& pixels, int x, int y) {
      const bool is_in = x >= 0 && y >= 0 && x < width && y < height;
      return is_in ? static_cast<unsigned char>(pixels.rgba[static_cast<std::size_t>(4 * (y * width + x) + 3)]) : 0;
    };
    const int across = static_cast<int>(random() % 15);
    const int down = static_cast<int>(random() % 3);
    for (const bool shrinks : {false, true}) {
      FilterPixels grown(before);
      grown.grow(across, down, shrinks);
      const Pixels after = grown.pixels();
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          int extreme = alpha(before, x, y);
          for (int dy = -down; dy <= down; ++dy) {
            for (int dx = -across; dx <= across; ++dx) {
              const int other = alpha(before, x + dx, y + dy);
              extreme = shrinks ? std::min(extreme, other) : std::max(extreme, other);
            }
          }
          ASSERT_EQ(alpha(after, x, y), extreme)
              << round << ' ' << x << ' ' << y << ' ' << across << ' ' << down << shrinks;
        }
      }
    }
  }
}

TEST(SvgFilter, HugeNumbersTakeNoTimeAndLeaveNumbers) {
  FilterPixels blurred = dot(20);
  blurred.blur(1e30, 1e30);
  EXPECT_TRUE(blurred.is_transparent());
  FilterPixels moved = dot(20);
  moved.shift(-100'000'000, 100'000'000);
  EXPECT_TRUE(moved.is_transparent());
  FilterPixels grown = dot(20);
  grown.grow(100'000'000, 0, false);
  EXPECT_EQ(sum_of(grown), 20);
  FilterPixels nothing = dot(20);
  const double infinity = std::numeric_limits<double>::infinity();
  ColorMatrix matrix{};
  matrix[18] = infinity;
  matrix[19] = -infinity;
  nothing.multiply(matrix);
  EXPECT_TRUE(nothing.is_transparent());
  const ReadFilter read(
      R"(<feGaussianBlur stdDeviation="1e9"/><feOffset dx="1e30" dy="-1e300"/>)"
      R"(<feComponentTransfer><feFuncA type="gamma" exponent="-1e9" amplitude="1e30"/></feComponentTransfer>)");
  EXPECT_EQ(read.messages, "");
}
