// Reads the text of a tagged OFD file independently of our writer: from the parts of the package, page objects and
// tags. Used for checks that compare the file with the document. Reads only within limits.
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
  std::vector<Notice> notices = {};  // errors other than those of the file
};

/// The text of an OFD file; untagged objects, such as page numbers, are left out.
struct OfdText {
  std::string text = {};                // in tag order
  std::vector<std::string> pages = {};  // in object order
  std::size_t references = 0;           // number of objects to which the tags refer
  std::size_t missing = 0;              // number of these that no page has
  std::string identifier = {};          // DocID
  std::string pdf_sha256 = {};          // of the PDF file to which it refers
};

using ReadOfdText = base::Expected<OfdText, OfdTextError>;

/// Reads in this process: only for `gongwen-reader` and tests. Other callers use FileReader.
ReadOfdText read_ofd_text(std::string_view bytes, const IntakeLimits& limits);

/// Serialisation for the answer of `gongwen-reader`.
std::string write_ofd_text(const ReadOfdText& read);
/// Returns nullopt if the input is malformed.
std::optional<ReadOfdText> parse_ofd_text(std::string_view text);

}  // namespace gongwen::intake
