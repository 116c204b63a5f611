// text-transform (css-text-3 section 2.1): the case of letters before white space collapses, the forms of single
// characters after it. What is transformed is what the document shows and what is read out of it; its data stays as it
// was.
#pragma once

#include "style/computed_style.h"

#include <string>
#include <string_view>

namespace gongwen::layout {

/// Changes the case of the texts of one paragraph, one after the other: words continue over the edges of inline boxes.
class TextTransformer {
 public:
  /// `language`: the tag of the text's language, for languages with special rules.
  std::string transform(std::string_view text, style::LetterCase letters, std::string_view language);
  /// A text that stays as it is: what follows may continue its last word.
  void pass(std::string_view text);
  /// Something that parts words, such as a box in the line.
  void end_word() { in_word_ = false; }

 private:
  std::string capitalize(std::string_view text, std::string_view language);

  bool in_word_ = false;
};

/// full-width and full-size-kana, for one character; a blank that is left when white space has collapsed becomes an
/// ideographic space.
char32_t transform_form(char32_t c, style::TextTransform transform);

}  // namespace gongwen::layout
