#include "dom/tree.h"

#include "base/utf8.h"

#include <charconv>

namespace gongwen::dom {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

std::string dump_dom(const Tree& tree, const Annotate& annotate) {
  std::string out;
  std::size_t depth = 0;
  NodeId previous = Tree::document();
  for (NodeId id = tree.next_in_order(Tree::document(), Tree::document()); id;
       id = tree.next_in_order(id, Tree::document())) {
    const Node& node = tree.node(id);
    if (node.parent == previous) {
      ++depth;
    } else {
      for (NodeId up = previous; tree.node(up).parent != node.parent; up = tree.node(up).parent) --depth;
    }
    previous = id;
    out.append((depth - 1) * 2, ' ');
    if (node.kind == NodeKind::Text) {
      out += in_quotes(node.text);
    } else {
      out += tag_name(node.name);
      for (const Attribute& attribute : tree.attributes(id)) {
        const std::string_view name =
            attribute.name == AttributeName::Custom ? attribute.custom_name : attribute_text(attribute.name);
        out += " " + std::string(name) + "=" + in_quotes(attribute.value);
      }
    }
    const std::string remark = annotate ? annotate(node) : std::string();
    if (!remark.empty()) out += "  " + remark;
    out += "\n";
  }
  return out;
}

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

NodeId TreeWriter::append(NodeKind kind, diagnostics::OriginId origin) {
  return tree_.append_node(open_.empty() ? Tree::document() : open_.back(), kind, origin);
}

void TreeWriter::open(ElementName name, diagnostics::OriginId origin) {
  const NodeId id = append(NodeKind::Element, origin);
  tree_.nodes_[id.index()].name = name;
  open_.push_back(id);
}

void TreeWriter::attribute(const Attribute& attribute) {
  Attribute copy = attribute;
  if (!attribute.custom_name.empty()) copy.custom_name = tree_.texts_.store(attribute.custom_name);
  copy.value = tree_.texts_.store(attribute.value);
  tree_.attributes_.push_back(copy);
  ++tree_.nodes_[open_.back().index()].attribute_count;
}

void TreeWriter::attribute(AttributeName name, std::string_view value) {
  Attribute made;
  made.name = name;
  made.value = value;
  made.origin = tree_.nodes_[open_.back().index()].origin;
  attribute(made);
}

void TreeWriter::attribute(std::string_view custom_name, std::string_view value) {
  Attribute made;
  made.custom_name = custom_name;
  made.value = value;
  made.origin = tree_.nodes_[open_.back().index()].origin;
  attribute(made);
}

void TreeWriter::text(std::string_view text, diagnostics::OriginId origin) {
  if (text.empty()) return;
  const NodeId id = append(NodeKind::Text, origin);
  tree_.nodes_[id.index()].text = tree_.texts_.store(text);
}

void TreeWriter::open_copy(const Tree& tree, NodeId element) {
  open(tree.node(element).name, tree.node(element).origin);
  for (const Attribute& each : tree.attributes(element)) attribute(each);
}

void TreeWriter::copy(const Tree& tree, NodeId node) {
  if (tree.node(node).kind == NodeKind::Text) return text(tree.node(node).text, tree.node(node).origin);
  open_copy(tree, node);
  copy_children(tree, node);
  close();
}

void TreeWriter::copy_children(const Tree& tree, NodeId node) {
  for (NodeId child = tree.node(node).first_child; child; child = tree.node(child).next_sibling) copy(tree, child);
}

const Attribute* Tree::find_attribute(NodeId id, AttributeName name) const {
  for (const Attribute& attribute : attributes(id)) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

const Attribute* Tree::find_custom_attribute(NodeId id, std::string_view name) const {
  for (const Attribute& attribute : attributes(id)) {
    if (attribute.custom_name == name) return &attribute;
  }
  return nullptr;
}

std::string_view Tree::written_tag(NodeId id) const {
  const Node& node = nodes_[id.index()];
  const bool is_as_another =
      node.name == ElementName::Span || node.name == ElementName::Div || node.name == ElementName::SvgUnknown;
  if (node.attribute_count != 0 && is_as_another) {
    const Attribute& first = attributes_[node.first_attribute];
    if (first.custom_name == kWrittenTag) return first.value;
  }
  return tag_name(node.name);
}

std::string_view Tree::attribute_value(NodeId id, AttributeName name) const {
  const Attribute* const attribute = find_attribute(id, name);
  return attribute == nullptr ? std::string_view() : attribute->value;
}

std::optional<std::int32_t> Tree::integer_attribute(NodeId id, AttributeName name) const {
  std::string_view text = base::trim_ascii_space(attribute_value(id, name));
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

NodeId Tree::find_child(NodeId parent, ElementName name) const {
  for (NodeId child = node(parent).first_child; child; child = node(child).next_sibling) {
    if (is_element(child, name)) return child;
  }
  return {};
}

NodeId Tree::root_element() const { return find_child(document(), ElementName::Html); }

NodeId Tree::next_after_subtree(NodeId id, NodeId root) const {
  while (id && id != root) {
    if (node(id).next_sibling) return node(id).next_sibling;
    id = node(id).parent;
  }
  return {};
}

NodeId Tree::append_node(NodeId parent, NodeKind kind, diagnostics::OriginId origin) {
  const NodeId id(nodes_.size());
  Node node;
  node.kind = kind;
  node.origin = origin;
  node.parent = parent;
  node.previous_sibling = nodes_[parent.index()].last_child;
  node.first_attribute = static_cast<std::uint32_t>(attributes_.size());
  nodes_.push_back(node);
  if (node.previous_sibling) {
    nodes_[node.previous_sibling.index()].next_sibling = id;
  } else {
    nodes_[parent.index()].first_child = id;
  }
  nodes_[parent.index()].last_child = id;
  return id;
}

NodeId Tree::next_in_order(NodeId id, NodeId root) const {
  return node(id).first_child ? node(id).first_child : next_after_subtree(id, root);
}

std::string Tree::text_content(NodeId id) const {
  if (node(id).kind == NodeKind::Text) return std::string(node(id).text);
  std::string text;
  for (NodeId child = node(id).first_child; child;) {
    if (node(child).kind == NodeKind::Text) text += node(child).text;
    // Annotations of formulas are for programs.
    const bool is_left_out = is_element(child, ElementName::Svg) || is_element(child, ElementName::MathAnnotation);
    child = is_left_out ? next_after_subtree(child, id) : next_in_order(child, id);
  }
  return text;
}

}  // namespace gongwen::dom
