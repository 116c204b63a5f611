// The text of an OFD file with tags, read back by its own way: parts of the package, objects of the pages, the tree of
// the tags. For checks that compare what was written with what was meant; it knows nothing of the writer, and no more
// is read than the limits allow.
//   const auto read = reader.read_ofd_text(bytes);  // a FileReader
//   if (!read) say(read.error().reason);
#pragma once

#include "base/expected.h"
#include "intake/detail/limits.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct OfdTextError {
  std::string reason = {};
  std::vector<Notice> notices = {};  // where it could not be read for reasons beside the file
};

/// Objects without a tag, such as page numbers, are left out.
struct OfdText {
  std::string text = {};                // in the order of the tags
  std::vector<std::string> pages = {};  // in the order of the objects
  std::size_t references = 0;           // objects that the tags name
  std::size_t missing = 0;              // of these, the ones that no page has
  std::string identifier = {};          // DocID
  std::string pdf_sha256 = {};          // of the PDF file that it names
};

using ReadOfdText = base::Expected<OfdText, OfdTextError>;

/// In this process: for `gongwen-reader` alone, and for tests. Others ask FileReader.
ReadOfdText read_ofd_text(std::string_view bytes, const IntakeLimits& limits);

/// As the answer of `gongwen-reader`.
std::string write_ofd_text(const ReadOfdText& read);
/// Nothing for what write_ofd_text did not write.
std::optional<ReadOfdText> parse_ofd_text(std::string_view text);

}  // namespace gongwen::intake
