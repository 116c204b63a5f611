// Navigation: links, outline and names of pages (GB/T 33190-2016, chapters on actions, annotations and document roots).
#pragma once

#include "ofd/detail/canvas.h"
#include "ofd/write_ofd.h"
#include "paint/display_list.h"

#include <string>
#include <vector>

namespace gongwen::ofd {

struct NavigationContext {
  const paint::PaintedDocument& document;
  const std::vector<Identifier>& pages;
  OfdProfile profile = OfdProfile::Archive;
  std::string_view date;  // `2024-03-15`
};

/// The annotations of a page, as a file; empty where it has none.
std::string page_annotations(std::size_t page, const NavigationContext& context, Identifiers& identifiers,
                             LeftOuts& left_out);
/// `<ofd:Outlines>`; empty without an outline.
std::string outlines(const NavigationContext& context);
/// `<ofd:Bookmarks>`: what viewers call the pages, where the document says so; OFD has no other place for it.
std::string bookmarks(const NavigationContext& context);
/// The label of a page: `iii`, `附件-2`.
std::string page_label(const std::vector<paint::PageLabels>& labels, std::size_t page);

}  // namespace gongwen::ofd
