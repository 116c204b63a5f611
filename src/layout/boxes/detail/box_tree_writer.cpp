#include "layout/boxes/detail/box_tree_writer.h"

#include "base/assert.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/boxes/box.h"

#include <algorithm>

// The writer keeps three invariants of CSS 2.2 that markup need not fulfil:
// - a part of a table is in the part that may contain it (§17.2.1): append() makes what is missing,
//   `<td>` alone gets row, group, grid and table;
// - no inline box contains a block (§9.2.1.1): append() splits the inline box around it;
// - a block container has either blocks or lines (§9.2.1): finish() wraps runs of inline boxes in
//   anonymous blocks.
// Boxes are linked by index, so adding one never moves others; references to boxes are invalid after
// push_back, hence box(id) everywhere.
namespace gongwen::boxes {

// ::first-letter (css-pseudo-4 section 2.2): the first letter of a block container and adjacent punctuation.

namespace {

using base::CharacterFlag;

constexpr char32_t kIdeographicSpace = 0x3000;

bool is_dash(char32_t c) { return c == U'-' || (c >= 0x2010 && c <= 0x2015); }

bool is_beside_letter(char32_t c) { return base::has_flag(c, CharacterFlag::EnclosingPunctuation); }

/// Blanks between the letter and its punctuation, as before French marks (Zs except the ideographic space).
bool is_typographic_space(char32_t c) { return c != kIdeographicSpace && c > 0x7F && base::is_space(c); }

/// The end of the blanks between leading punctuation and its letter; `at` if no letter follows.
std::size_t end_of_blanks(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size()) {
    const base::DecodedCodePoint c = base::decode_utf8(text, end);
    if (c.code_point != U' ' && !is_typographic_space(c.code_point)) break;
    end += c.length;
  }
  // Blanks at the end of the text, or before another blank, are not between a mark and a letter.
  return end < text.size() && !base::is_space(base::decode_utf8(text, end).code_point) ? end : at;
}

/// The length in bytes of the first letter and what belongs to it; 0 if the text has none.
/// `“A” ` → the three characters before the blank; works on UTF-8 without decoding the rest.
std::size_t first_letter_length(std::string_view text) {
  std::size_t at = 0;
  const auto take_marks = [&] {
    std::size_t end = at;
    while (end < text.size()) {
      const base::DecodedCodePoint c = base::decode_utf8(text, end);
      const bool is_mark = is_beside_letter(c.code_point);
      if (!is_mark && !is_typographic_space(c.code_point)) break;
      end += c.length;
      if (is_mark) at = end;
    }
  };
  const auto take_dashes = [&] {
    while (at < text.size() && is_dash(base::decode_utf8(text, at).code_point))
      at += base::decode_utf8(text, at).length;
  };
  // Punctuation may stand on both sides of a dash: –“A.
  take_marks();
  take_dashes();
  take_marks();
  if (at > 0) at = end_of_blanks(text, at);
  if (at < text.size()) {
    const base::DecodedCodePoint letter = base::decode_utf8(text, at);
    if (base::is_space(letter.code_point)) return at;
    at += letter.length;
    // Combining marks belong to their letter.
    while (at < text.size()) {
      const base::DecodedCodePoint mark = base::decode_utf8(text, at);
      if (!base::has_flag(mark.code_point, CharacterFlag::Mark)) break;
      at += mark.length;
    }
    take_marks();
  }
  return at;
}

}  // namespace

// Keeps the links of siblings and parent; the caller has made the box.
BoxId BoxTreeWriter::insert_before(BoxId sibling, Box inserted) {
  const BoxId id(tree_.boxes_.size());
  Box& after = tree_.boxes_[sibling.index()];
  inserted.parent = after.parent;
  inserted.previous_sibling = after.previous_sibling;
  inserted.next_sibling = sibling;
  after.previous_sibling = id;
  (inserted.previous_sibling ? tree_.boxes_[inserted.previous_sibling.index()].next_sibling
                             : tree_.boxes_[inserted.parent.index()].first_child) = id;
  tree_.boxes_.push_back(inserted);
  return id;
}

/// The text that starts the first line of a container; an empty id if the line starts with something else; nullopt if
/// there is no line yet.
std::optional<BoxId> BoxTreeWriter::first_text(BoxId parent) const {
  for (BoxId child = box(parent).first_child; child; child = box(child).next_sibling) {
    const Box& entry = box(child);
    if (entry.part == BoxPart::FirstLetter) return BoxId();
    // Markers and boxes out of flow are not in the first line.
    if (entry.kind == BoxKind::Marker || entry.part == BoxPart::Marker || !is_in_flow(entry)) continue;
    if (entry.kind == BoxKind::Text) {
      if (!base::trim_ascii_space(entry.text).empty()) return child;
    } else if (entry.kind == BoxKind::Inline || entry.kind == BoxKind::Block) {
      if (const std::optional<BoxId> found = first_text(child)) return found;
    } else {
      return BoxId();
    }
  }
  return std::nullopt;
}

void BoxTreeWriter::cut_first_letter(BoxId container, style::StyleId style, dom::NodeId node) {
  // Nothing to cut: the container begins with an image or has no text.
  const BoxId found = first_text(container).value_or(BoxId());
  if (!found) return;
  const Box whole = box(found);
  const auto is_letter = [](char c) {
    return !base::is_ascii_space(c);
  };
  const auto begin =
      static_cast<std::size_t>(std::find_if(whole.text.begin(), whole.text.end(), is_letter) - whole.text.begin());
  const std::size_t length = first_letter_length(whole.text.substr(begin));
  if (length == 0) return;
  // White space before the letter keeps the usual style.
  if (begin > 0) {
    Box blank = whole;
    blank.text = whole.text.substr(0, begin);
    insert_before(found, blank);
  }
  Box letter;
  set_display(styles_.style(style), false, false, letter);
  // `letter` may float: drop caps.
  letter.part = BoxPart::FirstLetter;
  letter.style = style;
  letter.node = node;
  letter.origin = whole.origin;
  tree_.has_floats_ = tree_.has_floats_ || letter.flow == BoxFlow::Float;
  tree_.flows_[static_cast<std::size_t>(letter.flow)] = true;
  const BoxId around = insert_before(found, letter);
  Box text = whole;
  text.style = style;
  text.text = whole.text.substr(begin, length);
  // A copy of a box keeps its links unless they are cleared.
  text.next_sibling = {};  // of the whole text; the letter is alone in its box
  add(text, around);
  tree_.boxes_[found.index()].text = whole.text.substr(begin + length);
}

namespace {

using style::Display;

// The kinds of boxes that a row may contain, and a grid besides rows.
bool is_row_part(BoxKind kind) { return kind == BoxKind::Cell; }
bool is_grid_part(BoxKind kind) {
  return kind == BoxKind::RowGroup || kind == BoxKind::ColumnGroup || kind == BoxKind::Column;
}
bool is_table_part(BoxKind kind) {
  return is_row_part(kind) || is_grid_part(kind) || kind == BoxKind::Row || kind == BoxKind::TableCaption;
}

/// Whether a piece of an inline box has a start or an end that takes up space, and so creates a line (CSS 2.2 §9.4.2).
bool has_edges(const Box& piece, const style::ComputedStyle& style) {
  const auto is_some = [](const style::LengthPercentage& length) {
    return length.has_percent() || !length.length.is_zero();
  };
  const bool left =
      is_some(style.margin_left.value) || !style.border_left_width.is_zero() || is_some(style.padding_left);
  const bool right =
      is_some(style.margin_right.value) || !style.border_right_width.is_zero() || is_some(style.padding_right);
  // The edges at which the box was split do not count.
  return (left && !piece.is_split_begin) || (right && !piece.is_split_end);
}

bool is_white_space(std::string_view text) { return std::all_of(text.begin(), text.end(), base::is_ascii_space); }

}  // namespace

BoxId BoxTreeWriter::add(Box box, BoxId parent) {
  // Links to the last child, so appending takes constant time.
  const BoxId id(tree_.boxes_.size());
  box.parent = parent;
  box.previous_sibling = parent ? tree_.boxes_[parent.index()].last_child : BoxId();
  tree_.boxes_.push_back(box);
  if (!parent) return id;
  if (box.previous_sibling) {
    tree_.boxes_[box.previous_sibling.index()].next_sibling = id;
  } else {
    tree_.boxes_[parent.index()].first_child = id;
  }
  tree_.boxes_[parent.index()].last_child = id;
  return id;
}

// Records which features the document uses, so that stages that it does not need are skipped.
BoxId BoxTreeWriter::append(BoxId parent, Box box) {
  const style::ComputedStyle& style = styles_.style(box.style);
  const style::PositionKind position = style.position.kind;
  tree_.has_positioned_ =
      tree_.has_positioned_ || (position != style::PositionKind::Static && position != style::PositionKind::Running);
  const bool is_layered_item = !style.z_index.is_auto && parent && holds_items(tree_.box(parent));
  const bool has_space = style.perspective > base::LayoutUnit() ||
                         style.transform_style != style::TransformStyle::Flat ||
                         style.backface_visibility != style::BackfaceVisibility::Visible;
  tree_.has_effects_ = tree_.has_effects_ || style.opacity < 1 || style.has_transform() || has_space ||
                       style.contain.layout || style.contain.paint || style.isolation != style::Isolation::Auto ||
                       style.will_change != style::WillChange() || is_layered_item;
  tree_.has_outlines_ = tree_.has_outlines_ || style.outline_style != style::BorderStyle::None;
  tree_.has_writing_modes_ = tree_.has_writing_modes_ || style.writing_mode != style::WritingMode::HorizontalTb;
  tree_.has_floats_ = tree_.has_floats_ || box.flow == BoxFlow::Float;
  return add(box, proper_parent(parent, box));
}

/// The box below which a child of this kind is allowed, created if necessary.
BoxId BoxTreeWriter::proper_parent(BoxId parent, const Box& child) {
  if (!parent) return parent;
  // Content after a split goes into the newest piece.
  parent = current_piece(parent);
  const BoxKind kind = box(parent).kind;
  switch (kind) {
    case BoxKind::Table:
      if (child.kind == BoxKind::TableCaption || child.kind == BoxKind::TableGrid) return parent;
      // Recursion adds one part at a time: grid → group → row → cell.
      return proper_parent(anonymous_parent(parent, BoxKind::TableGrid, Display::Table), child);
    case BoxKind::TableGrid:
      if (is_grid_part(child.kind)) return parent;
      return proper_parent(anonymous_parent(parent, BoxKind::RowGroup, Display::TableRowGroup), child);
    case BoxKind::RowGroup:
      if (child.kind == BoxKind::Row) return parent;
      return proper_parent(anonymous_parent(parent, BoxKind::Row, Display::TableRow), child);
    case BoxKind::Row:
      if (child.kind == BoxKind::Cell) return parent;
      return proper_parent(anonymous_parent(parent, BoxKind::Cell, Display::TableCell), child);
    case BoxKind::ColumnGroup: return parent;
    case BoxKind::Block:
    case BoxKind::Inline:
    case BoxKind::Text:
    case BoxKind::LineBreak:
    case BoxKind::WordBreak:
    case BoxKind::InlineBlock:
    case BoxKind::RubyText:
    case BoxKind::Flex:
    case BoxKind::Grid:
    case BoxKind::Replaced:
    case BoxKind::Formula:
    case BoxKind::Leader:
    case BoxKind::Reference:
    case BoxKind::Marker:
    case BoxKind::Turned:
    case BoxKind::TableCaption:
    case BoxKind::Column:
    case BoxKind::Cell: break;
  }
  if (is_table_part(child.kind)) {
    return proper_parent(anonymous_parent(parent, BoxKind::Table, Display::Table), child);
  }
  // Floats and positioned boxes stay among inline content.
  const bool child_is_block = !child.is_inline_level && child.kind != BoxKind::Marker && is_in_flow(child);
  if (kind == BoxKind::Inline && child_is_block) return split_inline(parent);
  return parent;
}

/// Gives a table without rows its grid.
void BoxTreeWriter::anonymous_grid(BoxId table) {
  for (BoxId child = box(table).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::TableGrid) return;
  }
  anonymous_parent(table, BoxKind::TableGrid, Display::Table);
}

/// Adjacent children share an anonymous parent of the same kind, even with blanks between them (css-tables-3 §3.3).
BoxId BoxTreeWriter::anonymous_parent(BoxId parent, BoxKind kind, Display display) {
  BoxId last = box(parent).last_child;
  // A table has only one grid, wherever its captions are.
  while (last && kind == BoxKind::TableGrid && box(last).kind == BoxKind::TableCaption)
    // Captions may stand between rows: the table keeps one grid.
    last = box(last).previous_sibling;
  while (last && box(last).kind == BoxKind::Text && is_white_space_run(last, box(last).next_sibling)) {
    // Blanks between two cells do not separate them.
    last = box(last).previous_sibling;
  }
  if (last && box(last).kind == kind && (box(last).part == BoxPart::Anonymous || kind == BoxKind::TableGrid)) {
    return last;
  }
  Box anonymous;
  anonymous.kind = kind;
  anonymous.part = BoxPart::Anonymous;
  anonymous.node = box(parent).node;
  anonymous.origin = box(parent).origin;
  // The grid is the table itself without its captions, so it has the table's style (CSS 2.2 §17.4).
  // Among inline content a table is inline (CSS 2.2 §17.2.1).
  anonymous.is_inline_level = kind == BoxKind::Table && box(parent).kind == BoxKind::Inline;
  anonymous.style = kind == BoxKind::TableGrid ? box(parent).style : styles_.anonymous(box(parent).style, display);
  return append(parent, anonymous);
}

bool BoxTreeWriter::ends_with_line(BoxId table_part) const {
  // Whether inline content ends the table part: then a blank belongs to it.
  BoxId last = box(table_part).last_child;
  while (last && box(last).part == BoxPart::Anonymous && box(last).kind != BoxKind::Cell) last = box(last).last_child;
  if (!last || box(last).part != BoxPart::Anonymous || box(last).kind != BoxKind::Cell) return false;
  const BoxId content = box(last).last_child;
  return content && box(content).is_inline_level;
}

BoxId BoxTreeWriter::current_piece(BoxId inline_box) const {
  // `pieces_`: the first piece of each split inline box → its newest one.
  const auto found = pieces_.find(inline_box.value);
  return found == pieces_.end() ? inline_box : found->second;
}

BoxId BoxTreeWriter::block_container_of(BoxId id) const {
  while (box(id).kind == BoxKind::Inline) id = box(id).parent;
  return id;
}

/// Splits inline boxes around a block: they end before it and start again after it (CSS 2.2 §9.2.1.1).
BoxId BoxTreeWriter::split_inline(BoxId inline_box) {
  const BoxId container = block_container_of(inline_box);
  std::vector<BoxId> cut;
  // From the innermost inline box outwards to the container.
  for (BoxId id = inline_box; id != container; id = box(id).parent) cut.push_back(id);
  // The block is appended later, so an empty anonymous block reserves its place.
  Box around;
  around.part = BoxPart::Anonymous;
  around.node = box(container).node;
  around.origin = box(inline_box).origin;
  around.style = styles_.anonymous(box(container).style, Display::Block);
  // Layout uses it to find the inline box that the block interrupts.
  around.content = inline_box.value;
  const BoxId block = add(around, container);
  BoxId parent = container;
  // Outermost first: each new piece is the parent of the next.
  for (auto id = cut.rbegin(); id != cut.rend(); ++id) {
    tree_.boxes_[id->index()].is_split_end = true;
    Box piece = box(*id);
    piece.is_split_begin = true;
    piece.is_split_end = false;
    piece.first_child = piece.last_child = piece.next_sibling = BoxId();
    const BoxId next = add(piece, parent);
    // Boxes that were split before have their newest piece replaced.
    for (auto& [first, latest] : pieces_) {
      if (latest == *id) latest = next;
    }
    pieces_[id->value] = next;
    parent = next;
  }
  return block;
}

void BoxTreeWriter::remove_child(BoxId parent, BoxId child) {
  const Box gone = box(child);
  auto& boxes = tree_.boxes_;
  (gone.previous_sibling ? boxes[gone.previous_sibling.index()].next_sibling : boxes[parent.index()].first_child) =
      gone.next_sibling;
  (gone.next_sibling ? boxes[gone.next_sibling.index()].previous_sibling : boxes[parent.index()].last_child) =
      gone.previous_sibling;
}

/// Whether everything from `first` up to `end` is collapsible white space.
bool BoxTreeWriter::is_white_space_run(BoxId first, BoxId end) const {
  for (BoxId id = first; id != end; id = box(id).next_sibling) {
    const style::WhiteSpaceCollapse collapse = styles_.style(box(id).style).white_space_collapse;
    // In a flex container, white space never makes an item (css-flexbox-1 §4).
    const BoxId holder = box(id).parent;
    const bool in_flex = holder && holds_items(box(holder));
    // `pre-line`: a line feed is a line, other blanks collapse.
    const bool collapses =
        in_flex || collapse == style::WhiteSpaceCollapse::Collapse ||
        (collapse == style::WhiteSpaceCollapse::PreserveBreaks && box(id).text.find('\n') == std::string_view::npos);
    const bool blank = box(id).kind == BoxKind::Text && collapses && is_white_space(box(id).text);
    const bool out_of_flow = !is_in_flow(box(id));
    // A piece that a split has left empty takes no part in lines.
    const bool empty_piece = box(id).kind == BoxKind::Inline && (box(id).is_split_begin || box(id).is_split_end) &&
                             !has_edges(box(id), styles_.style(box(id).style)) &&
                             (!box(id).first_child || is_white_space_run(box(id).first_child, BoxId()));
    if (!blank && !empty_piece && !out_of_flow) return false;
  }
  return true;
}

/// Removes a run of white space; boxes out of flow in it stay.
void BoxTreeWriter::remove_white_space(BoxId container, BoxId first, BoxId end) {
  for (BoxId id = first; id != end; id = box(id).next_sibling) {
    // Floats in white space stay.
    if (is_in_flow(box(id)) && !holds_out_of_flow(id)) remove_child(container, id);
  }
}

/// Looks only through inline boxes: the content of others does not affect these lines.
bool BoxTreeWriter::holds_float(BoxId id) const {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (box(child).flow == BoxFlow::Float) return true;
    if (box(child).kind == BoxKind::Inline && holds_float(child)) return true;
  }
  return false;
}

bool BoxTreeWriter::holds_out_of_flow(BoxId id) const {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (!is_in_flow(box(child))) return true;
    if (box(child).kind == BoxKind::Inline && holds_out_of_flow(child)) return true;
  }
  return false;
}

void BoxTreeWriter::wrap_inline_runs(BoxId container) {
  const bool is_flex = holds_items(box(container));
  // Items are blocks: inline content beside them is wrapped.
  bool has_block = is_flex;
  bool has_inline = false;
  bool has_out_of_flow = false;
  for (BoxId child = box(container).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::Marker) continue;
    if (!is_in_flow(box(child))) {
      has_out_of_flow = true;
      continue;
    }
    (box(child).is_inline_level ? has_inline : has_block) = true;
  }
  if (!has_block) {
    // Lines only: the container itself has them.
    const bool blank = has_inline && is_white_space_run(box(container).first_child, BoxId());
    if (blank && has_out_of_flow) remove_white_space(container, box(container).first_child, BoxId());
    // White space alone makes lines only in an element of its own that has no boxes out of flow.
    const bool lines = has_inline && !(blank && (box(container).part == BoxPart::Anonymous || has_out_of_flow));
    tree_.boxes_[container.index()].has_inline_children = lines;
    if (lines && tree_.has_floats_) tree_.boxes_[container.index()].has_floats_in_lines = holds_float(container);
    return;
  }
  for (BoxId child = box(container).first_child; child;) {
    // In runs from `child` to before `end`.
    if (!stands_in_run(child, is_flex)) {
      child = box(child).next_sibling;
      continue;
    }
    BoxId end = child;
    while (end && stands_in_run(end, is_flex)) end = box(end).next_sibling;
    if (is_white_space_run(child, end)) {
      remove_white_space(container, child, end);
    } else {
      wrap_run(container, child, end);
    }
    child = end;
  }
}

/// Boxes out of flow belong to the run around them, except in flex containers, where they are separate children
/// (css-flexbox-1 §4.1).
bool BoxTreeWriter::stands_in_run(BoxId child, bool in_flex) const {
  if (box(child).kind == BoxKind::Marker) return false;
  return is_in_flow(box(child)) ? box(child).is_inline_level : !in_flex;
}

// Relinks the run below a new block; no box is copied.
void BoxTreeWriter::wrap_run(BoxId container, BoxId first, BoxId end) {
  auto& boxes = tree_.boxes_;
  Box around;
  around.part = BoxPart::Anonymous;
  around.node = box(container).node;
  around.origin = box(first).origin;
  around.style = styles_.anonymous(box(container).style, Display::Block);
  around.has_inline_children = true;
  for (BoxId child = first; child != end && tree_.has_floats_; child = box(child).next_sibling) {
    around.has_floats_in_lines = around.has_floats_in_lines || box(child).flow == BoxFlow::Float || holds_float(child);
  }
  around.parent = container;
  around.previous_sibling = box(first).previous_sibling;
  around.next_sibling = end;
  around.first_child = first;
  // Valid before the links of the run are cut, below.
  around.last_child = end ? box(end).previous_sibling : box(container).last_child;
  const BoxId id(boxes.size());
  boxes.push_back(around);
  (around.previous_sibling ? boxes[around.previous_sibling.index()].next_sibling
                           : boxes[container.index()].first_child) = id;
  (end ? boxes[end.index()].previous_sibling : boxes[container.index()].last_child) = id;
  boxes[first.index()].previous_sibling = BoxId();
  boxes[around.last_child.index()].next_sibling = BoxId();
  for (BoxId child = first; child; child = box(child).next_sibling) boxes[child.index()].parent = id;
}

/// Notes and page floats inside content that is placed when pages are already filled would come too late for their
/// page, and running elements there have no page: such boxes stay in place.
bool BoxTreeWriter::stays_in_place(BoxFlow flow, BoxId parent) const {
  if (flow != BoxFlow::Footnote && flow != BoxFlow::PageFloat && flow != BoxFlow::Absolute) return false;
  // Running elements are in margin boxes, positioned ones are placed when the page is full.
  for (BoxId at = parent; at; at = box(at).parent) {
    const BoxFlow around = box(at).flow;
    if (around == BoxFlow::Running || (around == BoxFlow::Absolute && flow != BoxFlow::Absolute)) return true;
  }
  return false;
}

void BoxTreeWriter::finish(BoxId root) {
  // Only boxes that existed at the start: those that finish() adds need nothing.
  const std::size_t count = tree_.boxes_.size();  // boxes added from here on are complete
  for (std::size_t i = root.index(); i < count; ++i) {
    const BoxKind kind = tree_.boxes_[i].kind;
    if (kind == BoxKind::Block || kind == BoxKind::InlineBlock || kind == BoxKind::RubyText || kind == BoxKind::Cell ||
        kind == BoxKind::TableCaption || holds_items(tree_.boxes_[i])) {
      wrap_inline_runs(BoxId(i));
    }
    // A table without rows still has borders, a background and a height: those of its grid (css-tables-3 §2.1).
    if (kind == BoxKind::Table) anonymous_grid(BoxId(i));
  }
}

}  // namespace gongwen::boxes
