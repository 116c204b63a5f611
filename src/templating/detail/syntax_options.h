// SyntaxOptions: what can be set about the syntax of templates; the same switches as in Jinja.
#pragma once

#include <cstdint>

namespace gongwen::templating {

enum class TagExtensions : std::uint8_t {
  None,      // as Jinja without extensions
  Standard,  // `do`, `break` and `continue`
};

/// When a template that is included or imported, but missing or invalid, becomes an error.
enum class Linking : std::uint8_t {
  Early,      // when the set is compiled: every message at once
  AsReached,  // when an expansion comes to it, as in Jinja
};

struct SyntaxOptions {
  bool trim_blocks = false;            // the line end after a tag goes
  bool lstrip_blocks = false;          // white space before a tag at the start of its line goes
  bool keep_trailing_newline = false;  // otherwise the last line end of a template goes
  TagExtensions extensions = TagExtensions::Standard;
  Linking linking = Linking::Early;
};

}  // namespace gongwen::templating
