#include "images/detail/svg_clips.h"

#include "base/utf8.h"
#include "images/detail/clip_shape.h"
#include "images/detail/svg_text.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gongwen::images {

using base::Path;

namespace {

/// The clip that equals a mask, if the mask is one shape: opaque, and white unless only its opacity counts.
std::optional<BeginClip> plain_mask(const std::vector<DrawingItem>& items, bool is_alpha) {
  if (items.size() != 1) return std::nullopt;
  const auto* const fill = std::get_if<FillShape>(&items.front());
  if (fill == nullptr || fill->paint.gradient || fill->paint.color.alpha != 255) return std::nullopt;
  const css::Color& color = fill->paint.color;
  const bool is_white = color.red == 255 && color.green == 255 && color.blue == 255;
  return is_alpha || is_white ? std::optional(BeginClip{fill->path, fill->rule}) : std::nullopt;
}

}  // namespace

SvgClipper::UsedMask SvgClipper::make_mask(std::size_t element, const SvgContext& context) {
  const std::size_t index = drawer_.find(context.style.mask);
  if (index == 0 || drawer_.document_.elements[index].name != "mask" || drawer_.open_.contains(index)) {
    drawer_.report_unsupported("mask: url(#" + context.style.mask + ")");
    return {};
  }
  const SvgElement& mask = drawer_.document_.elements[index];
  SvgContext inner = drawer_.definition(index, context);
  ++inner.depth;
  const SvgDrawer::FillBox box = drawer_.fill_box(element, context);
  if (mask.attribute("maskContentUnits") == "objectBoundingBox") {
    if (!box.is_known) {
      drawer_.report_unsupported("maskContentUnits");
      return {};
    }
    if (!box.bounds) return {.hides_all = true};
    inner.transform = context.transform.after(unit_square_to(*box.bounds));
  }
  std::vector<DrawingItem> around = std::exchange(drawer_.drawing_.items, {});
  drawer_.open_.insert(index);
  ++drawer_.in_masks_;
  drawer_.draw_children(mask, inner);
  --drawer_.in_masks_;
  drawer_.open_.erase(index);
  std::vector<DrawingItem> items = std::exchange(drawer_.drawing_.items, std::move(around));
  drawer_.current_ = element;
  if (items.empty()) return {.hides_all = true};
  UsedMask used;
  if (auto region = mask_region(mask, box, context)) used.clips.push_back(*std::move(region));
  const bool is_alpha = base::ascii_lowercase(drawer_.declared_value(mask, "mask-type")) == "alpha";
  if (auto clip = plain_mask(items, is_alpha)) {
    used.clips.push_back(*std::move(clip));
  } else {
    drawer_.drawing_.masks.push_back({std::move(items), is_alpha});
    used.number = drawer_.drawing_.masks.size() - 1;
  }
  return used;
}

/// Outside it nothing is shown. Returns nullopt if the box of the element is needed but unknown.
std::optional<BeginClip> SvgClipper::mask_region(const SvgElement& mask, const SvgDrawer::FillBox& box,
                                                 const SvgContext& context) {
  const bool in_user_space = mask.attribute("maskUnits") == "userSpaceOnUse";
  if (!in_user_space && (!box.is_known || !box.bounds)) return std::nullopt;
  const SvgViewport space = in_user_space ? context.viewport : SvgViewport{1, 1};
  const auto side = [&](std::string_view name, double base, double usual) {
    return parse_length(mask.attribute(name), base, context.style.font_size).value_or(usual * base);
  };
  const double left = side("x", space.width, -0.1);
  const double top = side("y", space.height, -0.1);
  Path edge;
  edge.add_rect(left, top, left + std::max(0.0, side("width", space.width, 1.2)),
                top + std::max(0.0, side("height", space.height, 1.2)));
  BeginClip region;
  if (in_user_space) {
    region.path.append(edge, context.transform);
    return region;
  }
  region.path.append(edge, context.transform.after(unit_square_to(*box.bounds)));
  return region;
}

/// SVG 1.1 §14.3.5: collects all shapes of a clip path, including those that it refers to by `use`, and texts.
void SvgClipper::collect_clip(const SvgElement& element, const SvgContext& context, CollectedClip& out) {
  const auto is_shown = [&](const SvgElement::Child& child) {
    return child.element != 0 && drawer_.style_of(drawer_.document_.elements[child.element], context).displayed;
  };
  const bool is_alone = std::count_if(element.children.begin(), element.children.end(), is_shown) == 1;
  for (const SvgElement::Child& child : element.children) {
    std::size_t index = child.element;
    if (index == 0) continue;
    if (!drawer_.spend(1)) return;
    const SvgElement* shape = &drawer_.document_.elements[index];
    SvgContext inner = context;
    inner.style = drawer_.style_of(*shape, context);
    if (!inner.style.displayed) continue;
    const SvgContext around = inner;
    inner.transform = context.transform.after(drawer_.own_transform(index, inner));
    if (inner.style.has_clip()) {
      if (is_alone)
        out.around = clips_of(index, inner);
      else
        drawer_.report_unsupported("clip-path in <clipPath>");
    }
    if (shape->name == "use") {
      index = drawer_.find(drawer_.reference(*shape));
      if (index == 0) continue;
      const base::PathPoint corner = SvgDrawer::corner_of(*shape, inner);
      shape = &drawer_.document_.elements[index];
      inner.style = drawer_.style_of(*shape, inner);
      if (!inner.style.displayed) continue;
      inner.transform =
          inner.transform.after({1, 0, 0, 1, corner.x, corner.y}).after(drawer_.own_transform(index, inner));
      if (inner.style.has_clip()) drawer_.report_unsupported("clip-path in <clipPath>");
    }
    if (!inner.style.visible) continue;
    if (shape->name == "text") {
      collect_text_clip(*shape, inner, out);
      continue;
    }
    const auto outline = shape_path(*shape, inner.style, inner.viewport);
    if (!outline || !drawer_.spend(outline->points.size())) continue;
    Path placed;
    placed.append(*outline, inner.transform);
    out.add(placed);
    if (inner.style.clip_rule == base::FillRule::EvenOdd) out.rule = base::FillRule::EvenOdd;
  }
}

/// All shapes run the same way round, so that none cuts a hole into another.
void SvgClipper::CollectedClip::add(const Path& placed) {
  path.append(turn_of(placed) < 0 ? reversed(placed) : placed, {});
}

/// Letters clip by their outlines. Without fonts the outlines are unknown, and letters hide nothing.
void SvgClipper::collect_text_clip(const SvgElement& text, const SvgContext& context, CollectedClip& out) {
  if (drawer_.source_.fonts == nullptr) {
    out.lacks_text = true;
    return;
  }
  SvgContext inner = context;
  inner.style.fill = {SvgPaint::Kind::Color, css::kBlack, {}};
  inner.style.fill_opacity = 1;
  inner.style.stroke = {};
  std::vector<DrawingItem> around = std::exchange(drawer_.drawing_.items, {});
  ++drawer_.in_masks_;  // text has to be outlines
  SvgTextDrawer(drawer_).draw(text, inner);
  --drawer_.in_masks_;
  for (const DrawingItem& item : std::exchange(drawer_.drawing_.items, std::move(around))) {
    if (const auto* const fill = std::get_if<FillShape>(&item)) out.add(fill->path);
  }
}

std::vector<BeginClip> SvgClipper::clips_of(std::size_t target, const SvgContext& context) {
  const SvgStyle& style = context.style;
  if (style.clip_shape.empty()) return clip_paths(style.clip_path, target, context);
  const SvgDrawer::FillBox box = drawer_.fill_box(target, context);
  if (!box.is_known) {
    drawer_.report_unsupported("clip-path: " + style.clip_shape);
    return {};
  }
  ClipBoxes boxes{box.bounds.value_or(PathBounds{}), {}, {0, 0, context.viewport.width, context.viewport.height}};
  boxes.stroke = boxes.fill;
  if (style.stroke.kind != SvgPaint::Kind::None) {
    const double half = style.line.width / 2;
    boxes.stroke = {boxes.fill.left - half, boxes.fill.top - half, boxes.fill.right + half, boxes.fill.bottom + half};
  }
  const auto shape = clip_shape(style.clip_shape, boxes, style.font_size);
  if (!shape || !drawer_.spend(shape->path.points.size())) return {};
  BeginClip clip;
  clip.path.append(shape->path, context.transform);
  clip.rule = shape->rule;
  if (clip.path.empty()) clip.path.add_rect(0, 0, 0, 0);  // an empty shape hides everything
  return {clip};
}

std::vector<BeginClip> SvgClipper::clip_paths(const std::string& id, std::size_t target, const SvgContext& context,
                                              int depth) {
  const std::size_t index = drawer_.find(id);
  if (index == 0 || drawer_.document_.elements[index].name != "clipPath" || depth > SvgDrawer::kDeepest ||
      drawer_.open_.contains(index))
    return {};
  const SvgElement& element = drawer_.document_.elements[index];
  SvgContext inner = context;
  inner.style = drawer_.style_of(element, context);
  inner.transform = context.transform.after(drawer_.own_transform(index, inner));
  if (element.attribute("clipPathUnits") == "objectBoundingBox") {
    const SvgDrawer::FillBox box = drawer_.fill_box(target, context);
    if (!box.is_known || !box.bounds) {
      drawer_.report_unsupported("clipPathUnits");
      return {};
    }
    inner.transform = inner.transform.after(unit_square_to(*box.bounds));
  }
  CollectedClip clip;
  drawer_.open_.insert(index);
  collect_clip(element, inner, clip);
  drawer_.open_.erase(index);
  if (clip.lacks_text) {
    drawer_.report_unsupported("<text> in <clipPath>");
    return {};
  }
  if (clip.path.empty()) clip.path.add_rect(0, 0, 0, 0);  // an empty clip hides everything
  std::vector<BeginClip> clips = std::move(clip.around);
  // The clip path may be clipped itself, in the space of the same element.
  if (!inner.style.clip_path.empty() && inner.style.clip_path != id) {
    std::vector<BeginClip> outer = clip_paths(inner.style.clip_path, target, context, depth + 1);
    clips.insert(clips.end(), std::make_move_iterator(outer.begin()), std::make_move_iterator(outer.end()));
  }
  clips.push_back({std::move(clip.path), clip.rule});
  return clips;
}

}  // namespace gongwen::images
