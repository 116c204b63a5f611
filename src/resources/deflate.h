// Compression: zlib and deflate by libdeflate, and pieces that go into many files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

/// Thorough is level 7: beyond it the time grows much faster than the output shrinks. Usual is level 6, Quick level 1:
/// half the time for a tenth more room.
enum class Effort : std::uint8_t { Quick, Usual, Thorough };

// Deflate streams that continue (RFC 1951): pieces that are compressed once and are in many files.

/// Compressed, in whole bytes and without an end, so that another stream can follow.
std::string deflate_part(std::string_view bytes, Effort effort = Effort::Thorough);

/// A part with the bytes that it was made of.
struct DeflatedPart {
  std::string_view bytes;
  std::string_view deflated;
};

/// zlib format of `first`, `part` and `last` in a row: `first`, which is short, as it is, `last` compressed now.
std::string join_deflated(std::string_view first, const DeflatedPart& part, std::string_view last,
                          Effort effort = Effort::Quick);

// Compression (zlib format), one compressor for each thread.

std::string deflate(std::string_view bytes, Effort effort = Effort::Thorough);

/// `bytes` as the last blocks of a stream, starting with a new byte. Returns: what is valid of the room, which grows as
/// needed.
std::string_view pack_blocks(std::string_view bytes, std::vector<char>& room, Effort effort = Effort::Thorough);

/// Unpacks into `out`, which has the size that is expected. Returns: false when the data is broken or has another size.
bool inflate(std::string_view bytes, std::string& out);

/// The same of deflate blocks without the format around them (RFC 1951).
bool inflate_blocks(std::string_view bytes, std::string& out);

/// Unpacks data of unknown size; nothing when it is broken or larger than `most`.
std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t most);

/// The check sum of zlib's format (RFC 1950), of bytes that follow those of the sum given.
std::uint32_t adler32(std::string_view bytes, std::uint32_t before = 1);

inline constexpr std::size_t kCheckSumLength = 4;
/// Ends a stream of that format: the sum, its highest byte first.
void append_check_sum(std::string& out, std::uint32_t sum);

/// The check sum of PNG's chunks and of ZIP (ISO 3309), of bytes that follow those of the sum given.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

}  // namespace gongwen::resources
