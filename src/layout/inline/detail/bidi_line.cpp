// Placing the units of a line that has text in both directions (UAX #9). The units are put into visual order by their
// levels and then placed from left to right. An inline box may fall into several parts, where text of another direction
// comes between; each part draws the sides that it has.
//
// Leaves are what is placed by itself: units of content, and inline boxes without content, which would otherwise have
// no place in the order.

#include "layout/boxes/box.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/line_builder.h"
#include "text/punctuation.h"

#include <algorithm>
#include <numeric>

namespace gongwen::layout {

using style::ComputedStyle;
using text::LineUnit;
using text::TextLength;
using text::UnitKind;

/// The base direction is that of the paragraph in which the line starts.
bool LineBuilder::is_rtl_line() const {
  const std::vector<text::BidiLevel>& bases = content_.levels.bases;
  return line_.begin < bases.size() && text::is_right_to_left(bases[line_.begin]);
}

/// The steps: leaves with their boxes, rules L1 and L2, then the leaves are gone through twice, since the number of
/// parts of each box must be known before the last part can be recognised.
void LineBuilder::place_by_levels(std::uint32_t end) {
  collect_leaves(end);
  reset_trailing_levels();
  order_leaves();
  measure_tabs(end);
  place_leaves(LeafPass::Count);
  // A line that runs from right to left starts at its right end, so its width is needed first: it is placed once to be
  // measured.
  if (is_rtl_line()) pen_ = line_left_ = TextLength::from(space_.width) - pen_ - measure_visual();
  place_visual();
}

/// The width of the whole line. Places it, then restores everything that placing changed.
TextLength LineBuilder::measure_visual() {
  const TextLength start = pen_;
  const std::vector<Subtree> subtrees = subtrees_;
  const std::size_t begun = subtrees_begun_;
  const std::int64_t stretch = stretch_left_;
  place_visual();
  const TextLength width = pen_ - start;
  open_.front().children.clear();
  open_.front().first_units.clear();
  subtrees_ = subtrees;
  subtrees_begun_ = begun;
  stretch_left_ = stretch;
  pen_ = start;
  return width;
}

/// Places the leaves, with the ellipsis at the end of the line: at the left in a line that runs from right to left.
void LineBuilder::place_visual() {
  const bool has_mark = space_.cut != nullptr && space_.cut->mark != nullptr;
  if (has_mark && is_rtl_line()) place_mark(*space_.cut->mark);
  place_leaves(LeafPass::Place);
  if (has_mark && !is_rtl_line()) place_mark(*space_.cut->mark);
}

/// Collects leaves in reading order. Boxes that were opened on earlier lines surround the first leaves, and boxes still
/// open at the end are closed there.
void LineBuilder::collect_leaves(std::uint32_t end) {
  line_boxes_.assign(1, LineBox());
  open_line_boxes_.assign(1, 0);
  leaves_.clear();
  for (const BoxId box : space_.open_boxes) enter_line_box(box, line_.begin, false);
  for (std::uint32_t i = line_.begin; i < end; ++i) {
    const LineUnit& unit = paragraph_.units[i];
    if (unit.kind == UnitKind::OpenEdge) {
      enter_line_box(BoxId(unit.item), i, true);
    } else if (unit.kind == UnitKind::CloseEdge) {
      leave_line_box(i, true);
      // Floats are placed beside the lines and have no place in them.
    } else if (unit.kind != UnitKind::Anchor || context_.box(BoxId(unit.item)).flow != boxes::BoxFlow::Float) {
      add_leaf(i, false, content_.levels.units[i]);
    }
  }
  while (open_line_boxes_.size() > 1) leave_line_box(end, false);
}

/// `begins_here`: the box starts on this line, so it has its start edge here.
void LineBuilder::enter_line_box(BoxId box, std::uint32_t unit, bool begins_here) {
  LineBox entered;
  entered.id = box;
  entered.parent = open_line_boxes_.back();
  entered.first_unit = unit;
  entered.begins_here = begins_here;
  open_line_boxes_.push_back(static_cast<std::uint32_t>(line_boxes_.size()));
  line_boxes_.push_back(entered);
}

/// An inline box without content becomes a leaf with the level of its edge.
void LineBuilder::leave_line_box(std::uint32_t unit, bool ends_here) {
  LineBox& box = line_boxes_[open_line_boxes_.back()];
  box.ends_here = ends_here;
  box.last_unit = unit;
  if (!box.has_content) {
    const std::vector<text::BidiLevel>& levels = content_.levels.units;
    add_leaf(box.first_unit, true, box.first_unit < levels.size() ? levels[box.first_unit] : text::BidiLevel{0});
  }
  open_line_boxes_.pop_back();
}

/// All boxes around the leaf have content now.
void LineBuilder::add_leaf(std::uint32_t unit, bool is_empty_box, text::BidiLevel level) {
  leaves_.push_back({unit, open_line_boxes_.back(), level, is_empty_box});
  for (const std::uint32_t box : open_line_boxes_) line_boxes_[box].has_content = true;
}

/// Rule L1: blanks at the end of a line get the level of the paragraph, so that they are at its end, whatever the
/// direction of the text before them.
void LineBuilder::reset_trailing_levels() {
  for (auto leaf = leaves_.rbegin(); leaf != leaves_.rend(); ++leaf) {
    const UnitKind kind = paragraph_.units[leaf->unit].kind;
    const bool is_blank = kind == UnitKind::Space || kind == UnitKind::ForcedBreak || kind == UnitKind::Anchor ||
                          kind == UnitKind::Tab || text::is_separator(paragraph_, leaf->unit);
    if (!is_blank && !leaf->is_empty_box) return;
    if (!leaf->is_empty_box) leaf->level = content_.levels.bases[leaf->unit];
  }
}

/// Rule L2, reordering by levels. The edges of a box that isolates its text take part with their own levels: they
/// separate its text from its surroundings. They are dropped afterwards, since boxes follow their leaves.
void LineBuilder::order_leaves() {
  constexpr std::size_t kEdge = SIZE_MAX;
  std::vector<text::BidiLevel> levels;
  std::vector<std::size_t> leaf_at;
  levels.reserve(leaves_.size());
  leaf_at.reserve(leaves_.size());
  // Edges between the leaf before and this one.
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    for (std::uint32_t unit = i == 0 ? leaves_[i].unit : leaves_[i - 1].unit + 1; unit < leaves_[i].unit; ++unit) {
      const UnitKind kind = paragraph_.units[unit].kind;
      if (kind != UnitKind::OpenEdge && kind != UnitKind::CloseEdge) continue;
      levels.push_back(content_.levels.units[unit]);
      leaf_at.push_back(kEdge);
    }
    levels.push_back(leaves_[i].level);
    leaf_at.push_back(i);
  }
  std::vector<LineLeaf> visual;
  visual.reserve(leaves_.size());
  for (const std::uint32_t place : text::visual_order(levels)) {
    if (leaf_at[place] != kEdge) visual.push_back(leaves_[leaf_at[place]]);
  }
  leaves_ = std::move(visual);
}

/// Widths of tabs: they count from where the line starts, in reading order, so they are measured before reordering.
void LineBuilder::measure_tabs(std::uint32_t end) {
  tabs_.clear();
  TextLength at;
  for (std::uint32_t i = line_.begin; i < end; ++i) {
    const LineUnit& unit = paragraph_.units[i];
    TextLength advance = unit.kind == UnitKind::SoftHyphen ? TextLength() : unit.advance;
    if (unit.kind == UnitKind::Tab) tabs_[i] = advance = text::tab_advance(at, paragraph_.styles[unit.style]);
    at += advance;
    if (i + 1 < line_.content_end) at += unit.space_after;
  }
}

/// The boxes around a leaf, the outermost first; an empty box is its own leaf.
void LineBuilder::find_chain(std::uint32_t box, std::vector<std::uint32_t>& chain) const {
  chain.clear();
  for (; box != 0; box = line_boxes_[box].parent) chain.push_back(box);
  std::reverse(chain.begin(), chain.end());
}

/// Goes through the leaves from left to right, opening and closing boxes where the chain of boxes around them changes.
/// The first pass counts parts, the second one places.
void LineBuilder::place_leaves(LeafPass pass) {
  const bool counts_only = pass == LeafPass::Count;
  std::vector<std::uint32_t> open;
  std::vector<std::uint32_t> chain;
  std::uint32_t last_box = 0;
  const auto close_to = [&](std::size_t depth) {
    for (; open.size() > depth; open.pop_back()) {
      if (!counts_only) close_part(line_boxes_[open.back()]);
    }
  };
  // Parts placed so far, compared with the count of the first pass.
  for (LineBox& box : line_boxes_) box.placed = 0;
  for (const LineLeaf& leaf : leaves_) {
    if (leaf.box != last_box) find_chain(leaf.box, chain);
    last_box = leaf.box;
    const auto differs = std::mismatch(open.begin(), open.end(), chain.begin(), chain.end());
    const auto common = static_cast<std::size_t>(differs.first - open.begin());
    close_to(common);
    unit_ = leaf.unit;
    // Boxes that the last leaf was not in.
    for (std::size_t i = common; i < chain.size(); ++i) {
      LineBox& box = line_boxes_[chain[i]];
      open.push_back(chain[i]);
      if (counts_only) {
        ++box.parts;
      } else {
        open_part(box);
      }
    }
    if (counts_only || leaf.is_empty_box) continue;
    is_rtl_unit_ = text::is_right_to_left(leaf.level);
    place_unit(leaf.unit);
  }
  close_to(0);
  flush_run();
  is_rtl_unit_ = false;
}

/// With ::first-line, boxes have other styles on the first line.
const ComputedStyle& LineBuilder::style_on_line(BoxId box) const {
  return context_.styles.style(content_.style_in(context_.box(box).style, context_));
}

/// The sides of the part that is being placed (CSS 2.2 §8.6): the first part has the edge at which the box starts, the
/// last part the other one. In a box that runs from right to left, the start is at the right.
LineBuilder::Ends LineBuilder::ends_of(const LineBox& line_box) const {
  const boxes::Box& box = context_.box(line_box.id);
  const ComputedStyle& style = style_on_line(line_box.id);
  const bool is_cloned = style.box_decoration_break == style::BoxDecorationBreak::Clone;
  const bool begins = (line_box.begins_here || is_cloned) && !box.is_split_begin;
  const bool ends = (line_box.ends_here || is_cloned) && !box.is_split_end;
  const Ends all = is_rtl(style) ? Ends{ends, begins} : Ends{begins, ends};
  return {all.left && line_box.placed == 1, all.right && line_box.placed == line_box.parts};
}

/// The width of a side: margin, border and padding. If the edge is a unit on this line, its advance is used: it
/// includes the space that a ruby annotation needs beside its base.
TextLength LineBuilder::edge_width(const LineBox& line_box, bool at_left) const {
  const ComputedStyle& style = style_on_line(line_box.id);
  const bool is_begin = at_left != is_rtl(style);
  if (is_begin && line_box.begins_here) return paragraph_.units[line_box.first_unit].advance;
  if (!is_begin && line_box.ends_here) return paragraph_.units[line_box.last_unit].advance;
  const Edges margins = margin_widths(style, space_.width);
  const Edges borders = border_widths(style);
  const Edges padding = padding_widths(style, space_.width);
  return at_left ? TextLength::from(margins.left + borders.left + padding.left)
                 : TextLength::from(margins.right + borders.right + padding.right);
}

/// Opens one part of a box; only a part with the left edge takes room there.
void LineBuilder::open_part(LineBox& box) {
  flush_run();
  ++box.placed;
  const Ends ends = ends_of(box);
  const bool begins = is_rtl(style_on_line(box.id)) ? ends.right : ends.left;
  push_box(box.id, begins, ends.left, ends.left ? edge_width(box, true) : TextLength());
}

/// Closes the part; letter spacing after the box comes after its last part only.
void LineBuilder::close_part(const LineBox& box) {
  flush_run();
  const Ends ends = ends_of(box);
  const bool has_end = is_rtl(style_on_line(box.id)) ? ends.left : ends.right;
  if (ends.right) pen_ += edge_width(box, false);
  pop_box(has_end, ends);
  const bool is_last = box.placed == box.parts && box.ends_here;
  if (is_last && box.last_unit + 1 < line_.content_end) pen_ += paragraph_.units[box.last_unit].space_after;
}

/// Whether nothing visible is before a unit in reading order.
bool LineBuilder::is_first_in_line(std::uint32_t unit) const {
  return std::all_of(paragraph_.units.begin() + line_.begin, paragraph_.units.begin() + unit,
                     [](const LineUnit& before) {
                       return before.kind == UnitKind::OpenEdge || before.kind == UnitKind::CloseEdge ||
                              before.kind == UnitKind::Anchor || before.advance == TextLength();
                     });
}

/// Sorts fragments into reading order, wherever they are on the line: extracted text and tags of the file follow it.
void LineBuilder::sort_children(OpenBox& box) const {
  if (box.first_units.empty()) return;
  std::vector<std::uint32_t> order(box.children.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return box.first_units[a] < box.first_units[b]; });
  std::vector<ChildFragment> sorted;
  sorted.reserve(order.size());
  for (const std::uint32_t place : order) sorted.push_back(box.children[place]);
  box.children = std::move(sorted);
}

}  // namespace gongwen::layout
