#include "base/space_transform.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_gradient.h"
#include "images/detail/svg_pictures.h"
#include "images/detail/svg_text.h"
#include "images/detail/svg_transform.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

// Painting of shapes: colours, gradients, patterns (SVG 1.1 section 13).

namespace gongwen::images {

// Transforms of elements, and bounding boxes of their shapes, on which transforms may depend (SVG 2 section 8.10).

using base::Path;
using base::PathPoint;
using base::Transform;

/// css-transforms-2 §4: applies the properties in order, all about the origin.
Transform SvgDrawer::own_transform(std::size_t index, const Context& context) {
  const SvgTransforms& own = context.style.transforms;
  if (!own.any()) return {};
  PathBounds box{0, 0, context.viewport.width, context.viewport.height};
  if (own.uses_fill_box) {
    const FillBox fill = fill_box(index, context);
    if (!fill.is_known) {
      report_unsupported("transform-box");
      return {};
    }
    box = fill.bounds.value_or(PathBounds{});
  }
  const SvgViewport reference{box.right - box.left, box.bottom - box.top};
  const double font_size = context.style.font_size;
  Transform all;
  const std::array singles{std::pair{"translate", &own.translate}, std::pair{"rotate", &own.rotate},
                           std::pair{"scale", &own.scale}};
  for (const auto& [property, text] : singles) {
    if (!text->empty()) {
      all = all.after(parse_single_transform(property, *text, reference, font_size).value_or(Transform{}));
    }
  }
  if (!own.list.empty()) {
    const auto list =
        own.is_attribute ? parse_transform_attribute(own.list) : parse_transform_list(own.list, reference, font_size);
    all = all.after(list.value_or(Transform{}));
  }
  PathPoint origin =
      own.origin.empty() ? PathPoint{} : parse_transform_origin(own.origin, reference, font_size).value_or(PathPoint{});
  origin.x += box.left;
  origin.y += box.top;
  return about(origin, all);
}

/// The bounding box in the element's own coordinates. Each is measured once, so that nested elements that all need
/// their boxes do not measure inner ones repeatedly.
SvgDrawer::FillBox SvgDrawer::fill_box(std::size_t index, const Context& context) {
  const std::tuple key{index, context.viewport.width, context.viewport.height, context.style.font_size};
  if (const auto known = fill_boxes_.find(key); known != fill_boxes_.end()) return known->second;
  if (context.depth >= kDeepest || !spend(1)) return {};
  const FillBox box = measure(index, context);
  fill_boxes_.emplace(key, box);
  return box;
}

SvgDrawer::FillBox SvgDrawer::measure(std::size_t index, const Context& context) {
  const SvgElement& element = document_.elements[index];
  if (const auto path = shape_path(element, context.style, context.viewport)) {
    return spend(path->points.size()) ? FillBox{path_bounds(*path), true} : FillBox{};
  }
  if (element.name == "text") return SvgTextDrawer(*this).measure(element, context);
  const PathPoint corner = corner_of(element, context);
  if (element.name == "image") return {SvgPictureDrawer(*this).box(index, element, context), true};
  Context inner = context;
  inner.transform = {};
  ++inner.depth;
  if (element.name == "g" || element.name == "a" || element.name == "switch") return measure_children(element, inner);
  inner.transform = {1, 0, 0, 1, corner.x, corner.y};
  if (element.name == "svg") return measure_children(element, inside(element, inner, size_of(element, context)));
  const std::size_t target = element.name == "use" ? find(reference(element)) : 0;
  if (target == 0 || target == index) return {};
  SvgElement alone;
  alone.children.push_back({target, {}});
  if (document_.elements[target].name != "symbol") return measure_children(alone, inner);
  inner.style = style_of(document_.elements[target], inner);
  return measure_children(document_.elements[target],
                          inside(document_.elements[target], inner, size_of(element, context)));
}

/// The union of the children's boxes, in the target coordinates of the context's transform.
SvgDrawer::FillBox SvgDrawer::measure_children(const SvgElement& element, const Context& context) {
  Path corners;
  FillBox all;
  for (const std::size_t child : drawn_children(element)) {
    if (!spend(1)) return {};
    Context inner = context;
    inner.style = style_of(document_.elements[child], context);
    if (inner.style.displayed) {
      const FillBox box = fill_box(child, inner);
      all.is_known = all.is_known && box.is_known;
      if (box.bounds) {
        Path frame;
        frame.add_rect(box.bounds->left, box.bounds->top, box.bounds->right, box.bounds->bottom);
        corners.append(frame, context.transform.after(own_transform(child, inner)));
      }
    }
  }
  all.bounds = path_bounds(corners);
  return all;
}

namespace {

constexpr double kMaxTiled = 20'000;  // elements in all tiles of one pattern in one shape

/// The tiles that a path touches, numbered from the one at the pattern's origin.
struct TileRange {
  std::int64_t first_column = 0, end_column = 0, first_row = 0, end_row = 0;
  double count() const {
    return static_cast<double>(end_column - first_column) * static_cast<double>(end_row - first_row);
  }
};

/// nullopt if they are too far away to be counted.
std::optional<TileRange> tiles_of(const PathBounds& bounds, const ViewBox& tile) {
  constexpr double kTouch = 1e-6;  // touching the edge of a tile does not count
  constexpr double kFarthest = 1e9;
  const std::array ends{std::floor((bounds.left - tile.x) / tile.width + kTouch),
                        std::ceil((bounds.right - tile.x) / tile.width - kTouch),
                        std::floor((bounds.top - tile.y) / tile.height + kTouch),
                        std::ceil((bounds.bottom - tile.y) / tile.height - kTouch)};
  if (!std::all_of(ends.begin(), ends.end(), [](double end) { return std::abs(end) <= kFarthest; })) {
    return std::nullopt;
  }
  const auto number = [&](std::size_t i) {
    return static_cast<std::int64_t>(ends[i]);
  };
  return TileRange{number(0), std::max(number(0), number(1)), number(2), std::max(number(2), number(3))};
}

}  // namespace

std::optional<Paint> SvgDrawer::resolve_paint(const SvgPaint& paint, double opacity, const Path& path,
                                              const Context& context) {
  css::Color color = paint.color;
  switch (paint.kind) {
    case SvgPaint::Kind::ContextFill:
    case SvgPaint::Kind::ContextStroke: {
      if (marked_ == nullptr) return std::nullopt;
      const Marked& around = *marked_;
      const SvgStyle& marked = around.context.style;
      const bool is_fill = paint.kind == SvgPaint::Kind::ContextFill;
      const SvgPaint& own = is_fill ? marked.fill : marked.stroke;
      const double own_opacity = is_fill ? marked.fill_opacity : marked.stroke_opacity;
      // A gradient continues as it lies on the shape.
      marked_ = nullptr;
      auto made = resolve_paint(own, opacity * own_opacity, around.path, around.context);
      marked_ = &around;
      return made;
    }
    case SvgPaint::Kind::None: return std::nullopt;
    case SvgPaint::Kind::Color: break;
    case SvgPaint::Kind::CurrentColor: color = context.style.color; break;
    case SvgPaint::Kind::Reference: {
      const std::size_t server = find(paint.reference);
      // Section 14.2.4.1: a gradient without stops paints nothing.
      if (document_.elements[server].name.ends_with("Gradient") &&
          SvgGradients(*this).stops_of(server, context).empty())
        return std::nullopt;
      if (const auto gradient = SvgGradients(*this).make(paint.reference, path, context)) {
        Paint made{with_opacity(css::kBlack, opacity), gradient};
        drawing_.has_transparency = drawing_.has_transparency || made.color.alpha != 255;
        return made;
      }
      break;
    }
  }
  color = with_opacity(color, opacity);
  if (color.is_transparent()) return std::nullopt;
  drawing_.has_transparency = drawing_.has_transparency || color.alpha != 255;
  return Paint{color, std::nullopt};
}

/// The attribute of a gradient, or of the gradient that it refers to (section 13.2.2).
std::string_view SvgDrawer::inherited_attribute(std::size_t index, std::string_view name) const {
  for (int i = 0; i < kMaxReferences && index != 0; ++i) {
    const SvgElement& element = document_.elements[index];
    const auto found = element.attributes.find(name);
    if (found != element.attributes.end()) return found->second;
    std::string external;
    index = find(reference_id(element.attribute("href"), external));
  }
  return {};
}

/// The pattern that fills a shape; 0: none.
std::size_t SvgDrawer::pattern_of(const SvgPaint& paint) const {
  if (paint.kind != SvgPaint::Kind::Reference) return 0;
  const std::size_t index = find(paint.reference);
  return index != 0 && document_.elements[index].name == "pattern" ? index : 0;
}

/// The position of the first tile of a pattern (section 13.3).
ViewBox SvgDrawer::tile_of(std::size_t pattern, const PathBounds& bounds, const Context& context) const {
  const bool in_user_space = inherited_attribute(pattern, "patternUnits") == "userSpaceOnUse";
  const SvgViewport space = in_user_space ? context.viewport : SvgViewport{1, 1};
  const auto side = [&](std::string_view name, double base) {
    return parse_length(inherited_attribute(pattern, name), base, context.style.font_size).value_or(0);
  };
  const ViewBox tile{side("x", space.width), side("y", space.height), side("width", space.width),
                     side("height", space.height)};
  if (in_user_space) return tile;
  const double width = bounds.right - bounds.left;
  const double height = bounds.bottom - bounds.top;
  return {bounds.left + tile.x * width, bounds.top + tile.y * height, tile.width * width, tile.height * height};
}

/// The transform from the coordinates of a pattern's content to those of a tile whose corner is at 0,0.
Transform SvgDrawer::tile_content_transform(std::size_t pattern, const ViewBox& tile, const PathBounds& bounds) const {
  if (const auto box = parse_view_box(inherited_attribute(pattern, "viewBox"))) {
    return view_box_transform(*box, inherited_attribute(pattern, "preserveAspectRatio"), tile.width, tile.height);
  }
  if (inherited_attribute(pattern, "patternContentUnits") != "objectBoundingBox") return {};
  return unit_square_to({0, 0, bounds.right - bounds.left, bounds.bottom - bounds.top});
}

/// The first pattern in the chain of references that has content.
std::size_t SvgDrawer::pattern_content(std::size_t pattern) const {
  for (int i = 0; i < kMaxReferences && pattern != 0; ++i) {
    const SvgElement& element = document_.elements[pattern];
    const bool has_content = std::any_of(element.children.begin(), element.children.end(),
                                         [](const SvgElement::Child& child) { return child.element != 0; });
    if (has_content) return pattern;
    std::string external;
    pattern = find(reference_id(element.attribute("href"), external));
  }
  return 0;
}

/// Counted once for each pattern, however many shapes it fills.
std::size_t SvgDrawer::count_below(std::size_t index) {
  const auto known = counts_below_.find(index);
  if (known != counts_below_.end()) return known->second;
  std::size_t count = 1;
  for (const SvgElement::Child& child : document_.elements[index].children) {
    if (child.element != 0) count += count_below(child.element);
  }
  counts_below_.emplace(index, count);
  return count;
}

/// Section 13.3: draws the tiles that the shape touches, clipped to its outline. A pattern that cannot be drawn is
/// reported, and the fallback paint is used.
void SvgDrawer::fill_with_pattern(std::size_t pattern, const Path& path, const Context& context) {
  const double opacity = context.style.fill_opacity;
  if (opacity <= 0) return;
  const std::size_t before = drawing_.items.size();
  Path outline;
  outline.append(path, context.transform);
  drawing_.items.emplace_back(BeginClip{std::move(outline), context.style.fill_rule});
  if (opacity < 1) drawing_.items.emplace_back(BeginGroup{opacity});
  const std::size_t wrapped = drawing_.items.size();
  open_.insert(pattern);
  const bool is_drawn = draw_tiles(pattern, path, path, context);
  open_.erase(pattern);
  if (drawing_.items.size() == wrapped) {
    drawing_.items.resize(before, EndGroup{});
  } else {
    drawing_.has_transparency = drawing_.has_transparency || opacity < 1;
    if (opacity < 1) drawing_.items.emplace_back(EndGroup{});
    drawing_.items.emplace_back(EndClip{});
  }
  if (is_drawn) return;
  report_unsupported("<pattern>");
  Context plain = context;
  plain.style.fill.kind = SvgPaint::Kind::Color;
  draw_fill(path, plain);
}

/// A stroke has no outline to clip by: it masks the tiles.
void SvgDrawer::stroke_with_pattern(std::size_t pattern, const Path& path, const Context& context) {
  const SvgStyle& style = context.style;
  const auto bounds = path_bounds(path);
  if (!bounds || style.stroke_opacity <= 0) return;
  StrokeShape stroke{path, context.transform, style.line, {css::kBlack, std::nullopt}};
  if (style.has_fixed_stroke) {
    stroke.path = {};
    stroke.path.append(path, context.transform);
    stroke.transform = {};
  }
  const double scale = style.has_fixed_stroke ? std::sqrt(std::abs(context.transform.determinant())) : 1;
  const double beyond = style.line.width / scale * std::max(1.0, style.line.miter_limit);
  Path reached;
  reached.add_rect(bounds->left - beyond, bounds->top - beyond, bounds->right + beyond, bounds->bottom + beyond);
  const std::size_t before = drawing_.items.size();
  drawing_.items.emplace_back(BeginGroup{style.stroke_opacity, drawing_.masks.size()});
  drawing_.masks.push_back({{std::move(stroke)}, true});
  open_.insert(pattern);
  const bool is_drawn = draw_tiles(pattern, path, reached, context);
  open_.erase(pattern);
  if (drawing_.items.size() == before + 1) {
    drawing_.items.resize(before, EndGroup{});
  } else {
    drawing_.items.emplace_back(EndGroup{});
    drawing_.has_transparency = true;
  }
  if (is_drawn) return;
  report_unsupported("<pattern>");
  Context plain = context;
  plain.style.stroke.kind = SvgPaint::Kind::Color;
  draw_stroke(path, plain);
}

/// Draws the tiles that `reached` touches; boxes are those of `path`. Returns whether the tiles can be counted. Draws
/// none if they have no area or no content.
bool SvgDrawer::draw_tiles(std::size_t pattern, const Path& path, const Path& reached, const Context& context) {
  const auto bounds = path_bounds(path);
  const std::size_t content = pattern_content(pattern);
  if (!bounds || content == 0) return true;
  const ViewBox tile = tile_of(pattern, *bounds, context);
  const auto own = parse_transform_attribute(inherited_attribute(pattern, "patternTransform"));
  const Transform space = own.value_or(Transform{});
  if (tile.width <= 0 || tile.height <= 0 || space.determinant() == 0) return true;
  Path in_tiles;
  in_tiles.append(reached, base::inverse_of(space));
  const std::optional<TileRange> range = tiles_of(*path_bounds(in_tiles), tile);
  if (!range) return false;
  if (range->count() == 0) return true;
  if (!(range->count() * static_cast<double>(count_below(content)) <= kMaxTiled)) return false;
  Context inner = definition(content, context);
  ++inner.depth;
  const Transform of_content = tile_content_transform(pattern, tile, *bounds);
  Path frame;
  frame.add_rect(0, 0, tile.width, tile.height);
  ++in_patterns_;
  for (std::int64_t row = range->first_row; row < range->end_row && !failed_; ++row) {
    for (std::int64_t column = range->first_column; column < range->end_column && spend(1); ++column) {
      const Transform corner =
          context.transform.after(space).after({1, 0, 0, 1, tile.x + static_cast<double>(column) * tile.width,
                                                tile.y + static_cast<double>(row) * tile.height});
      BeginClip clip;
      clip.path.append(frame, corner);
      drawing_.items.emplace_back(std::move(clip));
      const std::size_t clipped = drawing_.items.size();
      inner.transform = corner.after(of_content);
      draw_children(document_.elements[content], inner);
      if (drawing_.items.size() == clipped) {
        drawing_.items.pop_back();
      } else {
        drawing_.items.emplace_back(EndClip{});
      }
    }
  }
  --in_patterns_;
  return true;
}

}  // namespace gongwen::images
