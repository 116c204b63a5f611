#include "dom/tree_writer.h"
#include "engine/render/detail/draft.h"

namespace gongwen::engine {
namespace {

using diagnostics::OriginId;
using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

/// A text in CSS.
std::string quoted_in_css(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// A copy of the tree with the mark in its places.
class MarkWriter {
 public:
  MarkWriter(const dom::Tree& tree, const std::string& mark, Medium medium, Run& run)
      : tree_(tree), mark_(mark), is_page_(medium == Medium::Page), run_(run) {}

  dom::Tree write() && {
    for (NodeId node = tree_.node(dom::Tree::document()).first_child; node; node = tree_.node(node).next_sibling) {
      write_node(node);
    }
    return std::move(writer_).finish();
  }

 private:
  void write_node(NodeId node) {
    if (tree_.node(node).kind == NodeKind::Text) return writer_.copy(tree_, node);
    const ElementName name = tree_.node(node).name;
    writer_.open_copy(tree_, node);
    if (name == ElementName::Html && !tree_.find_child(node, ElementName::Head)) {
      writer_.open(ElementName::Head, tree_.node(node).origin);
      write_styles();
      writer_.close();
    }
    for (NodeId child = tree_.node(node).first_child; child; child = tree_.node(child).next_sibling) write_node(child);
    const bool is_title = name == ElementName::Title && tree_.is_element(tree_.node(node).parent, ElementName::Head);
    if (is_title) writer_.text("（" + mark_ + "）", tree_.node(node).origin);
    if (name == ElementName::Head) write_styles();
    if (name == ElementName::H1 && is_page_ && mark_.ends_with("稿") && !std::exchange(has_title_, true)) {
      writer_.open(ElementName::Span, tree_.node(node).origin);
      writer_.attribute(AttributeName::Class, "gw-draft-mark");
      writer_.attribute("data-draft-mark", "");
      writer_.text("（" + mark_ + "）", tree_.node(node).origin);
      writer_.close();
    }
    writer_.close();
  }

  /// The sheet says how the mark looks, an element what it says.
  void write_styles() {
    const std::string css = "@page { @top-center { content: " + quoted_in_css(mark_) + " } }";
    const diagnostics::SourceId source = run_.sources().add("<draft>", css);
    const OriginId origin = run_.origins().add({{source, 0, static_cast<std::uint32_t>(css.size())}, {}});
    writer_.open(ElementName::Link, origin);
    writer_.attribute(AttributeName::Rel, "stylesheet");
    writer_.attribute(AttributeName::Href, is_page_ ? "shared/css/draft.css" : "shared/css/draft-sheet.css");
    writer_.close();
    writer_.open(ElementName::Style, origin);
    writer_.text(css, origin);
    writer_.close();
  }

  const dom::Tree& tree_;
  const std::string& mark_;
  bool is_page_;
  Run& run_;
  dom::TreeWriter writer_;
  bool has_title_ = false;
};

}  // namespace

dom::Tree with_draft_mark(const dom::Tree& tree, const std::string& mark, Medium medium, Run& run) {
  return MarkWriter(tree, mark, medium, run).write();
}

}  // namespace gongwen::engine
