// Images unpacked to pixels, and written as files again.
#include "images/pixels.h"

#include "base/format.h"
#include "images/detail/decode.h"
#include "support/require.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

RasterImage raster(const std::string& name) {
  std::ifstream stream(std::filesystem::path(GONGWEN_SOURCE_DIR "/tests/images/files") / name, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  DecodedImage image = is_png(bytes) ? decode_png(bytes) : decode_jpeg(bytes);
  SCOPED_TRACE(name);
  tests::require(image);
  return std::get<RasterImage>(std::move(image->picture));
}

/// `#rrggbbaa` of a pixel.
std::string color(const Pixels& pixels, std::size_t x, std::size_t y) {
  std::string out = "#";
  for (std::size_t c = 0; c < 4; ++c) {
    out += fmt::format("{:02x}", static_cast<unsigned char>(pixels.rgba.at((y * pixels.width + x) * 4 + c)));
  }
  return out;
}

Pixels read_back(const std::string& png) {
  const DecodedImage image = decode_png(png);
  tests::require(image);
  return unpack_pixels(std::get<RasterImage>(image->picture));
}

/// One of each colour model, depth and transparency.
constexpr const char* kPngs[] = {"gray1.png",
                                 "gray16.png",
                                 "gray8_key.png",
                                 "graya8.png",
                                 "palette2.png",
                                 "rgb8.png",
                                 "rgb16.png",
                                 "rgb8_interlaced.png",
                                 "rgba8.png",
                                 "rgba16.png",
                                 "palette2_transparent.png"};

}  // namespace

TEST(Pixels, AreTheSameWhenTheyAreWrittenAndReadAgain) {
  for (const char* const name : kPngs) {
    SCOPED_TRACE(name);
    const RasterImage image = raster(name);
    const Pixels pixels = unpack_pixels(image);
    ASSERT_EQ(pixels.rgba.size(), std::size_t{4} * image.width * image.height);
    const std::string png = write_png(pixels);
    EXPECT_EQ(read_back(png).rgba, pixels.rgba);
    EXPECT_EQ(write_png(pixels), png);
  }
}

TEST(Pixels, OfAnInterlacedImageAreThoseOfTheOtherOne) {
  EXPECT_EQ(unpack_pixels(raster("rgb8_interlaced.png")).rgba, unpack_pixels(raster("rgb8.png")).rgba);
}

TEST(Pixels, OfDeepImagesAreCutToEightBits) {
  const RasterImage deep = raster("rgb16.png");
  ASSERT_EQ(deep.bits, 16);
  EXPECT_EQ(unpack_pixels(deep).rgba.size(), std::size_t{4} * deep.width * deep.height);
}

TEST(Pixels, HaveTheAlphaOfTheirImage) {
  const Pixels pixels = unpack_pixels(raster("rgba8.png"));
  bool is_transparent_somewhere = false;
  for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) {
    is_transparent_somewhere = is_transparent_somewhere || pixels.rgba[i] != '\xFF';
  }
  EXPECT_TRUE(is_transparent_somewhere);
  EXPECT_EQ(color(unpack_pixels(raster("rgb8.png")), 0, 0).substr(7), "ff");
}

TEST(Pixels, OfJpegFilesAreRgbWhateverTheirModel) {
  for (const char* const name : {"rgb.jpg", "gray.jpg", "progressive.jpg", "cmyk.jpg"}) {
    SCOPED_TRACE(name);
    const RasterImage image = raster(name);
    EXPECT_EQ(unpack_pixels(image).rgba.size(), std::size_t{4} * image.width * image.height);
  }
}

TEST(Pixels, OfADamagedJpegAreWhatCouldBeRead) {
  RasterImage image = raster("rgb.jpg");
  image.pixels.resize(image.pixels.size() / 2);
  EXPECT_EQ(unpack_pixels(image).rgba.size(), std::size_t{4} * image.width * image.height);
}

TEST(ImageFile, OfAJpegIsTheFileItself) {
  const RasterImage image = raster("rgb.jpg");
  const ImageFile file = image_file(image);
  EXPECT_EQ(file.media_type, "image/jpeg");
  EXPECT_EQ(file.bytes, image.pixels);
}

TEST(ImageFile, KeepsTheColorProfile) {
  RasterImage image = raster("rgb.jpg");
  image.color_profile = std::string(70'000, 'p');  // two segments
  const std::string bytes = image_file(image).bytes;
  EXPECT_EQ(bytes.size(), image.pixels.size() + 70'000 + 2 * 18);
  EXPECT_NE(bytes.find(std::string("ICC_PROFILE\0\2\2", 14)), std::string::npos);
}

TEST(ImageFile, OfOtherImagesIsPng) {
  for (const char* const name : {"cmyk.jpg", "palette2.png", "rgba16.png"}) {
    SCOPED_TRACE(name);
    const ImageFile file = image_file(raster(name));
    EXPECT_EQ(file.media_type, "image/png");
    EXPECT_TRUE(is_png(file.bytes));
  }
}

TEST(Png, HasTheSmallestFormThatLosesNothing) {
  struct Case {
    const char* name;
    unsigned colors;
    bool gray;
    unsigned char alpha;
    int bit_depth;
    int color_type;  // ISO/IEC 15948 section 11.2.2
  };
  constexpr Case kCases[] = {{"one colour", 1, false, 255, 1, 3},
                             {"black and white", 2, true, 255, 1, 3},
                             {"3 greys", 3, true, 255, 2, 3},
                             {"16 colours", 16, false, 255, 4, 3},
                             {"17 greys", 17, true, 255, 8, 0},
                             {"256 greys", 256, true, 255, 8, 0},
                             {"256 colours", 256, false, 255, 8, 3},
                             {"257 colours", 257, false, 255, 8, 2},
                             {"a photograph", 9000, false, 255, 8, 2},
                             {"two colours, one clear", 2, false, 128, 8, 6},
                             {"a clear photograph", 9000, false, 128, 8, 6}};
  for (const Case& each : kCases) {
    SCOPED_TRACE(each.name);
    Pixels pixels{101, 97, std::string(std::size_t{4} * 101 * 97, '\xFF')};
    for (std::size_t i = 0; i < pixels.rgba.size() / 4; ++i) {
      const std::size_t color = i * 7919 % each.colors;
      char* const pixel = pixels.rgba.data() + 4 * i;
      pixel[0] = static_cast<char>(color);
      pixel[1] = static_cast<char>(each.gray ? color : color >> 8);
      pixel[2] = static_cast<char>(each.gray ? color : color >> 16 | 5U);
      if (color == 1) pixel[3] = static_cast<char>(each.alpha);
    }
    const std::string png = write_png(pixels);
    EXPECT_EQ(png[24], each.bit_depth);
    EXPECT_EQ(png[25], each.color_type);
    EXPECT_EQ(read_back(png).rgba, pixels.rgba);
  }
}

TEST(Png, StatesItsResolution) {
  const Pixels pixels{1, 1, std::string("\xFF\0\0\xFF", 4)};
  const std::string png = write_png(pixels, {.dpi = 150, .color_profile = {}});
  const std::size_t at = png.find("pHYs");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(png.substr(at + 4, 9), std::string("\0\0\x17\x12\0\0\x17\x12\1", 9));  // 5906 pixels a metre
}
