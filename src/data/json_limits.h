// JsonLimits: what the readers of data accept at most, so that no file can exhaust the memory or
// the stack. The same limits hold for JSON and YAML.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gongwen::data {

/// U+0000 has no place in a document: neither XML nor a PDF string takes it.
enum class NulCharacters : std::uint8_t { Refuse, Allow };

struct JsonLimits {
  /// Bytes of the text. Places are 32-bit offsets, so that 4 GiB is the most that can be set.
  std::size_t most_bytes = std::size_t{1} << 30;
  /// Arrays and objects inside one another.
  std::size_t most_depth = 512;
  /// Values of all kinds, aliases of YAML counted as often as they are used; 44 bytes of memory
  /// each.
  std::size_t most_values = 20'000'000;
  /// Characters of one number: exact arithmetic grows with the square of it.
  std::size_t most_number_length = 1'000;
  NulCharacters nul_characters = NulCharacters::Refuse;
};

}  // namespace gongwen::data
