#include "images/detail/jpeg2000.h"

#include "images/detail/raster_formats.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <openjpeg.h>

namespace gongwen::images {
namespace {

/// The functions of OpenJPEG that are used.
struct Jpeg2000Library {
  Jpeg2000Library() {
    base::LoadedLibrary library(GONGWEN_OPENJPEG_LIBRARY);
    library.find("opj_create_decompress", create);
    library.find("opj_destroy_codec", destroy);
    library.find("opj_set_default_decoder_parameters", set_defaults);
    library.find("opj_setup_decoder", set_up);
    library.find("opj_read_header", read_header);
    library.find("opj_decode", decode);
    library.find("opj_image_destroy", destroy_image);
    library.find("opj_stream_create", create_stream);
    library.find("opj_stream_destroy", destroy_stream);
    library.find("opj_stream_set_read_function", set_read);
    library.find("opj_stream_set_skip_function", set_skip);
    library.find("opj_stream_set_seek_function", set_seek);
    library.find("opj_stream_set_user_data", set_data);
    library.find("opj_stream_set_user_data_length", set_length);
    error = library.error();
  }

  decltype(&::opj_create_decompress) create = nullptr;
  decltype(&::opj_destroy_codec) destroy = nullptr;
  decltype(&::opj_set_default_decoder_parameters) set_defaults = nullptr;
  decltype(&::opj_setup_decoder) set_up = nullptr;
  decltype(&::opj_read_header) read_header = nullptr;
  decltype(&::opj_decode) decode = nullptr;
  decltype(&::opj_image_destroy) destroy_image = nullptr;
  decltype(&::opj_stream_create) create_stream = nullptr;
  decltype(&::opj_stream_destroy) destroy_stream = nullptr;
  decltype(&::opj_stream_set_read_function) set_read = nullptr;
  decltype(&::opj_stream_set_skip_function) set_skip = nullptr;
  decltype(&::opj_stream_set_seek_function) set_seek = nullptr;
  decltype(&::opj_stream_set_user_data) set_data = nullptr;
  decltype(&::opj_stream_set_user_data_length) set_length = nullptr;
  std::optional<base::LibraryError> error;
};

const Jpeg2000Library& jpeg2000_library() {
  static const Jpeg2000Library library;
  return library;
}

constexpr std::string_view kBoxes("\0\0\0\x0CjP  \r\n\x87\n", 12);
constexpr std::string_view kCodeStream("\xFF\x4F\xFF\x51", 4);

/// The code stream within the boxes of a file (annex I.4), as far as it is there; empty if it is not.
std::string_view code_stream_of(std::string_view bytes) {
  if (!bytes.starts_with(kBoxes)) return bytes;
  constexpr std::size_t kHead = 8;
  constexpr std::size_t kLongHead = 16;
  while (bytes.size() >= kHead) {
    std::uint64_t size = big_endian_32(bytes);
    std::size_t head = kHead;
    if (size == 1 && bytes.size() >= kLongHead) {
      size = std::uint64_t{big_endian_32(bytes.substr(8))} << 32 | big_endian_32(bytes.substr(12));
      head = kLongHead;
    }
    if (size == 0) size = bytes.size();  // to the end
    if (size < head) return {};
    if (bytes.substr(4, 4) == "jp2c")
      return bytes.substr(std::min(head, bytes.size()),
                          static_cast<std::size_t>(std::min<std::uint64_t>(size - head, bytes.size())));
    if (size > bytes.size()) return {};
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

/// What the first marker says (annex A.5.1), read before the library makes room for tiles and channels.
std::optional<ImageError> head_error(std::string_view stream, std::uint64_t max_pixels) {
  constexpr std::size_t kSize = 42;  // up to the first channel
  constexpr std::uint64_t kMostTiles = 16'384;
  constexpr std::uint64_t kMostChannels = 5;  // CMYK and alpha
  if (stream.size() < kSize) return ImageError{ImageError::Truncated};
  if (!stream.starts_with(kCodeStream)) return ImageError{ImageError::Broken};
  const auto number = [&](std::size_t at) {
    return std::uint64_t{big_endian_32(stream.substr(at))};
  };
  const std::uint64_t right = number(8);
  const std::uint64_t bottom = number(12);
  const std::uint64_t left = number(16);
  const std::uint64_t top = number(20);
  const std::uint64_t tile_width = number(24);
  const std::uint64_t tile_height = number(28);
  if (left >= right || top >= bottom || tile_width == 0 || tile_height == 0) return ImageError{ImageError::Broken};
  if (auto error = size_error(right - left, bottom - top, max_pixels)) return error;
  const auto count = [](std::uint64_t length, std::uint64_t tile) {
    return (length + tile - 1) / tile;
  };
  const std::uint64_t tiles = count(right, tile_width) * count(bottom, tile_height);
  const std::uint64_t channels = number(38) & 0xFFFF;
  if (tiles > kMostTiles || channels == 0 || channels > kMostChannels) return ImageError{ImageError::UnsupportedCoding};
  return std::nullopt;
}

/// The file as the library reads it.
struct Jpeg2000Source {
  std::string_view bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T read_bytes(void* to, OPJ_SIZE_T size, void* data) {
  Jpeg2000Source& source = *static_cast<Jpeg2000Source*>(data);
  const std::size_t count = std::min(size, source.bytes.size() - source.at);
  if (count == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(to, source.bytes.data() + source.at, count);
  source.at += count;
  return count;
}

OPJ_BOOL seek_byte(OPJ_OFF_T at, void* data) {
  Jpeg2000Source& source = *static_cast<Jpeg2000Source*>(data);
  if (at < 0 || static_cast<std::uint64_t>(at) > source.bytes.size()) return OPJ_FALSE;
  source.at = static_cast<std::size_t>(at);
  return OPJ_TRUE;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* data) {
  Jpeg2000Source& source = *static_cast<Jpeg2000Source*>(data);
  const OPJ_OFF_T to = static_cast<OPJ_OFF_T>(source.at) + count;
  return seek_byte(to, data) == OPJ_TRUE ? count : -1;
}

struct ImageDeleter {
  void operator()(opj_image_t* image) const { jpeg2000_library().destroy_image(image); }
};
using DecodedChannels = std::unique_ptr<opj_image_t, ImageDeleter>;

DecodedChannels decode_channels(std::string_view bytes) {
  const Jpeg2000Library& library = jpeg2000_library();
  const bool is_file = bytes.starts_with(kBoxes);
  const std::unique_ptr<opj_codec_t, decltype(&::opj_destroy_codec)> codec(
      library.create(is_file ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K), library.destroy);
  constexpr std::size_t kBuffer = 65'536;
  const std::unique_ptr<opj_stream_t, decltype(&::opj_stream_destroy)> stream(library.create_stream(kBuffer, OPJ_TRUE),
                                                                              library.destroy_stream);
  if (codec == nullptr || stream == nullptr) return nullptr;
  Jpeg2000Source source{bytes};
  library.set_read(stream.get(), read_bytes);
  library.set_skip(stream.get(), skip_bytes);
  library.set_seek(stream.get(), seek_byte);
  library.set_data(stream.get(), &source, nullptr);
  library.set_length(stream.get(), bytes.size());
  opj_dparameters_t parameters;
  library.set_defaults(&parameters);
  opj_image_t* image = nullptr;
  bool is_read = library.set_up(codec.get(), &parameters) == OPJ_TRUE &&
                 library.read_header(stream.get(), codec.get(), &image) == OPJ_TRUE;
  DecodedChannels channels(image);
  is_read = is_read && library.decode(codec.get(), stream.get(), image) == OPJ_TRUE;
  return is_read ? std::move(channels) : nullptr;
}

/// One channel as bytes; channels may have fewer pixels than the picture.
class Channel {
 public:
  Channel(const opj_image_comp_t& from, std::uint32_t width, std::uint32_t height)
      : from_(&from),
        most_((std::int64_t{1} << from.prec) - 1),
        shift_(from.sgnd != 0 ? std::int64_t{1} << (from.prec - 1) : 0),
        columns_(width) {
    for (std::uint32_t x = 0; x < width; ++x)
      columns_[x] = static_cast<std::uint32_t>(std::uint64_t{x} * from.w / width);
    height_ = height;
  }

  static bool is_usable(const opj_image_comp_t& from) {
    return from.data != nullptr && from.w > 0 && from.h > 0 && from.prec >= 1 && from.prec <= 16;
  }

  unsigned get(std::uint32_t x, std::uint32_t y) const {
    const std::uint64_t row = std::uint64_t{y} * from_->h / height_;
    const std::int64_t value = std::clamp<std::int64_t>(from_->data[row * from_->w + columns_[x]] + shift_, 0, most_);
    return static_cast<unsigned>((value * 255 + most_ / 2) / most_);
  }

 private:
  const opj_image_comp_t* from_;
  std::int64_t most_;
  std::int64_t shift_;  // of signed values
  std::vector<std::uint32_t> columns_;
  std::uint32_t height_ = 0;
};

enum class Jpeg2000Space : std::uint8_t { Gray, Rgb, Ycc, Cmyk };

using Rgb = std::array<unsigned, 3>;

/// Full-range YCC (IEC 61966-2-1, annex G).
Rgb rgb_of_ycc(unsigned y, unsigned cb, unsigned cr) {
  const double blue = static_cast<double>(cb) - 128;
  const double red = static_cast<double>(cr) - 128;
  const auto byte = [](double value) {
    return static_cast<unsigned>(std::clamp(value + 0.5, 0.0, 255.0));
  };
  return {byte(y + 1.402 * red), byte(y - 0.344136 * blue - 0.714136 * red), byte(y + 1.772 * blue)};
}

std::string_view profile_of(const opj_image_t& image) {
  if (image.icc_profile_buf == nullptr) return {};
  return {reinterpret_cast<const char*>(image.icc_profile_buf), image.icc_profile_len};
}

Jpeg2000Space space_of(const opj_image_t& image, std::size_t colors) {
  if (colors < 3) return Jpeg2000Space::Gray;
  const std::string_view profile = profile_of(image);
  const bool is_cmyk = image.color_space == OPJ_CLRSPC_CMYK || (profile.size() > 20 && profile.substr(16, 4) == "CMYK");
  if (colors >= 4 && is_cmyk) return Jpeg2000Space::Cmyk;
  // Code streams name no space; only YCC has smaller channels for colour.
  const bool is_small = image.comps[1].dx > image.comps[0].dx || image.comps[1].dy > image.comps[0].dy;
  const bool is_ycc = image.color_space == OPJ_CLRSPC_SYCC || image.color_space == OPJ_CLRSPC_EYCC;
  return is_ycc || (is_small && image.color_space != OPJ_CLRSPC_SRGB) ? Jpeg2000Space::Ycc : Jpeg2000Space::Rgb;
}

DecodedImage image_of_channels(const opj_image_t& decoded, std::uint64_t max_pixels) {
  if (decoded.x1 <= decoded.x0 || decoded.y1 <= decoded.y0 || decoded.numcomps == 0)
    return base::Failure{ImageError{ImageError::Broken}};
  Pixels pixels{decoded.x1 - decoded.x0, decoded.y1 - decoded.y0, {}};
  if (auto error = size_error(pixels.width, pixels.height, max_pixels)) return base::Failure{*std::move(error)};
  std::vector<Channel> channels;
  std::optional<std::size_t> alpha;
  for (std::size_t i = 0; i < decoded.numcomps; ++i) {
    const opj_image_comp_t& one = decoded.comps[i];
    if (!Channel::is_usable(one)) return base::Failure{ImageError{ImageError::UnsupportedCoding}};
    channels.emplace_back(one, pixels.width, pixels.height);
    if (one.alpha != 0 && !alpha) alpha = i;
  }
  std::size_t colors = alpha.value_or(channels.size());
  const Jpeg2000Space space = space_of(decoded, colors);
  // A channel too many is alpha, which code streams cannot say.
  const std::size_t needed = space == Jpeg2000Space::Gray ? 1 : space == Jpeg2000Space::Cmyk ? 4 : 3;
  if (!alpha && colors == needed + 1) alpha = needed;
  if (colors < needed) return base::Failure{ImageError{ImageError::UnsupportedCoding}};
  const bool is_multiplied = alpha && decoded.comps[*alpha].alpha == 2;  // colours by alpha (annex I.5.3.6)
  pixels.rgba.resize(std::size_t{4} * pixels.width * pixels.height);
  char* to = pixels.rgba.data();
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      const auto at = [&](std::size_t i) {
        return channels[i].get(x, y);
      };
      Rgb color{};
      switch (space) {
        case Jpeg2000Space::Gray: color.fill(at(0)); break;
        case Jpeg2000Space::Rgb: color = {at(0), at(1), at(2)}; break;
        case Jpeg2000Space::Ycc: color = rgb_of_ycc(at(0), at(1), at(2)); break;
        case Jpeg2000Space::Cmyk: {
          const unsigned light = 255 - at(3);
          color = {(255 - at(0)) * light / 255, (255 - at(1)) * light / 255, (255 - at(2)) * light / 255};
          break;
        }
      }
      const unsigned opacity = alpha ? at(*alpha) : 255;
      for (const unsigned channel : color) {
        const bool is_plain = !is_multiplied || opacity == 0;
        *to++ = static_cast<char>(is_plain ? channel : std::min(255U, (channel * 255 + opacity / 2) / opacity));
      }
      *to++ = static_cast<char>(opacity);
    }
  }
  // The profile is that of the stored colours.
  return image_of(raster_of(pixels, space == Jpeg2000Space::Rgb ? profile_of(decoded) : std::string_view()));
}

}  // namespace

const std::optional<base::LibraryError>& find_jpeg2000_library() { return jpeg2000_library().error; }

bool is_jpeg2000(std::string_view bytes) { return bytes.starts_with(kBoxes) || bytes.starts_with(kCodeStream); }

DecodedImage decode_jpeg2000(std::string_view bytes, std::uint64_t max_pixels) {
  const std::string_view stream = code_stream_of(bytes);
  if (auto error = head_error(stream, max_pixels)) return base::Failure{*std::move(error)};
  if (find_jpeg2000_library()) return base::Failure{ImageError{ImageError::NoJpeg2000Library}};
  const DecodedChannels channels = decode_channels(bytes);
  if (channels == nullptr) {
    const bool is_whole = stream.ends_with("\xFF\xD9");  // the mark at the end
    return base::Failure{ImageError{is_whole ? ImageError::Broken : ImageError::Truncated}};
  }
  return image_of_channels(*channels, max_pixels);
}

}  // namespace gongwen::images
