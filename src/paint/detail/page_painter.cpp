#include "paint/detail/page_painter.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/paint.h"
#include "layout/core/box_transform.h"
#include "layout/inline/text_style.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/box_shape.h"
#include "paint/detail/spoken_text.h"
#include "paint/detail/text_decoration_painter.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gongwen::paint {
namespace {

/// The glyphs as bytes; they have no padding, so equal bytes mean equal glyphs.
std::string_view bytes_of(const std::vector<layout::RunGlyph>& glyphs) {
  static_assert(std::has_unique_object_representations_v<layout::RunGlyph>);
  return {reinterpret_cast<const char*>(glyphs.data()), glyphs.size() * sizeof(layout::RunGlyph)};
}

}  // namespace

std::size_t TextPool::Hash::operator()(const Text& run) const {
  return std::hash<std::string_view>()(bytes_of(run->glyphs));
}

bool TextPool::Same::operator()(const Text& a, const Text& b) const {
  const bool is_same_font = a->face == b->face && a->family == b->family && a->size == b->size &&
                            a->synthetic_bold == b->synthetic_bold && a->synthetic_oblique == b->synthetic_oblique;
  const bool is_same_way =
      a->is_upright == b->is_upright && a->x_scale == b->x_scale && a->is_right_to_left == b->is_right_to_left;
  return is_same_font && is_same_way && a->text == b->text && bytes_of(a->glyphs) == bytes_of(b->glyphs);
}

std::vector<TextPool::Text> TextPool::take() {
  std::vector<Text> all;
  all.reserve(texts_.size());
  while (!texts_.empty()) all.push_back(std::move(texts_.extract(texts_.begin()).value()));
  texts_ = {};
  return all;
}

using boxes::BoxId;
using boxes::BoxKind;
using layout::ChildFragment;
using layout::Fragment;
using layout::FragmentKind;

namespace {

/// Maps the page as laid out to the page as painted.
base::Transform reduction(const layout::PageLayout& page) {
  return {1 / page.enlargement, 0, 0, 1 / page.enlargement, 0, 0};
}

/// Whether a margin box has a negative `z-index`, which puts it below the text of the page.
bool is_below(const layout::PageLayout& page, const layout::MarginBoxFragment& box) {
  const auto& style = page.style->margin_boxes[static_cast<std::size_t>(box.box)];
  return style && !style->z_index.is_auto && style->z_index.value < 0;
}

}  // namespace

void PagePainter::paint_area(const layout::PageLayout& page) {
  page_.size = page.size;
  around_.page_area = page.area;
  set_sheet(page);
  if (page.enlargement != 1) push_transform(reduction(page));
  tag_artifact(ArtifactKind::Layout);
  paint_sheet(page);
  paint_page_box(page);
  paint_canvas(page);
  // Margin boxes that are below the page: they are filled by now, except in pages that are handed over one by one.
  for (const layout::MarginBoxFragment& box : page.margin_boxes) {
    if (is_below(page, box)) paint_margin_box(box);
  }
  if (has_layers_) {
    for (const Layer& layer : collect_layers(page, context_)) paint_layer(layer);
  } else {
    if (page.content != nullptr) paint_layer({page.content, page.content_offset, false});
    for (const ChildFragment& area : page.areas) paint_layer({area.fragment, area.offset, false});
  }
  close_tag();
}

void PagePainter::resume(PageDisplay painted, const layout::PageLayout& page, bool has_margins_below) {
  page_ = PageDraft(std::move(painted));
  has_painted_below_ = has_margins_below;
  around_.page_area = page.area;
  if (page.enlargement == 1) return;
  transforms_.push_back(reduction(page));
  flat_.push_back(false);
}

PageDisplay PagePainter::finish(const layout::PageLayout& page) {
  for (const layout::MarginBoxFragment& box : page.margin_boxes) {
    if (!has_painted_below_ || !is_below(page, box)) paint_margin_box(box);
  }
  close_tag();
  paint_marks(page.style->page.marks);
  if (page.enlargement != 1) {
    pop_transform();
    page_.size = {page.style->page.page_size.width, page.style->page.page_size.height};
  }
  return take();
}

void PagePainter::close_tag() {
  if (!tag_.open) return;
  tag_.open = false;
  // Drops a tag that turned out to be empty.
  if (std::holds_alternative<BeginArtifact>(page_.items.back())) {
    page_.items.pop_back();
    return;
  }
  page_.items.push_back(EndTag{});
}

/// Content of one element continues until content in between is painted elsewhere.
void PagePainter::tag_element(ElementId element, BoxId box) {
  const std::uint32_t place = structure_.order().place(box);
  const bool goes_on = tag_.open && tag_.element == element && structure_.order().is_one_stretch(tag_.place, place);
  if (!goes_on) {
    close_tag();
    const std::uint32_t content = page_.content_count++;
    tree_.add_kid(element, ContentReference{page_index_, content, place});
    page_.items.push_back(BeginTag{element, content});
  }
  tag_ = {element, ArtifactKind::Layout, place, true};
}

void PagePainter::tag_artifact(ArtifactKind kind) {
  if (tag_.open && !tag_.element && tag_.artifact == kind) return;
  close_tag();
  tag_ = {ElementId(), kind, 0, true};
  page_.items.push_back(BeginArtifact{kind});
}

/// Content flattened to nothing is not visible (css-transforms-1 §8) and is left out, since writers need invertible
/// transforms.
void PagePainter::push_transform(const base::Transform& transform) {
  constexpr double kFlat = 1e-6;
  close_tag();
  transforms_.push_back(transforms_.empty() ? transform : transforms_.back().after(transform));
  if (!(std::abs(transform.determinant()) >= kFlat)) {
    PushClip nothing;
    nothing.path.add_rect(0, 0, 0, 0);
    page_.items.emplace_back(std::move(nothing));
  } else {
    page_.items.emplace_back(PushTransform{transform});
  }
  flat_.push_back(std::holds_alternative<Apart<PushClip>>(page_.items.back()));
}

void PagePainter::pop_transform() {
  close_tag();
  const bool is_flat = flat_.back();
  transforms_.pop_back();
  flat_.pop_back();
  const DisplayItem& last = page_.items.back();
  if (std::holds_alternative<Apart<PushTransform>>(last) || std::holds_alternative<Apart<PushClip>>(last)) {
    page_.items.pop_back();
  } else if (is_flat) {
    page_.items.emplace_back(PopClip{});
  } else {
    page_.items.emplace_back(PopTransform{});
  }
}

Rect PagePainter::drawn_place(const Rect& rect) const {
  return transforms_.empty() ? rect : layout::transformed_bounds(transforms_.back(), rect);
}

void PagePainter::paint_layer_content(const Layer& layer, bool with_layers) {
  paint_layer_background(layer);
  auto above = layer.layers.begin();
  for (; with_layers && above != layer.layers.end() && above->z < 0; ++above) paint_layer(*above);
  paint_flow(layer);
  for (; with_layers && above != layer.layers.end(); ++above) paint_layer(*above);
}

void PagePainter::paint_layer_background(const Layer& layer) {
  tag_artifact(layer.is_repeated ? furniture_ : ArtifactKind::Layout);
  paint_own_background(*layer.fragment, layer.position);
}

/// Paints the in-flow content of a layer, above its layers with negative z-index.
void PagePainter::paint_flow(const Layer& layer) {
  const ArtifactKind background = layer.is_repeated ? furniture_ : ArtifactKind::Layout;
  tag_artifact(background);
  paint_children_backgrounds(*layer.fragment, layer.position);
  close_tag();
  paint_content(*layer.fragment, layer.position, layer.is_repeated);
  close_tag();
  const std::vector<DecoratingBox> around = std::exchange(decorating_, decorations_around(*layer.fragment));
  if (layer.fragment->kind == FragmentKind::InlineBox) paint_lines_around(*layer.fragment, layer.position);
  paint_text_decorations(*layer.fragment, layer.position);
  decorating_ = around;
  if (context_.boxes.has_outlines()) {
    tag_artifact(background);
    paint_outline_of(*layer.fragment, layer.position);
    paint_outlines(*layer.fragment, layer.position);
  }
  close_tag();
}

void PagePainter::paint_outline_of(const Fragment& fragment, Point position) {
  if (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox) return;
  const bool is_wrapper = fragment.box && context_.box(fragment.box).kind == BoxKind::Table;
  if (!is_wrapper) paint_outline(fragment, position, style_of(fragment), page_.items);
}

/// Outlines lie above everything else in their stacking context (CSS 2.2 section E.2, step 10).
void PagePainter::paint_outlines(const Fragment& fragment, Point position) {
  const bool clips = begin_clip(fragment, position);
  for (const ChildFragment& child : PaintingOrder(fragment, context_)) {
    if (child.fragment->kind == FragmentKind::Text || is_layer(*child.fragment)) continue;
    paint_outline_of(*child.fragment, position + child.offset);
    paint_outlines(*child.fragment, position + child.offset);
  }
  if (clips) end_clip();
}

/// Paints texts and images of a fragment and its descendants, above all backgrounds, and notes cells, fields and links.
/// Repeated content becomes page furniture: it gets no structure, links or fields, which an earlier page has already.
void PagePainter::paint_content(const Fragment& fragment, Point position, bool repeated) {
  context_.sink.go_on();
  repeated = repeated || fragment.is_repeated;
  const bool is_cell =
      fragment.box && fragment.kind == FragmentKind::Box && context_.box(fragment.box).kind == BoxKind::Cell;
  const bool is_row =
      fragment.box && fragment.kind == FragmentKind::Box && context_.box(fragment.box).kind == BoxKind::Row;
  if (is_cell && !repeated) structure_.visit_cell(fragment.box);
  if (!late_.empty() && late_.contains(&fragment)) paint_late_background(fragment, position, repeated);
  if (is_cell && controls_.any()) field_rects_ = rects_in_cell(fragment, position, controls_, context_);
  if (is_field(fragment)) {
    if (!repeated) add_field_area(fragment, position);
    return;
  }
  switch (fragment.kind) {
    case FragmentKind::Leader:
      tag_artifact(repeated ? furniture_ : ArtifactKind::Layout);
      paint_text(fragment, position);
      break;
    case FragmentKind::Text:
      if (!is_visible(fragment)) break;
      if (style_of(fragment).color.is_transparent()) report_transparent(fragment);
      if (style_of(fragment).text_shadow) {
        tag_artifact(repeated ? furniture_ : ArtifactKind::Layout);
        paint_text_shadows(glyphs_of(fragment, position), style_of(fragment), context_, page_.items);
      }
      if (repeated) {
        tag_artifact(furniture_);
      } else {
        tag_text(fragment);
      }
      paint_text(fragment, position, repeated ? 0 : structure_.official().number_of(context_.boxes, fragment.box));
      break;
    case FragmentKind::Anchor: break;
    case FragmentKind::Box:
      if (fragment.image != nullptr || (fragment.box && context_.box(fragment.box).kind == BoxKind::Replaced)) {
        paint_replaced(fragment, position, repeated);
        break;
      }
      [[fallthrough]];
    case FragmentKind::Line:
    case FragmentKind::InlineBox: {
      const bool clips = begin_clip(fragment, position);
      for (const ChildFragment& child : PaintingOrder(fragment, context_)) {
        if (!is_layer(*child.fragment)) paint_content(*child.fragment, position + child.offset, repeated);
      }
      if (clips) end_clip();
      if (fragment.ends_with_break) end_word();
      break;
    }
  }
  if (is_row && !repeated && !fragment.is_continued_before) structure_.visit_row_end(fragment.box);
  if (!repeated) add_link_area(fragment, position);
}

/// A blank directly in a list or table, between its parts, belongs to no element.
void PagePainter::tag_text(const Fragment& fragment) {
  const ElementId element = structure_.leaf_for(fragment.box);
  const StructureRole role = tree_.element(element).role;
  const bool holds_text = role != StructureRole::L && role != StructureRole::Toc && role != StructureRole::Document;
  const std::u32string& text = fragment.run->text;
  if (!holds_text && std::all_of(text.begin(), text.end(), [](char32_t c) { return c == U' ' || c == U'\u3000'; })) {
    tag_artifact(ArtifactKind::Layout);
  } else {
    tag_element(element, fragment.box);
  }
}

/// After a forced break, the text before and the text after are separate words (ISO 32000-1 section 14.8.2.5).
void PagePainter::end_word() {
  for (auto item = page_.items.rbegin(); item != page_.items.rend(); ++item) {
    if (auto* const glyphs = std::get_if<DrawGlyphs>(&*item)) {
      glyphs->ends_word = true;
      return;
    }
    if (std::holds_alternative<DrawImage>(*item)) return;
  }
}

/// An image with alternative text is a figure (ISO 14289-1 section 7.3); without, a decoration.
void PagePainter::paint_replaced(const Fragment& fragment, Point position, bool repeated) {
  if (!is_visible(fragment)) return;
  const std::string alternative =
      fragment.box ? base::collapse_ascii_space(boxes::alternative_of(context_.dom, context_.box(fragment.box)))
                   : std::string();
  if (repeated || alternative.empty()) {
    tag_artifact(repeated ? ArtifactKind::Pagination : ArtifactKind::Layout);
  } else {
    const ElementId element = structure_.leaf_for(fragment.box);
    ElementDetails& figure = tree_.element(element).details.edit();
    figure.alternative = alternative;
    figure.area = drawn_place({position, fragment.size});
    tag_element(element, fragment.box);
  }
  paint_image(fragment, position, context_, page_);
}

/// Its shadow may show a transparent text, as outlines do that are made of shadows.
void PagePainter::report_transparent(const Fragment& fragment) const {
  const auto is_blank = [](char32_t c) {
    return c <= U' ' || c == U'\u00A0' || c == U'\u3000';
  };
  const std::u32string& text = fragment.run->text;
  if (style_of(fragment).text_shadow || std::all_of(text.begin(), text.end(), is_blank)) return;
  context_.sink.report(diagnostics::messages::PaintTransparentText, fragment.origin);
}

DrawGlyphs PagePainter::glyphs_of(const Fragment& fragment, Point position) {
  const Fragment& level = fragment.level == nullptr ? fragment : *fragment.level;
  const LayoutUnit baseline = level.baseline.value_or(LayoutUnit());
  Point begin{position.x, position.y + baseline};
  if (fragment.turn == layout::QuarterTurn::Clockwise) begin = {position.x + level.size.height - baseline, position.y};
  if (fragment.turn == layout::QuarterTurn::Counterclockwise)
    begin = {position.x + baseline, position.y + level.size.width};
  const layout::QuarterTurn turn = fragment.run->is_upright ? layout::QuarterTurn::None : fragment.turn;
  return {begin, texts_.share(fragment.run).get(), style_of(fragment).color, fragment.origin, turn, false};
}

void PagePainter::paint_text(const Fragment& fragment, Point position, std::uint16_t official) {
  DrawGlyphs glyphs = glyphs_of(fragment, position);
  glyphs.official = official;
  page_.items.emplace_back(glyphs);
}

/// The decorating boxes around a layer: their lines continue through in-flow layers (css-text-decor-3 §2.1).
std::vector<DecoratingBox> PagePainter::decorations_around(const Fragment& layer) const {
  std::vector<DecoratingBox> around;
  for (boxes::BoxId at = layer.box; at;) {
    const boxes::Box& box = context_.box(at);
    const bool is_apart = (box.is_inline_level && box.kind != BoxKind::Inline) || !boxes::is_in_flow(box);
    if (is_apart || !box.parent) break;
    at = box.parent;
    const boxes::Box& parent = context_.box(at);
    const style::ComputedStyle& style = context_.style_of(at);
    if (parent.part != boxes::BoxPart::Anonymous && is_decorating(style)) {
      around.insert(around.begin(), {&style, parent.origin});
    }
  }
  return around;
}

/// Paints the lines of boxes around an inline box that is a layer; they belong to the layer.
void PagePainter::paint_lines_around(const Fragment& fragment, Point position) {
  if (fragment.level != nullptr) {
    push_turn(fragment.turn, {position, fragment.size});
    paint_lines_around(*fragment.level, {});
    pop_transform();
    return;
  }
  if (!fragment.baseline) return;
  const LayoutUnit baseline = position.y + *fragment.baseline;
  for (const DecoratingBox& box : decorating_) {
    tag_artifact(ArtifactKind::Layout);
    paint_text_decoration(box, fragment, position, baseline, context_, page_.items);
  }
}

void PagePainter::push_turn(layout::QuarterTurn turn, const Rect& place) {
  const bool clockwise = turn == layout::QuarterTurn::Clockwise;
  const Point origin = place.origin + (clockwise ? Point{place.size.width, {}} : Point{{}, place.size.height});
  base::Transform transform = turn_transform(turn);
  transform.e = origin.x.to_px();
  transform.f = origin.y.to_px();
  push_transform(transform);
}

/// Paints underlines, overlines and lines through text, as artifacts over the text (css-text-decor-3 section 2).
void PagePainter::paint_text_decorations(const Fragment& fragment, Point position) {
  if (is_field(fragment)) return;
  if (fragment.kind == FragmentKind::Text) {
    if (!layout::has_emphasis(style_of(fragment))) return;
    if (fragment.level != nullptr) {
      push_turn(fragment.turn, {position, fragment.size});
      tag_artifact(ArtifactKind::Layout);
      paint_emphasis(*fragment.level, {}, context_, page_.items);
      pop_transform();
      return;
    }
    tag_artifact(ArtifactKind::Layout);
    paint_emphasis(fragment, position, context_, page_.items);
    return;
  }
  const std::size_t outer = decorating_.size();
  if (fragment.kind == FragmentKind::Box) {
    // Inline-level and out-of-flow boxes do not inherit the lines around them (section 2.1).
    const boxes::Box* const box = fragment.box ? &context_.box(fragment.box) : nullptr;
    std::vector<DecoratingBox> kept_out;
    const bool is_apart = box != nullptr && (box->is_inline_level || !boxes::is_in_flow(*box));
    if (is_apart) kept_out.swap(decorating_);
    const style::ComputedStyle& style = style_of(fragment);
    // In a table, the grid has the style of the element.
    const bool anonymous =
        box == nullptr || (box->part == boxes::BoxPart::Anonymous && box->kind != BoxKind::TableGrid);
    if (!anonymous && is_decorating(style)) decorating_.push_back({&style, fragment.origin});
    const bool clips = begin_clip(fragment, position);
    for (const ChildFragment& child : fragment.children) {
      if (!is_layer(*child.fragment)) paint_text_decorations(*child.fragment, position + child.offset);
    }
    if (clips) end_clip();
    if (is_apart) {
      kept_out.swap(decorating_);
    } else {
      decorating_.resize(outer);
    }
    return;
  }
  paint_decorating_boxes(fragment, position);
  for (const ChildFragment& child : fragment.children) {
    if (!is_layer(*child.fragment)) paint_text_decorations(*child.fragment, position + child.offset);
  }
}

/// Paints the lines along a line of text, or along an inline box on it.
void PagePainter::paint_decorating_boxes(const Fragment& fragment, Point position) {
  const bool decorates = fragment.kind == FragmentKind::Line
                             ? !decorating_.empty()
                             : fragment.kind == FragmentKind::InlineBox && is_decorating(style_of(fragment));
  if (fragment.level != nullptr && decorates) {
    push_turn(fragment.turn, {position, fragment.size});
    paint_decorating_boxes(*fragment.level, {});
    pop_transform();
    return;
  }
  if (!fragment.baseline) return;
  const LayoutUnit baseline = position.y + *fragment.baseline;
  const auto paint = [&](const DecoratingBox& box) {
    tag_artifact(ArtifactKind::Layout);
    paint_text_decoration(box, fragment, position, baseline, context_, page_.items);
  };
  if (fragment.kind == FragmentKind::Line) {
    for (const DecoratingBox& box : decorating_) paint(box);
  } else if (fragment.kind == FragmentKind::InlineBox && is_decorating(style_of(fragment))) {
    paint({&style_of(fragment), fragment.origin});
  }
}

bool PagePainter::is_visible(const Fragment& fragment) const {
  return style_of(fragment).visibility == style::Visibility::Visible;
}

/// Boxes that hide overflow clip it at the padding box, since paper does not scroll (css-overflow-3 §3).
bool PagePainter::begin_clip(const Fragment& fragment, Point position) {
  if (fragment.children.empty() || !clips_content(fragment, context_)) return false;
  push_clip(fragment, position);
  return true;
}

void PagePainter::push_clip(const Fragment& fragment, Point position) {
  const style::ComputedStyle& style = style_of(fragment);
  BoxShape shape = border_shape(fragment, position, style).inset(fragment.borders);
  // If only one direction is clipped, corners are not rounded (css-overflow-3 §3.2).
  constexpr double kFarOutside = 100'000;
  const layout::OverflowCut cut = layout::overflow_cut(fragment, context_);
  if (!cut.across) {
    shape.radii = {};
    shape.left = -kFarOutside;
    shape.right = kFarOutside;
  }
  if (!cut.down) {
    shape.radii = {};
    shape.top = -kFarOutside;
    shape.bottom = kFarOutside;
  }
  push_clip_path(shape.path());
}

void PagePainter::push_cut(const CutOff& cut) {
  if (cut.remaining) return push_rect(*cut.remaining);
  push_clip(*cut.fragment, cut.position);
}

void PagePainter::push_rect(const Rect& rect) {
  base::Path path;
  path.add_rect(rect);
  push_clip_path(std::move(path));
}

void PagePainter::push_clip_path(base::Path path) {
  const bool was_artifact = tag_.open && !tag_.element;
  const ArtifactKind kind = tag_.artifact;
  close_tag();
  page_.items.emplace_back(PushClip{std::move(path), base::FillRule::NonZero});
  if (was_artifact) tag_artifact(kind);
}

void PagePainter::end_clip() {
  const bool was_artifact = tag_.open && !tag_.element;
  const ArtifactKind kind = tag_.artifact;
  close_tag();
  if (std::holds_alternative<Apart<PushClip>>(page_.items.back())) {
    page_.items.pop_back();
  } else {
    page_.items.emplace_back(PopClip{});
  }
  if (was_artifact) tag_artifact(kind);
}

/// The alternative text of the first image in an element.
std::string PagePainter::alternative_in(dom::NodeId element) const {
  for (dom::NodeId node = element; node; node = context_.dom.next_in_order(node, element)) {
    const bool is_image =
        context_.dom.is_element(node, dom::ElementName::Img) || context_.dom.is_element(node, dom::ElementName::Svg);
    if (is_image) return boxes::alternative_of(context_.dom, node);
  }
  return {};
}

/// The description of a link: its title, else its text, else its image, else its address.
std::string PagePainter::link_description(dom::NodeId node) const {
  using dom::AttributeName;
  std::string description = base::collapse_ascii_space(context_.dom.attribute_value(node, AttributeName::Title));
  if (description.empty())
    description = base::collapse_ascii_space(context_.dom.find_custom_attribute(node, "aria-label") == nullptr
                                                 ? std::string_view()
                                                 : context_.dom.find_custom_attribute(node, "aria-label")->value);
  if (description.empty()) description = base::collapse_ascii_space(context_.dom.text_content(node));
  if (description.empty()) description = base::collapse_ascii_space(alternative_in(node));
  return description.empty() ? std::string(context_.dom.attribute_value(node, AttributeName::Href)) : description;
}

namespace {

std::array<base::PathPoint, 4> corners_of(const Rect& rect, const base::Transform& transform) {
  const double left = rect.left().to_px(), top = rect.top().to_px();
  const double right = rect.right().to_px(), bottom = rect.bottom().to_px();
  return {transform.apply({left, top}), transform.apply({right, top}), transform.apply({right, bottom}),
          transform.apply({left, bottom})};
}

}  // namespace

/// A link has one area per page, with a rectangle for each of its boxes and lines there.
void PagePainter::add_link_area(const Fragment& fragment, Point position) {
  const bool is_box = fragment.kind == FragmentKind::Box || fragment.kind == FragmentKind::InlineBox;
  if (!is_box || !fragment.box || fragment.size.width <= LayoutUnit() || fragment.size.height <= LayoutUnit()) return;
  const BoxId source = structure_.link_source(fragment.box);
  if (!source ||
      is_address_too_long(context_.dom.attribute_value(context_.box(source).node, dom::AttributeName::Href))) {
    return;
  }
  const ElementId element = structure_.link_for(fragment.box, is_visible(fragment));
  if (!element) return;
  const auto [entry, is_new] = links_.try_emplace(element.value, page_.links.size());
  if (is_new) {
    const dom::NodeId node = context_.box(source).node;
    LinkArea link;
    link.target = context_.dom.attribute_value(node, dom::AttributeName::Href);
    link.description = link_description(node);
    link.element = element;
    link.origin = fragment.origin;
    const auto number = static_cast<std::uint32_t>(page_.links.size());
    tree_.add_kid(element, LinkReference{page_index_, number});
    page_.links.push_back(std::move(link));
  }
  LinkArea& link = page_.links[entry->second];
  const Rect rect{position, fragment.size};
  if (!transforms_.empty() || !link.corners.empty()) {
    for (const Rect& straight : std::span(link.rects).subspan(link.corners.size())) {
      link.corners.push_back(corners_of(straight, {}));
    }
    link.corners.push_back(corners_of(rect, transforms_.empty() ? base::Transform() : transforms_.back()));
  }
  link.rects.push_back(drawn_place(rect));
}

/// A control has one area per page; its content is drawn by the program that fills it in.
void PagePainter::add_field_area(const Fragment& fragment, Point position) {
  const FieldControls::Place& place = *controls_.find(fragment, context_);
  const dom::NodeId node = context_.box(fragment.box).node;
  if (!placed_fields_.insert(node.value).second) return;
  const auto in_cell = field_rects_.find(node.value);
  const Rect own{position, fragment.size};
  FieldArea area = field_area(place, in_cell == field_rects_.end() ? own : in_cell->second, fragment, context_);
  if (fragment.is_continued_before) return;
  area.element = structure_.form_for(fragment.box);
  tree_.add_kid(area.element, FieldReference{page_index_, static_cast<std::uint32_t>(page_.fields.size())});
  page_.fields.push_back(area);
  page_.fields.back().rect = drawn_place(area.rect);
  if (!transforms_.empty()) {
    const double scale = std::sqrt(std::abs(transforms_.back().determinant()));
    page_.fields.back().font_size = base::FontSize::round_from_px(area.font_size.to_px() * scale);
  }
  if (area.comb > 1) tag_artifact(ArtifactKind::Layout);
  paint_comb(area, page_.items);
}

void PagePainter::paint_margin_box(const layout::MarginBoxFragment& box) {
  using css::MarginBox;
  const bool top = box.box <= MarginBox::TopRightCorner;
  const bool bottom = box.box >= MarginBox::BottomRightCorner && box.box <= MarginBox::BottomLeftCorner;
  furniture_ = top ? ArtifactKind::Header : bottom ? ArtifactKind::Footer : ArtifactKind::Pagination;
  const bool turned = box.turn != layout::QuarterTurn::None;
  const base::Size& size = box.fragment->size;
  if (turned) push_turn(box.turn, {box.offset, {size.height, size.width}});
  const Point offset = turned ? Point() : box.offset;
  paint_layer(has_layers_ ? collect_repeated_layers(*box.fragment, offset, context_)
                          : Layer{box.fragment, offset, true});
  if (turned) pop_transform();
  furniture_ = ArtifactKind::Pagination;
}

}  // namespace gongwen::paint
