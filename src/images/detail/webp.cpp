#include "images/detail/webp.h"

#include "images/detail/raster_formats.h"

#include <memory>
#include <optional>
#include <utility>

#include <webp/decode.h>
#include <webp/demux.h>

namespace gongwen::images {
namespace {

const unsigned char* start_of(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

using Demuxer = std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)>;

/// The first chunk of this name; empty if absent.
std::string_view chunk_of(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator found;
  if (WebPDemuxGetChunk(demuxer, name, 1, &found) == 0) return {};
  const std::string_view chunk(reinterpret_cast<const char*>(found.chunk.bytes), found.chunk.size);
  WebPDemuxReleaseChunkIterator(&found);
  return chunk;
}

/// Some programs write the mark of JPEG before the directory.
Orientation orientation_of(std::string_view exif) {
  constexpr std::string_view kMark("Exif\0\0", 6);
  return exif_orientation(exif.starts_with(kMark) ? exif.substr(kMark.size()) : exif);
}

/// Decodes into the place of the frame on the canvas. Returns the error, if there is one.
std::optional<ImageError> decode_frame(const WebPIterator& frame, Pixels& canvas) {
  const auto x = static_cast<std::uint64_t>(frame.x_offset);
  const auto y = static_cast<std::uint64_t>(frame.y_offset);
  if (frame.complete == 0) return ImageError{ImageError::Truncated};
  const bool fits = frame.x_offset >= 0 && frame.y_offset >= 0 && frame.width > 0 && frame.height > 0 &&
                    x + static_cast<std::uint64_t>(frame.width) <= canvas.width &&
                    y + static_cast<std::uint64_t>(frame.height) <= canvas.height;
  WebPDecoderConfig config;
  if (!fits || WebPInitDecoderConfig(&config) == 0) return ImageError{ImageError::Broken};
  const VP8StatusCode known = WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &config.input);
  if (known == VP8_STATUS_NOT_ENOUGH_DATA) return ImageError{ImageError::Truncated};
  if (known != VP8_STATUS_OK || config.input.width != frame.width || config.input.height != frame.height) {
    return ImageError{ImageError::Broken};
  }
  const std::size_t offset = 4 * static_cast<std::size_t>(y * canvas.width + x);
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = reinterpret_cast<unsigned char*>(canvas.rgba.data()) + offset;
  config.output.u.RGBA.stride = static_cast<int>(4 * canvas.width);
  config.output.u.RGBA.size = canvas.rgba.size() - offset;
  const VP8StatusCode status = WebPDecode(frame.fragment.bytes, frame.fragment.size, &config);
  WebPFreeDecBuffer(&config.output);
  if (status == VP8_STATUS_OK) return std::nullopt;
  const bool ends_early = status == VP8_STATUS_NOT_ENOUGH_DATA || status == VP8_STATUS_SUSPENDED;
  return ImageError{ends_early ? ImageError::Truncated : ImageError::Broken};
}

}  // namespace

bool is_webp(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP";
}

bool is_lossy_webp(std::string_view bytes) {
  constexpr int kLossy = 1;
  WebPBitstreamFeatures features;
  return is_webp(bytes) && WebPGetFeatures(start_of(bytes), bytes.size(), &features) == VP8_STATUS_OK &&
         features.format == kLossy;
}

DecodedImage decode_webp(std::string_view bytes, std::uint64_t max_pixels) {
  const WebPData data{start_of(bytes), bytes.size()};
  WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
  const Demuxer demuxer(WebPDemuxPartial(&data, &state), WebPDemuxDelete);
  if (state == WEBP_DEMUX_PARSING_HEADER) return base::Failure{ImageError{ImageError::Truncated}};
  if (state == WEBP_DEMUX_PARSE_ERROR || demuxer == nullptr) return base::Failure{ImageError{ImageError::Broken}};
  const std::uint32_t width = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH);
  const std::uint32_t height = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT);
  if (auto error = size_error(width, height, max_pixels)) return base::Failure{*std::move(error)};
  if (state != WEBP_DEMUX_DONE) return base::Failure{ImageError{ImageError::Truncated}};
  WebPIterator frame;
  if (WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) return base::Failure{ImageError{ImageError::Broken}};
  Pixels canvas{width, height, std::string(std::size_t{4} * width * height, '\0')};
  auto error = decode_frame(frame, canvas);
  WebPDemuxReleaseIterator(&frame);
  if (error) return base::Failure{*std::move(error)};
  RasterImage raster = raster_of(canvas, chunk_of(demuxer.get(), "ICCP"));
  raster.orientation = orientation_of(chunk_of(demuxer.get(), "EXIF"));
  return image_of(std::move(raster));
}

}  // namespace gongwen::images
