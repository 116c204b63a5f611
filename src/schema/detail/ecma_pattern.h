// Translates patterns of ECMA-262, with their escapes and Unicode properties, to the syntax of PCRE2.
#pragma once

#include "base/expected.h"
#include "diagnostics/catalogue.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

// Property names that ECMA-262 allows in `\p{…}`.

/// Translates the name in `\p{…}` to PCRE2: `Letter` becomes `L`, `Script=Han` becomes `sc:Han`. Returns nullopt for
/// names unknown to ECMA-262; names of scripts are checked only for their form. Source: ECMA-262 tables 66 to 68
/// (properties), Unicode Standard Annex 44 (general categories).
std::optional<std::string> translate_unicode_property(std::string_view name);

// Escapes that are the same inside and outside a character class.

/// The meaning of an escape: one code point, or a set of them.
struct EcmaEscape {
  std::optional<char32_t> code_point;
  /// A set, in PCRE2 syntax for use between brackets; empty for an empty set.
  std::string in_class{};
  /// `\p{…}` with a name unknown to ECMA-262.
  bool unknown_property = false;
};

/// Reads the escape whose backslash is at `offset`, and moves the offset past it. Returns nullopt for an undefined
/// escape. Source: ECMA-262 22.2.1, AtomEscape and ClassEscape with the flag `u`.
std::optional<EcmaEscape> read_ecma_escape(std::string_view pattern, std::size_t& offset);

// Patterns of JSON Schema are ECMA-262 regular expressions over code points (flag `u`). Every construct is either
// translated to PCRE2 or refused, so that PCRE2's own syntax cannot be reached: `(?R)`, `\Q`, `a++`, `[[:alpha:]]`,
// `(*LIMIT…)`.
//   \d, \w      ASCII only                            \s     all Unicode white space, including U+3000
//   .           no line terminators                 $      only the very end
//   \p{Letter}  long names of categories, scripts by \p{Script=Han}

/// A syntax error in a pattern, and its byte offset.
struct PatternError {
  std::size_t offset = 0;
  std::string english;
  std::string chinese;
};

/// Translates a pattern for PCRE2 with the option UTF and without UCP.
/// AD-HOC: unnecessary escapes of punctuation are allowed, and a lone `{`, `}` or `]` is literal, as in ECMA-262 annex
/// B for patterns without `u`: real schemas rely on it.
base::Expected<std::string, PatternError> translate_ecma_pattern(std::string_view pattern);

}  // namespace gongwen::schema
