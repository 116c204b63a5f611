// The text of an issue as a piece of a web page, from the same document that its PDF is made of: contents, sections and
// annexes with their links, without what belongs to paper alone.
#pragma once

#include "dom/tree.h"

#include <string>

namespace gongwen::publish {

/// HTML for the inside of a page whose own heading is an h1. Wide tables lie in boxes that scroll by themselves.
/// Anchors are numbered: ids of records are nothing for readers.
std::string issue_text(const dom::Tree& tree);

}  // namespace gongwen::publish
