#include "layout/boxes/box.h"

#include "base/utf8.h"

namespace gongwen::boxes {
// Names for dumps. The golden files of tests contain them, so changing a name changes all of those.
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
    case BoxKind::Formula: return "formula";
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

/// As in CSS; anonymous boxes and markers are recognised by their kind.
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
  // Each box has one line, even if its text has several.
  std::string out = "text \"";
  for (const char c : box.text) out += c == '\n' ? std::string("\\n") : std::string(1, c);
  return out + "\"";
}

// Depth is that of the tree; two blanks for each level.
void dump_box(const BoxTree& boxes, const dom::Tree& tree, BoxId id, std::size_t depth, std::string& out) {
  const Box& box = boxes.box(id);
  out.append(depth * 2, ' ');
  out += box.kind == BoxKind::Text ? text_of(box) : describe_box(box, tree);
  out += flow_name(box.flow);
  // A split inline box appears once for each piece, `continued` and `goes-on`.
  if (box.is_split_begin) out += " continued";
  if (box.is_split_end) out += " goes-on";
  out += "\n";
  for (BoxId child = box.first_child; child; child = boxes.box(child).next_sibling) {
    dump_box(boxes, tree, child, depth + 1, out);
  }
}

}  // namespace

std::string describe_box(const Box& box, const dom::Tree& tree) {
  // Messages also use this, so an id identifies the element.
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

namespace {

using style::ComputedStyle;
using style::Display;
using style::Float;
using style::PositionKind;

// Ruby parts are inline here; the builder turns them into annotations if they have a base
// (ruby_boxes.cpp).
BoxKind kind_of(Display display) {
  switch (display) {
    case Display::Inline:
    case Display::InlineListItem:
    case Display::Ruby:
    case Display::RubyBase:
    case Display::RubyText:
    case Display::RubyBaseContainer:
    case Display::RubyTextContainer: return BoxKind::Inline;
    case Display::InlineBlock:
    case Display::InlineBlockListItem: return BoxKind::InlineBlock;
    case Display::Flex:
    case Display::InlineFlex: return BoxKind::Flex;
    case Display::Grid:
    case Display::InlineGrid: return BoxKind::Grid;
    case Display::Table:
    case Display::InlineTable: return BoxKind::Table;
    case Display::TableRowGroup:
    case Display::TableHeaderGroup:
    case Display::TableFooterGroup: return BoxKind::RowGroup;
    case Display::TableRow: return BoxKind::Row;
    case Display::TableCell: return BoxKind::Cell;
    case Display::TableColumnGroup: return BoxKind::ColumnGroup;
    case Display::TableColumn: return BoxKind::Column;
    case Display::TableCaption: return BoxKind::TableCaption;
    case Display::Block:
    case Display::BlockRuby:
    case Display::ListItem:
    case Display::FlowRoot:
    case Display::FlowRootListItem:
    case Display::Contents:
    // The root needs a box; for other elements without a box, nothing asks for its kind.
    case Display::None: return BoxKind::Block;
  }
  return BoxKind::Block;
}

/// css-display-3 §2.7: the block-level counterpart of a display value.
/// Called for floats, positioned boxes, the root, and items of flex and grid containers.
Display blockified(Display display) {
  switch (display) {
    case Display::InlineTable: return Display::Table;
    case Display::InlineFlex: return Display::Flex;
    case Display::InlineGrid: return Display::Grid;
    case Display::InlineListItem: return Display::ListItem;
    case Display::InlineBlockListItem: return Display::FlowRootListItem;
    case Display::Inline:
    case Display::Ruby:
    case Display::RubyBase:
    case Display::RubyText:
    case Display::RubyBaseContainer:
    case Display::RubyTextContainer:
    case Display::InlineBlock:
    case Display::Contents:
    case Display::TableRowGroup:
    case Display::TableHeaderGroup:
    case Display::TableFooterGroup:
    case Display::TableRow:
    case Display::TableCell:
    case Display::TableColumnGroup:
    case Display::TableColumn:
    case Display::TableCaption: return Display::Block;
    case Display::Block:
    case Display::BlockRuby:
    case Display::ListItem:
    case Display::None:
    case Display::FlowRoot:
    case Display::FlowRootListItem:
    case Display::Flex:
    case Display::Grid:
    case Display::Table: break;
  }
  return display;
}

/// CSS 2.2 §9.7: positioned boxes do not float, nor do the items of flex containers. `position` wins over `float`; page
/// floats and notes are values of `float`.
BoxFlow flow_of(const ComputedStyle& style, bool is_flex_item) {
  if (style.position.kind == PositionKind::Running) return BoxFlow::Running;
  if (style.position.kind == PositionKind::Absolute || style.position.kind == PositionKind::Fixed) {
    return BoxFlow::Absolute;
  }
  switch (style.float_value) {
    case Float::None: return BoxFlow::Normal;
    case Float::Footnote: return BoxFlow::Footnote;
    case Float::Top:
    case Float::Bottom: return BoxFlow::PageFloat;
    case Float::Left:
    case Float::Right:
    case Float::InlineStart:
    case Float::InlineEnd: break;
  }
  // css-flexbox-1 §3: `float` has no effect on an item.
  return is_flex_item ? BoxFlow::Normal : BoxFlow::Float;
}

}  // namespace

using dom::NodeId;

const std::vector<BoxTree::Assignment>* BoxTree::string_assignments(NodeId node) const {
  const auto found = strings_.find(node.value);
  return found == strings_.end() ? nullptr : &found->second;
}

const std::string* BoxTree::bookmark_label(NodeId node) const {
  const auto found = bookmarks_.find(node.value);
  return found == bookmarks_.end() ? nullptr : &found->second;
}

const BoxTree::Target* BoxTree::find_target(std::string_view id) const {
  const auto found = targets_.find(id);
  return found == targets_.end() ? nullptr : &found->second;
}

bool BoxTree::is_dead_link(std::string_view address) const {
  // `#top` needs no element.
  return address.starts_with('#') && !is_top_of_document(address) && find_target(address.substr(1)) == nullptr;
}

const BoxTree::PageCounting* BoxTree::page_counting(NodeId node) const {
  const auto found = page_countings_.find(node.value);
  return found == page_countings_.end() ? nullptr : &found->second;
}

const std::vector<BoxTree::Count>* BoxTree::counts_of(NodeId node) const {
  const auto found = counts_.find(node.value);
  return found == counts_.end() ? nullptr : &found->second;
}

bool is_top_of_document(std::string_view address) {
  return address == "#" || base::equals_ignoring_ascii_case(address, "#top");
}

bool is_inline_display(Display display) {
  return display == Display::Inline || display == Display::InlineBlock || display == Display::InlineTable ||
         display == Display::InlineFlex || display == Display::InlineGrid || display == Display::InlineListItem ||
         display == Display::InlineBlockListItem || display == Display::Ruby || style::is_ruby_part(display);
}

// is_root comes first: the root never floats and is always a block (CSS 2.2 §9.7).
void set_display(const ComputedStyle& style, bool is_root, bool is_flex_item, Box& box) {
  box.flow = is_root ? BoxFlow::Normal : flow_of(style, is_flex_item);
  const bool block = is_root || is_flex_item || !is_in_flow(box);
  const Display display = block ? blockified(style.display) : style.display;
  box.kind = kind_of(display);
  box.is_inline_level = is_inline_display(display);
}

}  // namespace gongwen::boxes
