// MemoryFile: a file that is given by its bytes.
#pragma once

#include <string>

namespace gongwen {

struct MemoryFile {
  /// Relative, with `/` between its parts: `my-kind/template.html`.
  std::string path;
  std::string bytes;
};

}  // namespace gongwen
