// Second half of PagePainter: layers, then backgrounds and borders in the order of CSS 2.2 section E.2.
#include "diagnostics/catalogue/paint.h"
#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/page_painter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::paint {

// Transformed layers (css-transforms-2). Flat ones are painted in place; those with depth become planes, painted from
// the farthest to the nearest.

namespace {

/// The transform of the row group that a row is in, if the group is transformed.
std::optional<base::Transform> transform_around(const Layer& layer, const layout::LayoutContext& context) {
  if (!layer.group) return std::nullopt;
  return layout::group_transform(context.box(layer.fragment->box).parent, *layer.group, context);
}

/// The transform of a flat layer: its box's own, combined with that of its row group.
std::optional<base::Transform> flat_transform(const Layer& layer, const layout::LayoutContext& context) {
  const std::optional<base::Transform> own = layout::box_transform(*layer.fragment, layer.position, context);
  const std::optional<base::Transform> around = transform_around(layer, context);
  if (!around) return own;
  return own ? around->after(*own) : around;
}

}  // namespace

/// Paints one stacking context: background, layers with negative z-index, blocks, text, other layers (CSS 2.2 appendix
/// E).
void PagePainter::paint_layer(const Layer& layer) {
  close_tag();
  for (const CutOff& cut : layer.cuts) push_cut(cut);
  if (layer.perspective || layout::has_depth(layout::effect_style(*layer.fragment, context_))) {
    paint_space(layer);
  } else {
    const std::optional<base::Transform> transform = flat_transform(layer, context_);
    if (transform) {
      push_transform(*transform);
      ++around_.transforms;
    }
    if (layer.clip) push_rect(*layer.clip);
    paint_group(layer, true);
    if (layer.clip) end_clip();
    if (transform) {
      --around_.transforms;
      pop_transform();
    }
  }
  for (std::size_t i = 0; i < layer.cuts.size(); ++i) end_clip();
}

/// Paints the content of a layer, as a group if it is translucent.
void PagePainter::paint_group(const Layer& layer, bool with_layers) {
  const double opacity = layout::effect_style(*layer.fragment, context_).opacity;
  const std::size_t before = page_.items.size();
  if (opacity < 1) page_.items.emplace_back(PushGroup{opacity});
  paint_layer_content(layer, with_layers);
  close_tag();
  if (opacity >= 1) return;
  if (page_.items.size() == before + 1) {
    page_.items.pop_back();
  } else {
    page_.items.emplace_back(PopGroup{});
  }
}

/// Intersecting planes are not split: the depth of their centres decides.
void PagePainter::paint_space(const Layer& layer) {
  std::vector<Plane> planes;
  collect_planes(layer, {}, planes);
  constexpr double kSteps = 1024;  // per px: planes closer than that keep document order
  const auto step = [](const Plane& plane) {
    return std::round(plane.place.depth * kSteps);
  };
  std::stable_sort(planes.begin(), planes.end(), [&](const Plane& a, const Plane& b) { return step(a) < step(b); });
  for (const Plane& plane : planes) paint_plane(plane);
}

/// Collects the planes of a 3D space; `around` is the combined transform of the enclosing boxes. A layer that flattens
/// its content is one plane. Otherwise its background, its content and each flat layer inside share its transform, and
/// layers with depth are collected recursively.
void PagePainter::collect_planes(const Layer& layer, layout::SpaceTransform around, std::vector<Plane>& planes) const {
  if (const auto group = transform_around(layer, context_)) around = around.after(layout::SpaceTransform::of(*group));
  if (layer.perspective) around = around.after(*layer.perspective);
  if (const auto own = layout::box_space_transform(*layer.fragment, layer.position, context_)) {
    around = around.after(*own);
  }
  Plane plane{&layer, nullptr, around, layout::plane_on_page(around, {layer.position, layer.fragment->size})};
  if (!layout::preserves_depth(layout::effect_style(*layer.fragment, context_))) {
    planes.push_back(plane);
    return;
  }
  // Layers with negative z-index are between background and content (CSS 2.2 §E.2), regardless of their depth.
  const bool has_lower = !layer.layers.empty() && layer.layers.front().z < 0;
  plane.part = has_lower ? Plane::Part::Background : Plane::Part::WithoutLayers;
  planes.push_back(plane);
  bool is_above = !has_lower;
  const auto add_content = [&] {
    if (std::exchange(is_above, true)) return;
    plane.inner = nullptr;
    plane.part = Plane::Part::Content;
    planes.push_back(plane);
  };
  for (const Layer& child : layer.layers) {
    if (child.z >= 0) add_content();
    if (child.is_in_space) {
      collect_planes(child, around, planes);
    } else {
      plane.inner = &child;
      planes.push_back(plane);
    }
  }
  add_content();
}

/// Paints a plane by its 2D transform. If perspective cannot be expressed exactly by that, this is reported once for
/// each layer.
void PagePainter::paint_plane(const Plane& plane) {
  const style::ComputedStyle& style = layout::effect_style(*plane.layer->fragment, context_);
  const bool hides_back = style.backface_visibility == style::BackfaceVisibility::Hidden;
  if (hides_back && layout::is_turned_away(plane.transform)) return;
  const bool is_reported = plane.inner == nullptr && plane.part != Plane::Part::Content;
  if (plane.place.is_seen && !plane.place.is_exact && is_reported) {
    context_.sink.report(diagnostics::messages::PaintInexactPerspective, plane.layer->fragment->origin);
  }
  const bool is_moved = !plane.place.transform.is_identity();
  if (is_moved) push_transform(plane.place.transform);
  ++around_.transforms;
  paint_part_of_plane(plane);
  --around_.transforms;
  if (is_moved) pop_transform();
}

void PagePainter::paint_part_of_plane(const Plane& plane) {
  if (plane.inner != nullptr) return paint_layer(*plane.inner);
  const std::optional<Rect>& clip = plane.layer->clip;
  if (clip) push_rect(*clip);
  switch (plane.part) {
    case Plane::Part::Whole: paint_group(*plane.layer, true); break;
    case Plane::Part::WithoutLayers: paint_group(*plane.layer, false); break;
    case Plane::Part::Background:
      paint_layer_background(*plane.layer);
      close_tag();
      break;
    case Plane::Part::Content: paint_flow(*plane.layer); break;
  }
  if (clip) end_clip();
}

using boxes::BoxId;
using boxes::BoxKind;
using layout::ChildFragment;
using layout::Fragment;
using layout::FragmentKind;

namespace {

/// Whether a line contains anything but text.
bool has_boxes(const Fragment& line) {
  return std::any_of(line.children.begin(), line.children.end(),
                     [](const ChildFragment& child) { return child.fragment->kind != FragmentKind::Text; });
}

/// Whether a box in a line shows anything besides its text.
bool shows(const Fragment& fragment, const layout::LayoutContext& context) {
  const style::ComputedStyle& style = context.styles.style(fragment.style);
  if (style.has_background_image() || fragment.borders != layout::Edges() ||
      !style.background_color.resolve(style.color).is_transparent()) {
    return true;
  }
  return fragment.kind == FragmentKind::Box &&
         std::any_of(fragment.children.begin(), fragment.children.end(), [&](const ChildFragment& child) {
           return child.fragment->kind != FragmentKind::Text && shows(*child.fragment, context);
         });
}

/// Collects the boxes of a line with visible backgrounds, in painting order.
void collect_boxes(const Fragment& line, Point position, const layout::LayoutContext& context,
                   std::vector<ChildFragment>& boxes) {
  for (const ChildFragment& child : line.children) {
    const bool is_inline = child.fragment->kind == FragmentKind::InlineBox;
    if (!is_inline && child.fragment->kind != FragmentKind::Box) continue;
    const Point place = position + child.offset;
    if (shows(*child.fragment, context)) boxes.push_back({place, child.fragment});
    if (is_inline) collect_boxes(*child.fragment, place, context, boxes);
  }
}

enum class Met : std::uint8_t { Nothing, Text, End };

/// Whether two areas overlap by more than a rounding error.
bool overlap(const Rect& a, const Rect& b) {
  constexpr LayoutUnit kTouch = LayoutUnit::from_px(1);
  return a.left() + kTouch < b.right() && b.left() + kTouch < a.right() && a.top() + kTouch < b.bottom() &&
         b.top() + kTouch < a.bottom();
}

/// Which comes first in a line: text that lies within `area` by more than a rounding error, or `end`.
Met first_met(const Fragment& line, Point position, const Rect& area, const Fragment* end) {
  for (const ChildFragment& child : line.children) {
    if (child.fragment == end) return Met::End;
    const Point place = position + child.offset;
    const Rect rect{place, child.fragment->size};
    if (child.fragment->kind == FragmentKind::Text && overlap(rect, area)) return Met::Text;
    // A block in the line counts with its whole area, an inline box only with its text.
    const bool is_near = rect.left() < area.right() && area.left() < rect.right() && rect.top() < area.bottom() &&
                         area.top() < rect.bottom();
    const bool is_block = child.fragment->kind == FragmentKind::Box || child.fragment->kind == FragmentKind::Line;
    if (child.fragment->kind != FragmentKind::InlineBox && !(is_block && is_near)) continue;
    if (const Met met = first_met(*child.fragment, place, area, end); met != Met::Nothing) return met;
  }
  return Met::Nothing;
}

/// Length of crop marks, and with the gap to the sheet's edge.
constexpr double kMarkRoomMm = 6;
constexpr double kMarkLengthMm = 5;
constexpr double kMaxBleedMm = 100;

}  // namespace

/// The bleed area surrounds the page, marks surround both (css-page-3 §7). A bleed of `auto` is 6 pt if there are crop
/// marks.
void PagePainter::set_sheet(const layout::PageLayout& page) {
  const style::ComputedStyle& style = page.style->page;
  const LayoutUnit own = style.marks.crop ? LayoutUnit::round_from_pt(6) : LayoutUnit();
  const LayoutUnit bleed = std::min(style.bleed.value_or(own), LayoutUnit::round_from_mm(kMaxBleedMm));
  page_.margin.bleed = std::max(LayoutUnit(), bleed);
  page_.margin.width = page_.margin.bleed + (style.marks.any() ? LayoutUnit::round_from_mm(kMarkRoomMm) : LayoutUnit());
  switch (style.page_orientation) {
    case style::PageOrientation::Upright: break;
    case style::PageOrientation::RotateLeft: page_.rotation = 270; break;
    case style::PageOrientation::RotateRight: page_.rotation = 90; break;
  }
}

/// The page background covers the sheet up to the bleed edge (css-page-3 §3.3); its images are positioned in the page.
void PagePainter::paint_sheet(const layout::PageLayout& page) {
  if (!page.style->page.has_background_image() &&
      page.style->page.background_color.resolve(page.style->page.color).is_transparent()) {
    return;
  }
  style::ComputedStyle style = page.style->page;
  style.background_clip = {};
  style.background_origin = {};
  style.border_top_left_radius = style.border_top_right_radius = {};
  style.border_bottom_right_radius = style.border_bottom_left_radius = {};
  const LayoutUnit bleed = page_.margin.bleed;
  Fragment sheet;
  sheet.size = {page.size.width + bleed * 2, page.size.height + bleed * 2};
  sheet.borders = {bleed, bleed, bleed, bleed};
  if (style.visibility == style::Visibility::Visible) {
    paint_background(sheet, {-bleed, -bleed}, style, around_, page_.items);
  }
}

/// Paints crop marks, and crosses by which printers align the colour plates (css-page-3 §7.2).
void PagePainter::paint_marks(const style::PageMarks& marks) {
  if (!marks.any()) return;
  const double width = page_.size.width.to_px();
  const double height = page_.size.height.to_px();
  const double near = page_.margin.bleed.to_px();
  const double length = LayoutUnit::round_from_mm(kMarkLengthMm).to_px();
  StrokePath lines;
  lines.style.width = 1.0 / 3;  // 1/4 pt
  lines.color = css::kBlack;
  const auto line = [&](double x1, double y1, double x2, double y2) {
    lines.path.move_to({x1, y1});
    lines.path.line_to({x2, y2});
  };
  if (marks.crop) {
    for (const double x : {0.0, width}) {
      line(x, -near, x, -near - length);
      line(x, height + near, x, height + near + length);
    }
    for (const double y : {0.0, height}) {
      line(-near, y, -near - length, y);
      line(width + near, y, width + near + length, y);
    }
  }
  if (marks.cross) {
    const double middle = near + length / 2;
    for (const base::PathPoint at :
         {base::PathPoint{width / 2, -middle}, base::PathPoint{width / 2, height + middle},
          base::PathPoint{-middle, height / 2}, base::PathPoint{width + middle, height / 2}}) {
      line(at.x - length / 2, at.y, at.x + length / 2, at.y);
      line(at.x, at.y - length / 2, at.x, at.y + length / 2);
    }
  }
  tag_artifact(ArtifactKind::Pagination);
  page_.items.emplace_back(std::move(lines));
  close_tag();
}

void PagePainter::paint_page_box(const layout::PageLayout& page) {
  const style::ComputedStyle& style = page.style->page;
  Fragment box;
  box.size = {page.size.width - page.margins.horizontal(), page.size.height - page.margins.vertical()};
  box.borders = {style.border_top_width, style.border_right_width, style.border_bottom_width, style.border_left_width};
  if (style.visibility != style::Visibility::Visible) return;
  const Point corner{page.margins.left, page.margins.top};
  paint_outer_shadows(box, corner, style, page_.items);
  paint_inner_shadows(box, corner, style, page_.items);
  paint_borders(box, corner, style, around_, page_.items);
}

namespace {

/// Finds the root element's fragment on a page: the content itself, or the first box in it. `found` is where to start,
/// and the result.
bool find_root(ChildFragment& found, BoxId root) {
  constexpr int kDeepest = 3;
  for (int depth = 0; depth < kDeepest && found.fragment != nullptr; ++depth) {
    if (found.fragment->box == root) return true;
    if (found.fragment->children.empty()) return false;
    const ChildFragment& child = found.fragment->children.front();
    found = {found.offset + child.offset, child.fragment};
  }
  return false;
}

}  // namespace

/// The background of the root element, or else of the body, covers the whole page area (css-backgrounds-3 section
/// 2.11).
void PagePainter::paint_canvas(const layout::PageLayout& page) {
  const auto has_background = [&](BoxId box) {
    if (!box) return false;
    const style::ComputedStyle& style = context_.style_of(box);
    return style.has_background_image() || !style.background_color.resolve(style.color).is_transparent();
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
  // Its images are positioned in the box of the root element (css-backgrounds-3 §2.11.2).
  Surroundings around = around_;
  ChildFragment root{page.content_offset, page.content};
  const bool has_root = find_root(root, context_.boxes.root());
  Fragment origin;
  if (has_root && style.has_background_image()) {
    const base::Edges& margins = page.content_margins;
    const Rect place{
        root.offset - Point{margins.left, margins.top},
        {root.fragment->size.width + margins.horizontal(), root.fragment->size.height + margins.vertical()}};
    if (place.size.width > LayoutUnit() && place.size.height > LayoutUnit()) {
      origin.size = place.size;
      origin.borders = root.fragment->borders;
      origin.padding = root.fragment->padding;
      around.origin = ChildFragment{place.origin, &origin};
    }
  }
  const auto transform =
      has_root ? layout::box_transform(*root.fragment, root.offset, context_) : std::optional<base::Transform>();
  if (!transform) return paint_background(canvas, page.area.origin, style, around, page_.items);
  // The canvas is transformed with the root element (css-transforms-1 §3); only the part visible on the page is
  // painted.
  if (std::abs(transform->determinant()) < 1e-6) return;
  const Rect seen = layout::transformed_bounds(base::inverse_of(*transform), page.area);
  canvas.size = seen.size;
  push_rect(page.area);
  push_transform(*transform);
  tag_artifact(ArtifactKind::Layout);
  paint_background(canvas, seen.origin, style, around, page_.items);
  pop_transform();
  end_clip();
  tag_artifact(ArtifactKind::Layout);
}

void PagePainter::paint_own_background(const Fragment& fragment, Point position) {
  if (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox) return;
  const style::ComputedStyle& style = style_of(fragment);
  const bool empty_cell = fragment.box && context_.box(fragment.box).kind == BoxKind::Cell &&
                          style.empty_cells == style::EmptyCells::Hide &&
                          style.border_collapse == style::BorderCollapse::Separate && fragment.children.empty();
  // The background of a row is painted under its cells, as separate fragments.
  const bool row = fragment.box && context_.box(fragment.box).kind == BoxKind::Row;
  if (row && is_visible(fragment)) {
    paint_outer_shadows(fragment, position, style, page_.items);
    paint_inner_shadows(fragment, position, style, page_.items);
  }
  if (empty_cell || row) return;
  if (fragment.box && fragment.box == canvas_) {
    if (is_visible(fragment)) paint_borders(fragment, position, style, around_, page_.items);
    return;
  }
  paint_decorations(fragment, position, style, around_, page_.items);
}

/// Paints the backgrounds and borders of the descendants: children above parents, floats above blocks, inline boxes
/// above both (CSS 2.2 section E.2).
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

/// Paints the boxes of a line; blocks in it are painted as a whole.
void PagePainter::paint_line_backgrounds(const Fragment& line, Point position) {
  for (const ChildFragment& child : line.children) {
    if (child.fragment->kind == FragmentKind::Text || is_layer(*child.fragment)) continue;
    if (!late_.empty() && late_.contains(child.fragment)) continue;
    const Point place = position + child.offset;
    paint_own_background(*child.fragment, place);
    if (child.fragment->kind == FragmentKind::InlineBox) {
      paint_line_backgrounds(*child.fragment, place);
    } else {
      paint_children_backgrounds(*child.fragment, place);
    }
  }
}

/// Flex and grid items are painted like inline blocks (css-flexbox-1 §5.4, css-grid-2 §4.4): an item that overlaps a
/// preceding one also lies above that one's text.
bool PagePainter::covers_items(const Rect& area, std::vector<Rect>& before) {
  constexpr std::ptrdiff_t kMostItems = 40;  // items that overlap are mostly near each other
  const auto end = before.rbegin() + std::min<std::ptrdiff_t>(kMostItems, std::ssize(before));
  const bool covers = std::any_of(before.rbegin(), end, [&](const Rect& other) { return overlap(other, area); });
  before.push_back(area);
  return covers;
}

/// Each box in a line is painted above the text before it (CSS 2.2 §E.2, step 7). Hardly any box covers such text, and
/// without one, text need not be split by backgrounds.
void PagePainter::find_late_boxes(const ChildFragment& line) {
  // Maximum number of lines compared; in tables, most preceding lines are only beside the current one.
  constexpr std::ptrdiff_t kMostLines = 40;
  const auto& before = raised_.all_lines;
  std::vector<ChildFragment> boxes;
  collect_boxes(*line.fragment, line.offset, context_, boxes);
  for (const ChildFragment& box : boxes) {
    if (is_layer(*box.fragment) || late_.contains(box.fragment)) continue;
    const Rect area{box.offset, box.fragment->size};
    bool covers = first_met(*line.fragment, line.offset, area, box.fragment) == Met::Text;
    // Glyphs may extend beyond their line by up to its height.
    if (area.top() - line.fragment->size.height < raised_.lowest) {
      const auto end = before.rbegin() + std::min<std::ptrdiff_t>(kMostLines, std::ssize(before));
      covers = covers || std::any_of(before.rbegin(), end, [&](const ChildFragment& other) {
                 const LayoutUnit height = other.fragment->size.height;
                 const bool is_near =
                     other.offset.y - height < area.bottom() && area.top() < other.offset.y + height * 2;
                 return is_near && first_met(*other.fragment, other.offset, area, nullptr) == Met::Text;
               });
    }
    if (!covers) continue;
    late_.insert(box.fragment);
    if (box.fragment->kind != FragmentKind::InlineBox) continue;
    std::vector<ChildFragment> inner;
    collect_boxes(*box.fragment, box.offset, context_, inner);
    for (const ChildFragment& one : inner) late_.insert(one.fragment);
  }
}

void PagePainter::paint_late_background(const Fragment& fragment, Point position, bool repeated) {
  tag_artifact(repeated ? furniture_ : ArtifactKind::Layout);
  paint_own_background(fragment, position);
  if (fragment.kind != FragmentKind::InlineBox) paint_children_backgrounds(fragment, position);
}

/// Paints the part of a row's, group's or column's background that lies under one cell.
void PagePainter::paint_part_background(const Fragment& row, Point row_position, const Fragment& part, Point position) {
  const style::ComputedStyle& style = style_of(part);
  if (style.visibility != style::Visibility::Visible) return;
  Surroundings around = around_;
  around.part_area = part_area(row, row_position, {position, part.size}, part.style);
  paint_background(part, position, style, around, page_.items);
}

/// The style shows which kind of part it is. A column is as wide as the cell and as high as all rows on the page.
Rect PagePainter::part_area(const Fragment& row, Point row_position, const Rect& part, style::StyleId style) {
  if (row.style == style) return {row_position, row.size};
  const BoxId group = context_.box(row.box).parent;
  if (grid_.fragment == nullptr) return part;
  if (group_areas_.empty()) {
    const auto add = [&](std::uint32_t key, const Rect& rect) {
      const auto [entry, is_new] = group_areas_.try_emplace(key, rect);
      if (!is_new) entry->second.size.height = rect.bottom() - entry->second.top();
    };
    for (const ChildFragment& child : grid_.fragment->children) {
      if (!child.fragment->box || context_.box(child.fragment->box).kind != BoxKind::Row) continue;
      const Rect rect{grid_.offset + child.offset, child.fragment->size};
      add(BoxId().value, rect);
      add(context_.box(child.fragment->box).parent.value, rect);
    }
  }
  const bool is_group = group && context_.box(group).style == style;
  const auto found = group_areas_.find(is_group ? group.value : BoxId().value);
  if (found == group_areas_.end()) return part;
  if (is_group) return found->second;
  return {{part.left(), found->second.top()}, {part.size.width, found->second.size.height}};
}

void PagePainter::paint_block_backgrounds(const Fragment& fragment, Point position) {
  const bool clips = begin_clip(fragment, position);
  Raised outer;
  if (clips) outer = std::exchange(raised_, {});
  // Column rules lie below the content of the columns, collapsed borders above the cells.
  const bool has_inner_borders = fragment.inner_borders != nullptr && is_visible(fragment);
  const bool is_table = fragment.box && context_.box(fragment.box).kind == BoxKind::TableGrid;
  const bool is_row = fragment.box && context_.box(fragment.box).kind == BoxKind::Row;
  ChildFragment outer_grid{position, &fragment};
  if (is_table) {
    std::swap(grid_, outer_grid);
    group_areas_.clear();
  }
  if (has_inner_borders && !is_table) paint_inner_borders(fragment, position, page_.items);
  const bool holds_items = fragment.kind == FragmentKind::Box && fragment.box &&
                           boxes::holds_items(context_.box(fragment.box)) && fragment.children.size() > 1;
  std::vector<Rect> items;
  for (const ChildFragment& child : PaintingOrder(fragment, context_)) {
    if (child.fragment->kind == FragmentKind::Text || is_layer(*child.fragment)) continue;
    const Point place = position + child.offset;
    if (holds_items && child.fragment->kind == FragmentKind::Box &&
        covers_items({place, child.fragment->size}, items)) {
      late_.insert(child.fragment);
      continue;
    }
    const bool is_float = child.fragment->kind == FragmentKind::Box && child.fragment->box &&
                          context_.box(child.fragment->box).flow == boxes::BoxFlow::Float;
    if (is_float) {
      raised_.floats.push_back({place, child.fragment});
      continue;
    }
    if (child.fragment->kind == FragmentKind::Line) {
      if (has_boxes(*child.fragment)) {
        raised_.lines.push_back({place, child.fragment});
        find_late_boxes({place, child.fragment});
      }
      raised_.all_lines.push_back({place, child.fragment});
      raised_.lowest = std::max(raised_.lowest, place.y + child.fragment->size.height);
      continue;
    }
    if (is_row && !child.fragment->box && style_of(*child.fragment).has_background_image()) {
      paint_part_background(fragment, position, *child.fragment, place);
      continue;
    }
    paint_own_background(*child.fragment, place);
    paint_block_backgrounds(*child.fragment, place);
  }
  if (is_table) {
    std::swap(grid_, outer_grid);
    group_areas_.clear();
  }
  if (clips) {
    paint_raised_backgrounds();
    raised_ = std::move(outer);
    end_clip();
  }
  if (has_inner_borders && is_table) paint_inner_borders(fragment, position, page_.items);
}

}  // namespace gongwen::paint
