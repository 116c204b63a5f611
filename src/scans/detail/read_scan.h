// Scans of printed documents: which codes are on which page.
//   const auto scan = scans::read_scan("/tmp/file", {});
//   if (scan) use(scan->pages.size(), scan->pages[0].codes);
#pragma once

#include "base/expected.h"
#include "images/photo.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::scans {

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
