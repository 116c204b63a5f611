// Deflate streams that go on (RFC 1951): pieces that are compressed once and stand in many files.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::resources {

/// Compressed, in whole bytes and without an end, so that another stream can follow.
std::string deflate_part(std::string_view bytes);

/// A part with the bytes that it was made of.
struct DeflatedPart {
  std::string_view bytes;
  std::string_view deflated;
};

/// zlib format of `first`, `part` and `last` in a row: `first`, which is short, as it is, `last` compressed now, as
/// outlines are.
std::string join_deflated(std::string_view first, const DeflatedPart& part, std::string_view last);

}  // namespace gongwen::resources
