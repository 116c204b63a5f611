#include "dom/tree.h"

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

}  // namespace gongwen::dom
