// WebP, GIF, TIFF and BMP: each pixel as Pillow decodes it, and what is wrong with hostile files. The files were
// written by Pillow, those with run lengths by hand; NAME.png has the pixels of NAME.
#include "images/detail/raster_formats.h"

#include "images/detail/bmp.h"
#include "images/detail/gif.h"
#include "images/detail/tiff.h"
#include "images/detail/webp.h"
#include "images/image_set.h"
#include "images/photo.h"
#include "images/pixels.h"
#include "support/require.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

std::string bytes_of(const std::string& name) {
  std::ifstream stream(GONGWEN_SOURCE_DIR "/tests/images/files/formats/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

RasterImage raster_in(std::string_view bytes) {
  DecodedImage image = decode_raster(bytes);
  tests::require(image.has_value());
  return std::get<RasterImage>(std::move(image->picture));
}

/// The largest difference of two pictures in a channel, as seen: transparent pixels have no colour.
int difference(const Pixels& one, const Pixels& other) {
  if (one.width != other.width || one.height != other.height || one.rgba.size() != other.rgba.size()) return 256;
  int most = 0;
  for (std::size_t i = 0; i < one.rgba.size(); ++i) {
    const auto byte = [](const Pixels& pixels, std::size_t at) {
      return static_cast<int>(static_cast<unsigned char>(pixels.rgba[at]));
    };
    const int alpha = i % 4 == 3 ? 255 : byte(other, i | 3);
    const int apart = std::abs(byte(one, i) - byte(other, i));
    most = std::max(most, alpha == 255 ? apart : apart * alpha / 255);
  }
  return most;
}

constexpr const char* kExact[] = {
    "lossy.webp",     "lossy_alpha.webp", "lossless.webp", "animation.webp",  "turned6.webp",     "palette.gif",
    "interlaced.gif", "transparent.gif",  "animation.gif", "rgb.bmp",         "palette.bmp",      "gray.bmp",
    "bilevel.bmp",    "rgba.bmp",         "runs8.bmp",     "runs4.bmp",       "rgb555.bmp",       "rgb565.bmp",
    "bilevel_g4.tif", "bilevel_g3.tif",   "gray_lzw.tif",  "rgb_deflate.tif", "rgb_packbits.tif", "palette.tif",
    "photo.tif",      "pages.tif"};

void put(std::string& bytes, std::size_t at, std::initializer_list<int> values) {
  for (const int value : values) bytes.at(at++) = static_cast<char>(value);
}

ImageErrorKind fault_of(std::string_view bytes) {
  const DecodedImage image = decode_raster(bytes);
  tests::require(!image.has_value());
  return image.error().kind;
}

}  // namespace

TEST(RasterFormats, HaveThePixelsThatPillowDecodes) {
  for (const char* const name : kExact) {
    const std::string bytes = bytes_of(name);
    ASSERT_TRUE(is_raster(bytes)) << name;
    EXPECT_EQ(
        difference(unpack_pixels(raster_in(bytes)), unpack_pixels(raster_in(bytes_of(name + std::string(".png"))))), 0)
        << name;
  }
  // libtiff multiplies the colours by alpha, which cannot be undone without loss; nobody sees a difference of 1.
  EXPECT_LE(
      difference(unpack_pixels(raster_in(bytes_of("rgba.tif"))), unpack_pixels(raster_in(bytes_of("rgba.tif.png")))),
      1);
}

TEST(RasterFormats, KeepColoursAsSmallAsTheyAre) {
  EXPECT_EQ(raster_in(bytes_of("palette.gif")).model, ColorModel::Palette);
  EXPECT_EQ(raster_in(bytes_of("bilevel_g4.tif")).bits, 1);
  EXPECT_EQ(raster_in(bytes_of("gray_lzw.tif")).model, ColorModel::Gray);
  EXPECT_TRUE(raster_in(bytes_of("lossy.webp")).alpha.empty());
  EXPECT_FALSE(raster_in(bytes_of("lossless.webp")).alpha.empty());
  EXPECT_FALSE(raster_in(bytes_of("transparent.gif")).alpha.empty());
}

TEST(RasterFormats, AreTurnedAndHaveTheirProfile) {
  for (const char* const name : {"turned6.webp", "turned6.tif"}) {
    const DecodedImage image = decode_raster(bytes_of(name));
    ASSERT_TRUE(image) << name;
    EXPECT_EQ(std::get<RasterImage>(image->picture).orientation, 6) << name;
    EXPECT_EQ(image->size.width, 20) << name;
  }
  EXPECT_FALSE(raster_in(bytes_of("profile.webp")).color_profile.empty());
  EXPECT_FALSE(raster_in(bytes_of("profile.tif")).color_profile.empty());
}

TEST(RasterFormats, EveryCutIsToldAndEveryDamagedByteIsSurvived) {
  for (const char* const name : {"lossy.webp", "lossy_alpha.webp", "lossless.webp", "palette.gif", "interlaced.gif",
                                 "rgb.bmp", "palette.bmp", "rgba.bmp", "bilevel_g4.tif", "gray_lzw.tif", "photo.tif"}) {
    const std::string whole = bytes_of(name);
    // The mark at the end of a GIF is not read, nor whether a TIFF has a second page. Rows of a BMP are filled up.
    const std::size_t end = whole.size() - (is_gif(whole) ? 1 : is_bmp(whole) || is_tiff(whole) ? 4 : 0);
    for (std::size_t size = 0; size < end; ++size) {
      EXPECT_FALSE(decode_raster(std::string_view(whole).substr(0, size))) << name << " " << size;
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int bits : {0xFF, 0x80, 1}) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ bits);
        const DecodedImage image = decode_raster(damaged);
        if (image) static_cast<void>(unpack_pixels(std::get<RasterImage>(image->picture)));
      }
    }
  }
}

TEST(RasterFormats, FilesThatEndTooEarlyAreToldFromDamagedOnes) {
  for (const char* const name :
       {"lossy.webp", "lossless.webp", "palette.gif", "rgb.bmp", "runs8.bmp", "bilevel_g4.tif"}) {
    const std::string whole = bytes_of(name);
    EXPECT_EQ(fault_of(std::string_view(whole).substr(0, whole.size() - 9)), ImageError::Truncated) << name;
  }
  std::string gif = bytes_of("palette.gif");
  put(gif, gif.size() - 40, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF});
  EXPECT_EQ(fault_of(gif), ImageError::Broken);
  std::string runs = bytes_of("runs8.bmp");
  put(runs, 118, {200});  // a run across the end of the row
  EXPECT_EQ(fault_of(runs), ImageError::Broken);
  std::string jpeg = bytes_of("rgb.bmp");
  put(jpeg, 30, {4});  // a JPEG file in a BMP
  EXPECT_EQ(fault_of(jpeg), ImageError::UnsupportedCoding);
}

TEST(RasterFormats, SizesBeyondTheLimitsAreToldBeforePixelsAreRead) {
  std::string gif = bytes_of("palette.gif");
  put(gif, 6, {0xFF, 0xFF, 0xFF, 0xFF});
  EXPECT_EQ(fault_of(gif), ImageError::TooLarge);
  EXPECT_EQ(decode_raster(gif).error().size, "65535 × 65535");
  std::string bmp = bytes_of("rgb.bmp");
  put(bmp, 18, {0, 0, 1, 0, 0, 0, 1, 0});
  EXPECT_EQ(fault_of(bmp), ImageError::TooLarge);
  std::string webp = bytes_of("animation.webp");
  put(webp, 24, {0xFF, 0xFF, 0, 0xFF, 0x7F, 0});
  EXPECT_EQ(fault_of(webp), ImageError::TooLarge);
  EXPECT_EQ(fault_of(bytes_of("huge.tif")), ImageError::TooLarge);
  // Tiles of four million pixels a side in a picture of 16.
  EXPECT_EQ(fault_of(bytes_of("huge_tile.tif")), ImageError::UnsupportedCoding);
  for (const char* const name : {"lossy.webp", "palette.gif", "rgb.bmp", "gray_lzw.tif"}) {
    const DecodedImage image = decode_raster(bytes_of(name), 41 * 20 - 1);
    ASSERT_FALSE(image) << name;
    EXPECT_EQ(image.error().kind, ImageError::TooLarge) << name;
  }
}

TEST(RasterFormats, PhotosBecomeJPEGOrPNG) {
  const auto type_of = [](const char* name) {
    const auto cleaned = clean_photo(bytes_of(name));
    tests::require(cleaned.has_value());
    EXPECT_TRUE(is_raster(cleaned->bytes)) << name;
    return cleaned->media_type;
  };
  EXPECT_EQ(type_of("lossy.webp"), "image/jpeg");
  EXPECT_EQ(type_of("lossy_alpha.webp"), "image/png");
  EXPECT_EQ(type_of("lossless.webp"), "image/png");
  EXPECT_EQ(type_of("palette.gif"), "image/png");
  EXPECT_EQ(type_of("rgb.bmp"), "image/png");
  EXPECT_EQ(type_of("bilevel_g4.tif"), "image/png");
  const auto turned = clean_photo(bytes_of("turned6.webp"));
  ASSERT_TRUE(turned);
  EXPECT_EQ(raster_in(turned->bytes).width, 20);
}
