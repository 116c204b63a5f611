// PagePicture: what of a page is seen, for writers that know no sheets and no turns of pages.
//   const paint::PagePicture picture = paint::picture_of(page);
//   picture.shown.apply(point)  // in px from the upper left corner of what is seen
#pragma once

#include "base/path.h"
#include "paint/display_list.h"

namespace gongwen::paint {

/// The sheet of a page, in px, turned as readers see it. A point of the page is at `shown` of it, counted from the
/// upper left corner of the picture.
struct PagePicture {
  double width = 0;
  double height = 0;
  base::Transform shown;
};
PagePicture picture_of(const PageFrame& page);

/// How a sheet is turned by a quarter, about the page's corner.
base::Transform turn_of_sheet(const PageFrame& page);

}  // namespace gongwen::paint
