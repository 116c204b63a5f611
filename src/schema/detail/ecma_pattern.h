// Patterns as JSON Schema writes them: ECMA-262 regular expressions over code points (flag `u`),
// put into the dialect of the library that runs them. Every construct is either translated or
// refused; nothing of the library's own syntax gets through by accident: `(?R)`, `\Q`, `a++`,
// `[[:alpha:]]`, `(*LIMIT…)`.
//   \d, \w      ASCII only, as ECMA-262 says        \s     all of its white space, U+3000 included
//   .           no line terminators                 $      the very end
//   \p{Letter}  long names of categories, scripts by \p{Script=Han}
#pragma once

#include "diagnostics/catalogue.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace gongwen::schema {

/// What is wrong with a pattern, and where in it.
struct PatternFault {
  std::size_t offset = 0;
  std::string english;
  std::string chinese;
};

/// The pattern for PCRE2 with its option UTF and without UCP.
/// AD-HOC: punctuation may be escaped without need, and a lone `{`, `}` or `]` stands for itself,
/// as ECMA-262 annex B has it for patterns without `u`: schemas in the wild rely on it.
std::variant<std::string, PatternFault> translate_ecma_pattern(std::string_view pattern);

}  // namespace gongwen::schema
