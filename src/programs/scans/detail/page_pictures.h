// Renders the pages of a PDF, one after another, and keeps only the red channel (images::read_red). Uses `pdftoppm` of
// Poppler, a separate program whose licence (GPL) allows any program to start it.
//   PagePictures pictures(path, {1, 300, 2339}, {resources::steady_milliseconds() + 25'000, 8'000});
//   while (pictures.next(picture)) look_at(picture);
//   if (!pictures.has_started()) …
//   if (!pictures.is_complete()) …
#pragma once

#include "base/expected.h"
#include "images/photo.h"
#include "resources/file_descriptor.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace gongwen::scans {

struct PageRange {
  std::size_t first = 1;
  std::size_t last = 1;
  std::size_t side = 0;  // pixels of each page's longer side
};

/// Limits in milliseconds. If a page is not rendered in time, it and all later pages are left out.
struct DrawingTime {
  std::int64_t end = 0;   // of all pages, by resources::steady_milliseconds
  std::int64_t page = 0;  // for each page
};

class PagePictures {
 public:
  PagePictures(const std::string& path, const PageRange& range, const DrawingTime& time);
  PagePictures(const PagePictures&) = delete;
  PagePictures& operator=(const PagePictures&) = delete;
  /// Ends the program, even in the middle of a page.
  ~PagePictures();

  bool has_started() const { return static_cast<bool>(output_); }
  /// Returns false after the last page, and if the rest cannot be read.
  bool next(images::GrayPicture& picture);
  /// After next() has returned false: returns whether that was the last page. Otherwise the program crashed or exceeded
  /// its time.
  bool is_complete() const { return is_complete_; }

 private:
  bool fill();
  bool has_ended_well();
  std::optional<char> byte();
  std::optional<std::uint32_t> number();

  DrawingTime time_;
  std::int64_t page_end_ = 0;  // deadline of the current page
  pid_t child_ = 0;            // 0: it has ended
  bool is_at_end_ = false;     // the program's output has ended
  bool is_complete_ = false;
  resources::FileDescriptor output_;
  std::string buffer_;
  std::size_t taken_ = 0;
};

// Finds the codes on each page of a scan.
//   const auto scan = scans::read_scan("/tmp/file", {});
//   if (scan) use(scan->pages.size(), scan->pages[0].codes);

struct ScanLimits {
  std::size_t pages = 300;            // further pages are ignored
  std::uint64_t pixels = 64'000'000;  // maximum for an uploaded picture
  std::chrono::seconds time{25};      // pages that remain after this time are ignored
  std::chrono::seconds page_time{8};  // a page that takes longer to render is ignored, and so are all after it
  std::size_t bytes = std::size_t{1} << 27;
};

struct ScannedPage {
  std::vector<std::string> codes;  // each text once
};

struct Scan {
  std::vector<ScannedPage> pages;
  bool is_cut = false;  // there are further pages, which were ignored
};

enum class ScanError : std::uint8_t {
  Unreadable,  // unknown type, damaged, or encrypted
  TooLarge,
  NoProgram  // pdftoppm cannot be started
};

/// Scans a PDF, JPEG or PNG file, which is recognised by its bytes. Codes may be rotated, skewed, and partly covered.
base::Expected<Scan, ScanError> read_scan(const std::string& path, const ScanLimits& limits);

// Finds codes in one picture (ZXing-C++). A picture without codes is searched several times in different ways; for
// pictures with codes, which are the majority, one search suffices.

/// Additional codes of a picture, and longer ones, are ignored.
inline constexpr std::size_t kMaxCodes = 8;
inline constexpr std::size_t kMaxCodeText = 200;

/// The texts of the codes, each once, in arbitrary order. Only texts of printable ASCII are returned, as in all our
/// codes.
std::vector<std::string> find_codes(const images::GrayPicture& picture);

}  // namespace gongwen::scans
