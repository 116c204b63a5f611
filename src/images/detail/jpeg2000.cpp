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
namespace openjpeg {

#define GONGWEN_LOADED_LIBRARY GONGWEN_OPENJPEG_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "images/detail/jpeg2000_functions.def"
#include "base/loaded_functions.inc"

}  // namespace openjpeg

namespace {

constexpr std::string_view kBoxes("\0\0\0\x0CjP  \r\n\x87\n", 12);
constexpr std::string_view kCodeStream("\xFF\x4F\xFF\x51", 4);

constexpr std::uint64_t kMostChannels = 5;  // CMYK and alpha

/// Calls `use` with type and content of each box (annex I.4) that is present, as long as it returns true.
template <typename Use>
void for_each_box(std::string_view bytes, const Use& use) {
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
    if (size < head) return;
    const auto content = static_cast<std::size_t>(std::min<std::uint64_t>(size - head, bytes.size()));
    if (!use(bytes.substr(4, 4), bytes.substr(std::min(head, bytes.size()), content)) || size > bytes.size()) return;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

/// The code stream within the boxes, with everything after it, since the library reads beyond its box; empty if there
/// is none.
std::string_view code_stream_of(std::string_view bytes) {
  if (!bytes.starts_with(kBoxes)) return bytes;
  std::string_view stream;
  for_each_box(bytes, [&](std::string_view type, std::string_view content) {
    if (type == "jp2c") stream = bytes.substr(static_cast<std::size_t>(content.data() - bytes.data()));
    return type != "jp2c";
  });
  return stream;
}

/// Whether a palette (annex I.5.3.4) gives each pixel more channels than pictures have. The library reads palettes in
/// the header and after it; a header within a header does not count.
bool has_wide_palette(std::string_view boxes, bool is_in_header = false) {
  bool is_wide = false;
  for_each_box(boxes, [&](std::string_view type, std::string_view content) {
    if (type == "jp2h" && !is_in_header) is_wide = is_wide || has_wide_palette(content, true);
    if (type == "pclr" && content.size() > 2)
      is_wide = is_wide || static_cast<unsigned char>(content[2]) > kMostChannels;
    return type != "jp2c";
  });
  return is_wide;
}

/// The area of a picture on its grid, which need not begin at 0 (annex B.2).
struct GridArea {
  std::uint64_t left = 0, top = 0, right = 0, bottom = 0;

  /// The number of parts that it touches, whose sides are 2 to the power of these numbers.
  std::uint64_t parts(unsigned across, unsigned down) const {
    const auto count = [](std::uint64_t from, std::uint64_t to, unsigned power) {
      return ((to - 1) >> power) - (from >> power) + 1;
    };
    return count(left, right, across) * count(top, bottom, down);
  }
};

/// Into how many precincts and blocks a coding style divides one channel (annexes A.6.1, B.6 and B.7). Blocks have at
/// most the stated size.
struct CodingParts {
  std::uint64_t levels = 0, precincts = 0, blocks = 0;
};

/// `style`: starting with the number of levels.
CodingParts count_parts(std::string_view style, bool has_precincts, const GridArea& area) {
  const auto byte = [&](std::size_t at) {
    return at < style.size() ? static_cast<unsigned char>(style[at]) : 0U;
  };
  constexpr std::size_t kFirstPrecinct = 5;
  constexpr unsigned kLargest = 0xFF;  // where none is stated
  constexpr unsigned kMostLevels = 32;
  CodingParts parts;
  parts.levels = std::min(byte(0), kMostLevels) + 1;
  for (unsigned i = 0; i < parts.levels; ++i) {
    const unsigned smaller = static_cast<unsigned>(parts.levels) - 1 - i;
    parts.blocks += area.parts(smaller + (byte(1) & 15U) + 2, smaller + (byte(2) & 15U) + 2);
    const unsigned size = has_precincts ? byte(kFirstPrecinct + i) : kLargest;
    parts.precincts += area.parts(smaller + (size & 15U), smaller + (size >> 4));
  }
  return parts;
}

/// The markers after the first one, of the main header and of all tile-parts (annex A.4). They are found as the library
/// finds them, even in damaged files, so that none is missed.
class CodingMarkers {
 public:
  CodingMarkers(std::string_view stream, const GridArea& area, std::uint64_t tiles, std::uint64_t channels)
      : stream_(stream), area_(area), tiles_(tiles), channels_(channels) {}

  std::optional<ImageError> check() {
    while (stream_.size() - at_ >= 4 && stream_[at_] == '\xFF') {
      const char marker = stream_[at_ + 1];
      if (marker == kData) {
        if (!skip_data()) return std::nullopt;
        continue;
      }
      const std::size_t size = big_endian_32(stream_.substr(at_)) & 0xFFFF;
      if (size < 2 || size > stream_.size() - at_ - 2) return std::nullopt;
      const std::string_view content = stream_.substr(at_ + 4, size - 2);
      if (marker == kTilePart) {
        if (!begin_part(content)) return std::nullopt;
      } else if (kKnown.find(marker) == std::string_view::npos) {
        return marker == kEnd ? std::nullopt : std::optional(ImageError{ImageError::UnsupportedCoding});
      } else if (left_ != 0) {
        if (left_ < size + 2) return std::nullopt;
        left_ -= size + 2;
      }
      if (!take_style(marker, content)) return ImageError{ImageError::UnsupportedCoding};
      at_ += 2 + size;
    }
    return std::nullopt;
  }

 private:
  static constexpr char kTilePart = '\x90';
  static constexpr char kData = '\x93';
  static constexpr char kEnd = '\xD9';
  /// The library does not skip other markers, but searches for the next one that it knows.
  static constexpr std::string_view kKnown =
      "\x50\x51\x52\x53\x55\x57\x58\x59\x5C\x5D\x5E\x5F\x60\x61\x63\x64\x74\x75\x77\x78";

  bool begin_part(std::string_view content) {
    constexpr std::uint64_t kSize = 12;  // of this marker
    if (content.size() < 6) return false;
    const std::uint64_t length = big_endian_32(content.substr(2));
    is_last_ = is_last_ || length == 0;
    if (is_last_) return true;
    if (length < kSize) return false;
    left_ = length - kSize;
    return true;
  }

  /// If fewer bytes are left than the marker states, the library continues after it.
  bool skip_data() {
    constexpr std::uint64_t kSize = 2;
    const std::uint64_t size = left_ < kSize ? kSize + left_ : left_;
    left_ = 0;
    if (is_last_ || size > stream_.size() - at_) return false;
    at_ += static_cast<std::size_t>(size);
    return true;
  }

  /// Returns whether decoding takes no more memory and time than pictures need. The library allocates about a thousand
  /// bytes for a precinct and three hundred for a block, and reads a packet for each precinct and layer, even without
  /// data.
  bool take_style(char marker, std::string_view content) {
    constexpr std::uint64_t kMostPrecincts = 1'000'000;
    constexpr std::uint64_t kMostBlocks = 2'000'000;
    constexpr std::uint64_t kMostPackets = 50'000'000;
    // The marker for all channels has the layers and two more bytes before the style; that for one channel starts with
    // its number. The lowest bit of a byte says whether sizes of precincts are stated.
    const bool is_for_all = marker == '\x52';
    const std::size_t flags = is_for_all ? 0 : 1;
    const std::size_t style = is_for_all ? 5 : 2;
    if ((!is_for_all && marker != '\x53') || content.size() <= style) return true;
    const CodingParts parts = count_parts(content.substr(style), (content[flags] & 1) != 0, area_);
    if (is_for_all) layers_ = std::max<std::uint64_t>(layers_, big_endian_32(content) & 0xFFFF);
    // Each tile has its own precincts.
    precincts_ = std::max(precincts_, parts.precincts + tiles_ * parts.levels);
    return parts.precincts * channels_ <= kMostPrecincts && parts.blocks * channels_ <= kMostBlocks &&
           precincts_ * channels_ * layers_ <= kMostPackets;
  }

  std::string_view stream_;
  const GridArea& area_;
  std::uint64_t tiles_;
  std::uint64_t channels_;
  std::size_t at_ = 2;
  std::uint64_t left_ = 0;  // bytes of the tile-part that are still to come
  bool is_last_ = false;    // the tile-part reaches to the end
  // The maximum over all styles.
  std::uint64_t layers_ = 1;
  std::uint64_t precincts_ = 0;
};

/// Checks the sizes in the first marker (annex A.5.1) before the library allocates tiles and channels.
std::optional<ImageError> head_error(std::string_view stream, std::uint64_t max_pixels) {
  constexpr std::size_t kSize = 42;  // up to the first channel
  constexpr std::uint64_t kMostTiles = 16'384;
  if (stream.size() < kSize) return ImageError{ImageError::Truncated};
  if (!stream.starts_with(kCodeStream)) return ImageError{ImageError::Broken};
  const auto number = [&](std::size_t at) {
    return std::uint64_t{big_endian_32(stream.substr(at))};
  };
  const GridArea area{number(16), number(20), number(8), number(12)};
  const std::uint64_t tile_width = number(24);
  const std::uint64_t tile_height = number(28);
  if (area.left >= area.right || area.top >= area.bottom || tile_width == 0 || tile_height == 0)
    return ImageError{ImageError::Broken};
  if (auto error = size_error(area.right - area.left, area.bottom - area.top, max_pixels)) return error;
  const auto count = [](std::uint64_t length, std::uint64_t tile) {
    return (length + tile - 1) / tile;
  };
  const std::uint64_t tiles = count(area.right, tile_width) * count(area.bottom, tile_height);
  const std::uint64_t channels = number(38) & 0xFFFF;
  if (tiles > kMostTiles || channels == 0 || channels > kMostChannels) return ImageError{ImageError::UnsupportedCoding};
  return CodingMarkers(stream, area, tiles, channels).check();
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
  void operator()(opj_image_t* image) const { openjpeg::opj_image_destroy(image); }
};
using DecodedChannels = std::unique_ptr<opj_image_t, ImageDeleter>;

DecodedChannels decode_channels(std::string_view bytes) {
  const bool is_file = bytes.starts_with(kBoxes);
  const std::unique_ptr<opj_codec_t, decltype(&::opj_destroy_codec)> codec(
      openjpeg::opj_create_decompress(is_file ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K), openjpeg::opj_destroy_codec);
  constexpr std::size_t kBuffer = 65'536;
  const std::unique_ptr<opj_stream_t, decltype(&::opj_stream_destroy)> stream(
      openjpeg::opj_stream_create(kBuffer, OPJ_TRUE), openjpeg::opj_stream_destroy);
  if (codec == nullptr || stream == nullptr) return nullptr;
  Jpeg2000Source source{bytes};
  openjpeg::opj_stream_set_read_function(stream.get(), read_bytes);
  openjpeg::opj_stream_set_skip_function(stream.get(), skip_bytes);
  openjpeg::opj_stream_set_seek_function(stream.get(), seek_byte);
  openjpeg::opj_stream_set_user_data(stream.get(), &source, nullptr);
  openjpeg::opj_stream_set_user_data_length(stream.get(), bytes.size());
  opj_dparameters_t parameters;
  openjpeg::opj_set_default_decoder_parameters(&parameters);
  opj_image_t* image = nullptr;
  bool is_read = openjpeg::opj_setup_decoder(codec.get(), &parameters) == OPJ_TRUE &&
                 openjpeg::opj_read_header(stream.get(), codec.get(), &image) == OPJ_TRUE;
  DecodedChannels channels(image);
  is_read = is_read && openjpeg::opj_decode(codec.get(), stream.get(), image) == OPJ_TRUE;
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
  // Code streams do not name a colour space; only YCC has smaller channels for colour.
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
  // An extra channel is taken as alpha, since code streams cannot name their channels.
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

const std::optional<base::LibraryError>& find_jpeg2000_library() {
  static const std::optional<base::LibraryError> error = openjpeg::find_loaded_functions();
  return error;
}

bool is_jpeg2000(std::string_view bytes) { return bytes.starts_with(kBoxes) || bytes.starts_with(kCodeStream); }

DecodedImage decode_jpeg2000(std::string_view bytes, std::uint64_t max_pixels) {
  const std::string_view stream = code_stream_of(bytes);
  if (auto error = head_error(stream, max_pixels)) return base::Failure{*std::move(error)};
  if (bytes.starts_with(kBoxes) && has_wide_palette(bytes))
    return base::Failure{ImageError{ImageError::UnsupportedCoding}};
  if (find_jpeg2000_library()) return base::Failure{ImageError{ImageError::NoJpeg2000Library}};
  const DecodedChannels channels = decode_channels(bytes);
  if (channels == nullptr) {
    const bool is_whole = stream.rfind("\xFF\xD9") != std::string_view::npos;  // the mark at the end
    return base::Failure{ImageError{is_whole ? ImageError::Broken : ImageError::Truncated}};
  }
  return image_of_channels(*channels, max_pixels);
}

}  // namespace gongwen::images
