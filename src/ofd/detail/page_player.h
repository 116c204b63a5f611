// Pages: the display list of each page as its Content.xml, and which objects show which stretch of its content.
#pragma once

#include "ofd/detail/fonts.h"
#include "ofd/detail/media.h"
#include "text/font_library.h"

#include <string>
#include <vector>

namespace gongwen::ofd {

/// What the pages of a document share.
struct PageContext {
  const text::FontLibrary& library;
  Fonts& fonts;
  Identifiers& identifiers;
  Media& media;
  LeftOuts& left_out;
};

/// The objects of each stretch of a page's content (paint::BeginTag::content).
using ContentObjects = std::vector<std::vector<Identifier>>;

/// An object that shows a part of an official document (paint::DrawGlyphs::official).
struct OfficialObject {
  std::uint16_t part = 0;
  Identifier identifier = 0;
};
using OfficialObjects = std::vector<OfficialObject>;

/// What the objects of a page show.
struct PageObjects {
  ContentObjects& content;
  OfficialObjects& official;
};

/// The page as a file, in the place of what `out` has. Fills in `objects`.
void write_page(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects,
                std::string& out);

/// `<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>`, the sheet as it is seen.
std::string physical_box(const paint::PageFrame& page);

}  // namespace gongwen::ofd
