// A document's boxes as one line of text: `block html(block body(block p("text")))`; anonymous boxes are marked with
// `*`.
#pragma once

#include "dom/html_sink.h"
#include "layout/boxes/box.h"
#include "style/style_tree.h"

#include <string>

namespace gongwen::tests {

/// HTML up to boxes; no fonts are needed for that.
struct Boxed {
  explicit Boxed(std::string_view style, std::string_view body) : css(style) {
    html = "<!DOCTYPE html><html><head><title>t</title></head><body>" + std::string(body) + "</body></html>";
    tree = dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, origins, sink);
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(
                  css, {diagnostics::SourceId(1), 0, static_cast<std::uint32_t>(css.size())}, sink)),
              style::CascadeOrigin::Author);
    styles = style::build_style_tree(tree, rules, sink);
    boxes = boxes::build_boxes(tree, styles, images, origins, sink);
  }

  /// The boxes below the body.
  std::string dump() const {
    std::string out;
    const dom::NodeId body = tree.find_child(tree.root_element(), dom::ElementName::Body);
    dump_children(boxes.box_of(body), out);
    return out;
  }

  std::string css;
  std::string html;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::RuleSet rules;
  style::StyleTree styles;
  images::ImageSet images{nullptr, nullptr, sink};
  boxes::BoxTree boxes;

 private:
  static std::string_view kind_name(boxes::BoxKind kind) {
    using boxes::BoxKind;
    switch (kind) {
      case BoxKind::Block: return "block";
      case BoxKind::Inline: return "inline";
      case BoxKind::Text: return "text";
      case BoxKind::LineBreak: return "br";
      case BoxKind::WordBreak: return "wbr";
      case BoxKind::InlineBlock: return "inline-block";
      case BoxKind::RubyText: return "ruby-text";
      case BoxKind::Flex: return "flex";
      case BoxKind::Grid: return "grid-container";
      case BoxKind::Replaced: return "replaced";
      case BoxKind::Formula: return "formula";
      case BoxKind::Leader: return "leader";
      case BoxKind::Reference: return "reference";
      case BoxKind::Marker: return "marker";
      case BoxKind::Turned: return "turned";
      case BoxKind::Table: return "table";
      case BoxKind::TableGrid: return "grid";
      case BoxKind::TableCaption: return "caption";
      case BoxKind::ColumnGroup: return "colgroup";
      case BoxKind::Column: return "col";
      case BoxKind::RowGroup: return "group";
      case BoxKind::Row: return "row";
      case BoxKind::Cell: return "cell";
    }
    return {};
  }

  void dump_box(boxes::BoxId id, std::string& out) const {
    const boxes::Box& box = boxes.box(id);
    if (box.kind == boxes::BoxKind::Text) {
      out += "\"" + std::string(box.text) + "\"";
      return;
    }
    out += kind_name(box.kind);
    if (box.part == boxes::BoxPart::Anonymous) out += "*";
    if (box.part == boxes::BoxPart::Before) out += "::before";
    if (box.part == boxes::BoxPart::After) out += "::after";
    if (box.is_split_begin) out += "<";
    if (box.is_split_end) out += ">";
    if (!box.first_child) return;
    out += "(";
    dump_children(id, out);
    out += ")";
  }

  void dump_children(boxes::BoxId id, std::string& out) const {
    for (boxes::BoxId child = boxes.box(id).first_child; child; child = boxes.box(child).next_sibling) {
      if (boxes.box(child).previous_sibling) out += " ";
      dump_box(child, out);
    }
  }
};

}  // namespace gongwen::tests
