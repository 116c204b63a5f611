// The texts that a form prints between its fields, and its pictures. A returned form with other texts or pictures was
// changed outside its fields.
#pragma once

#include "flow/document.h"

#include <string>
#include <vector>

namespace gongwen::flow {

struct PrintedContent {
  /// Each text between fields, ends of paragraphs and calculated numbers of pages, as a reader of the file finds it,
  /// without blank ones: texts of the body as often as they occur, those of headers, footers and notes once.
  std::vector<std::string> texts;
  /// The descriptions of all pictures, as often as they occur.
  std::vector<std::string> pictures;
};

PrintedContent printed_content(const Document& document);

}  // namespace gongwen::flow
