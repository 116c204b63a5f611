#include "boxes/box.h"

namespace gongwen::boxes {
namespace {

std::string_view kind_name(BoxKind kind) {
  switch (kind) {
    case BoxKind::Block: return "block";
    case BoxKind::Inline: return "inline";
    case BoxKind::Text: return "text";
    case BoxKind::LineBreak: return "break";
    case BoxKind::WordBreak: return "word-break";
    case BoxKind::InlineBlock: return "inline-block";
    case BoxKind::RubyText: return "ruby-text";
    case BoxKind::Flex: return "flex";
    case BoxKind::Grid: return "grid";
    case BoxKind::Replaced: return "replaced";
    case BoxKind::Leader: return "leader";
    case BoxKind::Reference: return "reference";
    case BoxKind::Marker: return "marker";
    case BoxKind::Turned: return "turned";
    case BoxKind::Table: return "table-wrapper";
    case BoxKind::TableGrid: return "table";
    case BoxKind::TableCaption: return "caption";
    case BoxKind::ColumnGroup: return "column-group";
    case BoxKind::Column: return "column";
    case BoxKind::RowGroup: return "row-group";
    case BoxKind::Row: return "row";
    case BoxKind::Cell: return "cell";
  }
  return {};
}

std::string_view part_name(BoxPart part) {
  switch (part) {
    case BoxPart::Element:
    case BoxPart::Marker:
    case BoxPart::Anonymous: return {};
    case BoxPart::Before: return "::before";
    case BoxPart::After: return "::after";
    case BoxPart::FirstLetter: return "::first-letter";
    case BoxPart::FootnoteCall: return "::footnote-call";
    case BoxPart::FootnoteMarker: return "::footnote-marker";
  }
  return {};
}

std::string_view flow_name(BoxFlow flow) {
  switch (flow) {
    case BoxFlow::Normal: return {};
    case BoxFlow::Float: return " float";
    case BoxFlow::Absolute: return " absolute";
    case BoxFlow::PageFloat: return " page-float";
    case BoxFlow::Footnote: return " footnote";
    case BoxFlow::Running: return " running";
  }
  return {};
}

std::string text_of(const Box& box) {
  std::string out = "text \"";
  for (const char c : box.text) out += c == '\n' ? std::string("\\n") : std::string(1, c);
  return out + "\"";
}

void dump_box(const BoxTree& boxes, const dom::Tree& tree, BoxId id, std::size_t depth, std::string& out) {
  const Box& box = boxes.box(id);
  out.append(depth * 2, ' ');
  out += box.kind == BoxKind::Text ? text_of(box) : describe_box(box, tree);
  out += flow_name(box.flow);
  if (box.is_split_begin) out += " continued";
  if (box.is_split_end) out += " goes-on";
  out += "\n";
  for (BoxId child = box.first_child; child; child = boxes.box(child).next_sibling) {
    dump_box(boxes, tree, child, depth + 1, out);
  }
}

}  // namespace

std::string describe_box(const Box& box, const dom::Tree& tree) {
  std::string out(kind_name(box.kind));
  if (box.part == BoxPart::Anonymous) return out + " (anonymous)";
  if (!box.node) return out;
  out.append(" ").append(dom::tag_name(tree.node(box.node).name));
  const std::string_view id = tree.attribute_value(box.node, dom::AttributeName::Id);
  if (!id.empty()) out.append("#").append(id);
  return out.append(part_name(box.part));
}

std::string dump_boxes(const BoxTree& boxes, const dom::Tree& tree) {
  std::string out;
  if (boxes.root()) dump_box(boxes, tree, boxes.root(), 0, out);
  return out;
}

}  // namespace gongwen::boxes
