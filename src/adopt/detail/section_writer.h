// SectionWriter: writes the pages of sections, with their heads, feet and the objects behind their text.
#pragma once

#include "adopt/detail/word_page.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace gongwen::adopt {

class SectionWriter {
 public:
  explicit SectionWriter(WordPage& page) : page_(page), pages_of_sections_(page.document.sections.size()) {}

  /// Opens the element of a section; in a loop, each repetition of the section opens one.
  void open(std::size_t index);

  /// The rules of sections, which come before those of paragraphs.
  const std::string& section_css() const { return section_css_; }
  /// The rules of pages.
  const std::string& page_css() const { return page_css_; }

 private:
  void write_running(std::size_t page, const word::Section& section, bool is_first);
  std::string page_border(const word::Section& section);
  /// Writes the objects behind the text of each page: its border, and boxes of its header and footer.
  void write_sheet(std::size_t page, const word::Section& section, bool is_first);

  WordPage& page_;
  std::string page_css_;
  std::string section_css_;
  std::vector<std::size_t> pages_of_sections_;  // numbers of page styles, from 1; 0: the section has not begun yet
  std::size_t page_number_ = 0;                 // of the current page style
  std::set<std::size_t> bordered_pages_;        // page styles with borders
};

}  // namespace gongwen::adopt
