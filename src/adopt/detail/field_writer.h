// Fields of a Word file on the page: what they show where that is known only in the document that is made, and what
// they keep of their stored results.
#pragma once

#include "adopt/detail/word_page.h"

#include <string>

namespace gongwen::adopt {

/// The address of `HYPERLINK "https://…" \l "place"`; empty if it has none.
std::string address_of(const word::Field& field);

/// The style whose text a field shows: `heading 1` of `STYLEREF 1`, which Chinese versions write `STYLEREF "标题 1"`.
/// Empty if it shows a number, or the last one of the page.
std::string shown_style(const word::Field& field);

class FieldWriter {
 public:
  explicit FieldWriter(WordPage& page) : page_(page) {}

  /// Where the field shows what is known only in the document that is made: numbers of pages, texts of others,
  /// properties. Returns false where its stored result is what can be shown.
  bool write_live(const word::Field& field, const Surroundings& around);

  /// Reports what a field does in Word and its stored result does not.
  void tell_kept(const word::Field& field, const FilePlace& place);

 private:
  WordPage& page_;
};

}  // namespace gongwen::adopt
