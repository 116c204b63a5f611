// What is kept of photos that people send.
#include "images/photo.h"

#include "images/detail/decode.h"
#include "resources/deflate.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

std::string file(const std::string& name) {
  std::ifstream stream(std::filesystem::path(GONGWEN_SOURCE_DIR "/tests/images/files") / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

RasterImage decoded(std::string_view bytes) {
  DecodedImage image = is_png(bytes) ? decode_png(bytes) : decode_jpeg(bytes);
  EXPECT_TRUE(image);
  return image ? std::get<RasterImage>(std::move(image->picture)) : RasterImage();
}

/// Red from left to right, green from top to bottom.
Pixels slopes(std::uint32_t width, std::uint32_t height) {
  Pixels pixels{width, height, {}};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      pixels.rgba +=
          {static_cast<char>(255 * x / (width - 1)), static_cast<char>(255 * y / (height - 1)), '\x40', '\xFF'};
    }
  }
  return pixels;
}

/// With what a camera says of the way that it was held.
std::string turned_jpeg(const Pixels& pixels, char orientation) {
  using namespace std::string_view_literals;
  std::string exif(
      "\xFF\xE1\0\x22"
      "Exif\0\0"
      "MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"sv);
  exif += orientation;
  exif += "\0\0\0\0\0\0"sv;
  std::string jpeg = write_jpeg(pixels);
  return jpeg.insert(2, exif);
}

constexpr std::string_view kComment = "taken by a secret camera";

/// With a comment, as both types of files may have one.
std::string with_comment(std::string bytes) {
  using namespace std::string_literals;
  if (is_jpeg(bytes)) {
    return bytes.insert(2, "\xFF\xFE\0"s + static_cast<char>(kComment.size() + 2) + std::string(kComment));
  }
  constexpr std::size_t kHeaderEnd = 33;
  const std::string chunk = "tEXt" + std::string(kComment);
  const std::uint32_t check = resources::crc32(chunk);
  std::string written = "\0\0\0"s + static_cast<char>(kComment.size()) + chunk;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) written += static_cast<char>(check >> shift & 0xFF);
  return bytes.insert(kHeaderEnd, written);
}

std::array<int, 2> color_at(const Pixels& pixels, double across, double down) {
  const auto x = static_cast<std::size_t>(across * (pixels.width - 1));
  const auto y = static_cast<std::size_t>(down * (pixels.height - 1));
  const std::size_t at = 4 * (y * pixels.width + x);
  return {static_cast<unsigned char>(pixels.rgba.at(at)), static_cast<unsigned char>(pixels.rgba.at(at + 1))};
}

}  // namespace

TEST(Photos, AreTurnedAsTheyWereTaken) {
  // The stored red and green of the corner that is at the top left, for each orientation.
  constexpr std::array<std::array<int, 2>, 8> kTopLeft{
      {{0, 0}, {255, 0}, {255, 255}, {0, 255}, {0, 0}, {0, 255}, {255, 255}, {255, 0}}};
  for (char orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(int{orientation});
    const auto cleaned = clean_photo(turned_jpeg(slopes(60, 40), orientation));
    ASSERT_TRUE(cleaned);
    EXPECT_EQ(cleaned->media_type, "image/jpeg");
    EXPECT_EQ(cleaned->bytes.find("Exif"), std::string::npos);
    const RasterImage raster = decoded(cleaned->bytes);
    EXPECT_EQ(raster.orientation, 1);
    EXPECT_EQ(raster.width, orientation < 5 ? 60 : 40);
    const Pixels pixels = unpack_pixels(raster);
    const auto corner = color_at(pixels, 0, 0);
    EXPECT_NEAR(corner[0], kTopLeft[static_cast<std::size_t>(orientation - 1)][0], 12);
    EXPECT_NEAR(corner[1], kTopLeft[static_cast<std::size_t>(orientation - 1)][1], 12);
    // The same as where they are drawn by their orientation.
    const base::Transform drawn = orientation_transform(static_cast<Orientation>(orientation));
    for (const auto& [x, y] : {std::array{0.2, 0.7}, std::array{0.9, 0.4}}) {
      const double across = drawn.a * x + drawn.c * y + drawn.e;
      const double down = drawn.b * x + drawn.d * y + drawn.f;
      EXPECT_NEAR(color_at(pixels, across, down)[0], 255 * x, 16);
      EXPECT_NEAR(color_at(pixels, across, down)[1], 255 * y, 16);
    }
  }
}

TEST(Photos, AreScaledToWhatIsPrinted) {
  for (const std::uint32_t width : {1201U, 1700U, 2400U, 5000U}) {
    const auto cleaned = clean_photo(write_jpeg(slopes(width, 300)));
    ASSERT_TRUE(cleaned);
    const Pixels pixels = unpack_pixels(decoded(cleaned->bytes));
    EXPECT_EQ(pixels.width, 1200);
    EXPECT_EQ(pixels.height, (300 * 1200 + width / 2) / width);
    EXPECT_NEAR(color_at(pixels, 0.5, 0.5)[0], 127, 8);
    EXPECT_NEAR(color_at(pixels, 0.5, 0.5)[1], 127, 8);
  }
  Pixels faint = slopes(3000, 2);
  for (std::size_t i = 3; i < faint.rgba.size(); i += 4) faint.rgba[i] = '\x80';
  const auto cleaned = clean_photo(write_png(faint));
  ASSERT_TRUE(cleaned);
  EXPECT_EQ(cleaned->media_type, "image/png");
  const Pixels pixels = unpack_pixels(decoded(cleaned->bytes));
  EXPECT_EQ(pixels.width, 1200);
  EXPECT_EQ(pixels.height, 1);
  EXPECT_EQ(static_cast<unsigned char>(pixels.rgba.at(3)), 0x80);
}

TEST(Photos, AreCleanedOfAllElseAndStayAsTheyAre) {
  for (const char* const name :
       {"rgb.jpg", "gray.jpg", "progressive.jpg", "cmyk.jpg", "rgb8.png", "rgba16.png", "gray1.png",
        "palette2_transparent.png", "rgb8_interlaced.png", "turned3.jpg", "turned6.jpg"}) {
    SCOPED_TRACE(name);
    const std::string bytes = with_comment(file(name));
    ASSERT_NE(bytes.find(kComment), std::string::npos);
    const auto cleaned = clean_photo(bytes);
    ASSERT_TRUE(cleaned);
    EXPECT_EQ(cleaned->bytes.find(kComment), std::string::npos);
    EXPECT_EQ(cleaned->bytes, clean_photo(file(name))->bytes);
    const auto again = clean_photo(cleaned->bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(cleaned->bytes, again->bytes);
  }
}

TEST(Photos, OfManyScansAreRefusedWhateverTheirColors) {
  // A progressive picture in CMYK without a profile, sound, with a scan for every two coefficients of a channel: 129.
  const auto cleaned = clean_photo(file("many_scans_cmyk.jpg"));
  ASSERT_FALSE(cleaned);
  EXPECT_EQ(cleaned.error(), PhotoError::Damaged);
}

TEST(Photos, ThatCannotBeUsedAreRefused) {
  const auto fault_of = [](std::string_view bytes) {
    const auto cleaned = clean_photo(bytes);
    EXPECT_FALSE(cleaned);
    return cleaned ? PhotoError::UnknownType : cleaned.error();
  };
  EXPECT_EQ(fault_of(""), PhotoError::UnknownType);
  for (const char* const name : {"drawing.svg", "not_an_image.txt"}) {
    EXPECT_EQ(fault_of(file(name)), PhotoError::UnknownType) << name;
  }
  for (const char* const name : {"damaged.png", "truncated.png", "truncated.jpg", "bad_index.png"}) {
    EXPECT_EQ(fault_of(file(name)), PhotoError::Damaged) << name;
  }
  EXPECT_EQ(fault_of(file("huge.png")), PhotoError::TooLarge);
  EXPECT_EQ(fault_of(write_jpeg(slopes(6000, 4001))), PhotoError::TooLarge);
  // A picture whose data is cut off in the middle, but which has its end.
  std::string cut = write_jpeg(slopes(400, 400));
  cut.erase(cut.size() / 2, cut.size() / 4);
  EXPECT_EQ(fault_of(cut), PhotoError::Damaged);
  const std::string whole = write_jpeg(slopes(50, 50));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(clean_photo(std::string_view(whole).substr(0, size))) << size;
  }
}
