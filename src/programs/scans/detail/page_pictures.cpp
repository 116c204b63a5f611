#include "programs/scans/detail/page_pictures.h"

#include "resources/child_program.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <string_view>
#include <utility>

#include <ZXing/ReadBarcode.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#if __has_include(<ZXing/ReaderOptions.h>)
#define GONGWEN_ZXING_OPTIONS ReaderOptions
#else
#define GONGWEN_ZXING_OPTIONS DecodeHints
#endif

namespace gongwen::scans {
namespace {

/// Larger pictures are not enlarged, since their modules are large enough.
constexpr std::uint32_t kMaxEnlarged = 4'000;

bool is_plain(const std::string& text) {
  return !text.empty() && text.size() <= kMaxCodeText &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// One search. An exception of the library, for lack of memory, ends the program, which cannot do its work then.
void look(const images::GrayPicture& picture, ZXing::Binarizer binarizer, std::vector<std::string>& found) {
  const ZXing::ImageView view(reinterpret_cast<const std::uint8_t*>(picture.pixels.data()),
                              static_cast<int>(picture.width), static_cast<int>(picture.height),
                              ZXing::ImageFormat::Lum);
  ZXing::GONGWEN_ZXING_OPTIONS hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(false).setTryDownscale(true);
  hints.setBinarizer(binarizer).setMaxNumberOfSymbols(kMaxCodes);
  for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
    std::string text(result.bytes().begin(), result.bytes().end());
    if (is_plain(text) && std::find(found.begin(), found.end(), text) == found.end()) found.push_back(std::move(text));
  }
}

/// A corner of the picture. The code of a page is in one of them, depending on its orientation.
struct Corner {
  std::uint32_t left;
  std::uint32_t top;
  std::uint32_t width;
  std::uint32_t height;
};

std::array<Corner, 4> corners_of(const images::GrayPicture& picture) {
  // In photos, pages do not extend to the edges.
  const std::uint32_t width = (2 * picture.width + 4) / 5;
  const std::uint32_t height = (2 * picture.height + 4) / 5;
  const std::uint32_t right = picture.width - width;
  const std::uint32_t bottom = picture.height - height;
  return {
      {{0, 0, width, height}, {right, 0, width, height}, {0, bottom, width, height}, {right, bottom, width, height}}};
}

/// Enlarges to twice the size with smoothing, so that each module of small codes covers several pixels, with less
/// noise.
images::GrayPicture enlarged(const images::GrayPicture& picture, const Corner& corner) {
  images::GrayPicture made{2 * corner.width, 2 * corner.height, {}};
  made.pixels.reserve(std::size_t{made.width} * made.height);
  const auto* const pixels = reinterpret_cast<const unsigned char*>(picture.pixels.data()) +
                             std::size_t{corner.top} * picture.width + corner.left;
  const auto neighbour = [](std::uint32_t at, std::uint32_t count) {
    const std::uint32_t half = at / 2;
    if (at % 2 == 0) return half == 0 ? half : half - 1;
    return std::min(half + 1, count - 1);
  };
  for (std::uint32_t y = 0; y < made.height; ++y) {
    const unsigned char* const row = pixels + std::size_t{y / 2} * picture.width;
    const unsigned char* const near = pixels + std::size_t{neighbour(y, corner.height)} * picture.width;
    for (std::uint32_t x = 0; x < made.width; ++x) {
      const std::uint32_t at = x / 2;
      const std::uint32_t beside = neighbour(x, corner.width);
      made.pixels += static_cast<char>((9U * row[at] + 3U * row[beside] + 3U * near[at] + near[beside] + 8U) / 16U);
    }
  }
  return made;
}

}  // namespace

std::vector<std::string> find_codes(const images::GrayPicture& picture) {
  std::vector<std::string> found;
  if (picture.width == 0 || picture.height == 0) return found;
  look(picture, ZXing::Binarizer::LocalAverage, found);
  // If paper and ink are even, a single threshold works better than local ones, which follow the noise.
  if (found.empty()) look(picture, ZXing::Binarizer::GlobalHistogram, found);
  if (found.empty() && std::max(picture.width, picture.height) <= kMaxEnlarged) {
    for (const Corner& corner : corners_of(picture)) {
      const images::GrayPicture large = enlarged(picture, corner);
      look(large, ZXing::Binarizer::LocalAverage, found);
      if (found.empty()) look(large, ZXing::Binarizer::GlobalHistogram, found);
      if (!found.empty()) break;
    }
  }
  return found;
}

namespace {

/// Pixels of the longer side of a page: 250 dpi for A4.
constexpr std::size_t kSide = 2'923;
/// Larger JPEG pictures are decoded in a reduced size.
constexpr std::uint32_t kPictureSide = 3'000;

class PdfReading {
 public:
  PdfReading(const std::string& path, const ScanLimits& limits)
      : limits_(limits),
        pictures_(path, {1, limits.pages + 1, kSide},
                  {resources::steady_milliseconds() + 1'000 * limits.time.count(), 1'000 * limits.page_time.count()}) {}

  base::Expected<Scan, ScanError> run() {
    if (!pictures_.has_started()) return base::Failure{ScanError::NoProgram};
    images::GrayPicture picture;
    while (scan_.pages.size() < limits_.pages && pictures_.next(picture)) {
      scan_.pages.push_back({find_codes(picture)});
    }
    // If the last page was read, there is no further picture.
    scan_.is_cut = pictures_.next(picture) || !pictures_.is_complete();
    if (scan_.pages.empty()) return base::Failure{ScanError::Unreadable};
    return std::move(scan_);
  }

 private:
  const ScanLimits& limits_;
  PagePictures pictures_;
  Scan scan_;
};

base::Expected<Scan, ScanError> read_picture(std::string_view bytes, const ScanLimits& limits) {
  images::PhotoLimits sizes;
  sizes.pixels = limits.pixels;
  sizes.side = kPictureSide;
  const auto picture = images::read_red(bytes, sizes);
  if (!picture) {
    return base::Failure{picture.error() == images::PhotoError::TooLarge ? ScanError::TooLarge : ScanError::Unreadable};
  }
  Scan scan;
  scan.pages.push_back({find_codes(*picture)});
  return scan;
}

}  // namespace

base::Expected<Scan, ScanError> read_scan(const std::string& path, const ScanLimits& limits) {
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return base::Failure{ScanError::Unreadable};
  const auto bytes = file->bytes();
  if (bytes.size() > limits.bytes) return base::Failure{ScanError::TooLarge};
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("%PDF-")) return PdfReading(path, limits).run();
  // Other formats may have several pages, of which only the first would be read.
  const bool is_picture = text.starts_with("\xFF\xD8\xFF") || text.starts_with("\x89PNG");
  if (!is_picture) return base::Failure{ScanError::Unreadable};
  return read_picture(text, limits);
}

namespace {

constexpr const char* kProgram = "/usr/bin/pdftoppm";
constexpr std::size_t kAtOnce = std::size_t{1} << 18;
constexpr std::uint32_t kMaxSide = 10'000;
constexpr std::size_t kChannels = 3;
constexpr std::int64_t kMaxWait = std::numeric_limits<int>::max();

}  // namespace

PagePictures::PagePictures(const std::string& path, const PageRange& range, const DrawingTime& time)
    : time_(time), page_end_(resources::steady_milliseconds() + time.page) {
  std::optional<resources::Pipe> pipe = resources::open_pipe();
  if (!pipe) return;
  resources::ProgramCall call;
  call.path = kProgram;
  call.arguments = {"pdftoppm",  "-q",
                    "-f",        std::to_string(range.first),
                    "-l",        std::to_string(range.last),
                    "-scale-to", std::to_string(range.side),
                    path};
  call.output = pipe->write.number();
  pid_t child = 0;
  if (resources::start_program(call, child)) return;
  child_ = child;
  output_ = std::move(pipe->read);
}

PagePictures::~PagePictures() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  static_cast<void>(resources::wait_for_program(child_));
}

/// Reads more output. Returns false if the output has ended or does not come in time.
bool PagePictures::fill() {
  const std::int64_t end = std::min(time_.end, page_end_);
  const std::int64_t left = std::clamp<std::int64_t>(end - resources::steady_milliseconds(), 0, kMaxWait);
  pollfd ready{output_.number(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(left)) <= 0) return false;
  buffer_.erase(0, taken_);
  taken_ = 0;
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kAtOnce);
  ssize_t count = 0;
  do {
    count = ::read(output_.number(), buffer_.data() + before, kAtOnce);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  is_at_end_ = count == 0;
  return count > 0;
}

std::optional<char> PagePictures::byte() {
  if (taken_ == buffer_.size() && !fill()) return std::nullopt;
  return buffer_[taken_++];
}

/// Reads a number and the space after it.
std::optional<std::uint32_t> PagePictures::number() {
  std::uint32_t value = 0;
  for (std::size_t digits = 0;; ++digits) {
    const std::optional<char> c = byte();
    if (!c) return std::nullopt;
    if (*c < '0' || *c > '9') return digits == 0 ? std::nullopt : std::optional(value);
    value = 10 * value + static_cast<std::uint32_t>(*c - '0');
    if (value > kMaxSide) return std::nullopt;
  }
}

/// Whether the program ended without a crash, after which the last page may be incomplete or missing.
bool PagePictures::has_ended_well() {
  const std::optional<int> status = resources::wait_for_program(std::exchange(child_, 0));
  return status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
}

/// Reads a PPM file: `P6 2339 1654 255` and three bytes for each pixel, of which only red is kept.
bool PagePictures::next(images::GrayPicture& picture) {
  if (!has_started() || child_ == 0) return false;
  if (taken_ == buffer_.size() && !fill()) {
    is_complete_ = is_at_end_ && has_ended_well();
    return false;
  }
  if (resources::steady_milliseconds() > time_.end) return false;
  for (const char expected : {'P', '6', '\n'}) {
    if (byte() != expected) return false;
  }
  const auto width = number();
  const auto height = number();
  const auto most = number();
  if (!width || !height || most != 255U) return false;
  picture.width = *width;
  picture.height = *height;
  picture.pixels.clear();
  const std::size_t size = std::size_t{*width} * *height;
  picture.pixels.reserve(size);
  while (picture.pixels.size() < size) {
    if (buffer_.size() - taken_ < kChannels && !fill()) return false;
    while (buffer_.size() - taken_ >= kChannels && picture.pixels.size() < size) {
      picture.pixels += buffer_[taken_];
      taken_ += kChannels;
    }
  }
  page_end_ = resources::steady_milliseconds() + time_.page;
  return true;
}

}  // namespace gongwen::scans
