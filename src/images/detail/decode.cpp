#include "images/detail/decode.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/loaded_library.h"
#include "base/utf8.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>

#include <qrencode.h>

namespace gongwen::images {
bool leads_outside(std::string_view address) {
  if (address.starts_with("//")) return true;
  const std::size_t colon = address.find(':');
  return colon != std::string_view::npos && colon > 0 && address.find_first_of("/?#") > colon;
}

bool is_data_address(std::string_view address) {
  return address.size() >= 5 && base::equals_ignoring_ascii_case(address.substr(0, 5), "data:");
}

std::optional<std::string> data_of_address(std::string_view address) {
  const std::size_t comma = address.find(',');
  if (!is_data_address(address) || comma == std::string_view::npos) return std::nullopt;
  const std::string_view type = base::trim_ascii_space(address.substr(5, comma - 5));
  std::string data = base::percent_decoded(address.substr(comma + 1));
  constexpr std::string_view kBase64 = ";base64";
  const bool packed = type.size() >= kBase64.size() &&
                      base::equals_ignoring_ascii_case(type.substr(type.size() - kBase64.size()), kBase64);
  if (!packed) return data;
  return base::parse_base64(data);
}

std::string shown_address(std::string_view address) {
  if (!is_data_address(address)) return std::string(address);
  return std::string(address.substr(0, std::min<std::size_t>(address.find(','), 32))) + ",…";
}

namespace {

constexpr std::uint32_t kOrientationTag = 0x0112;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size, bool little_endian) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + (little_endian ? size - 1 - i : i)]);
  }
  return value;
}

}  // namespace

/// Exif 2.3 section 4.6: a TIFF header, then a directory of twelve-byte entries.
Orientation exif_orientation(std::string_view tiff) {
  const bool little = tiff.starts_with("II");
  const std::uint32_t directory = number_at(tiff, 4, 4, little);
  const std::uint32_t count = number_at(tiff, directory, 2, little);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = std::size_t{directory} + 2 + std::size_t{12} * i;
    if (entry + 12 > tiff.size()) break;
    if (number_at(tiff, entry, 2, little) != kOrientationTag) continue;
    const std::uint32_t value = number_at(tiff, entry + 8, 2, little);
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation{1};
  }
  return 1;
}

// PNG, second edition (ISO/IEC 15948). Images without alpha channel and without interlacing keep their compressed rows,
// since PDF supports PNG's filters; all others are decoded, and colour and alpha are separated.

namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

struct PngFile {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint8_t bits = 8;
  Orientation orientation = 1;
  std::uint8_t type = 0;  // 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
  bool interlaced = false;
  std::string palette;
  std::string transparency;
  std::string profile;
  double gamma = 0;      // the power by which values follow from light; 0: not given
  bool is_srgb = false;  // which is stronger
  std::string packed;

  /// Whether values must be converted to sRGB. As in libpng, a difference of one twentieth counts as invisible.
  bool has_other_gamma() const {
    constexpr double kUsualGamma = 1 / 2.2;
    constexpr double kSeen = 0.05;
    return gamma > 0 && !is_srgb && profile.empty() && std::abs(gamma / kUsualGamma - 1) > kSeen;
  }
  std::size_t channels() const { return type == 2 ? 3 : type == 4 ? 2 : type == 6 ? 4 : 1; }
  bool has_alpha_channel() const { return type >= 4; }
  std::size_t row_bytes(std::uint32_t columns) const { return (columns * channels() * bits + 7) / 8; }
  std::size_t pixel_bytes() const { return std::max<std::size_t>(1, channels() * bits / 8); }
};

bool is_legal_depth(std::uint8_t type, std::uint8_t bits) {
  switch (type) {
    case 0: return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    case 3: return bits == 1 || bits == 2 || bits == 4 || bits == 8;
    case 2:
    case 4:
    case 6: return bits == 8 || bits == 16;
    default: return false;
  }
}

/// Section 11.3.3.3: a name, a zero, the method, a profile in zlib format. A profile that cannot be read is ignored.
std::string unpacked_profile(std::string_view chunk) {
  const std::size_t name_end = chunk.find('\0');
  if (name_end == std::string_view::npos || name_end + 2 > chunk.size()) return {};
  constexpr std::size_t kMaxProfile = std::size_t{4} << 20;
  return resources::inflate_at_most(chunk.substr(name_end + 2), kMaxProfile).value_or(std::string());
}

class PngReader {
 public:
  explicit PngReader(std::string_view bytes) : bytes_(bytes) {}

  /// Reads all chunks. Returns the error, if there is one.
  std::optional<ImageError> read(PngFile& file) {
    std::size_t at = kSignature.size();
    bool ended = false;
    while (!ended) {
      if (bytes_.size() - at < 12) return ImageError{ImageError::Truncated};
      const std::uint32_t length = big_endian_32(bytes_.substr(at));
      if (length > bytes_.size() - at - 12) return ImageError{ImageError::Truncated};
      const std::string_view name = bytes_.substr(at + 4, 4);
      const std::string_view data = bytes_.substr(at + 8, length);
      const bool critical = (byte_at(name, 0) & 0x20) == 0;
      const bool sound = resources::crc32(bytes_.substr(at + 4, std::size_t{length} + 4)) ==
                         big_endian_32(bytes_.substr(at + 8 + length));
      if (!sound && critical) return ImageError{ImageError::Broken};
      const bool is_header = name == "IHDR";
      if ((at == kSignature.size()) != is_header) return ImageError{ImageError::Broken};
      if (sound) {
        if (auto error = take(name, data, file)) return error;
      }
      ended = name == "IEND";
      at += 12 + std::size_t{length};
    }
    if (file.type == 3 && file.palette.empty()) return ImageError{ImageError::Broken};
    return std::nullopt;
  }

 private:
  static std::optional<ImageError> take(std::string_view name, std::string_view data, PngFile& file) {
    if (name == "IHDR") return take_header(data, file);
    if (name == "PLTE") {
      if (data.size() % 3 != 0 || data.empty() || data.size() > 768) {
        return ImageError{ImageError::Broken};
      }
      file.palette = data;
    } else if (name == "IDAT") {
      file.packed += data;
    } else if (name == "tRNS") {
      file.transparency = data;
    } else if (name == "iCCP") {
      file.profile = unpacked_profile(data);
    } else if (name == "gAMA" && data.size() == 4) {
      constexpr double kUnit = 1e5;
      file.gamma = big_endian_32(data) / kUnit;
    } else if (name == "sRGB") {
      file.is_srgb = true;
    } else if (name == "eXIf") {
      file.orientation = exif_orientation(data);
    } else if (name != "IEND" && (byte_at(name, 0) & 0x20) == 0) {
      return ImageError{ImageError::Broken};
    }
    return std::nullopt;
  }

  static std::optional<ImageError> take_header(std::string_view data, PngFile& file) {
    if (data.size() != 13) return ImageError{ImageError::Broken};
    file.width = big_endian_32(data);
    file.height = big_endian_32(data.substr(4));
    file.bits = byte_at(data, 8);
    file.type = byte_at(data, 9);
    file.interlaced = data[12] == 1;
    const bool legal = file.width > 0 && file.height > 0 && is_legal_depth(file.type, file.bits) && data[10] == 0 &&
                       data[11] == 0 && byte_at(data, 12) <= 1;
    if (!legal) return ImageError{ImageError::Broken};
    if (file.width > kMaxPixelsASide || file.height > kMaxPixelsASide ||
        std::uint64_t{file.width} * file.height > kMaxPixels) {
      return ImageError{ImageError::TooLarge, std::to_string(file.width) + " × " + std::to_string(file.height)};
    }
    return std::nullopt;
  }

  std::string_view bytes_;
};

/// Section 8.2: a pass of interlacing: first column and row, and the steps.
struct Pass {
  std::uint32_t x, y, step_x, step_y;
};
constexpr std::array<Pass, 7> kPasses{
    {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
constexpr std::array<Pass, 1> kWhole{{{0, 0, 1, 1}}};

std::span<const Pass> passes_of(const PngFile& file) {
  return file.interlaced ? std::span<const Pass>(kPasses) : std::span<const Pass>(kWhole);
}

std::uint32_t covered(std::uint32_t size, std::uint32_t first, std::uint32_t step) {
  return size > first ? (size - first + step - 1) / step : 0;
}

std::size_t unpacked_size(const PngFile& file) {
  std::size_t size = 0;
  for (const Pass& pass : passes_of(file)) {
    const std::uint32_t columns = covered(file.width, pass.x, pass.step_x);
    if (columns > 0) size += (file.row_bytes(columns) + 1) * covered(file.height, pass.y, pass.step_y);
  }
  return size;
}

/// Filters rows for compression: subtracts the pixel before from each byte (Sub), which suits pictures and is fast.
void filter_rows(std::string& rows, std::size_t row_bytes, std::size_t pixel_bytes) {
  for (std::size_t begin = 0; begin < rows.size(); begin += row_bytes + 1) {
    rows[begin] = 1;
    for (std::size_t i = row_bytes; i > pixel_bytes; --i) {
      char& value = rows[begin + i];
      value = static_cast<char>(value - rows[begin + i - pixel_bytes]);
    }
  }
}

/// For each value of a sample, the value for the same light in sRGB (section 13.13, IEC 61966-2-1).
std::vector<std::uint16_t> values_of_srgb(double gamma, std::size_t bits) {
  const std::size_t count = std::size_t{1} << bits;
  std::vector<std::uint16_t> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double light = std::pow(static_cast<double>(i) / static_cast<double>(count - 1), 1 / gamma);
    const double value = light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    values[i] = static_cast<std::uint16_t>(std::lround(value * static_cast<double>(count - 1)));
  }
  return values;
}

/// Decodes rows for a PDF; samples of fewer than 8 bits are widened if pixels come out of order.
class Unpacker {
 public:
  explicit Unpacker(const PngFile& file) : file_(file), colors_(file.channels() - (file.has_alpha_channel() ? 1 : 0)) {
    pixel_bytes_ = colors_ * (file.bits == 16 ? 2 : 1);
    pixels_.resize((std::size_t{file.width} * pixel_bytes_ + 1) * file.height);
    alpha_.resize((std::size_t{file.width} + 1) * file.height);
    if (file.has_other_gamma() && file.type != 3) srgb_ = values_of_srgb(file.gamma, file.bits == 16 ? 16 : 8);
  }

  bool run(std::string& rows) {
    char* at = rows.data();
    for (const Pass& pass : passes_of(file_)) {
      const std::uint32_t columns = covered(file_.width, pass.x, pass.step_x);
      const std::uint32_t lines = covered(file_.height, pass.y, pass.step_y);
      if (columns == 0) continue;
      const std::size_t row_bytes = file_.row_bytes(columns);
      if (!unfilter(at, row_bytes, lines, file_.pixel_bytes())) return false;
      for (std::uint32_t line = 0; line < lines; ++line) {
        take_row(reinterpret_cast<const unsigned char*>(at + 1), columns, pass, pass.y + line * pass.step_y);
        at += row_bytes + 1;
      }
    }
    return true;
  }

  /// Whether all pixels refer to existing colours of the palette.
  bool has_all_colors() const { return has_all_colors_; }

  std::string take_pixels() {
    filter_rows(pixels_, file_.width * pixel_bytes_, pixel_bytes_);
    return std::move(pixels_);
  }
  std::string take_alpha() {
    if (is_opaque_) return {};
    filter_rows(alpha_, file_.width, 1);
    return std::move(alpha_);
  }

 private:
  void take_row(const unsigned char* row, std::uint32_t columns, const Pass& pass, std::uint32_t y) {
    char* const to = pixels_.data() + (std::size_t{file_.width} * pixel_bytes_ + 1) * y + 1;
    char* const alpha = alpha_.data() + (std::size_t{file_.width} + 1) * y + 1;
    for (std::uint32_t i = 0; i < columns; ++i) {
      const std::size_t x = pass.x + std::size_t{i} * pass.step_x;
      take_pixel(row, i, to + x * pixel_bytes_);
      const std::uint8_t opacity = alpha_of(row, i);
      alpha[x] = static_cast<char>(opacity);
      is_opaque_ = is_opaque_ && opacity == 255;
    }
  }

  void take_pixel(const unsigned char* row, std::size_t index, char* to) {
    for (std::size_t c = 0; c < colors_; ++c) {
      unsigned value = sample(row, index * file_.channels() + c, file_.bits);
      if (file_.type == 3) has_all_colors_ = has_all_colors_ && value < file_.palette.size() / 3;
      if (file_.type == 0 && file_.bits < 8) value = value * 255 / ((1U << file_.bits) - 1);
      if (!srgb_.empty()) value = srgb_[value];
      if (file_.bits == 16) *to++ = static_cast<char>(value >> 8);
      *to++ = static_cast<char>(value & 0xFF);
    }
  }

  std::uint8_t alpha_of(const unsigned char* row, std::size_t index) const {
    const std::size_t channels = file_.channels();
    if (file_.has_alpha_channel()) {
      const unsigned value = sample(row, index * channels + channels - 1, file_.bits);
      return static_cast<std::uint8_t>(file_.bits == 16 ? value >> 8 : value);
    }
    const std::string& transparency = file_.transparency;
    if (file_.type == 3) {
      const unsigned entry = sample(row, index, file_.bits);
      return entry < transparency.size() ? byte_at(transparency, entry) : 255;
    }
    if (transparency.size() < 2 * channels) return 255;
    // Section 11.3.2.1: one colour is transparent.
    for (std::size_t c = 0; c < channels; ++c) {
      const unsigned wanted =
          static_cast<unsigned>(byte_at(transparency, 2 * c) << 8 | byte_at(transparency, 2 * c + 1));
      if (sample(row, index * channels + c, file_.bits) != (wanted & ((1U << file_.bits) - 1))) return 255;
    }
    return 0;
  }

  const PngFile& file_;
  std::size_t colors_;
  std::size_t pixel_bytes_;
  std::string pixels_;
  std::string alpha_;
  std::vector<std::uint16_t> srgb_;  // by value; empty: values are those of sRGB
  bool is_opaque_ = true;
  bool has_all_colors_ = true;
};

ColorModel model_of(const PngFile& file) {
  if (file.type == 3) return ColorModel::Palette;
  return file.type == 2 || file.type == 6 ? ColorModel::Rgb : ColorModel::Gray;
}

}  // namespace

std::uint32_t big_endian_32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

bool is_png(std::string_view bytes) { return bytes.starts_with(kSignature); }

DecodedImage decode_png(std::string_view bytes) {
  PngFile file;
  if (auto error = PngReader(bytes).read(file)) return base::Failure{*std::move(error)};
  std::string rows(unpacked_size(file), '\0');
  if (!resources::inflate(file.packed, rows)) return base::Failure{ImageError{ImageError::Broken}};
  Unpacker unpacker(file);
  if (!unpacker.run(rows) || !unpacker.has_all_colors()) return base::Failure{ImageError{ImageError::Broken}};
  RasterImage raster;
  raster.width = file.width;
  raster.height = file.height;
  raster.model = model_of(file);
  raster.palette = file.type == 3 ? file.palette : std::string();
  if (file.has_other_gamma()) {
    const std::vector<std::uint16_t> srgb = values_of_srgb(file.gamma, 8);
    for (char& value : raster.palette) value = static_cast<char>(srgb[static_cast<unsigned char>(value)]);
  }
  if (is_usable_profile(file.profile, raster.model == ColorModel::Gray ? 1 : 3)) raster.color_profile = file.profile;
  raster.alpha = unpacker.take_alpha();
  const bool are_values_changed = file.has_other_gamma() && file.type != 3;
  if (!file.has_alpha_channel() && !file.interlaced && !are_values_changed) {
    raster.bits = file.bits;
    raster.coding = PixelCoding::PngRows;
    raster.pixels = std::move(file.packed);
  } else {
    raster.bits = file.bits == 16 ? 16 : 8;
    raster.coding = PixelCoding::UnpackedRows;
    raster.pixels = unpacker.take_pixels();
  }
  raster.orientation = file.orientation;
  double width = file.width;
  double height = file.height;
  if (raster.is_turned()) std::swap(width, height);
  return Image{{width, height, width / height}, std::move(raster)};
}

namespace {

std::uint8_t paeth(int left, int above, int corner) {
  const int estimate = left + above - corner;
  const int to_left = std::abs(estimate - left);
  const int to_above = std::abs(estimate - above);
  const int to_corner = std::abs(estimate - corner);
  if (to_left <= to_above && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_above <= to_corner ? above : corner);
}

}  // namespace

bool unfilter(char* rows, std::size_t row_bytes, std::size_t row_count, std::size_t pixel_bytes) {
  const std::string zeros(row_bytes, '\0');
  const auto* above = reinterpret_cast<const unsigned char*>(zeros.data());
  for (std::size_t r = 0; r < row_count; ++r) {
    auto* const row = reinterpret_cast<unsigned char*>(rows + r * (row_bytes + 1) + 1);
    const auto filter = static_cast<unsigned char>(rows[r * (row_bytes + 1)]);
    if (filter > 4) return false;
    for (std::size_t i = 0; filter != 0 && i < row_bytes; ++i) {
      const int left = i >= pixel_bytes ? row[i - pixel_bytes] : 0;
      const int corner = i >= pixel_bytes ? above[i - pixel_bytes] : 0;
      const int guess = filter == 1   ? left
                        : filter == 2 ? above[i]
                        : filter == 3 ? (left + above[i]) / 2
                                      : paeth(left, above[i], corner);
      row[i] = static_cast<unsigned char>(row[i] + guess);
    }
    above = row;
  }
  return true;
}

unsigned sample(const unsigned char* row, std::size_t index, unsigned bits) {
  if (bits == 8) return row[index];
  if (bits == 16) return static_cast<unsigned>(row[2 * index] << 8 | row[2 * index + 1]);
  const std::size_t bit = index * bits;
  return row[bit / 8] >> (8 - bits - bit % 8) & ((1U << bits) - 1);
}

namespace qrencode {

#define GONGWEN_LOADED_LIBRARY GONGWEN_QRENCODE_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "images/detail/qr_functions.def"
#include "base/loaded_functions.inc"

}  // namespace qrencode

namespace {

using Code = std::unique_ptr<QRcode, decltype(&::QRcode_free)>;

/// A code that says that its text is UTF-8 (ISO/IEC 18004, section 7.4.2; ECI 26). Without that, bytes beyond ASCII are
/// ISO/IEC 8859-1 by the standard, and readers guess. Null if the text does not fit.
Code encode_utf8(std::string_view text, QRecLevel level) {
  constexpr unsigned kUtf8 = 26;
  const std::unique_ptr<QRinput, decltype(&::QRinput_free)> input(qrencode::QRinput_new2(0, level),
                                                                  qrencode::QRinput_free);
  const bool is_taken = input && qrencode::QRinput_appendECIheader(input.get(), kUtf8) == 0 &&
                        qrencode::QRinput_append(input.get(), QR_MODE_8, static_cast<int>(text.size()),
                                                 reinterpret_cast<const unsigned char*>(text.data())) == 0;
  return {is_taken ? qrencode::QRcode_encodeInput(input.get()) : nullptr, qrencode::QRcode_free};
}

bool has_only_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

constexpr int kQuietZone = 4;
constexpr int kModule = 4;  // px

/// Joins adjacent dark modules of a row into one rectangle, since thin white lines between them would confuse readers.
/// Calls `use` with the column of the first module, the row, and the number of modules.
template <typename Use>
void for_each_run(const QRcode& code, const Use& use) {
  for (int y = 0; y < code.width; ++y) {
    const unsigned char* const row = code.data + static_cast<std::ptrdiff_t>(y) * code.width;
    for (int x = 0; x < code.width; ++x) {
      int end = x;
      while (end < code.width && (row[end] & 1) != 0) ++end;
      if (end > x) use(x, y, end - x);
      x = end;
    }
  }
}

base::Path modules(const QRcode& code) {
  const auto at = [](int module) {
    return static_cast<double>((module + kQuietZone) * kModule);
  };
  base::Path path;
  for_each_run(code, [&](int x, int y, int count) { path.add_rect(at(x), at(y), at(x + count), at(y + 1)); });
  return path;
}

// Codes of pages, in mm. A scanner with 150 dpi sees at least two dots of each module.
constexpr double kLeastModule = 0.4;
constexpr double kCodeSide = 11.6;
constexpr double kLetter = 1.41;  // 4 pt
constexpr double kLetterWidth = 0.56;
constexpr double kFirstLine = 1.8;  // its baseline, below the code
constexpr double kNextLine = 1.2;

std::string page_code_line(std::string_view text, double side, double x, double y) {
  const double fitting = side / (kLetterWidth * static_cast<double>(std::max<std::size_t>(text.size(), 1)));
  return fmt::format(R"(<text x="{:.3f}" y="{:.3f}" font-family="Arial" font-size="{:.3f}">{}</text>)", x, y,
                     std::min(kLetter, fitting), base::escape_markup(text));
}

}  // namespace

const std::optional<base::LibraryError>& find_qr_library() {
  static const std::optional<base::LibraryError> error = qrencode::find_loaded_functions();
  return error;
}

std::optional<Image> make_qr_code(std::string_view text) {
  if (text.empty()) return std::nullopt;
  text = text.substr(0, 100'000);  // too long anyway
  Code code = has_only_ascii(text) ? Code(nullptr, qrencode::QRcode_free) : encode_utf8(text, QR_ECLEVEL_M);
  // If a text leaves no room for the character set, a code without it is better than none.
  if (!code)
    code.reset(qrencode::QRcode_encodeData(static_cast<int>(text.size()),
                                           reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code) return std::nullopt;
  const double side = (code->width + 2 * kQuietZone) * kModule;
  Drawing drawing;
  drawing.width = drawing.height = side;
  base::Path ground;
  ground.add_rect(0, 0, side, side);
  drawing.items.emplace_back(FillShape{std::move(ground), base::FillRule::NonZero, {{255, 255, 255, 255}, {}}});
  drawing.items.emplace_back(FillShape{modules(*code), base::FillRule::NonZero, {css::kBlack, {}}});
  return Image{{side, side, 1}, std::move(drawing)};
}

std::optional<std::string> page_code_svg(std::string_view text, std::string_view label, std::string_view number) {
  constexpr std::size_t kMost = 4'000;
  if (text.empty() || text.size() > kMost) return std::nullopt;
  // QR codes have a compact mode for capitals and digits.
  const Code code = has_only_ascii(text)
                        ? Code(qrencode::QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_Q, QR_MODE_8, 1),
                               qrencode::QRcode_free)
                        : encode_utf8(text, QR_ECLEVEL_Q);
  if (!code) return std::nullopt;
  const double module = std::max(kLeastModule, kCodeSide / code->width);
  const double side = module * code->width;
  const double around = module * kQuietZone;
  std::string path;
  for_each_run(*code, [&](int x, int y, int count) { path += fmt::format("M{} {}h{}v1h-{}z", x, y, count, count); });
  const double width = side + 2 * around;
  const double height = around + side + kFirstLine + kNextLine + kLetter / 2;
  const double below = around + side + kFirstLine;
  return fmt::format(R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.3f}mm" height="{1:.3f}mm" )svg"
                     R"svg(viewBox="0 0 {0:.3f} {1:.3f}"><path fill="#fff" d="M0 0h{0:.3f}v{0:.3f}h-{0:.3f}z"/>)svg"
                     R"svg(<path transform="translate({2:.3f} {2:.3f}) scale({3:.5f})" d="{4}"/>{5}{6}</svg>)svg",
                     width, height, around, module, path, page_code_line(label, side, around, below),
                     page_code_line(number, side, around, below + kNextLine));
}

}  // namespace gongwen::images
