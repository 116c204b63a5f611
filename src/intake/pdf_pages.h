// Pages of a PDF as a separate file: of a stack of scans, those of one document.
//   const auto part = intake::take_pages(bytes, {3, 4});
//   if (!part) say(part.error());
// The bytes may be a stranger's: whoever calls this is a process for that file alone, with limits on memory and time,
// as `gongwen-scans` is.
//
// libqpdf copies the pages with all that they need, and nothing else: outline, fields and attachments of the whole are
// left out, as are its passwords. The order is that of the numbers, and a page may be taken more than once.
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

enum class PagesError : std::uint8_t {
  Damaged,     // or encrypted with a password
  NoSuchPage,  // the file has fewer
  NoLibrary    // libqpdf cannot be loaded
};

/// Pages are counted from 1. The same pages of the same file give the same bytes.
base::Expected<std::string, PagesError> take_pages(std::string_view bytes, const std::vector<std::size_t>& pages);

}  // namespace gongwen::intake
