// The texts that a form prints between its fields, and its pictures. A returned form that has others was changed beside
// its fields.
#pragma once

#include "flow/document.h"

#include <string>
#include <vector>

namespace gongwen::flow {

struct PrintedContent {
  /// Each text between fields, ends of paragraphs and calculated numbers of pages, as a reader of the file finds it,
  /// without blank ones: those of the body as often as they are there, those of headers, footers and notes once.
  std::vector<std::string> texts;
  /// The descriptions of all pictures, as often as they are there.
  std::vector<std::string> pictures;
};

PrintedContent printed_content(const Document& document);

}  // namespace gongwen::flow
