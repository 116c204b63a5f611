#include "paint/picture_page.h"

#include "paint/detail/box_painters.h"

#include <utility>
#include <variant>

namespace gongwen::paint {

PageDisplay picture_page(const images::Image& image, base::Size size, images::ImageSet& parts) {
  PageDraft page;
  page.size = size;
  const Rect rect{{}, size};
  const auto* const drawing = std::get_if<images::Drawing>(&image.picture);
  if (drawing != nullptr && !drawing->texts.empty()) {
    paint_drawing(*drawing, rect, {}, parts, page);
  } else {
    page.items.emplace_back(DrawImage{&image, rect, {}});
  }
  return std::move(page).finished(DisplayItems::Kept::Loose);
}

}  // namespace gongwen::paint
