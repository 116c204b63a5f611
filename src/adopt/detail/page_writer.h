// PageWriter: writes the template of a page from a Word file, section by section.
#pragma once

#include "adopt/detail/section_writer.h"
#include "adopt/detail/word_page.h"
#include "adopt/template_page.h"

#include <vector>

namespace gongwen::adopt {

class PageWriter {
 public:
  PageWriter(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink)
      : page_(document, request, sink), sections_(page_) {}

  /// Writes the whole page. Call once.
  AdoptedPage run();

 private:
  void write_body();
  /// For each block of the body: whether it has tags of paragraphs that begin in one section and end in another.
  std::vector<bool> tags_across_sections() const;

  WordPage page_;
  SectionWriter sections_;
  AdoptedPage made_;
};

}  // namespace gongwen::adopt
