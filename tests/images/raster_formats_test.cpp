// WebP, GIF, TIFF, BMP, JPEG 2000 and JBIG2: each pixel as Pillow decodes it (JBIG2: as jbig2dec), and what is wrong
// with hostile files. The files were written by Pillow, those with run lengths by hand, those in JBIG2 are the three
// pages of the example in ITU-T T.88, annex H: prefix codes and runs; arithmetic coding; refined symbols. NAME.png has
// the pixels of NAME.
#include "images/detail/raster_formats.h"

#include "images/detail/bmp.h"
#include "images/detail/gif.h"
#include "images/detail/jbig2.h"
#include "images/detail/tiff.h"
#include "images/detail/webp.h"
#include "images/image_set.h"
#include "images/photo.h"
#include "images/pixels.h"
#include "images/tiff_pages.h"
#include "support/require.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

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
    "photo.tif",      "pages.tif",        "gray.j2k",      "graya.j2k",       "rgba.jp2",         "rgb_lossy.jp2",
    "tiles.jp2",      "annex_h_1.jb2",    "annex_h_2.jb2", "annex_h_3.jb2"};

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
  EXPECT_EQ(raster_in(bytes_of("gray.j2k")).model, ColorModel::Gray);
  EXPECT_FALSE(raster_in(bytes_of("rgba.jp2")).alpha.empty());
  EXPECT_EQ(raster_in(bytes_of("annex_h_1.jb2")).bits, 1);
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
  for (const char* const name :
       {"lossy.webp", "lossy_alpha.webp", "lossless.webp", "palette.gif", "interlaced.gif", "rgb.bmp", "palette.bmp",
        "rgba.bmp", "bilevel_g4.tif", "gray_lzw.tif", "photo.tif", "gray.j2k", "rgba.jp2", "tiles.jp2", "annex_h_1.jb2",
        "annex_h_2.jb2", "annex_h_3.jb2"}) {
    const std::string whole = bytes_of(name);
    // The mark at the end of a GIF is not read, nor whether a TIFF has a second page. Rows of a BMP are filled up.
    // Of JBIG2, the mark at the end of the file is not read either.
    std::size_t end = whole.size() - (is_gif(whole) ? 1 : is_bmp(whole) || is_tiff(whole) ? 4 : 0);
    if (is_jbig2(whole)) end -= 11;
    for (std::size_t size = 0; size < end; ++size) {
      EXPECT_FALSE(decode_raster(std::string_view(whole).substr(0, size))) << name << " " << size;
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int bits : {0xFF, 0x80, 1}) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ bits);
        const DecodedImage image = decode_raster(damaged, 200'000);
        if (image) static_cast<void>(unpack_pixels(std::get<RasterImage>(image->picture)));
      }
    }
  }
}

TEST(RasterFormats, FilesThatEndTooEarlyAreToldFromDamagedOnes) {
  for (const char* const name : {"lossy.webp", "lossless.webp", "palette.gif", "rgb.bmp", "runs8.bmp", "bilevel_g4.tif",
                                 "rgba.jp2", "gray.j2k", "annex_h_2.jb2"}) {
    const std::string whole = bytes_of(name);
    // A file in JBIG2 may lack the 11 bytes at its end.
    const std::size_t missing = is_jbig2(whole) ? 20 : 9;
    EXPECT_EQ(fault_of(std::string_view(whole).substr(0, whole.size() - missing)), ImageError::Truncated) << name;
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
  std::string jp2 = bytes_of("gray.j2k");
  put(jp2, 8, {0, 1, 0, 0, 0, 1, 0, 0});
  EXPECT_EQ(fault_of(jp2), ImageError::TooLarge);
  std::string tiles = bytes_of("tiles.jp2");
  const std::size_t sizes = tiles.find("\xFF\x4F\xFF\x51") + 8;
  put(tiles, sizes, {0, 0, 0x40, 0, 0, 0, 0, 20});
  put(tiles, sizes + 16, {0, 0, 0, 1, 0, 0, 0, 1});
  EXPECT_EQ(fault_of(tiles), ImageError::UnsupportedCoding);  // tiles of one pixel
  std::string page = bytes_of("annex_h_2.jb2");
  put(page, 9 + 35 + 11, {0, 0, 0x75, 0x31});  // behind the symbols of all pages and the head of the page
  EXPECT_EQ(fault_of(page), ImageError::TooLarge);
  EXPECT_EQ(decode_raster(page).error().size, "30001 × 56");
  for (const char* const name :
       {"lossy.webp", "palette.gif", "rgb.bmp", "gray_lzw.tif", "gray.j2k", "rgba.jp2", "annex_h_1.jb2"}) {
    const bool is_page = std::string_view(name).ends_with(".jb2");
    const DecodedImage image = decode_raster(bytes_of(name), is_page ? 64 * 56 - 1 : 41 * 20 - 1);
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
  // Nobody takes photos in formats of archives.
  for (const char* const name : {"rgba.jp2", "gray.j2k", "annex_h_1.jb2"}) {
    const auto cleaned = clean_photo(bytes_of(name));
    ASSERT_FALSE(cleaned) << name;
    EXPECT_EQ(cleaned.error(), PhotoError::UnknownType) << name;
  }
  const auto turned = clean_photo(bytes_of("turned6.webp"));
  ASSERT_TRUE(turned);
  EXPECT_EQ(raster_in(turned->bytes).width, 20);
}

namespace {

/// `rgba.jp2` with another colour space.
std::string in_space(int space) {
  std::string bytes = bytes_of("rgba.jp2");
  put(bytes, bytes.find("colr") + 4 + 3 + 3, {space});
  return bytes;
}

std::array<int, 4> pixel_of(const Pixels& pixels, std::size_t index) {
  std::array<int, 4> pixel{};
  for (std::size_t i = 0; i < 4; ++i) pixel[i] = static_cast<unsigned char>(pixels.rgba[4 * index + i]);
  return pixel;
}

}  // namespace

TEST(RasterFormats, ColourSpacesOfJpeg2000BecomeRgb) {
  const Pixels plain = unpack_pixels(raster_in(bytes_of("rgba.jp2")));
  const Pixels cmyk = unpack_pixels(raster_in(in_space(12)));
  const Pixels ycc = unpack_pixels(raster_in(in_space(18)));
  // 18, 24, 6 and 246: the first three are ink of that strength, or a dark colour with little of blue and of red.
  constexpr std::size_t kPlace = 2 * 41 + 3;
  ASSERT_EQ(pixel_of(plain, kPlace), (std::array<int, 4>{18, 24, 6, 246}));
  EXPECT_EQ(pixel_of(cmyk, kPlace), (std::array<int, 4>{237 * 9 / 255, 231 * 9 / 255, 249 * 9 / 255, 255}));
  EXPECT_EQ(pixel_of(ycc, kPlace), (std::array<int, 4>{0, 141, 0, 246}));
}

TEST(RasterFormats, ColoursOfJpeg2000MayBeMultipliedByAlpha) {
  std::string bytes = bytes_of("rgba.jp2");
  const std::size_t header = bytes.find("jp2h");
  put(bytes, header - 1, {bytes[header - 1] + 34});
  // A box behind that of the space: channels 1 to 3 are colours, channel 4 is their opacity, already applied.
  const int box[] = {0, 0, 0, 34, 'c', 'd', 'e', 'f', 0, 4, 0, 0, 0, 0, 0, 1, 0,
                     1, 0, 0, 0,  2,   0,   2,   0,   0, 0, 3, 0, 3, 0, 2, 0, 0};
  std::string channels;
  for (const int one : box) channels += static_cast<char>(one);
  bytes.insert(bytes.find("colr") + 11, channels);
  const Pixels pixels = unpack_pixels(raster_in(bytes));
  EXPECT_EQ(pixel_of(pixels, 2 * 41 + 3), (std::array<int, 4>{19, 25, 6, 246}));
}

namespace {

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

/// `others`: the numbers of segments that it refers to, as bytes.
std::string segment(int number, int type, const std::string& data, std::string_view others = {}) {
  const std::string count =
      others.size() < 5 ? std::string(1, static_cast<char>(others.size() << 5))
                        : big_endian(0xE0000000U | others.size(), 4) + std::string((others.size() + 8) / 8, '\0');
  return big_endian(static_cast<std::uint64_t>(number), 4) + static_cast<char>(type) + count + std::string(others) +
         '\1' + big_endian(data.size(), 4) + data;
}

/// Digits 0 and 1 as bits, filled up to whole bytes.
std::string packed(std::string bits) {
  bits.resize((bits.size() + 7) / 8 * 8, '0');
  std::string bytes;
  for (std::size_t i = 0; i < bits.size(); i += 8) bytes += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
  return bytes;
}

/// A page of 8 by 4 pixels with these segments.
std::string bilevel_page(const std::string& segments) {
  return "\x97JB2\r\n\x1A\n\3" + segment(0, 48, big_endian(8, 4) + big_endian(4, 4) + std::string(11, '\0')) +
         segments + segment(9, 49, "");
}

/// Four white rows in runs: each is like the one above, a single bit 1.
std::string white_region(int how) {
  return big_endian(8, 4) + big_endian(4, 4) + big_endian(0, 8) + static_cast<char>(how) + "\1\xF0";
}

}  // namespace

TEST(Jbig2, RegionsAreJoinedAsTheySay) {
  const auto corner = [](const std::string& file) {
    return pixel_of(unpack_pixels(raster_in(file)), 0)[0];
  };
  EXPECT_EQ(corner(bilevel_page(segment(1, 38, white_region(0)))), 255);
  EXPECT_EQ(corner(bilevel_page(segment(1, 38, white_region(3)))), 0);  // XNOR: white on white is black
  EXPECT_EQ(corner(bilevel_page(segment(1, 38, white_region(3)) + segment(2, 38, white_region(0)))), 0);
  EXPECT_EQ(corner(bilevel_page(segment(1, 38, white_region(3)) + segment(2, 38, white_region(1)))), 255);
  EXPECT_EQ(corner(bilevel_page(segment(1, 38, white_region(3)) + segment(2, 38, white_region(4)))), 255);
}

TEST(Jbig2, WorkAndSizesAreLimited) {
  // Nineteen regions that each cover the page of 30,000 by 1,600 pixels: a few bytes ask for 900 million pixels.
  std::string many =
      "\x97JB2\r\n\x1A\n\3" + segment(0, 48, big_endian(30'000, 4) + big_endian(1'600, 4) + std::string(11, '\0'));
  const std::string region =
      big_endian(30'000, 4) + big_endian(1'600, 4) + big_endian(0, 9) + "\1" + std::string(200, '\xFF');
  for (int i = 1; i < 20; ++i) many += segment(i, 38, region);
  many += segment(99, 49, "");
  EXPECT_EQ(fault_of(many), ImageError::UnsupportedCoding);
  // Dictionaries of four thousand million symbols, regions and halftones of any size.
  const std::string symbols = std::string("\0\0\3\xFF\xFD\xFF\2\xFE\xFE\xFE", 10) + std::string(8, '\xFF') + "abc";
  EXPECT_EQ(fault_of(bilevel_page(segment(1, 0, symbols))), ImageError::UnsupportedCoding);
  const std::string huge = std::string(8, '\x7F') + std::string(9, '\0');
  EXPECT_EQ(fault_of(bilevel_page(segment(1, 38, huge + "\1abc"))), ImageError::UnsupportedCoding);
  const std::string patterns = std::string("\1\xFF\xFF", 3) + std::string(4, '\xFF') + "abc";
  EXPECT_EQ(fault_of(bilevel_page(segment(1, 16, patterns))), ImageError::UnsupportedCoding);
  // A grid of no columns and 268 million rows.
  const std::string pattern = std::string("\1\1\1", 3) + big_endian(0, 4) + "\x80";
  const std::string grid = big_endian(8, 4) + big_endian(4, 4) + big_endian(0, 9) + "\1" + big_endian(0, 4) +
                           big_endian(1 << 28, 4) + std::string(12, '\0');
  EXPECT_EQ(fault_of(bilevel_page(segment(1, 16, pattern) + segment(2, 22, grid, "\1"))),
            ImageError::UnsupportedCoding);
  // Colours of the later amendment.
  EXPECT_EQ(fault_of(bilevel_page(segment(1, 38, white_region(8)))), ImageError::UnsupportedCoding);
}

TEST(Jbig2, ReferencesToSymbolsAreLimited) {
  // A dictionary of a thousand empty symbols in one class: its height 1, their widths 0, the end of the class, the size
  // of their bitmap, and which are exported (tables B.4, B.2 and B.1).
  const std::string bits = "0" + std::string(1'000, '0') + "111111" + "00000";
  const std::string exported = std::string("00000") + "110" + "0000001011011000";  // 272 + 728
  const std::string symbols =
      std::string("\0\1", 2) + big_endian(1'000, 4) + big_endian(1'000, 4) + packed(bits) + packed(exported);
  const std::string text =
      big_endian(8, 4) + big_endian(4, 4) + std::string(9, '\0') + std::string(2, '\0') + big_endian(0, 4) + "ab";
  const auto page = [&](std::size_t references) {
    return bilevel_page(segment(1, 0, symbols) + segment(2, 6, text, std::string(references, '\1')));
  };
  EXPECT_TRUE(decode_raster(page(2)));
  EXPECT_EQ(fault_of(page(100)), ImageError::UnsupportedCoding);
}

TEST(Jbig2, ContextsThatDictionariesKeepAreLimited) {
  // No symbols; the contexts of both kinds are kept, 147,456 bytes.
  const std::string symbols = std::string("\2\0\3\xFF\xFD\xFF\2\xFE\xFE\xFE", 10) + std::string(8, '\0');
  std::string few = segment(1, 0, symbols);
  EXPECT_TRUE(decode_raster(bilevel_page(few)));
  for (int i = 2; i < 20; ++i) few += segment(i, 0, symbols);
  EXPECT_EQ(fault_of(bilevel_page(few)), ImageError::UnsupportedCoding);
}

TEST(Jbig2, APageWithoutItsEndIsCutOff) {
  const std::string whole = bilevel_page(segment(1, 38, white_region(0)));
  EXPECT_TRUE(decode_raster(whole));
  EXPECT_EQ(fault_of(std::string_view(whole).substr(0, whole.size() - 11)), ImageError::Truncated);
  EXPECT_EQ(fault_of(bilevel_page(segment(1, 38, white_region(0)) + segment(2, 48, std::string(19, '\1')))),
            ImageError::Broken);
}

namespace {

std::string marker(int number, const std::string& content) {
  return std::string("\xFF") + static_cast<char>(number) + big_endian(content.size() + 2, 2) + content;
}

/// `gray.j2k` with other markers in its main header, or in that of its only tile-part.
std::string with_markers(const std::string& added, bool is_in_part) {
  std::string bytes = bytes_of("gray.j2k");
  const std::size_t part = bytes.find(std::string("\xFF\x90\0\x0A", 4));
  const std::string length = bytes.substr(part + 6, 4);
  if (is_in_part && length != std::string(4, '\0')) {
    std::uint64_t size = added.size();
    for (std::size_t i = 0; i < 4; ++i) size += std::uint64_t{static_cast<unsigned char>(length[i])} << (24 - 8 * i);
    bytes.replace(part + 6, 4, big_endian(size, 4));
  }
  return bytes.insert(is_in_part ? part + 12 : part, added);
}

/// What `gray.j2k` says of its coding, with a size for the precincts of each level.
std::string coding_with_precincts(char size) {
  const std::string bytes = bytes_of("gray.j2k");
  const std::size_t at = bytes.find("\xFF\x52") + 4;
  std::string coding = bytes.substr(at, 10);
  coding[0] = static_cast<char>(coding[0] | 1);
  return coding + std::string(static_cast<std::size_t>(coding[5]) + 1, size);
}

std::string enlarged(std::string bytes, std::uint64_t side = 2'000) {
  const std::size_t sizes = bytes.find("\xFF\x51") + 6;
  for (const std::size_t at : {sizes, sizes + 16}) bytes.replace(at, 8, big_endian(side, 4) + big_endian(side, 4));
  return bytes;
}

}  // namespace

TEST(Jpeg2000, PrecinctsAndBlocksAreLimited) {
  const std::string large = coding_with_precincts('\xFF');
  const std::string tiny = coding_with_precincts('\x11');
  for (const bool is_in_part : {false, true}) {
    EXPECT_TRUE(decode_raster(with_markers(marker(0x52, large), is_in_part))) << is_in_part;
    // For all channels, or for the first one.
    EXPECT_EQ(fault_of(enlarged(with_markers(marker(0x52, tiny), is_in_part))), ImageError::UnsupportedCoding);
    const std::string of_channel = std::string("\0\1", 2) + tiny.substr(5);
    EXPECT_EQ(fault_of(enlarged(with_markers(marker(0x53, of_channel), is_in_part))), ImageError::UnsupportedCoding);
    EXPECT_NE(fault_of(enlarged(with_markers(marker(0x52, large), is_in_part))), ImageError::UnsupportedCoding);
  }
  std::string blocks = coding_with_precincts('\xFF');
  blocks[6] = blocks[7] = 0;  // four pixels a side
  EXPECT_NE(fault_of(enlarged(with_markers(marker(0x52, blocks), false), 1'000)), ImageError::UnsupportedCoding);
  EXPECT_EQ(fault_of(enlarged(with_markers(marker(0x52, blocks), false), 6'000)), ImageError::UnsupportedCoding);
  // The library would search for a marker that it knows within one that it does not.
  EXPECT_EQ(fault_of(with_markers(marker(0x65, marker(0x52, tiny)), false)), ImageError::UnsupportedCoding);
}

TEST(Jpeg2000, PacketsAreLimited) {
  std::string layers = coding_with_precincts('\xFF');
  layers[2] = layers[3] = '\xFF';
  EXPECT_TRUE(decode_raster(with_markers(marker(0x52, layers), false)));
  std::string both = coding_with_precincts('\x44');
  EXPECT_NE(fault_of(enlarged(with_markers(marker(0x52, both), false))), ImageError::UnsupportedCoding);
  both[2] = both[3] = '\xFF';
  EXPECT_EQ(fault_of(enlarged(with_markers(marker(0x52, both), false))), ImageError::UnsupportedCoding);
}

TEST(Jpeg2000, NoMarkerEscapes) {
  const std::string bytes = enlarged(bytes_of("gray.j2k"));
  const std::size_t start = bytes.find(std::string("\xFF\x90\0\x0A", 4));
  const std::string head = bytes.substr(0, start);
  const auto part = [](std::uint64_t length, int number, const std::string& rest) {
    return marker(0x90, big_endian(0, 2) + big_endian(length, 4) + static_cast<char>(number) + '\2') + rest;
  };
  const std::string data = "\xFF\x93";
  const std::string hidden = part(0, 1, marker(0x52, coding_with_precincts('\x11')) + data + "\xFF\xD9");
  const std::string comment = marker(0x64, "");
  for (const std::string& first : {part(12, 0, data), part(16, 0, comment + data), part(17, 0, comment + data + '\0'),
                                   part(14, 0, data), part(20, 0, comment + data + "\1\1")})
    EXPECT_EQ(fault_of(head + first + hidden), ImageError::UnsupportedCoding) << first.size();

  // A box of the code stream that ends before the tile-part.
  std::string boxes = bytes_of("rgba.jp2");
  boxes.resize(boxes.find("jp2c") - 4);
  boxes += big_endian(8 + head.size(), 4) + "jp2c" + head + part(14, 0, data) + hidden;
  EXPECT_EQ(fault_of(boxes), ImageError::UnsupportedCoding);
}

TEST(Jpeg2000, PalettesHaveNoMoreColumnsThanPicturesHaveChannels) {
  const auto box = [](std::string_view type, const std::string& content) {
    return big_endian(content.size() + 8, 4) + std::string(type) + content;
  };
  std::string columns = big_endian(2, 2) + '\xFF' + std::string(255, '\7') + std::string(510, '\0');
  std::string map;
  for (int i = 0; i < 255; ++i) map += big_endian(0, 2) + '\1' + static_cast<char>(i);
  std::string bytes = bytes_of("rgba.jp2");
  const std::size_t header = bytes.find("jp2h") - 4;
  const std::string added = box("pclr", columns) + box("cmap", map);
  const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[header + 3]));
  bytes.insert(header + size, added);
  EXPECT_EQ(fault_of(bytes), ImageError::UnsupportedCoding);  // behind the header
  bytes.replace(header, 4, big_endian(size + added.size(), 4));
  EXPECT_EQ(fault_of(bytes), ImageError::UnsupportedCoding);  // within it
}

TEST(Jpeg2000, HeadersWithinHeadersAreRefused) {
  const std::string start = bytes_of("rgba.jp2").substr(0, 12);  // the signature
  std::string bytes = start;
  constexpr int kHeaders = 1'000'000;  // each to the end of the file
  for (int i = 0; i < kHeaders; ++i) bytes += big_endian(0, 4) + "jp2h";
  EXPECT_EQ(fault_of(bytes), ImageError::Truncated);
}

namespace {

class TheFile : public ImageFiles {
 public:
  explicit TheFile(std::string bytes) : bytes_(std::move(bytes)) {}
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin&,
                                   diagnostics::DiagnosticSink&) override {
    EXPECT_EQ(name, "scan.tif");
    return bytes_;
  }

 private:
  std::string bytes_;
};

}  // namespace

TEST(TiffPages, EachHasAnAddress) {
  const std::string bytes = bytes_of("pages.tif");
  const auto directories = find_tiff_pages(bytes);
  ASSERT_TRUE(directories);
  ASSERT_EQ(directories->size(), 2U);
  TheFile file(bytes);
  diagnostics::DiagnosticSink sink;
  ImageSet set(&file, nullptr, sink);
  std::vector<Pixels> pages;
  for (const std::uint64_t directory : *directories) {
    const ImageId id = set.load(tiff_page_address("scan.tif", directory), {});
    ASSERT_TRUE(id);
    pages.push_back(unpack_pixels(std::get<RasterImage>(set.image(id).picture)));
  }
  EXPECT_EQ(difference(pages[0], unpack_pixels(raster_in(bytes))), 0);
  EXPECT_NE(difference(pages[0], pages[1]), 0);
  EXPECT_EQ(find_tiff_pages(bytes_of("rgb.bmp"))->size(), 0U);
  EXPECT_FALSE(parse_tiff_page("a#directory=").directory);
  EXPECT_EQ(parse_tiff_page("a#directory=8x").file, "a#directory=8x");
}

TEST(TiffPages, DamagedOnesAreThere) {
  const std::string bytes = bytes_of("pages.tif");
  const auto directories = find_tiff_pages(bytes);
  ASSERT_TRUE(directories);
  std::string damaged = bytes;
  put(damaged, static_cast<std::size_t>(directories->back()), {0, 0});  // a directory without entries
  EXPECT_EQ(find_tiff_pages(damaged), directories);
  EXPECT_FALSE(decode_tiff_page(damaged, directories->back()));
  EXPECT_TRUE(decode_tiff_page(damaged, directories->front()));
}
