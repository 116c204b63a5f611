// Folders that people name for output are made for them, one level: a mistyped path of several is not.
#pragma once

#include <cstdint>
#include <string>

namespace gongwen::resources {

enum class MadeFolder : std::uint8_t { There, Made, Failed };

/// Makes the folder unless it is there. The folder above it must be.
MadeFolder make_folder(const std::string& path);

}  // namespace gongwen::resources
