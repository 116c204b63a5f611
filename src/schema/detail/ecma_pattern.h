// Patterns of ECMA-262, their escapes and names of properties, translated for the library that runs them.
#pragma once

#include "base/expected.h"
#include "diagnostics/catalogue.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

// The names that ECMA-262 allows inside `\p{…}`.

/// What is between the braces of `\p{…}`, as PCRE2 writes it: `Letter` becomes `L`,
/// `Script=Han` becomes `sc:Han`. Nothing for a name that ECMA-262 does not know. Scripts are only
/// looked at for their form. Source: ECMA-262 tables 66 to 68 (properties), Unicode Standard Annex
/// 44 (general categories).
std::optional<std::string> translate_unicode_property(std::string_view name);

// The escapes of ECMA-262 patterns that mean the same in a character class and outside of it.

/// What an escape stands for: one code point, or a set of them.
struct EcmaEscape {
  std::optional<char32_t> code_point;
  /// A set, as PCRE2 writes it between brackets; empty for a set that nothing is in.
  std::string in_class{};
  /// `\p{…}` with a name that ECMA-262 does not know.
  bool unknown_property = false;
};

/// Reads the escape whose backslash is at `offset`, and moves the offset past it.
/// Returns: nothing for an escape without meaning.
/// Source: ECMA-262 22.2.1, AtomEscape and ClassEscape with the flag `u`.
std::optional<EcmaEscape> read_ecma_escape(std::string_view pattern, std::size_t& offset);

// Patterns as JSON Schema writes them: ECMA-262 regular expressions over code points (flag `u`),
// put into the dialect of the library that runs them. Every construct is either translated or
// refused; nothing of the library's own syntax gets through by accident: `(?R)`, `\Q`, `a++`,
// `[[:alpha:]]`, `(*LIMIT…)`.
//   \d, \w      ASCII only, as ECMA-262 says        \s     all of its white space, U+3000 included
//   .           no line terminators                 $      the very end
//   \p{Letter}  long names of categories, scripts by \p{Script=Han}

/// What is wrong with a pattern, and where in it.
struct PatternError {
  std::size_t offset = 0;
  std::string english;
  std::string chinese;
};

/// The pattern for PCRE2 with its option UTF and without UCP.
/// AD-HOC: punctuation may be escaped without need, and a lone `{`, `}` or `]` stands for itself,
/// as ECMA-262 annex B has it for patterns without `u`: schemas in the wild rely on it.
base::Expected<std::string, PatternError> translate_ecma_pattern(std::string_view pattern);

}  // namespace gongwen::schema
