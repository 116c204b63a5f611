// The backgrounds and borders of a page, in the order of CSS 2.2 section E.2.
#include "paint/detail/box_painters.h"
#include "paint/detail/page_painter.h"

#include <algorithm>
#include <utility>

namespace gongwen::paint {

using boxes::BoxId;
using boxes::BoxKind;
using layout::ChildFragment;
using layout::Fragment;
using layout::FragmentKind;

namespace {

/// Whether there is more than text in a line.
bool has_boxes(const Fragment& line) {
  return std::any_of(line.children.begin(), line.children.end(),
                     [](const ChildFragment& child) { return child.fragment->kind != FragmentKind::Text; });
}

}  // namespace

void PagePainter::paint_page_box(const layout::PageLayout& page) {
  const style::ComputedStyle& style = page.style->page;
  Fragment box;
  box.size = {page.size.width - page.margins.horizontal(), page.size.height - page.margins.vertical()};
  box.borders = {style.border_top_width, style.border_right_width, style.border_bottom_width, style.border_left_width};
  paint_decorations(box, {page.margins.left, page.margins.top}, style, context_, page_.items);
}

/// The background of the root element, or without one that of the body, covers the whole page area
/// (css-backgrounds-3 section 2.11).
void PagePainter::paint_canvas(const layout::PageLayout& page) {
  const auto has_background = [&](BoxId box) {
    if (!box) return false;
    const style::ComputedStyle& style = context_.style_of(box);
    return !style.background_image.url.empty() || !style.background_color.resolve(style.color).is_transparent();
  };
  canvas_ = context_.boxes.root();
  if (!has_background(canvas_)) {
    const dom::NodeId body = context_.dom.find_child(context_.dom.root_element(), dom::ElementName::Body);
    canvas_ = body ? context_.boxes.box_of(body) : BoxId();
    if (!has_background(canvas_)) canvas_ = BoxId();
  }
  if (!canvas_ || context_.style_of(canvas_).visibility != style::Visibility::Visible) return;
  style::ComputedStyle style = context_.style_of(canvas_);
  style.border_top_left_radius = style.border_top_right_radius = {};
  style.border_bottom_right_radius = style.border_bottom_left_radius = {};
  Fragment canvas;
  canvas.size = page.area.size;
  canvas.origin = context_.box(canvas_).origin;
  paint_background(canvas, page.area.origin, style, context_, page_.items);
}

void PagePainter::paint_own_background(const Fragment& fragment, Point position) {
  if (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox) return;
  const style::ComputedStyle& style = style_of(fragment);
  const bool empty_cell = fragment.box && context_.box(fragment.box).kind == BoxKind::Cell &&
                          style.empty_cells == style::EmptyCells::Hide &&
                          style.border_collapse == style::BorderCollapse::Separate && fragment.children.empty();
  // The background of a row is behind its cells, in fragments of its own.
  const bool row = fragment.box && context_.box(fragment.box).kind == BoxKind::Row;
  if (empty_cell || row) return;
  if (fragment.box && fragment.box == canvas_) {
    if (is_visible(fragment)) paint_borders(fragment, position, style, page_.items);
    return;
  }
  paint_decorations(fragment, position, style, context_, page_.items);
}

/// Backgrounds and borders of what is inside, parents below children, floats above blocks, inline boxes above both
/// (CSS 2.2 section E.2).
void PagePainter::paint_children_backgrounds(const Fragment& fragment, Point position) {
  Raised outer = std::exchange(raised_, {});
  paint_block_backgrounds(fragment, position);
  paint_raised_backgrounds();
  raised_ = std::move(outer);
}

void PagePainter::paint_raised_backgrounds() {
  const Raised raised = std::exchange(raised_, {});
  for (const ChildFragment& item : raised.floats) {
    paint_own_background(*item.fragment, item.offset);
    paint_children_backgrounds(*item.fragment, item.offset);
  }
  for (const ChildFragment& line : raised.lines) paint_line_backgrounds(*line.fragment, line.offset);
}

/// Boxes in a line; those that are blocks inside are painted as wholes.
void PagePainter::paint_line_backgrounds(const Fragment& line, Point position) {
  for (const ChildFragment& child : line.children) {
    if (child.fragment->kind == FragmentKind::Text || is_layer(*child.fragment)) continue;
    const Point place = position + child.offset;
    paint_own_background(*child.fragment, place);
    if (child.fragment->kind == FragmentKind::InlineBox) {
      paint_line_backgrounds(*child.fragment, place);
    } else {
      paint_children_backgrounds(*child.fragment, place);
    }
  }
}

void PagePainter::paint_block_backgrounds(const Fragment& fragment, Point position) {
  const bool clips = begin_clip(fragment, position);
  Raised outer;
  if (clips) outer = std::exchange(raised_, {});
  // Rules between columns lie below what is in these, collapsed borders above the cells.
  const bool has_inner_borders = fragment.inner_borders != nullptr && is_visible(fragment);
  const bool is_table = fragment.box && context_.box(fragment.box).kind == BoxKind::TableGrid;
  if (has_inner_borders && !is_table) paint_inner_borders(fragment, position, page_.items);
  for (const ChildFragment& child : PaintingOrder(fragment, context_)) {
    if (child.fragment->kind == FragmentKind::Text || is_layer(*child.fragment)) continue;
    const Point place = position + child.offset;
    const bool is_float = child.fragment->kind == FragmentKind::Box && child.fragment->box &&
                          context_.box(child.fragment->box).flow == boxes::BoxFlow::Float;
    if (is_float) {
      raised_.floats.push_back({place, child.fragment});
      continue;
    }
    if (child.fragment->kind == FragmentKind::Line) {
      if (has_boxes(*child.fragment)) raised_.lines.push_back({place, child.fragment});
      continue;
    }
    paint_own_background(*child.fragment, place);
    paint_block_backgrounds(*child.fragment, place);
  }
  if (clips) {
    paint_raised_backgrounds();
    raised_ = std::move(outer);
    end_clip();
  }
  if (has_inner_borders && is_table) paint_inner_borders(fragment, position, page_.items);
}

}  // namespace gongwen::paint
