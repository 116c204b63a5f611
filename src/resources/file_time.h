// When a file was last changed, as its file system has it.
#pragma once

#include <cstdint>
#include <string>

namespace gongwen::resources {

/// Nanoseconds since 1970 UTC; 0 for a file that is not there.
std::int64_t modified_nanoseconds(const std::string& path);

}  // namespace gongwen::resources
