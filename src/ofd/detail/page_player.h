// Pages: the display list of each page as its Content.xml, and which objects show which stretch of its content.
#pragma once

#include "ofd/detail/media.h"
#include "ofd/detail/text_pieces.h"
#include "text/font_library.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::ofd {

/// What the pages of a document share.
struct PageContext {
  const text::FontLibrary& library;
  const std::map<text::FaceId, EmbeddedFont>& fonts;
  Identifiers& identifiers;
  Media& media;
  LeftOuts& left_out;
};

/// The objects of each stretch of a page's content (paint::BeginTag::content).
using ContentObjects = std::vector<std::vector<Identifier>>;

/// The page as a file. Fills in `objects`.
std::string write_page(const paint::PageDisplay& page, const PageContext& context, ContentObjects& objects);

/// `<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>`, the sheet as it is seen.
std::string physical_box(const paint::PageFrame& page);

}  // namespace gongwen::ofd
