#include "layout/core/replaced_size.h"
#include "paint/detail/box_painters.h"

namespace gongwen::paint {

Rect content_box(const layout::Fragment& fragment, Point position) {
  const base::Edges edges = fragment.borders + fragment.padding;
  return {{position.x + edges.left, position.y + edges.top},
          {fragment.size.width - edges.horizontal(), fragment.size.height - edges.vertical()}};
}

void paint_image(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                 PageDraft& page) {
  const style::ComputedStyle& style = context.styles.style(fragment.style);
  const images::Image& image =
      fragment.image != nullptr ? *fragment.image : context.boxes.image_of(context.box(fragment.box));
  const Rect box = content_box(fragment, position);
  const Rect rect = layout::object_rect(image.size, style, box);
  if (box.size.width <= LayoutUnit() || box.size.height <= LayoutUnit() || rect.size.width <= LayoutUnit() ||
      rect.size.height <= LayoutUnit()) {
    return;
  }
  const bool sticks_out =
      rect.left() < box.left() || rect.top() < box.top() || rect.right() > box.right() || rect.bottom() > box.bottom();
  if (sticks_out) {
    PushClip clip;
    clip.path.add_rect(box);
    page.items.emplace_back(std::move(clip));
  }
  const images::Image& drawn = context.boxes.images().at_size(image, rect.size.width.to_px(), rect.size.height.to_px());
  const auto* const drawing = std::get_if<images::Drawing>(&drawn.picture);
  if (drawing != nullptr && !drawing->texts.empty()) {
    paint_drawing(*drawing, rect, fragment.origin, context, page);
  } else {
    page.items.emplace_back(DrawImage{&drawn, rect, fragment.origin});
  }
  if (sticks_out) page.items.emplace_back(PopClip{});
}

}  // namespace gongwen::paint
