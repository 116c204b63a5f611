// Numbers of lists as counters of CSS, so that paragraphs in loops are numbered, too.
#pragma once

#include "word/document.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace gongwen::adopt {

class Numbering {
 public:
  explicit Numbering(const word::Document& document) : document_(document) {}

  struct Marked {
    std::string css;     // of the paragraph: its counters
    std::string marker;  // the declarations of ::before; empty: no marker
  };

  /// For a paragraph of the body, in its order.
  Marked mark(const word::Paragraph& paragraph, const word::ParagraphFormat& format);

  /// Declarations of the body: all counters from their starts.
  std::string counters() const;

 private:
  const word::Document& document_;
  std::map<std::string, std::int32_t> starts_;  // by counter
  std::set<std::pair<std::int32_t, std::int32_t>> restarted_;
};

}  // namespace gongwen::adopt
