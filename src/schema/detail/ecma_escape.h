// The escapes of ECMA-262 patterns that mean the same in a character class and outside of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

/// What an escape stands for: one code point, or a set of them.
struct EcmaEscape {
  std::optional<char32_t> code_point;
  /// A set, as PCRE2 writes it between brackets; empty for a set that nothing is in.
  std::string in_class{};
  /// `\p{…}` with a name that ECMA-262 does not know.
  bool unknown_property = false;
};

/// Reads the escape whose backslash stands at `offset`, and moves the offset behind it.
/// Returns: nothing for an escape without meaning.
/// Source: ECMA-262 22.2.1, AtomEscape and ClassEscape with the flag `u`.
std::optional<EcmaEscape> read_ecma_escape(std::string_view pattern, std::size_t& offset);

}  // namespace gongwen::schema
