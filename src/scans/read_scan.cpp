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
      : limits_(limits),
        pictures_(path, {1, limits.pages + 1, kSide},
                  {resources::steady_milliseconds() + 1'000 * limits.time.count(), 1'000 * limits.page_time.count()}) {}

  base::Expected<Scan, ScanFault> run() {
    if (!pictures_.has_started()) return base::Failure{ScanFault::NoProgram};
    images::GrayPicture picture;
    while (scan_.pages.size() < limits_.pages && pictures_.next(picture)) {
      scan_.pages.push_back({find_codes(picture)});
    }
    // A file of as many pages as are looked at has no further picture.
    scan_.is_cut = pictures_.next(picture) || !pictures_.is_complete();
    if (scan_.pages.empty()) return base::Failure{ScanFault::Unreadable};
    return std::move(scan_);
  }

 private:
  const ScanLimits& limits_;
  PagePictures pictures_;
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
