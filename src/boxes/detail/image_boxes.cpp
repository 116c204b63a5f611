// Boxes of images (HTML section 15.4.2): replaced elements, whose content is not the document's.
#include "base/file_path.h"
#include "boxes/detail/box_builder.h"
#include "diagnostics/catalogue/boxes.h"

namespace gongwen::boxes {
namespace {

namespace messages = diagnostics::messages;
using dom::AttributeName;
using dom::NodeId;

/// The filter `qr` writes the content of the code here.
constexpr std::string_view kQrAttribute = "data-qr";

std::string_view shown_name(std::string_view address) {
  if (address.starts_with("data:")) return "data:";
  return base::file_name(address);
}

}  // namespace

std::string alternative_of(const dom::Tree& tree, NodeId image) {
  if (const dom::Attribute* const alternative = tree.find_attribute(image, AttributeName::Alt)) {
    return std::string(alternative->value);
  }
  const std::string_view title = tree.attribute_value(image, AttributeName::Title);
  return std::string(title.empty() ? shown_name(tree.attribute_value(image, AttributeName::Src)) : title);
}

std::string alternative_of(const dom::Tree& tree, const Box& image) {
  const bool is_own = image.part == BoxPart::Element && tree.is_element(image.node, dom::ElementName::Img);
  return is_own ? alternative_of(tree, image.node) : std::string(image.text);
}

/// An element whose `content` is an image shows the image and nothing else (css-content-3 §2.1). False when the image
/// cannot be had, which is reported: then the element is as if nothing was said.
bool BoxBuilder::build_replacement(NodeId node, BoxId parent, Box box) {
  const style::Content& content = styles_.style(box.style).content;
  const images::ImageId image = images_.load(content.items.front().text, sink_.origins().at(box.origin));
  if (!image) return false;
  const bool is_img = dom_.is_element(node, dom::ElementName::Img);
  box.text =
      tree_.texts_.store(is_img && content.alternative.empty() ? alternative_of(dom_, node) : content.alternative);
  append_image(node, parent, box, image);
  return true;
}

images::ImageId BoxBuilder::load_image(NodeId node) {
  if (const dom::Attribute* const code = dom_.find_custom_attribute(node, kQrAttribute)) {
    return images_.load_qr(code->value, sink_.origins().at(code->origin));
  }
  const dom::Attribute* const source = dom_.find_attribute(node, AttributeName::Src);
  if (source == nullptr || source->value.empty()) {
    const bool is_tolerant = tolerance_ == Tolerance::AsBrowsers;
    sink_.report_as(is_tolerant ? diagnostics::Severity::Warning : diagnostics::Severity::Error,
                    messages::BoxesImageWithoutSource, sink_.origins().at(dom_.node(node).origin));
    return {};
  }
  return images_.load(source->value, sink_.origins().at(source->origin));
}

void BoxBuilder::build_image(NodeId node, BoxId parent, Box box) {
  const images::ImageId image = load_image(node);
  if (!image) {
    if (tolerance_ == Tolerance::AsBrowsers) build_alternative(node, parent, box);
    return;
  }
  if (dom_.find_attribute(node, AttributeName::Alt) == nullptr) {
    sink_.report(messages::BoxesImageWithoutAlternative, box.origin, alternative_of(dom_, node));
  }
  append_image(node, parent, box, image);
}

/// An image that cannot be had is what its alternative text says, in a line (HTML section 15.4.3); without one,
/// nothing.
void BoxBuilder::build_alternative(NodeId node, BoxId parent, Box box) {
  const std::string_view alternative = dom_.attribute_value(node, AttributeName::Alt);
  if (alternative.empty()) return;
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
  build_value(std::string(alternative), box, id);
}

void BoxBuilder::append_image(NodeId node, BoxId parent, Box box, images::ImageId image) {
  // Parts of tables do not hold together without their table's layout: such images stand in lines (css-tables-3 §2.1).
  const bool is_table_part = box.kind == BoxKind::RowGroup || box.kind == BoxKind::Row || box.kind == BoxKind::Cell ||
                             box.kind == BoxKind::ColumnGroup || box.kind == BoxKind::Column ||
                             box.kind == BoxKind::TableCaption;
  box.is_inline_level = box.is_inline_level || is_table_part;
  box.kind = BoxKind::Replaced;
  box.content = image.value;
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
}

}  // namespace gongwen::boxes
