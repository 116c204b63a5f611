// MemoryFile: a file passed as bytes instead of a path on disk.
#pragma once

#include <string>

namespace gongwen {

struct MemoryFile {
  /// Relative, with `/` between its parts: `my-kind/template.html`.
  std::string path;
  std::string bytes;
};

}  // namespace gongwen
