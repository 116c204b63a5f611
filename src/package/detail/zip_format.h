// Constants of the ZIP format (APPNOTE.TXT 6.3.10), whose numbers are little-endian.
#pragma once

#include <cstdint>

namespace gongwen::package {

inline constexpr std::uint32_t kZipEntry = 0x04034b50;
inline constexpr std::uint32_t kZipDirectoryLine = 0x02014b50;
inline constexpr std::uint32_t kZipEnd = 0x06054b50;
inline constexpr std::uint16_t kZipDeflated = 8;

}  // namespace gongwen::package
