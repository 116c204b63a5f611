// ContentsWriter: writes the entries of tables of contents from the headings of the template.
#pragma once

#include "adopt/detail/contents.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/word_page.h"

#include <cstddef>
#include <string>

namespace gongwen::adopt {

class ContentsWriter {
 public:
  explicit ContentsWriter(WordPage& page) : page_(page) {}

  /// Writes the entries of the contents that begin in a paragraph.
  void write(const word::Paragraph& paragraph, const Surroundings& around);
  /// Counts headings in the same way as their entries; returns the id of a heading as an attribute.
  std::string count_heading(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around);

 private:
  void write_entries(std::size_t contents, const word::Paragraph& paragraph, const Surroundings& around);
  void write_entry(std::size_t contents, const ContentsStep& step, const word::Paragraph& paragraph,
                   const Surroundings& around);

  WordPage& page_;
};

}  // namespace gongwen::adopt
