// Form controls of pages that others wrote, as a browser prints them (HTML section 15.5): a frame with the value in it.
// The controls of templates are fields instead (forms).
#include "base/ascii.h"
#include "boxes/detail/box_builder.h"
#include "diagnostics/catalogue/boxes.h"

#include <algorithm>

namespace gongwen::boxes {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

bool is_type(std::string_view type, std::string_view name) { return base::equals_ignoring_ascii_case(type, name); }

bool is_button(std::string_view type) {
  return is_type(type, "submit") || is_type(type, "reset") || is_type(type, "button");
}

/// One mark for each character, so that nothing of a secret is printed.
std::string hidden_text(std::string_view value) {
  std::string marks;
  for (const char c : value) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) marks += "•";
  }
  return marks;
}

std::string input_text(const dom::Tree& tree, NodeId node) {
  const std::string_view type = tree.attribute_value(node, AttributeName::Type);
  const std::string_view value = tree.attribute_value(node, AttributeName::Value);
  const bool is_checked = tree.find_attribute(node, AttributeName::Checked) != nullptr;
  if (is_type(type, "checkbox")) return is_checked ? "☑" : "☐";
  if (is_type(type, "radio")) return is_checked ? "◉" : "○";
  if (is_type(type, "password")) return hidden_text(value);
  if (is_type(type, "image")) return std::string(tree.attribute_value(node, AttributeName::Alt));
  if (!value.empty() || is_button(type)) return std::string(value);
  return std::string(tree.attribute_value(node, AttributeName::Placeholder));
}

/// The options that a list shows: the chosen ones, and where it shows only one, the first if none is chosen.
std::string select_text(const dom::Tree& tree, NodeId select) {
  std::string chosen;
  std::string first;
  bool has_first = false;
  for (NodeId id = select; id; id = tree.next_in_order(id, select)) {
    if (!tree.is_element(id, ElementName::Option)) continue;
    const std::string_view label = tree.attribute_value(id, AttributeName::Label);
    const std::string text = label.empty() ? tree.text_content(id) : std::string(label);
    if (!std::exchange(has_first, true)) first = text;
    if (tree.find_attribute(id, AttributeName::Selected) == nullptr) continue;
    chosen += (chosen.empty() ? "" : ", ") + std::string(base::trim_ascii_space(text));
  }
  const bool is_list = tree.find_attribute(select, AttributeName::Multiple) != nullptr;
  return !chosen.empty() || is_list ? chosen : std::string(base::trim_ascii_space(first));
}

}  // namespace

/// The frame of a control and its value.
void BoxBuilder::build_control(NodeId node, BoxId parent, const Box& box) {
  const ElementName name = dom_.node(node).name;
  if (printed_controls_.count++ == 0) printed_controls_.first = box.origin;
  auto& names = printed_controls_.names;
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  const BoxId id = writer_.append(parent, box);
  tree_.by_node_[node.index()] = id;
  remember(node, id, styles_.style(box.style));
  if (name == ElementName::Textarea) {
    build_children(node, id);
    return;
  }
  build_value(name == ElementName::Input ? input_text(dom_, node) : select_text(dom_, node), box, id);
}

/// Once for all of them, since a page may have hundreds. Reports: boxes/unsupported-element.
void BoxBuilder::tell_printed_controls() {
  if (printed_controls_.count == 0) return;
  std::string names;
  for (const ElementName name : printed_controls_.names) {
    names.append(names.empty() ? "" : ", ").append(dom::tag_name(name));
  }
  sink_.report(diagnostics::messages::BoxesUnsupportedElement, printed_controls_.first, printed_controls_.count, names);
}

/// A text that stands for what an element shows.
void BoxBuilder::build_value(std::string value, const Box& model, BoxId parent) {
  style::ContentItem item;
  item.text = std::move(value);
  Box generated = model;
  generated.part = BoxPart::Before;
  build_content({item}, generated, parent);
}

}  // namespace gongwen::boxes
