// What stands on which page: ids for cross-references, bookmarks, named strings, and what sticks out of the page area.
#pragma once

#include "layout/page_sequence.h"

namespace gongwen::layout {

/// The values of one named string around a page (css-gcpm-3 section 1.2).
struct PageString {
  std::string start;     // in effect at the page's begin
  std::string first;     // the first that is set on the page, else `start`
  std::string last;
  bool set_at_start = false;  // by the first thing on the page
  bool set_on_page = false;
};
using PageStrings = std::map<std::string, PageString, std::less<>>;

/// The pages of all targets, and how many pages there are.
PageReferences collect_references(const DocumentLayout& document, const LayoutContext& context);

/// Fills anchors and bookmarks, and answers with the named strings of every page.
/// Reports: layout/overflow, layout/too-wide, layout/unknown-target.
std::vector<PageStrings> collect_page_facts(DocumentLayout& document, LayoutContext& context);

}  // namespace gongwen::layout
