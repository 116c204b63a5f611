// Compression (zlib format), one compressor for each thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::resources {

/// Thorough is level 6: beyond it the time grows much faster than the file shrinks. Quick is level 1: outlines of glyphs
/// take half the time, and 3 % more room.
enum class Effort : std::uint8_t { Quick, Thorough };
std::string deflate(std::string_view bytes, Effort effort = Effort::Thorough);

/// Unpacks into `out`, which has the size that is expected. Returns: false when the data is broken or has another size.
bool inflate(std::string_view bytes, std::string& out);

/// Unpacks data of unknown size; nothing when it is broken or larger than `most`.
std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t most);

/// The check sum of PNG's chunks (ISO 3309).
std::uint32_t crc32(std::string_view bytes);

}  // namespace gongwen::resources
