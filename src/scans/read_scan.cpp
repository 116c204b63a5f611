#include "scans/detail/read_scan.h"

#include "resources/environment.h"
#include "resources/mapped_file.h"
#include "scans/detail/page_pictures.h"

#include <string_view>

namespace gongwen::scans {
namespace {

/// Pixels of the longer side of a page: 250 dots an inch of A4.
constexpr std::size_t kSide = 2'923;
/// Larger pictures of JPEG files are read in a smaller size.
constexpr std::uint32_t kPictureSide = 3'000;

class PdfReading {
 public:
  PdfReading(const std::string& path, const ScanLimits& limits)
      : path_(path), limits_(limits), end_(resources::steady_milliseconds() + 1'000 * limits.time.count()) {}

  base::Expected<Scan, ScanFault> run() {
    PagePictures pictures(path_, {1, limits_.pages + 1, kSide});
    if (!pictures.has_started()) return base::Failure{ScanFault::NoProgram};
    images::GrayPicture picture;
    while (pictures.next(picture)) {
      scan_.is_cut = scan_.pages.size() == limits_.pages || is_late();
      if (scan_.is_cut) break;
      scan_.pages.push_back({find_codes(picture)});
    }
    if (scan_.pages.empty() && !scan_.is_cut) return base::Failure{ScanFault::Unreadable};
    return std::move(scan_);
  }

 private:
  bool is_late() const { return resources::steady_milliseconds() > end_; }

  const std::string& path_;
  const ScanLimits& limits_;
  std::int64_t end_;
  Scan scan_;
};

base::Expected<Scan, ScanFault> read_picture(std::string_view bytes, const ScanLimits& limits) {
  images::PhotoLimits sizes;
  sizes.pixels = limits.pixels;
  sizes.side = kPictureSide;
  const auto picture = images::read_red(bytes, sizes);
  if (!picture) {
    return base::Failure{picture.error() == images::PhotoFault::TooLarge ? ScanFault::TooLarge : ScanFault::Unreadable};
  }
  Scan scan;
  scan.pages.push_back({find_codes(*picture)});
  return scan;
}

}  // namespace

base::Expected<Scan, ScanFault> read_scan(const std::string& path, const ScanLimits& limits) {
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return base::Failure{ScanFault::Unreadable};
  const auto bytes = file->bytes();
  if (bytes.size() > limits.bytes) return base::Failure{ScanFault::TooLarge};
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("%PDF-")) return PdfReading(path, limits).run();
  return read_picture(text, limits);
}

}  // namespace gongwen::scans
