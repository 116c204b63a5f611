// Pages as pixels.
#include "paint/raster/rasterize.h"

#include "base/format.h"
#include "images/detail/decode.h"
#include "images/pixels.h"
#include "support/laid_out.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using tests::LaidOut;

namespace {

struct Picture {
  explicit Picture(std::string_view style, std::string_view body, double dpi = 96) {
    LaidOut laid_out(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:300px 200px;margin:20px}"
        "body{margin:0;font:20px/20px \"Noto Serif CJK SC\"}p,div{margin:0}" +
        std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
    const std::string png = raster::rasterize(laid_out.painted.pages.front(), tests::test_fonts(), {dpi}, sink);
    if (png.empty()) return;
    const images::DecodedImage read = images::decode_png(png);
    tests::require(read);
    pixels = images::unpack_pixels(std::get<images::RasterImage>(read->picture));
  }

  std::string at(std::size_t x, std::size_t y) const {
    std::string out = "#";
    for (std::size_t c = 0; c < 3; ++c) {
      out += fmt::format("{:02x}", static_cast<unsigned char>(pixels.rgba.at((y * pixels.width + x) * 4 + c)));
    }
    return out;
  }

  /// Dark pixels in a square of the page.
  int ink(std::size_t left, std::size_t top, std::size_t side) const {
    int count = 0;
    for (std::size_t y = top; y < top + side; ++y) {
      for (std::size_t x = left; x < left + side; ++x) {
        count += static_cast<unsigned char>(pixels.rgba[(y * pixels.width + x) * 4]) < 128 ? 1 : 0;
      }
    }
    return count;
  }

  diagnostics::DiagnosticSink sink;
  images::Pixels pixels;
};

}  // namespace

TEST(Rasterize, HasThePixelsThatTheResolutionAsksFor) {
  EXPECT_EQ(Picture("", "<p>甲</p>").pixels.width, 300U);
  const Picture fine("", "<p>甲</p>", 144);
  EXPECT_EQ(fine.pixels.width, 450U);
  EXPECT_EQ(fine.pixels.height, 300U);
}

TEST(Rasterize, DrawsTextInkWhereItIsSet) {
  const Picture picture("", "<p>国</p>");
  EXPECT_GT(picture.ink(20, 20, 20), 60);
  EXPECT_EQ(picture.ink(41, 20, 20), 0);
}

TEST(Rasterize, ThinLinesAreWholePixels) {
  const Picture picture("div{border-top:0.5px solid #000;width:100px}p{height:10.3px}", "<p></p><div></div>");
  int black = 0;
  for (std::size_t y = 0; y < picture.pixels.height; ++y) black += picture.at(60, y) == "#000000" ? 1 : 0;
  EXPECT_EQ(black, 1);
}

TEST(Rasterize, BackgroundsHaveTheirColorAndOpacity) {
  const Picture picture("div{height:40px;background:#d8000f}section{opacity:.5}",
                        "<section><div></div></section><div></div>");
  EXPECT_EQ(picture.at(30, 70), "#d8000f");
  EXPECT_EQ(picture.at(30, 30), "#eb7f87");
}

TEST(Rasterize, DrawsRastersTilesAndDrawings) {
  const std::string square =
      "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='5' height='10' "
      "fill='%2300ff00'/></svg>";
  const Picture picture("div{height:40px;background:url(\"" + square + "\")}",
                        "<div></div><img alt=\"x\" src=\"" + square + "\" style=\"display:block\">");
  EXPECT_EQ(picture.at(22, 25), "#00ff00");
  EXPECT_EQ(picture.at(28, 25), "#ffffff");
  EXPECT_EQ(picture.at(132, 55), "#00ff00");
  EXPECT_EQ(picture.at(22, 65), "#00ff00");
  EXPECT_EQ(picture.at(28, 65), "#ffffff");
}

TEST(Rasterize, ReportsPagesThatWouldBeTooLarge) {
  const Picture picture("", "<p>甲</p>", 20'000);
  ASSERT_EQ(picture.sink.diagnostics().size(), 1U);
  EXPECT_EQ(diagnostics::catalogue_entry(picture.sink.diagnostics().front().id).id, "raster/too-large");
  EXPECT_TRUE(picture.pixels.rgba.empty());
}
