// The value of a signature field (ISO 32000-1 table 252): an object with room for the signature, which is filled when
// the rest of the file is final.
#pragma once

#include "pdf_sign/detail/revision.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::pdf_sign {

enum class ValueKind : bool { Signature, TimeStamp };

/// A dictionary with `room` bytes for the signature; `entries` are those besides type, format and room.
std::string signature_value(ValueKind kind, std::size_t room, std::string_view entries);

/// Where the room of a value is, `body` being where signature_value() starts in the file.
struct SignedRange {
  std::uint64_t before = 0;  // bytes before the room
  std::uint64_t after = 0;   // where the file continues
  std::uint64_t end = 0;
};
/// Fills in the ByteRange. Returns: what is signed.
SignedRange set_byte_range(std::string& file, std::uint64_t body, ValueKind kind, std::size_t room);

/// Puts the signature into its room, which is large enough.
void set_contents(std::string& file, const SignedRange& range, std::string_view der);

/// The digest of what is signed, by the algorithm's name; nothing for an unknown one.
std::optional<std::string> range_digest(std::string_view file, const SignedRange& range, std::string_view algorithm);

/// `D:20261121104500+08'00'`: Chinese time.
std::string signing_time(std::int64_t unix_seconds);

}  // namespace gongwen::pdf_sign
