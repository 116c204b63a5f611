// Images as they are read: every kind of PNG and JPEG, and what is wrong with hostile ones.
#include "images/detail/decode.h"

#include "images/detail/data_matrix.h"
#include "images/image_set.h"
#include "images/pixels.h"
#include "resources/deflate.h"
#include "support/diagnostic_lines.h"
#include "support/require.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

std::string bytes_of(const std::string& name) {
  std::ifstream stream(std::filesystem::path(GONGWEN_SOURCE_DIR "/tests/images/files") / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

RasterImage raster(const std::string& name) {
  const std::string bytes = bytes_of(name);
  DecodedImage result = is_png(bytes) ? decode_png(bytes) : decode_jpeg(bytes);
  SCOPED_TRACE(name);
  tests::require(result.has_value());
  return std::get<RasterImage>(std::move(result->picture));
}

class Files : public ImageFiles {
 public:
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin&,
                                   diagnostics::DiagnosticSink&) override {
    return bytes_of(std::string(name));
  }
};

/// The messages of reading one address.
std::string messages(std::string_view address) {
  diagnostics::DiagnosticSink sink;
  Files files;
  ImageSet set(&files, nullptr, sink);
  set.load(address, diagnostics::Origin{});
  std::string out;
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    out += (out.empty() ? "" : "\n") + std::string(diagnostics::catalogue_entry(diagnostic.id).id);
    for (const std::string& argument : diagnostic.arguments) out += " " + argument;
  }
  return out;
}

}  // namespace

namespace {

/// A file with another chunk behind its header.
std::string with_chunk(const std::string& png, const std::string& name, const std::string& data) {
  constexpr std::size_t kBehindHeader = 33;
  const auto number = [](std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift & 0xFF));
    return bytes;
  };
  const std::string chunk =
      number(static_cast<std::uint32_t>(data.size())) + name + data + number(resources::crc32(name + data));
  return std::string(png).insert(kBehindHeader, chunk);
}

}  // namespace

// A value of sRGB is v; of light (gamma 1) it becomes lighter.
TEST(Decode, ValuesOfPNGWithAnotherGammaBecomeThoseOfSRGB) {
  constexpr std::string_view kLight("\x00\x01\x86\xA0", 4);  // 1
  constexpr std::string_view kUsual("\x00\x00\xB1\x8F", 4);  // 0.45455
  const auto value_of = [](double light) {
    return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055);
  };
  // Of 16 bits, those beyond 8 are lost before the comparison: a value stands for all up to the next one.
  const auto is_as_expected = [&](const std::string& before, const std::string& after, double beyond) {
    if (before.size() != after.size()) return false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double old = static_cast<unsigned char>(before[i]);
      const double now = static_cast<unsigned char>(after[i]);
      if (i % 4 == 3 ? now != old : now < value_of(old / 255) - 1.01 || now > value_of((old + beyond) / 255) + 1.01)
        return false;
    }
    return true;
  };
  const auto pixels = [](const std::string& png) {
    DecodedImage image = decode_png(png);
    tests::require(image.has_value());
    return unpack_pixels(std::get<RasterImage>(image->picture)).rgba;
  };
  for (const char* const name :
       {"rgb8.png", "rgb16.png", "gray16.png", "rgba8.png", "palette2.png", "rgb8_interlaced.png"}) {
    SCOPED_TRACE(name);
    const std::string plain = bytes_of(name);
    const std::string light = with_chunk(plain, "gAMA", std::string(kLight));
    EXPECT_TRUE(is_as_expected(pixels(plain), pixels(light), std::string_view(name).find("16") != std::string::npos));
    EXPECT_NE(pixels(plain), pixels(light));
    EXPECT_EQ(pixels(plain), pixels(with_chunk(plain, "gAMA", std::string(kUsual))));
    EXPECT_EQ(pixels(plain), pixels(with_chunk(light, "sRGB", std::string(1, '\0'))));
    EXPECT_EQ(pixels(plain), pixels(with_chunk(plain, "gAMA", std::string(4, '\0'))));
  }
}

TEST(Decode, PNGWithoutAlphaKeepsItsPackedRowsOthersAreTakenApart) {
  EXPECT_EQ(raster("rgb8.png").coding, PixelCoding::PngRows);
  EXPECT_EQ(raster("rgb16.png").bits, 16);
  EXPECT_EQ(raster("gray1.png").bits, 1);
  EXPECT_EQ(raster("gray16.png").model, ColorModel::Gray);
  EXPECT_EQ(raster("rgb8_interlaced.png").coding, PixelCoding::UnpackedRows);
  EXPECT_TRUE(raster("rgb8_interlaced.png").alpha.empty());
  const RasterImage palette = raster("palette2.png");
  EXPECT_EQ(palette.model, ColorModel::Palette);
  EXPECT_EQ(palette.bits, 2);
  EXPECT_EQ(palette.palette.size(), 12);
  EXPECT_TRUE(palette.alpha.empty());
}

TEST(Decode, TransparencyOfAllKindsBecomesAnAlphaOfItsOwn) {
  for (const char* const name :
       {"rgba8.png", "rgba16.png", "graya8.png", "palette2_transparent.png", "gray8_key.png"}) {
    const RasterImage image = raster(name);
    SCOPED_TRACE(name);
    EXPECT_EQ(image.alpha.size(), std::size_t{41} * 20);
  }
  EXPECT_EQ(raster("palette2_transparent.png").model, ColorModel::Palette);
}

TEST(Decode, InterlacedRowsComeOutAsThoseOfTheSamePictureWithoutPasses) {
  const RasterImage interlaced = raster("rgb8_interlaced.png");
  EXPECT_EQ(interlaced.pixels.size(), std::size_t{121} * 20);
  EXPECT_EQ(interlaced.pixels[0], 1);                                    // filtered by the pixel before
  EXPECT_EQ(static_cast<unsigned char>(interlaced.pixels[1 + 2]), 128);  // blue of the first pixel
}

TEST(Decode, JPEGStaysAsItIsTurnedPicturesHaveTheirSizeTurned) {
  const RasterImage rgb = raster("rgb.jpg");
  EXPECT_EQ(rgb.coding, PixelCoding::Jpeg);
  EXPECT_EQ(rgb.pixels, bytes_of("rgb.jpg"));
  EXPECT_EQ(raster("gray.jpg").model, ColorModel::Gray);
  EXPECT_EQ(raster("progressive.jpg").coding, PixelCoding::Jpeg);
  EXPECT_EQ(raster("turned6.jpg").orientation, 6);
  const DecodedImage turned = decode_jpeg(bytes_of("turned6.jpg"));
  EXPECT_EQ(turned->size.width, 20);
  EXPECT_EQ(turned->size.height, 40);
}

TEST(Decode, OfAJPEGOnlyWhatDecodingNeedsGoesOn) {
  const std::string plain = bytes_of("rgb.jpg");
  const std::string secret = "39N116E";
  const auto segment = [](char marker, const std::string& data) {
    const std::size_t length = data.size() + 2;
    return std::string{'\xFF', marker, static_cast<char>(length >> 8), static_cast<char>(length & 0xFF)} + data;
  };
  std::string extra;
  for (const char marker : {'\xE0', '\xE1', '\xE2', '\xED', '\xEF', '\xFE'}) extra += segment(marker, secret);
  const std::string told = plain.substr(0, 2) + extra + plain.substr(2) + secret;
  const DecodedImage result = decode_jpeg(told);
  ASSERT_TRUE(result);
  EXPECT_EQ(std::get<RasterImage>(result->picture).pixels, plain);
  // A small picture in the header goes, the header stays: it says what the channels are.
  const std::string thumbnail = std::string("JFIF\0\1\1\0\0\1\0\1\1\1", 14) + "abc";
  const DecodedImage small = decode_jpeg(plain.substr(0, 2) + segment('\xE0', thumbnail) + plain.substr(2));
  ASSERT_TRUE(small);
  const std::string& pixels = std::get<RasterImage>(small->picture).pixels;
  EXPECT_EQ(pixels.substr(2, 18), segment('\xE0', std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)));
}

TEST(Decode, CMYKWithoutAProfileBecomesRGB) {
  const RasterImage image = raster("cmyk.jpg");
  EXPECT_EQ(image.model, ColorModel::Rgb);
  EXPECT_EQ(image.coding, PixelCoding::UnpackedRows);
}

TEST(Decode, EveryCutOfAFileIsToldAndNoneIsFatal) {
  for (const char* const name : {"rgb8.png", "rgba16.png", "palette2.png", "rgb8_interlaced.png"}) {
    const std::string whole = bytes_of(name);
    for (std::size_t size = 8; size < whole.size(); ++size) EXPECT_FALSE(decode_png(whole.substr(0, size)));
  }
  for (const char* const name : {"rgb.jpg", "cmyk.jpg", "progressive.jpg", "turned6.jpg"}) {
    const std::string whole = bytes_of(name);
    for (std::size_t size = 4; size + 2 < whole.size(); ++size) EXPECT_FALSE(decode_jpeg(whole.substr(0, size)));
  }
}

TEST(Decode, EveryDamagedByteIsSurvived) {
  for (const char* const name : {"rgb8.png", "palette2_transparent.png", "rgb.jpg", "cmyk.jpg", "turned3.jpg"}) {
    const std::string whole = bytes_of(name);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ 0xFF);
      if (is_png(damaged)) static_cast<void>(decode_png(damaged));
      if (is_jpeg(damaged)) static_cast<void>(decode_jpeg(damaged));
    }
  }
}

TEST(Decode, FaultsOfImages) {
  EXPECT_EQ(messages("truncated.png"), "images/truncated truncated.png");
  EXPECT_EQ(messages("truncated.jpg"), "images/truncated truncated.jpg");
  EXPECT_EQ(messages("damaged.png"), "images/broken damaged.png");
  EXPECT_EQ(messages("bad_index.png"), "images/broken bad_index.png");
  EXPECT_EQ(messages("huge.png"), "images/too-large huge.png 100000 × 100000");
  EXPECT_EQ(messages("not_an_image.txt"), "images/unknown-format not_an_image.txt");
  EXPECT_EQ(messages("https://example.org/a.png"), "images/not-in-bundle https://example.org/a.png");
  EXPECT_EQ(messages("//example.org/a.png"), "images/not-in-bundle //example.org/a.png");
  EXPECT_EQ(messages("file:///etc/passwd"), "images/not-in-bundle file:///etc/passwd");
  EXPECT_EQ(messages("data:image/png;base64,@@@"), "images/bad-data-address data:image/png;base64,…");
  EXPECT_EQ(messages("data:image/png"), "images/bad-data-address data:image/png,…");
}

TEST(Decode, AJPEGInAWayOfCodingThatIsNotInUseIsTold) {
  std::string lossless = bytes_of("rgb.jpg");
  const std::size_t frame = lossless.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  lossless[frame + 1] = '\xC3';
  EXPECT_EQ(decode_jpeg(lossless).error().kind, ImageError::UnsupportedCoding);
  diagnostics::DiagnosticSink sink;
  ImageSet set(nullptr, nullptr, sink);
  std::string address = "data:image/jpeg,";
  for (const char c : lossless) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    address += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  set.load(address, diagnostics::Origin{});
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(diagnostics::catalogue_entry(sink.diagnostics()[0].id).id, "images/unsupported-coding");
}

TEST(Decode, AnAddressIsReadOnce) {
  diagnostics::DiagnosticSink sink;
  Files files;
  ImageSet set(&files, nullptr, sink);
  EXPECT_EQ(set.load("rgb8.png", diagnostics::Origin{}), set.load(" rgb8.png ", diagnostics::Origin{}));
  EXPECT_FALSE(set.load("truncated.png", diagnostics::Origin{}));
  EXPECT_FALSE(set.load("truncated.png", diagnostics::Origin{}));
  EXPECT_EQ(sink.diagnostics().size(), 1);
}

TEST(Decode, QRCodesAreDrawingsWithAQuietZone) {
  ASSERT_FALSE(find_qr_library());
  const std::optional<Image> code = make_qr_code("https://example.org/");
  ASSERT_TRUE(code);
  const Drawing& drawing = std::get<Drawing>(code->picture);
  EXPECT_EQ(drawing.items.size(), 2);
  EXPECT_EQ(drawing.width, (25 + 8) * 4);
  EXPECT_EQ(std::get<FillShape>(drawing.items[1]).path.points.front(), (base::PathPoint{16, 16}));
  EXPECT_FALSE(make_qr_code(""));
  EXPECT_FALSE(make_qr_code(std::string(3000, 'x')));
}

TEST(Decode, DataMatrixCodesHaveTheSmallestSize) {
  constexpr double kModule = 2.5;
  const auto side_of = [](std::string_view text) {
    const std::optional<Image> code = make_data_matrix(text);
    return code ? code->size.width / kModule - 4 : 0;
  };
  EXPECT_EQ(side_of("A"), 10);
  EXPECT_EQ(side_of("123456"), 10);
  EXPECT_EQ(side_of("ABCD"), 12);
  EXPECT_EQ(side_of("甲"), 12);  // a mark, the length and three bytes
  EXPECT_EQ(side_of(std::string(44, 'x')), 26);
  EXPECT_EQ(side_of(std::string(45, 'x')), 32);
  EXPECT_EQ(side_of(std::string(1304, 'x')), 132);
  EXPECT_EQ(side_of(std::string(2608, '7')), 132);
  EXPECT_EQ(side_of(""), 0);
  EXPECT_EQ(side_of(std::string(1305, 'x')), 0);
  EXPECT_EQ(side_of(std::string(1302, '\x80')), 0);
  const std::optional<Image> code = make_data_matrix("123456");
  const Drawing& drawing = std::get<Drawing>(code->picture);
  const base::Path& path = std::get<FillShape>(drawing.items[1]).path;
  EXPECT_EQ(path.points.front(), (base::PathPoint{2 * kModule, 2 * kModule}));
}
