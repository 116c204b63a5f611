// Numbers of lists as counters of CSS, so that paragraphs in loops are also numbered.
#pragma once

#include "word/document.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::adopt {

class Numbering {
 public:
  explicit Numbering(const word::Document& document) : document_(document) {}

  struct Marked {
    std::string css;     // of the paragraph: its counters
    std::string marker;  // the declarations of ::before; empty: no marker
    // If a list starts again, its first paragraph sets the number. Loops and conditions decide which one is first, so
    // the page asks while it is expanded.
    std::string first_css;   // in place of `css` in the first paragraph; empty: all are alike
    std::string restart_id;  // `|2-0|`: the list and its level
  };

  /// Call for the paragraphs of the body, in their order.
  Marked mark(const word::Paragraph& paragraph, const word::ParagraphFormat& format);

  /// Declarations of the body: all counters from their starts.
  std::string counters() const;

  /// Whether the file has a list that starts again.
  bool restarts() const;

 private:
  const word::Document& document_;
  std::map<std::string, std::int32_t> starts_;  // by counter
};

}  // namespace gongwen::adopt
