// What stands on which page: ids for cross-references, bookmarks, named strings, and what sticks out of the page area.
#pragma once

#include "layout/page_sequence.h"

namespace gongwen::layout {

/// A value of a named string, and where it comes from.
struct StringValue {
  std::string text;
  diagnostics::OriginId origin;
};

/// The values of one named string around a page (css-gcpm-3 section 1.2).
struct PageString {
  StringValue start;  // in effect at the page's begin
  StringValue first;  // the first that is set on the page, else `start`
  StringValue last;
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
