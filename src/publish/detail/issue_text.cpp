#include "base/escapes.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "dom/drawing.h"
#include "publish/detail/site_pages.h"

#include <algorithm>
#include <array>
#include <map>

namespace gongwen::publish {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

/// Classes that the site's own style sheet knows.
constexpr std::array<std::string_view, 5> kClasses{"part", "entry", "points", "label", "center"};
constexpr std::array<AttributeName, 7> kAttributes{AttributeName::Lang,  AttributeName::Colspan, AttributeName::Rowspan,
                                                   AttributeName::Start, AttributeName::Alt,     AttributeName::Scope,
                                                   AttributeName::Title};

bool is_void(ElementName name) {
  return name == ElementName::Br || name == ElementName::Wbr || name == ElementName::Hr || name == ElementName::Img;
}

class TextWriter {
 public:
  TextWriter(const dom::Tree& tree, Language language) : tree_(tree), heading_(texts::PublishTable.in(language)) {}

  std::string write() {
    const NodeId body = tree_.find_child(tree_.root_element(), ElementName::Body);
    number_anchors(body);
    for (NodeId child = tree_.node(body).first_child; child; child = tree_.node(child).next_sibling) {
      // The page has its own head.
      if (!tree_.is_element(child, ElementName::Header)) write_node(child);
    }
    return std::move(out_);
  }

 private:
  void number_anchors(NodeId body) {
    for (NodeId node = body; node; node = tree_.next_in_order(node, body)) {
      if (tree_.node(node).kind != NodeKind::Element) continue;
      const std::string_view id = tree_.attribute_value(node, AttributeName::Id);
      if (!id.empty()) anchors_.emplace(id, "text-" + std::to_string(anchors_.size() + 1));
    }
  }

  void write_node(NodeId id) {
    const dom::Node& node = tree_.node(id);
    if (node.kind == NodeKind::Text) {
      out_ += base::escape_markup(node.text);
      return;
    }
    if (node.name == ElementName::Colgroup || node.name == ElementName::Style) return;
    if (node.name == ElementName::Svg) {
      out_ += base::escape_markup(dom::alternative_of_drawing(tree_, id));
      return;
    }
    if (node.name == ElementName::Table) return write_table(id);
    if (node.name == ElementName::H2 || node.name == ElementName::H3) heading_ = tree_.text_content(id);
    write_element(id);
  }

  void write_table(NodeId id) {
    const NodeId caption = tree_.find_child(id, ElementName::Caption);
    out_ += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"";
    out_ += base::escape_attribute(caption ? tree_.text_content(caption) : heading_);
    out_ += "\">";
    write_element(id);
    out_ += "</div>";
  }

  void write_element(NodeId id) {
    const dom::Node& node = tree_.node(id);
    const std::string_view tag = dom::tag_name(node.name);
    out_.append("<").append(tag);
    write_attributes(id);
    out_ += ">";
    if (is_void(node.name)) return;
    for (NodeId child = node.first_child; child; child = tree_.node(child).next_sibling) write_node(child);
    out_.append("</").append(tag).append(">");
  }

  void write_attribute(std::string_view name, std::string_view value) {
    out_.append(" ").append(name).append("=\"");
    out_ += base::escape_attribute(value);
    out_ += '"';
  }

  void write_attributes(NodeId id) {
    for (const dom::Attribute& attribute : tree_.attributes(id)) {
      const bool plain = std::find(kAttributes.begin(), kAttributes.end(), attribute.name) != kAttributes.end();
      const bool own_image = attribute.name == AttributeName::Src && attribute.value.starts_with("data:image/");
      if (plain || own_image) write_attribute(dom::attribute_text(attribute.name), attribute.value);
    }
    if (const auto anchor = anchors_.find(tree_.attribute_value(id, AttributeName::Id)); anchor != anchors_.end()) {
      write_attribute("id", anchor->second);
    }
    write_link(tree_.attribute_value(id, AttributeName::Href));
    write_classes(tree_.attribute_value(id, AttributeName::Class));
    const bool head =
        tree_.is_element(id, ElementName::Th) && tree_.find_attribute(id, AttributeName::Scope) == nullptr;
    if (head) write_attribute("scope", "col");
  }

  void write_link(std::string_view href) {
    if (href.starts_with("https://") || href.starts_with("http://")) write_attribute("href", href);
    if (!href.starts_with('#')) return;
    if (const auto anchor = anchors_.find(href.substr(1)); anchor != anchors_.end()) {
      write_attribute("href", "#" + anchor->second);
    }
  }

  void write_classes(std::string_view classes) {
    std::string known;
    while (!classes.empty()) {
      const std::string_view one = classes.substr(0, classes.find(' '));
      classes.remove_prefix(std::min(one.size() + 1, classes.size()));
      if (std::find(kClasses.begin(), kClasses.end(), one) != kClasses.end())
        known.append(known.empty() ? "" : " ").append(one);
    }
    if (!known.empty()) write_attribute("class", known);
  }

  const dom::Tree& tree_;
  std::map<std::string, std::string, std::less<>> anchors_;
  std::string heading_;  // the last one: what a table without a caption is called
  std::string out_;
};

}  // namespace

std::string issue_text(const dom::Tree& tree, Language language) { return TextWriter(tree, language).write(); }

}  // namespace gongwen::publish
