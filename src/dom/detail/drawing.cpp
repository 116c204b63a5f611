#include "dom/drawing.h"

#include "base/ascii.h"

namespace gongwen::dom {

bool is_decoration(const Tree& tree, NodeId drawing) {
  const Attribute* const hidden = tree.find_custom_attribute(drawing, "aria-hidden");
  const std::string_view role = tree.attribute_value(drawing, AttributeName::Role);
  return (hidden != nullptr && hidden->value == "true") || role == "presentation" || role == "none";
}

bool is_described(const Tree& tree, NodeId drawing) {
  return is_decoration(tree, drawing) || tree.find_custom_attribute(drawing, "aria-label") != nullptr ||
         tree.find_child(drawing, ElementName::Title);
}

std::string alternative_of_drawing(const Tree& tree, NodeId drawing) {
  if (is_decoration(tree, drawing)) return {};
  if (const Attribute* const label = tree.find_custom_attribute(drawing, "aria-label")) {
    return std::string(label->value);
  }
  if (const NodeId title = tree.find_child(drawing, ElementName::Title)) {
    return base::collapse_ascii_space(tree.text_content(title));
  }
  std::string text;
  for (NodeId part = drawing; part; part = tree.next_in_order(part, drawing)) {
    if (!tree.is_element(part, ElementName::SvgText)) continue;
    text += (text.empty() ? "" : " ") + base::collapse_ascii_space(tree.text_content(part));
  }
  return text;
}

}  // namespace gongwen::dom
