// Boxes of generated content (css-content-3): texts, images, and what waits for pages.
#include "boxes/detail/box_builder.h"

namespace gongwen::boxes {

void BoxBuilder::build_content(const style::ContentList& items, const Box& model, BoxId parent) {
  build_content(style::Content{style::Content::Kind::List, items, {}}, model, parent);
}

void BoxBuilder::build_content(const style::Content& content, const Box& model, BoxId parent) {
  for (const style::ContentItem& item : content.items) {
    Box box;
    box.is_inline_level = true;
    box.part = model.part;
    box.style = model.style;
    box.node = model.node;
    box.origin = model.origin;
    if (item.kind == style::ContentItem::Kind::Image) {
      build_content_image(content, item, box, parent);
      continue;
    }
    const std::optional<std::string> text = item_text(item, model.node, model);
    if (text) {
      if (text->empty()) continue;
      box.kind = BoxKind::Text;
      box.text = tree_.texts_.store(*text);
    } else {
      box.kind = item.kind == style::ContentItem::Kind::Leader ? BoxKind::Leader : BoxKind::Reference;
      box.content = static_cast<std::uint32_t>(tree_.content_items_.size());
      tree_.content_items_.push_back(item);
      if (item.kind != style::ContentItem::Kind::Leader && item.target.is_attribute) {
        // The address is the element's own, so it is looked up here.
        style::ContentItem& kept = tree_.content_items_.back();
        const auto name = dom::find_attribute_name(item.target.text);
        kept.target = {false, name ? std::string(dom_.attribute_value(model.node, *name)) : std::string()};
      }
    }
    writer_.append(parent, box);
  }
}

/// An image in generated content stands in the line; the pseudo-element's sizes are not its own.
void BoxBuilder::build_content_image(const style::Content& content, const style::ContentItem& item, Box box,
                                     BoxId parent) {
  const images::ImageId image = images_.load(item.text, sink_.origins().at(box.origin));
  if (!image) return;
  box.kind = BoxKind::Replaced;
  box.style = styles_.anonymous(box.style, style::Display::Inline);
  box.content = image.value;
  box.text = tree_.texts_.store(content.alternative);
  writer_.append(parent, box);
}

}  // namespace gongwen::boxes
