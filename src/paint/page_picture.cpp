#include "paint/page_picture.h"

#include <algorithm>
#include <utility>

namespace gongwen::paint {

base::Transform turn_of_sheet(const PageFrame& page) {
  if (page.rotation == 0) return {};
  return page.rotation == 90 ? base::Transform{0, 1, -1, 0, 0, 0} : base::Transform{0, -1, 1, 0, 0, 0};
}

PagePicture picture_of(const PageFrame& page) {
  const double margin = page.margin.width.to_px();
  const double right = page.size.width.to_px() + margin;
  const double bottom = page.size.height.to_px() + margin;
  PagePicture picture{right + margin, bottom + margin, turn_of_sheet(page)};
  const base::PathPoint one = picture.shown.apply({-margin, -margin});
  const base::PathPoint other = picture.shown.apply({right, bottom});
  picture.shown.e = -std::min(one.x, other.x);
  picture.shown.f = -std::min(one.y, other.y);
  if (page.rotation != 0) std::swap(picture.width, picture.height);
  return picture;
}

}  // namespace gongwen::paint
