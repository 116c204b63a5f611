// text-transform (css-text-3 section 2.1): the case of letters, and full-width forms. What is transformed is what the
// document shows and what is read out of it; its data stays as it was.
#pragma once

#include "style/enums.h"

#include <string>
#include <string_view>

namespace gongwen::layout {

/// Transforms the texts of one paragraph, one after the other: words go on over the edges of inline boxes.
class TextTransformer {
 public:
  std::string transform(std::string_view text, style::TextTransform transform);
  /// Something that parts words, such as a box in the line.
  void end_word() { in_word_ = false; }

 private:
  std::string capitalize(std::string_view text);

  bool in_word_ = false;
};

}  // namespace gongwen::layout
