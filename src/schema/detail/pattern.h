// Pattern: a compiled regular expression of a schema. Immutable; may be shared by threads. The cost of matching a text
// is limited, so `(a+)+$` cannot block the program.
#pragma once

#include "schema/detail/ecma_pattern.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::schema {

class Pattern {
 public:
  /// `pattern` is an ECMA-262 pattern in UTF-8.
  static base::Expected<Pattern, PatternError> compile(std::string_view pattern);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  enum class Result { Found, NotFound, TooCostly };
  /// Searches for a match anywhere in `text`, which must be valid UTF-8.
  Result search(std::string_view text) const;

  /// The original pattern.
  const std::string& source() const { return source_; }

 private:
  struct Code;
  Pattern(std::string source, std::unique_ptr<const Code> code);

  std::string source_;
  std::unique_ptr<const Code> code_;
};

}  // namespace gongwen::schema
