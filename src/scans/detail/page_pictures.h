// Pages of a PDF as pictures of their red alone (images::read_red), one after the other, by `pdftoppm` of Poppler: a
// separate program, whose licence (GPL) allows it to be started by any program.
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
  std::size_t side = 0;  // pixels of the longer side of each page
};

/// In milliseconds. A page that is not drawn in time is left out, and all after it.
struct DrawingTime {
  std::int64_t end = 0;   // of all pages, as resources::steady_milliseconds counts
  std::int64_t page = 0;  // that each of them may take
};

class PagePictures {
 public:
  PagePictures(const std::string& path, const PageRange& range, const DrawingTime& time);
  PagePictures(const PagePictures&) = delete;
  PagePictures& operator=(const PagePictures&) = delete;
  /// Ends the program, also in the middle of a page.
  ~PagePictures();

  bool has_started() const { return static_cast<bool>(output_); }
  /// False after the last page, and when the rest cannot be read.
  bool next(images::GrayPicture& picture);
  /// Once next() was false: whether that was the last page. Otherwise the program died, or its time was over.
  bool is_complete() const { return is_complete_; }

 private:
  bool fill();
  bool has_ended_well();
  std::optional<char> byte();
  std::optional<std::uint32_t> number();

  DrawingTime time_;
  std::int64_t page_end_ = 0;  // of the page that is being drawn
  pid_t child_ = 0;            // 0: it has ended
  bool is_at_end_ = false;     // of what the program writes
  bool is_complete_ = false;
  resources::FileDescriptor output_;
  std::string buffer_;
  std::size_t taken_ = 0;
};

// Scans of printed documents: which codes are on which page.
//   const auto scan = scans::read_scan("/tmp/file", {});
//   if (scan) use(scan->pages.size(), scan->pages[0].codes);

struct ScanLimits {
  std::size_t pages = 300;            // further ones are not looked at
  std::uint64_t pixels = 64'000'000;  // of a picture that is sent
  std::chrono::seconds time{25};      // pages that are left then are not looked at
  std::chrono::seconds page_time{8};  // a page that takes longer to draw is not looked at, nor are those after it
  std::size_t bytes = std::size_t{1} << 27;
};

struct ScannedPage {
  std::vector<std::string> codes;  // texts, each once
};

struct Scan {
  std::vector<ScannedPage> pages;
  bool is_cut = false;  // there are more pages, which were not looked at
};

enum class ScanFault : std::uint8_t {
  Unreadable,  // not a file of a known type, or damaged, or encrypted
  TooLarge,
  NoProgram  // the one that makes pictures of PDFs cannot be started
};

/// A PDF, JPEG or PNG file, by its bytes. Codes may be turned any way, skewed, and covered in part.
base::Expected<Scan, ScanFault> read_scan(const std::string& path, const ScanLimits& limits);

// Codes in one picture, as the library finds them (ZXing-C++). A picture without codes is looked at in more than one
// way; those that have one, as most do, cost one look.

/// No more are taken from a picture, and none is longer.
inline constexpr std::size_t kMaxCodes = 8;
inline constexpr std::size_t kMaxCodeText = 200;

/// The texts of the codes, each once, in no order that means something. Codes that are not texts of printable ASCII are
/// left out: none of ours is.
std::vector<std::string> find_codes(const images::GrayPicture& picture);

}  // namespace gongwen::scans
