#include "paint/page_painter.h"

#include "paint/border_painter.h"

#include <algorithm>
#include <utility>

namespace gongwen::paint {

using boxes::BoxId;
using boxes::BoxKind;
using layout::ChildFragment;
using layout::Fragment;
using layout::FragmentKind;

PageDisplay PagePainter::paint(const layout::PageLayout& page) {
  page_.size = page.size;
  tag_artifact(ArtifactKind::Layout);
  paint_page_box(page);
  if (page.content != nullptr) {
    if (has_layers_) {
      // Layers are painted out of the order of the document; its structure is not.
      order_structure(*page.content, page, false);
      paint_layer(collect_layers(page, context_));
    } else {
      paint_layer({page.content, page.content_offset, false, 0, {}});
    }
  }
  close_tag();
  for (const layout::MarginBoxFragment& box : page.margin_boxes) paint_margin_box(box);
  close_tag();
  return std::move(page_);
}

void PagePainter::close_tag() {
  if (!tag_.open) return;
  tag_.open = false;
  // A tag around nothing is taken back.
  if (std::holds_alternative<BeginArtifact>(page_.items.back())) {
    page_.items.pop_back();
    return;
  }
  page_.items.push_back(EndTag{});
}

void PagePainter::tag_element(ElementId element) {
  if (tag_.open && tag_.element == element) return;
  close_tag();
  tag_ = {element, ArtifactKind::Layout, true};
  const std::uint32_t content = page_.content_count++;
  tree_.add_kid(element, ContentReference{page_index_, content});
  page_.items.push_back(BeginTag{element, content});
}

void PagePainter::tag_artifact(ArtifactKind kind) {
  if (tag_.open && !tag_.element && tag_.artifact == kind) return;
  close_tag();
  tag_ = {ElementId(), kind, true};
  page_.items.push_back(BeginArtifact{kind});
}

void PagePainter::paint_page_box(const layout::PageLayout& page) {
  const style::ComputedStyle& style = page.style->page;
  Fragment box;
  box.size = {page.size.width - page.margins.horizontal(), page.size.height - page.margins.vertical()};
  box.borders = {style.border_top_width, style.border_right_width, style.border_bottom_width, style.border_left_width};
  paint_decorations(box, {page.margins.left, page.margins.top}, style, page_.items);
}

/// One stacking context: its background, the layers below zero, blocks, text, the other layers (CSS 2.2 appendix E).
void PagePainter::paint_layer(const Layer& layer) {
  tag_artifact(ArtifactKind::Layout);
  paint_own_background(*layer.fragment, layer.position);
  auto above = layer.layers.begin();
  for (; above != layer.layers.end() && above->z < 0; ++above) paint_layer(*above);
  tag_artifact(ArtifactKind::Layout);
  paint_children_backgrounds(*layer.fragment, layer.position);
  close_tag();
  paint_content(*layer.fragment, layer.position, layer.is_repeated);
  close_tag();
  paint_text_decorations(*layer.fragment, layer.position);
  close_tag();
  for (; above != layer.layers.end(); ++above) paint_layer(*above);
}

/// Elements of the structure are made when they are first painted, so those of a page with layers are made beforehand.
void PagePainter::order_structure(const Fragment& fragment, const layout::PageLayout& page, bool repeated) {
  repeated = repeated || fragment.is_repeated;
  if (repeated) return;
  if (fragment.kind == FragmentKind::Text) structure_.leaf_for(fragment.box);
  if (fragment.kind == FragmentKind::Anchor) {
    for (const layout::PositionedFragment& positioned : page.positioned) {
      if (positioned.box == fragment.box) order_structure(*positioned.fragment, page, positioned.is_repeated);
    }
    return;
  }
  const bool is_box = fragment.box && fragment.kind == FragmentKind::Box;
  if (is_box && context_.box(fragment.box).kind == BoxKind::Cell) structure_.visit_cell(fragment.box);
  for (const ChildFragment& child : fragment.children) order_structure(*child.fragment, page, repeated);
}

void PagePainter::paint_own_background(const Fragment& fragment, Point position) {
  if (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox) return;
  const style::ComputedStyle& style = style_of(fragment);
  const bool empty_cell = fragment.box && context_.box(fragment.box).kind == BoxKind::Cell &&
                          style.empty_cells == style::EmptyCells::Hide &&
                          style.border_collapse == style::BorderCollapse::Separate && fragment.children.empty();
  // The background of a row stands behind its cells, in fragments of its own.
  const bool row = fragment.box && context_.box(fragment.box).kind == BoxKind::Row;
  if (!empty_cell && !row) paint_decorations(fragment, position, style, page_.items);
}

/// Backgrounds and borders of what is inside, parents below children, floats above blocks.
void PagePainter::paint_children_backgrounds(const Fragment& fragment, Point position) {
  const std::vector<ChildFragment> outer = std::exchange(floats_, {});
  paint_block_backgrounds(fragment, position);
  for (const ChildFragment& item : std::exchange(floats_, outer)) {
    paint_own_background(*item.fragment, item.offset);
    paint_children_backgrounds(*item.fragment, item.offset);
  }
}

void PagePainter::paint_block_backgrounds(const Fragment& fragment, Point position) {
  for (const ChildFragment& child : fragment.children) {
    if (is_layer(*child.fragment)) continue;
    const Point place = position + child.offset;
    const bool is_float = child.fragment->kind == FragmentKind::Box && child.fragment->box &&
                          context_.box(child.fragment->box).flow == boxes::BoxFlow::Float;
    if (is_float) {
      floats_.push_back({place, child.fragment});
      continue;
    }
    paint_own_background(*child.fragment, place);
    paint_block_backgrounds(*child.fragment, place);
  }
  paint_collapsed_borders(fragment, position, page_.items);
}

void PagePainter::paint_content(const Fragment& fragment, Point position, bool repeated) {
  repeated = repeated || fragment.is_repeated;
  const bool is_cell =
      fragment.box && fragment.kind == FragmentKind::Box && context_.box(fragment.box).kind == BoxKind::Cell;
  const bool is_row =
      fragment.box && fragment.kind == FragmentKind::Box && context_.box(fragment.box).kind == BoxKind::Row;
  if (is_cell && !repeated) structure_.visit_cell(fragment.box);
  switch (fragment.kind) {
    case FragmentKind::Leader:
      tag_artifact(repeated ? ArtifactKind::Pagination : ArtifactKind::Layout);
      paint_text(fragment, position);
      break;
    case FragmentKind::Text:
      if (repeated) {
        tag_artifact(ArtifactKind::Pagination);
      } else {
        tag_element(structure_.leaf_for(fragment.box));
      }
      paint_text(fragment, position);
      break;
    case FragmentKind::Anchor: break;
    case FragmentKind::Box:
    case FragmentKind::Line:
    case FragmentKind::InlineBox:
      for (const ChildFragment& child : fragment.children) {
        if (!is_layer(*child.fragment)) paint_content(*child.fragment, position + child.offset, repeated);
      }
      break;
  }
  if (is_row && !repeated && !fragment.is_continued_before) structure_.visit_row_end(fragment.box);
  if (fragment.kind == FragmentKind::InlineBox && !repeated) add_link_area(fragment, position);
}

void PagePainter::paint_text(const Fragment& fragment, Point position) {
  const Point baseline{position.x, position.y + fragment.baseline.value_or(LayoutUnit())};
  page_.items.push_back(DrawGlyphs{baseline, fragment.run.get(), style_of(fragment).color, fragment.origin});
}

/// Underlines and the like, as artifacts over the text (css-text-decor-3). They are drawn for the boxes that ask for
/// them, across everything inside.
void PagePainter::paint_text_decorations(const Fragment& fragment, Point position) {
  const style::ComputedStyle& style = style_of(fragment);
  const bool draws = fragment.kind == FragmentKind::InlineBox || fragment.kind == FragmentKind::Line;
  const style::TextDecorationLine& line = style.text_decoration_line;
  if (draws && line.any() && fragment.baseline) {
    LayoutUnit left = position.x;
    LayoutUnit right = position.x + fragment.size.width;
    if (fragment.kind == FragmentKind::Line) {
      // A block's decoration runs under its text, not under the room beside it.
      right = left;
      for (const ChildFragment& child : fragment.children) {
        right = std::max(right, position.x + child.offset.x + child.fragment->size.width);
      }
      if (!fragment.children.empty()) left += fragment.children.front().offset.x;
    }
    const double em = style.font_size.to_px();
    const LayoutUnit thickness = LayoutUnit::round_from_px(std::max(0.5, em / 16));
    const Color color = style.text_decoration_color.resolve(style.color);
    const LayoutUnit baseline = position.y + *fragment.baseline;
    const auto draw = [&](bool wanted, double shift) {
      if (!wanted) return;
      tag_artifact(ArtifactKind::Layout);
      const LayoutUnit top = baseline + LayoutUnit::round_from_px(em * shift);
      page_.items.push_back(FillRect{{{left, top}, {right - left, thickness}}, color, fragment.origin});
    };
    draw(line.underline, 0.12);
    draw(line.overline, -0.88);
    draw(line.line_through, -0.33);
  }
  for (const ChildFragment& child : fragment.children) {
    if (!is_layer(*child.fragment)) paint_text_decorations(*child.fragment, position + child.offset);
  }
}

void PagePainter::add_link_area(const Fragment& fragment, Point position) {
  const ElementId element = structure_.link_for(fragment.box);
  if (!element) return;
  const auto [entry, is_new] = links_.try_emplace(element.value, page_.links.size());
  if (is_new) {
    const dom::NodeId node = context_.box(fragment.box).node;
    LinkArea link;
    link.target = context_.dom.attribute_value(node, dom::AttributeName::Href);
    link.description = context_.dom.attribute_value(node, dom::AttributeName::Title);
    if (link.description.empty()) link.description = context_.dom.text_content(node);
    if (link.description.empty()) link.description = link.target;
    link.element = element;
    link.origin = fragment.origin;
    tree_.add_kid(element, LinkReference{page_index_, static_cast<std::uint32_t>(page_.links.size())});
    page_.links.push_back(std::move(link));
  }
  page_.links[entry->second].rects.push_back({position, fragment.size});
}

void PagePainter::paint_margin_box(const layout::MarginBoxFragment& box) {
  using css::MarginBox;
  const bool top = box.box <= MarginBox::TopRightCorner;
  const bool bottom = box.box >= MarginBox::BottomRightCorner && box.box <= MarginBox::BottomLeftCorner;
  tag_artifact(top ? ArtifactKind::Header : bottom ? ArtifactKind::Footer : ArtifactKind::Pagination);
  paint_decorations(*box.fragment, box.offset, style_of(*box.fragment), page_.items);
  for (const ChildFragment& line : box.fragment->children) {
    for (const ChildFragment& piece : line.fragment->children) {
      if (piece.fragment->kind == FragmentKind::Text) {
        paint_text(*piece.fragment, box.offset + line.offset + piece.offset);
      }
    }
  }
}

}  // namespace gongwen::paint
