// Fields of a Word file on the page: some show values that are known only in the finished document, others keep their
// stored results.
#pragma once

#include "adopt/detail/word_page.h"

#include <string>

namespace gongwen::adopt {

/// The address of `HYPERLINK "https://…" \l "place"`; empty if it has none.
std::string address_of(const word::Field& field);

/// The style whose text a field shows: `heading 1` of `STYLEREF 1`, which Chinese versions write `STYLEREF "标题 1"`.
/// Empty if the field shows a number, or the last such text of the page.
std::string shown_style(const word::Field& field);

class FieldWriter {
 public:
  explicit FieldWriter(WordPage& page) : page_(page) {}

  /// Writes a field whose value is known only in the finished document: page numbers, texts from elsewhere, properties.
  /// Returns false if only its stored result can be shown.
  bool write_live(const word::Field& field, const Surroundings& around);

  /// Reports behaviour of a field in Word that its stored result lacks.
  void tell_kept(const word::Field& field, const FilePlace& place);

 private:
  WordPage& page_;
};

}  // namespace gongwen::adopt
