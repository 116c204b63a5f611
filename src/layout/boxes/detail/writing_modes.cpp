#include "layout/boxes/detail/writing_modes.h"

#include "base/utf8.h"
#include "style/writing_modes.h"

#include <utility>

// Layout handles horizontal flows only. Where the writing mode changes, the mapper inserts two boxes
//   outer (sides of the flow around) → Turned (in the flow around) → inner (in its own flow) → content
// and gives all boxes below styles whose sides are those of their own flow: in vertical-rl the right side
// is "before", thus `margin-right` becomes the mapped `margin-top`. Layout lays out `inner` as if it were
// horizontal, and turned_layout.cpp turns the result. `text-combine-upright` is such a box of one em,
// with one horizontal line.
//
// Styles are made once for each combination. The keys of the maps are numbers of styles and modes, packed
// into 64 bits.
namespace gongwen::boxes {
namespace {

using style::ComputedStyle;
using style::StyleId;
using style::WritingMode;

/// Whether a box has its own content, which may have another writing mode than the flow around it.
/// Only these may start a flow of another mode; a row or an inline box cannot.
bool holds_flow(BoxKind kind) {
  switch (kind) {
    case BoxKind::Block:
    case BoxKind::InlineBlock:
    case BoxKind::Flex:
    case BoxKind::Grid:
    case BoxKind::Table:
    case BoxKind::TableCaption:
    case BoxKind::Cell: return true;
    case BoxKind::Inline:
    case BoxKind::Text:
    case BoxKind::LineBreak:
    case BoxKind::WordBreak:
    case BoxKind::RubyText:
    case BoxKind::Replaced:
    case BoxKind::Formula:
    case BoxKind::Leader:
    case BoxKind::Reference:
    case BoxKind::Marker:
    case BoxKind::Turned:
    case BoxKind::TableGrid:
    case BoxKind::ColumnGroup:
    case BoxKind::Column:
    case BoxKind::RowGroup:
    case BoxKind::Row: break;
  }
  return false;
}

/// In `vertical-lr`, the side over the text is at the right as in `vertical-rl`, although the next line is there, too.
/// Boxes in the line get their margins accordingly, inline boxes all their sides.
ComputedStyle along_lines_of(const Box& box, const ComputedStyle& style, WritingMode flow) {
  if (flow != WritingMode::VerticalLr || !box.is_inline_level) return style::along_lines(style, flow);
  if (box.kind == BoxKind::Inline) {
    ComputedStyle inline_style = style::along_lines(style, WritingMode::VerticalRl);
    inline_style.writing_mode = flow;
    return inline_style;
  }
  ComputedStyle atomic = style::along_lines(style, flow);
  // Over and under change places, see above.
  std::swap(atomic.margin_top, atomic.margin_bottom);
  return atomic;
}

/// Removes borders and sizes, which belong to the table inside.
void leave_to_table(ComputedStyle& style) {
  const ComputedStyle plain;
  style.padding_top = style.padding_right = style.padding_bottom = style.padding_left = {};
  style.border_top_width = style.border_right_width = style.border_bottom_width = style.border_left_width = {};
  style.width = style.height = style.min_width = style.min_height = plain.width;
  style.max_width = style.max_height = plain.max_width;
  style.background_color = plain.background_color;
  style.background_image = plain.background_image;
  style.outline_style = plain.outline_style;
  style.box_shadow = {};
  style.border_image_source = {};
  style.perspective = plain.perspective;  // applies to the parts of the table
}

/// Removes the properties of the outside of a box from its content. Otherwise they would apply twice: to the outer box,
/// and to the content.
void take_off_outside(ComputedStyle& style) {
  const ComputedStyle plain;
  style.position = plain.position;
  style.top = style.right = style.bottom = style.left = plain.top;
  style.margin_top = style.margin_right = style.margin_bottom = style.margin_left = plain.margin_top;
  style.float_value = plain.float_value;
  style.clear = plain.clear;
  style.z_index = plain.z_index;
  style.opacity = plain.opacity;
  style.isolation = plain.isolation;
  style.contain = plain.contain;
  style.clip = plain.clip;
  style.backface_visibility = plain.backface_visibility;
  style.transform = style.translate = style.rotate = style.scale = {};
  style.order = 0;
  style.align_self = plain.align_self;
  style.justify_self = plain.justify_self;
  style.break_before = style.break_after = plain.break_before;
  style.break_inside = plain.break_inside;
  style.column_span = plain.column_span;
}

}  // namespace

void WritingModeMapper::run() {
  // Most documents are horizontal and unchanged.
  if (!tree_.has_writing_modes_) return;
  tree_.principal_mode_ = principal_mode();
  for (const style::OnFirstLine& entry : styles_.all_on_first_lines()) on_first_lines_[entry.usual].push_back(entry);
  visit(tree_.root_, tree_.principal_mode_);
}

/// css-writing-modes-4 §8: the writing mode of the body, regardless of the root element's, unless containment prevents
/// it (css-contain-2 §3).
WritingMode WritingModeMapper::principal_mode() const {
  const dom::NodeId body = dom_.find_child(dom_.root_element(), dom::ElementName::Body);
  const ComputedStyle& root = styles_.style(styles_.root());
  if (!body || !styles_.of(body).element) return root.writing_mode;
  const ComputedStyle& style = styles_.style(styles_.of(body).element);
  return (style::propagates_from_body(root, style) ? style : root).writing_mode;
}

WritingMode WritingModeMapper::own_mode(const Box& box, WritingMode flow) const {
  // The root has the mode of the document.
  if (!box.parent) return tree_.principal_mode_;
  return holds_flow(box.kind) ? styles_.style(box.style).writing_mode : flow;
}

/// `flow`: the writing mode of the flow around the box. Positioned boxes and running elements are placed on the page,
/// with physical sides.
/// Visits in document order; children that it adds are visited through their parents.
void WritingModeMapper::visit(BoxId id, WritingMode flow) {
  if (box(id).kind == BoxKind::Text) combine(id, flow);
  const Box& visited = box(id);
  if (visited.flow == BoxFlow::Absolute || visited.flow == BoxFlow::Running) flow = WritingMode::HorizontalTb;
  // Notes and page floats are placed in the area of the page, which has the principal mode.
  if (visited.flow == BoxFlow::Footnote || visited.flow == BoxFlow::PageFloat) flow = tree_.principal_mode_;
  if (visited.kind == BoxKind::InlineBlock && visited.part == BoxPart::Anonymous) return;  // already combined
  const WritingMode own = own_mode(visited, flow);
  if (own != flow) {
    start_flow(id, flow, own);
    return;
  }
  visit_children(id, flow);
  // A horizontal flow needs mapping only if a box in it has another writing mode, which it may have inherited and which
  // has no effect there.
  if (style::is_vertical(flow) || styles_.style(box(id).style).writing_mode != flow) {
    box(id).style = mapped(box(id), flow);
  }
}

void WritingModeMapper::visit_children(BoxId id, WritingMode flow) {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) visit(child, flow);
}

/// The adjacent text across the edges of inline boxes; none if something else is between them.
BoxId WritingModeMapper::text_beside(BoxId text, Side side) const {
  const auto next = [&](const Box& from) {
    return side == Side::After ? from.next_sibling : from.previous_sibling;
  };
  // Upwards out of inline boxes until there is a sibling, then down into it.
  BoxId at = text;
  while (at) {
    const Box& from = tree_.box(at);
    if (!next(from)) {
      if (!from.parent || tree_.box(from.parent).kind != BoxKind::Inline) return {};
      at = from.parent;
      continue;
    }
    at = next(from);
    for (const Box* found = &tree_.box(at); found->kind == BoxKind::Inline; found = &tree_.box(at)) {
      const BoxId inside = side == Side::After ? found->first_child : found->last_child;
      if (!inside) break;
      at = inside;
    }
    const Box& found = tree_.box(at);
    if (found.kind == BoxKind::Text && !found.text.empty()) return at;
    // Anything else in the flow separates the texts.
    if (found.kind != BoxKind::Text && found.kind != BoxKind::Inline && is_in_flow(found)) return {};
  }
  return {};
}

/// Whether only the edge of an inline box separates a text from characters that would be combined with it: then neither
/// is combined (css-writing-modes-4 §9.1.1).
bool WritingModeMapper::is_cut_off(BoxId id) const {
  const style::TextCombine how = styles_.style(tree_.box(id).style).text_combine_upright;
  const auto meets_more = [&](Side side) {
    const BoxId other = text_beside(id, side);
    if (!other || styles_.style(tree_.box(other).style).text_combine_upright.kind != how.kind) return false;
    const auto end_of = [](std::string_view text, Side end) {
      return end == Side::After ? text.back() : text.front();
    };
    const char own = end_of(tree_.box(id).text, side);
    // The two characters that meet at the edge.
    const char met = end_of(tree_.box(other).text, side == Side::After ? Side::Before : Side::After);
    if (how.kind == style::TextCombineUpright::All) return !base::is_ascii_space(own) && !base::is_ascii_space(met);
    return base::is_ascii_digit(met);
  };
  return meets_more(Side::Before) || meets_more(Side::After);
}

/// A template writes a text in pieces, one for each value. Moves what is combined, the whole text or the digits of a
/// number, from later pieces into the first one.
void WritingModeMapper::take_pieces(BoxId id) {
  const style::TextCombine how = styles_.style(box(id).style).text_combine_upright;
  const bool takes_all = how.kind == style::TextCombineUpright::All;
  std::string joined;
  for (BoxId at = box(id).next_sibling; at; at = box(at).next_sibling) {
    Box& piece = box(at);
    // Another style means another element, so not the same text.
    if (piece.kind != BoxKind::Text || piece.style != box(id).style) break;
    std::size_t taken = takes_all ? piece.text.size() : 0;
    while (taken < piece.text.size() && base::is_ascii_digit(piece.text[taken])) ++taken;
    if (taken == 0 && !piece.text.empty()) break;
    if (joined.empty()) joined = box(id).text;
    joined += piece.text.substr(0, taken);
    // The views of the pieces shrink; the joined text is stored in the tree.
    piece.text.remove_prefix(taken);
    if (!piece.text.empty()) break;
  }
  if (!joined.empty()) box(id).text = tree_.texts_.store(joined);
}

/// css-writing-modes-4 §9.1: sets the text of a box, or each of its numbers, horizontally in one em.
void WritingModeMapper::combine(BoxId id, WritingMode flow) {
  const bool has_upright = flow == WritingMode::VerticalRl || flow == WritingMode::VerticalLr;
  const style::TextCombine how = styles_.style(box(id).style).text_combine_upright;
  // `digits` takes runs of ASCII digits only.
  if (!has_upright || how.kind == style::TextCombineUpright::None || box(id).text.empty()) return;
  if (how.kind == style::TextCombineUpright::All || base::is_ascii_digit(box(id).text.back())) take_pieces(id);
  const std::string_view text = box(id).text;
  if (how.kind == style::TextCombineUpright::All) {
    if (!base::trim_ascii_space(text).empty() && !is_cut_off(id)) put_across(id, flow);
    return;
  }
  std::size_t begin = 0;
  while (begin < text.size() && !base::is_ascii_digit(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && base::is_ascii_digit(text[end])) ++end;
  if (begin == end) return;
  // `text-combine-upright: digits 2` (the usual limit) leaves longer numbers upright or turned.
  const bool fits = end - begin <= how.max_digits;
  // The rest is a separate text, visited next; so is the number.
  // Cut before the number first; the number is cut from its rest when it is visited.
  if (const std::size_t cut = begin > 0 ? begin : end; cut < text.size()) split_text(id, cut);
  if (begin == 0 && fits && !is_cut_off(id)) put_across(id, flow);
}

void WritingModeMapper::split_text(BoxId id, std::size_t at) {
  Box rest = box(id);
  rest.text.remove_prefix(at);
  rest.previous_sibling = id;
  const BoxId rest_id(tree_.boxes_.size());
  (rest.next_sibling ? box(rest.next_sibling).previous_sibling : box(rest.parent).last_child) = rest_id;
  box(id).text = box(id).text.substr(0, at);
  box(id).next_sibling = rest_id;
  tree_.boxes_.push_back(rest);
}

WritingModeMapper::FlowStyles WritingModeMapper::styles_across(StyleId text, WritingMode flow, bool is_single) {
  // Three bits for the writing mode, one for the flag.
  const std::uint64_t key =
      (std::uint64_t{text.value} << 4) | (std::uint64_t{is_single} << 3) | static_cast<std::uint64_t>(flow);
  const auto [entry, is_new] = across_.try_emplace(key);
  if (!is_new) return entry->second;
  const base::LayoutUnit em = styles_.style(text).font_size.to_length();
  ComputedStyle outside = styles_.style(styles_.anonymous(text, style::Display::InlineBlock));
  // One em square: the character cell of vertical text.
  outside.width = outside.height = {style::Size::Kind::Length, {em}};
  ComputedStyle inside = styles_.style(styles_.anonymous(text, style::Display::FlowRoot));
  inside.writing_mode = WritingMode::HorizontalTb;
  inside.text_align = {style::TextAlign::Center};
  inside.text_indent = {};
  inside.letter_spacing = {};
  // Several characters keep the width in which they were typed (css-writing-modes-4 §9.1.2).
  if (!is_single) inside.text_transform.full_width = false;
  inside.text_wrap_mode = style::TextWrapMode::Nowrap;
  // One line that fills the square.
  inside.line_height = {style::LineHeight::Kind::Length, 0, em};
  entry->second.inner = styles_.add(inside);
  entry->second.turned = add_mapped(outside, flow, entry->second.inner);
  entry->second.outer = add_mapped(outside, flow, styles_.add(outside));
  return entry->second;
}

/// Replaces the text by a box in the line, one em high and wide, with one horizontal line in it.
void WritingModeMapper::put_across(BoxId id, WritingMode flow) {
  Box text = box(id);
  const FlowStyles made =
      styles_across(text.style, flow, base::count_code_points(base::trim_ascii_space(text.text)) == 1);
  Box turned;
  turned.kind = BoxKind::Turned;
  turned.part = BoxPart::Anonymous;
  turned.node = text.node;
  turned.origin = text.origin;
  Box inner = turned;
  inner.kind = BoxKind::Block;
  inner.has_inline_children = true;
  inner.style = made.inner;
  turned.style = made.turned;
  // Ids are known before the boxes exist: they are appended below in this order.
  const BoxId turned_id(tree_.boxes_.size());
  const BoxId inner_id(tree_.boxes_.size() + 1);
  const BoxId text_id(tree_.boxes_.size() + 2);
  turned.parent = id;
  turned.first_child = turned.last_child = inner_id;
  inner.parent = turned_id;
  inner.first_child = inner.last_child = text_id;
  Box& outer = box(id);
  outer.kind = BoxKind::InlineBlock;
  outer.part = BoxPart::Anonymous;
  outer.is_inline_level = true;
  outer.text = {};
  outer.style = made.outer;
  outer.first_child = outer.last_child = turned_id;
  text.style = inner.style;
  text.parent = inner_id;
  text.previous_sibling = text.next_sibling = BoxId();
  tree_.boxes_.push_back(turned);
  tree_.boxes_.push_back(inner);
  tree_.boxes_.push_back(text);
}

// The children move from `outer` to `inner`; `outer` keeps its place among its siblings.
void WritingModeMapper::start_flow(BoxId id, WritingMode flow, WritingMode own) {
  const Box outer = box(id);
  const FlowStyles made = flow_styles(outer, flow, own);
  Box inner;
  // Containers of items and tables lay out their content by themselves; everything else is a block.
  inner.kind = outer.kind == BoxKind::Flex || outer.kind == BoxKind::Grid || outer.kind == BoxKind::Table
                   ? outer.kind
                   : BoxKind::Block;
  inner.part = BoxPart::Anonymous;
  inner.node = outer.node;
  inner.origin = outer.origin;
  inner.has_inline_children = outer.has_inline_children;
  inner.has_floats_in_lines = outer.has_floats_in_lines;
  inner.first_child = outer.first_child;
  inner.last_child = outer.last_child;
  inner.style = made.inner;

  const BoxId turned_id(tree_.boxes_.size());
  const BoxId inner_id(tree_.boxes_.size() + 1);
  Box turned;
  turned.kind = BoxKind::Turned;
  turned.part = BoxPart::Anonymous;
  turned.node = outer.node;
  turned.origin = outer.origin;
  turned.parent = id;
  turned.first_child = turned.last_child = inner_id;
  turned.style = made.turned;
  inner.parent = turned_id;

  const bool is_line_box = outer.is_inline_level && inner.kind != BoxKind::Block;
  Box& changed = box(id);
  // The outer box is an ordinary block or inline block; the inner one does the work.
  if (inner.kind != BoxKind::Block) changed.kind = is_line_box ? BoxKind::InlineBlock : BoxKind::Block;
  changed.style = made.outer;
  changed.has_inline_children = false;
  changed.has_floats_in_lines = false;
  changed.first_child = changed.last_child = turned_id;
  tree_.boxes_.push_back(turned);
  tree_.boxes_.push_back(inner);
  for (BoxId child = inner.first_child; child; child = box(child).next_sibling) box(child).parent = inner_id;
  visit_children(inner_id, own);
}

WritingModeMapper::FlowStyles WritingModeMapper::flow_styles(const Box& outer, WritingMode flow, WritingMode own) {
  const bool is_item = outer.parent && holds_items(tree_.box(outer.parent));
  std::uint64_t key = outer.style.value;
  // Three bits each; the kind has eight.
  for (const auto part : {static_cast<unsigned>(flow), static_cast<unsigned>(own), static_cast<unsigned>(outer.flow)}) {
    key = key << 3 | part;
  }
  key = ((key << 8 | static_cast<unsigned>(outer.kind)) << 1 | outer.is_inline_level) << 1 | is_item;
  const auto [entry, is_new] = flows_.try_emplace(key);
  if (!is_new) return entry->second;
  const StyleId physical = outer.style;
  const ComputedStyle inside = inner_style(outer);
  entry->second.inner = add_mapped(inside, own, styles_.add(inside));
  ComputedStyle around = styles_.style(styles_.anonymous(physical, style::Display::Block));
  // The alignment of a cell applies across its own lines.
  if (outer.kind == BoxKind::Cell) around.vertical_align = styles_.style(physical).vertical_align;
  entry->second.turned = add_mapped(around, flow, styles_.add(around));
  entry->second.outer = add(along_lines_of(outer, outer_style(outer, flow, own), flow), physical);
  return entry->second;
}

/// The style of the box in the flow around it. Across that flow it is as wide as its lines need (section 7.3): its
/// width is the block size of its content.
ComputedStyle WritingModeMapper::outer_style(const Box& outer, WritingMode flow, WritingMode own) const {
  ComputedStyle style = styles_.style(outer.style);
  const bool is_item = outer.parent && holds_items(tree_.box(outer.parent));
  style::Size& inline_size = style::is_vertical(flow) ? style.height : style.width;
  if (outer.kind == BoxKind::Table) leave_to_table(style);
  // Columns follow each other along the lines of the content.
  style.column_width.reset();
  style.column_count.reset();
  if (outer.kind == BoxKind::Cell) {
    // It aligns across its own lines, whose length is its height.
    if (style::is_across(flow, own)) style.vertical_align.kind = style::VerticalAlign::Kind::Top;
    return style;
  }
  if (outer.is_inline_level) {
    style.display = style::Display::InlineBlock;
  } else if (outer.flow == BoxFlow::Normal && outer.kind != BoxKind::TableCaption) {
    style.display = style::Display::FlowRoot;
  }
  // Boxes that shrink to fit ask for their content's size by themselves.
  const bool shrinks = outer.flow != BoxFlow::Normal || outer.is_inline_level;
  const bool fits = style::is_across(flow, own) || outer.kind == BoxKind::Table;
  // Across, the content's height is the box's width, which must not fill the line.
  if (fits && !is_item && !shrinks && inline_size.is_auto()) inline_size.kind = style::Size::Kind::MaxContent;
  return style;
}

/// The style of the box's content, without the properties of its outside.
ComputedStyle WritingModeMapper::inner_style(const Box& outer) const {
  const ComputedStyle& own = styles_.style(outer.style);
  if (outer.kind == BoxKind::Table) {
    ComputedStyle table = own;
    take_off_outside(table);
    return table;
  }
  // Inherited properties come along; those that belong to the inside are copied one by one.
  ComputedStyle style = styles_.style(styles_.anonymous(outer.style, style::Display::FlowRoot));
  style.display = style::is_list_item(own.display) ? style::Display::FlowRoot : own.display;
  style.flex_direction = own.flex_direction;
  style.flex_wrap = own.flex_wrap;
  style.justify_content = own.justify_content;
  style.align_content = own.align_content;
  style.align_items = own.align_items;
  style.justify_items = own.justify_items;
  style.row_gap = own.row_gap;
  style.column_gap = own.column_gap;
  style.grid_template_columns = own.grid_template_columns;
  style.grid_template_rows = own.grid_template_rows;
  style.grid_template_areas = own.grid_template_areas;
  style.grid_auto_columns = own.grid_auto_columns;
  style.grid_auto_rows = own.grid_auto_rows;
  style.grid_auto_flow = own.grid_auto_flow;
  style.column_width = own.column_width;
  style.column_count = own.column_count;
  style.column_rule_width = own.column_rule_width;
  style.column_rule_style = own.column_rule_style;
  style.column_rule_color = own.column_rule_color;
  style.column_fill = own.column_fill;
  style.text_overflow = own.text_overflow;
  style.line_clamp = own.line_clamp;
  return style;
}

StyleId WritingModeMapper::add_mapped(const ComputedStyle& style, WritingMode flow, StyleId physical) {
  return add(style::along_lines(style, flow), physical);
}

// `physical` is the unmapped style, for what stays physical, such as transforms.
StyleId WritingModeMapper::add(ComputedStyle style, StyleId physical) {
  const StyleId id = styles_.add(std::move(style));
  if (tree_.physical_styles_.size() <= id.index()) tree_.physical_styles_.resize(id.index() + 1);
  tree_.physical_styles_[id.index()] = physical;
  return id;
}

StyleId WritingModeMapper::mapped(const Box& box, WritingMode flow) {
  // Inline boxes, boxes in lines and blocks are mapped differently, along_lines_of().
  const std::uint64_t part = box.kind == BoxKind::Inline ? 1 : box.is_inline_level ? 2 : 0;
  const std::uint64_t key = (std::uint64_t{box.style.value} << 8) | (part << 4) | static_cast<std::uint64_t>(flow);
  const auto [entry, is_new] = mapped_.try_emplace(key);
  if (!is_new) return entry->second;
  const StyleId result = add(along_lines_of(box, styles_.style(box.style), flow), box.style);
  entry->second = result;
  map_on_first_lines(box, flow, result);
  return result;
}

/// Maps the styles of first lines too.
void WritingModeMapper::map_on_first_lines(const Box& box, WritingMode flow, StyleId mapped_style) {
  const auto found = on_first_lines_.find(box.style);
  if (found == on_first_lines_.end()) return;
  for (const style::OnFirstLine& entry : found->second) {
    const StyleId on_line = add(along_lines_of(box, styles_.style(entry.on_line), flow), entry.on_line);
    styles_.add_on_first_line({entry.first_line, mapped_style, on_line});
  }
}

}  // namespace gongwen::boxes
