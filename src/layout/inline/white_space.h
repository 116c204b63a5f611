// White-space processing (css-text-3 section 4.1.1): collapses blanks and line ends over the text of a whole
// paragraph.
#pragma once

#include "style/computed_style.h"

#include <string>
#include <string_view>
#include <utility>

namespace gongwen::layout {

// text-transform (css-text-3 section 2.1): changes the case of letters before white space collapses, and the forms of
// single characters after it. It changes the text that the document shows and that is extracted from it; its data is
// not changed.

/// Changes the case of the texts of one paragraph in turn: words continue across the edges of inline boxes.
class TextTransformer {
 public:
  /// `language` is the tag of the text's language; some languages have special rules.
  std::string transform(std::string_view text, style::LetterCase letters, std::string_view language);
  /// Passes over a text that stays unchanged; the text after it may continue its last word.
  void pass(std::string_view text);
  /// Ends the current word, for content that separates words, such as a box in the line.
  void end_word() { in_word_ = false; }

 private:
  std::string capitalize(std::string_view text, std::string_view language);

  bool in_word_ = false;
};

/// Applies full-width and full-size-kana to one character; a blank that remains after white space has collapsed becomes
/// an ideographic space.
char32_t transform_form(char32_t c, style::TextTransform transform);

/// Appends texts one after the other; collapsing depends on the text appended before.
class WhiteSpaceCollapser {
 public:
  explicit WhiteSpaceCollapser(std::u32string& out) : out_(out) {}

  /// `language`: the tag that decides if line ends beside punctuation are removed.
  void append(std::string_view text, style::WhiteSpaceCollapse collapse, std::string_view language = {});
  /// Appends a box in the line: blanks on both sides of it stay.
  void append_object();
  /// Appends a forced break: blanks around it are removed.
  void append_break();
  /// Ends the paragraph: a blank at its end is removed.
  void finish() { take_back_blank(); }

  /// Returns the minimum length of the text since the last call: a blank at its end may have been removed. Offsets
  /// noted before must be limited to it.
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
  bool removes_at_marks_ = false;   // … in a language without blanks beside its punctuation
};

}  // namespace gongwen::layout
