// CellText: texts as the library takes them: ended by NUL, and with what looks like an escape of SpreadsheetML escaped.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::xlsx {

/// ECMA-376-1 §22.4.2.4: readers turn `_x000D_` into the character of that number; a text that has these very letters
/// is written with its underscore as `_x005F_`.
class CellText {
 public:
  /// Valid until the next call.
  const char* encode(std::string_view text);

 private:
  std::string buffer_;
};

}  // namespace gongwen::xlsx
