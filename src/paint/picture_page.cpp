#include "paint/picture_page.h"

#include "paint/detail/box_painters.h"

#include <utility>

namespace gongwen::paint {

PageDisplay picture_page(const images::Image& image, base::Size size, images::ImageSet& parts) {
  PageDraft page;
  page.size = size;
  paint_picture(image, {{}, size}, {}, parts, page);
  return std::move(page).finished(DisplayItems::Kept::Loose);
}

}  // namespace gongwen::paint
