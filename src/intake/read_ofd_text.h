// The text of an OFD file with tags, read back by its own way: parts of the package, objects of the pages, the tree of
// the tags. For checks that compare what was written with what was meant; it knows nothing of the writer, and no more
// is read than the limits allow.
//   const auto read = intake::read_ofd_text(bytes, {});
//   if (!read) say(read.error().reason);
#pragma once

#include "base/expected.h"
#include "intake/detail/limits.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct OfdTextError {
  std::string reason = {};
};

/// Objects without a tag, such as page numbers, are left out.
struct OfdText {
  std::string text = {};                // in the order of the tags
  std::vector<std::string> pages = {};  // in the order of the objects
  std::size_t references = 0;           // objects that the tags name
  std::size_t missing = 0;              // of these, the ones that no page has
};

base::Expected<OfdText, OfdTextError> read_ofd_text(std::string_view bytes, const IntakeLimits& limits);

}  // namespace gongwen::intake
