// FinishedFile: an output in memory, before it takes its place.
#pragma once

#include <cstddef>
#include <string>

namespace gongwen::engine {

struct FinishedFile {
  std::string bytes;      // empty when an error was reported
  std::size_t pages = 0;  // or sheets
};

}  // namespace gongwen::engine
