// Compression with libdeflate (zlib format and deflate), and pieces that are compressed once and used in many files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

/// Thorough is level 7: beyond it, time grows much faster than the output shrinks. Usual is level 6. Quick is level 1:
/// half the time for output that is 10 % larger.
enum class Effort : std::uint8_t { Quick, Usual, Thorough };

// Deflate streams that continue (RFC 1951), for pieces that occur in many files and are compressed once.

/// Compresses the bytes into whole bytes without an end mark, so that another stream can follow.
std::string deflate_part(std::string_view bytes, Effort effort = Effort::Thorough);

/// A compressed part and the bytes that it was made from.
struct DeflatedPart {
  std::string_view bytes;
  std::string_view deflated;
};

/// The concatenation of `first`, `part` and `last` in zlib format: `first`, which is short, is stored, and `last` is
/// compressed now.
std::string join_deflated(std::string_view first, const DeflatedPart& part, std::string_view last,
                          Effort effort = Effort::Quick);

// Compression in zlib format, with one compressor per thread.

std::string deflate(std::string_view bytes, Effort effort = Effort::Thorough);

/// Compresses `bytes` into the last blocks of a stream, starting at a byte boundary. Returns a view of `room`, which
/// grows as needed.
std::string_view pack_blocks(std::string_view bytes, std::vector<char>& room, Effort effort = Effort::Thorough);

/// Decompresses into `out`, which has the expected size. Returns false if the data is damaged or has another size.
bool inflate(std::string_view bytes, std::string& out);

/// Decompresses deflate blocks without zlib's header and check sum (RFC 1951); otherwise like `inflate`.
bool inflate_blocks(std::string_view bytes, std::string& out);

/// Decompresses data of unknown size; nullopt if it is damaged or larger than `most`.
std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t most);

/// The check sum of the zlib format (RFC 1950); `before` is the sum of the preceding bytes.
std::uint32_t adler32(std::string_view bytes, std::uint32_t before = 1);

inline constexpr std::size_t kCheckSumLength = 4;
/// Appends the check sum that ends a zlib stream, highest byte first.
void append_check_sum(std::string& out, std::uint32_t sum);

/// The check sum of PNG chunks and of ZIP (ISO 3309); `before` is the sum of the preceding bytes.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

}  // namespace gongwen::resources
