// White-space processing (css-text-3 section 4.1.1): collapsing blanks and line ends over the text of a whole
// paragraph.
#pragma once

#include "style/computed_style.h"

#include <string>
#include <string_view>
#include <utility>

namespace gongwen::layout {

// text-transform (css-text-3 section 2.1): the case of letters before white space collapses, the forms of single
// characters after it. What is transformed is what the document shows and what is read out of it; its data stays as it
// was.

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

/// Appends texts one after the other; what collapses depends on what was appended before.
class WhiteSpaceCollapser {
 public:
  explicit WhiteSpaceCollapser(std::u32string& out) : out_(out) {}

  /// `language`: its tag, by which line ends beside marks are removed.
  void append(std::string_view text, style::WhiteSpaceCollapse collapse, std::string_view language = {});
  /// A box in the line: blanks on both sides of it stay.
  void append_object();
  /// A forced break: blanks around it go.
  void append_break();
  /// The end of the paragraph: a blank there goes.
  void finish() { take_back_blank(); }

  /// The shortest that the text has been since the last call: a blank at its end may have been taken back. What was
  /// measured before must be cut to it.
  std::size_t take_shortest() { return std::exchange(shortest_, std::string::npos); }

 private:
  void append_collapsible(char32_t c, style::WhiteSpaceCollapse collapse, std::string_view language);
  bool is_removed_before(char32_t c) const;
  void append_character(char32_t c);
  void take_back_blank();

  std::u32string& out_;
  std::size_t shortest_ = std::string::npos;
  bool at_line_start_ = true;
  bool after_blank_ = false;        // the last character is a blank that collapses …
  bool blank_is_line_end_ = false;  // … and comes from a line end of the source
  bool removes_at_marks_ = false;   // … in a language that has no blanks beside its marks
};

}  // namespace gongwen::layout
