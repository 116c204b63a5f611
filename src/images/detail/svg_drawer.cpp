#include "images/detail/svg_drawer.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/decode.h"
#include "images/detail/path_walk.h"
#include "images/detail/svg_clips.h"
#include "images/detail/svg_filter.h"
#include "images/detail/svg_html.h"
#include "images/detail/svg_markers.h"
#include "images/detail/svg_pictures.h"
#include "images/detail/svg_text.h"
#include "images/detail/svg_transform.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace gongwen::images {
namespace {

namespace messages = diagnostics::messages;
using base::Path;
using base::Transform;

/// The maximum for all paths of one drawing; references count as often as they are drawn.
constexpr std::size_t kMaxPoints = 1'000'000;
constexpr std::size_t kMaxItems = 200'000;

bool is_container(std::string_view name) { return name == "g" || name == "a" || name == "svg" || name == "switch"; }

/// Definitions and descriptions, which are not drawn where they are.
bool is_silent(std::string_view name) {
  static const std::set<std::string_view> kSilent{"defs",
                                                  "title",
                                                  "desc",
                                                  "metadata",
                                                  "symbol",
                                                  "linearGradient",
                                                  "radialGradient",
                                                  "clipPath",
                                                  "style",
                                                  "namedview",
                                                  "marker",
                                                  "mask",
                                                  "pattern",
                                                  "filter",
                                                  "stop",
                                                  "solidColor",
                                                  "grid",
                                                  "guide",
                                                  "RDF",
                                                  "switch",
                                                  "animate",
                                                  "animateMotion",
                                                  "animateTransform",
                                                  "discard",
                                                  "script",
                                                  "set",
                                                  "cursor",
                                                  "view",
                                                  "color-profile",
                                                  "page"};
  return kSilent.contains(name);
}

/// Whether the view box has no area, so that nothing is drawn (section 7.7).
bool is_flat_view_box(std::string_view text) {
  const std::vector<double> numbers = parse_numbers(text);
  return numbers.size() == 4 && numbers[2] >= 0 && numbers[3] >= 0 && numbers[2] * numbers[3] == 0;
}

}  // namespace

/// In a page, the element; in a file, the place where the page names the file.
diagnostics::Origin SvgDrawer::place() const {
  const diagnostics::OriginId own = document_.elements[current_].origin;
  return own ? source_.sink->origin(own) : source_.origin;
}

/// The file, and the line in it: `plan.svg:12`. An element of a page has its own place.
std::string SvgDrawer::shown_at(std::uint32_t line) const {
  const bool has_lines = line != 0 && !document_.is_inline && !source_.shown.starts_with("data:");
  return has_lines ? source_.shown + ":" + std::to_string(line) : source_.shown;
}

void SvgDrawer::report_unsupported(std::string_view what) {
  report_unsupported(what, document_.elements[current_].line);
}

void SvgDrawer::report_unsupported(std::string_view what, std::uint32_t line) {
  if (!unsupported_.emplace(what).second) return;
  source_.sink->report(messages::ImagesSvgUnsupported, place(), shown_at(line), what);
}

/// An attribute, or the declaration for the element.
std::string SvgDrawer::declared_value(const SvgElement& element, std::string_view property) const {
  std::string value(element.attribute(property));
  for (const SvgDeclarations* const list : {&cascade_->of(element), &element.computed}) {
    for (const auto& [name, declared] : *list) {
      if (name == property) value = declared;
    }
  }
  return value;
}

bool SvgDrawer::spend(std::size_t points) {
  source_.sink->go_on();
  spent_ += points;
  if (spent_ <= kMaxPoints && drawing_.items.size() <= kMaxItems) return true;
  if (!failed_) source_.sink->report(messages::ImagesSvgTooComplex, place(), source_.shown);
  failed_ = true;
  return false;
}

std::size_t SvgDrawer::find(const std::string& id) const {
  const auto found = document_.by_id.find(id);
  return found == document_.by_id.end() ? 0 : found->second;
}

std::string SvgDrawer::reference(const SvgElement& element) {
  std::string external;
  std::string id = reference_id(element.attribute("href"), external);
  if (!external.empty()) {
    source_.sink->report(messages::ImagesSvgExternal, place(), source_.shown, shown_address(external));
  }
  return id;
}

SvgStyle SvgDrawer::style_of(const SvgElement& element, const Context& parent) {
  std::vector<std::string> unsupported;
  SvgStyle style = compute_svg_style(element, parent.style, cascade_->of(element), parent.viewport, unsupported);
  for (const std::string& property : unsupported) report_unsupported(property);
  return style;
}

std::optional<Image> SvgDrawer::draw(const SvgViewport& area) {
  const SvgElement& root = document_.elements[1];
  cascade_.emplace(document_, *source_.sink,
                   [this](const std::string& what, std::uint32_t line) { report_unsupported(what, line); });
  report_moving_parts();
  parents_.resize(document_.elements.size());
  for (std::size_t i = 1; i < document_.elements.size(); ++i) {
    for (const SvgElement::Child& child : document_.elements[i].children) {
      if (child.element != 0) parents_[child.element] = i;
    }
  }
  Context context;
  const auto side = [&](std::string_view name) -> double {
    const std::string value = declared_value(root, name);
    if (is_percentage(value)) return 0;
    return std::max(0.0, parse_length(value, 0, context.style.font_size).value_or(0));
  };
  const std::optional<ViewBox> box = parse_view_box(root.attribute("viewBox"));
  NaturalSize natural{side("width"), side("height"), 0};
  if (natural.width > 0 && natural.height > 0) {
    natural.ratio = natural.width / natural.height;
  } else if (box) {
    natural.ratio = box->width / box->height;
  }
  drawing_.width = natural.width > 0 ? natural.width : box ? box->width : 300;
  drawing_.height = natural.height > 0 ? natural.height : box ? box->height : 150;
  if (box && natural.width > 0 && natural.height <= 0) drawing_.height = drawing_.width / natural.ratio;
  if (box && natural.height > 0 && natural.width <= 0) drawing_.width = drawing_.height * natural.ratio;
  if (area.width > 0 && area.height > 0) {
    drawing_.width = area.width;
    drawing_.height = area.height;
  }
  context.viewport = {drawing_.width, drawing_.height};
  context.style = style_of(root, context);
  root_style_ = context.style;
  if (box) {
    context.transform =
        view_box_transform(*box, root.attribute("preserveAspectRatio"), drawing_.width, drawing_.height);
    context.viewport = {box->width, box->height};
  }
  if (!document_.is_inline) draw_background(root);
  // In a page the root is a box, to which the page applies its opacity.
  if (document_.is_inline) context.style.opacity = 1;
  if (!is_flat_view_box(root.attribute("viewBox")))
    draw_within_effects(1, context, [&] { draw_children(root, context); });
  if (failed_) return std::nullopt;
  return Image{natural, std::move(drawing_)};
}

/// Paper shows the drawing as it looks before anything moves, as far as the drawing contains that.
void SvgDrawer::report_moving_parts() {
  constexpr std::string_view kMoving[] = {"animate", "animateMotion", "animateTransform", "discard", "script", "set"};
  for (const SvgElement& element : document_.elements) {
    const bool moves = std::find(std::begin(kMoving), std::end(kMoving), element.name) != std::end(kMoving);
    if (!moves) continue;
    current_ = static_cast<std::size_t>(&element - document_.elements.data());
    report_unsupported("<" + element.name + ">");
  }
  current_ = 1;
}

/// The background of the outermost element is that of its box, which a picture fills.
void SvgDrawer::draw_background(const SvgElement& root) {
  std::optional<css::Color> color;
  for (const auto& [name, value] : cascade_->of(root)) {
    if (name != "background" && name != "background-color") continue;
    color = css::parse_color(value);
    const bool is_none = value == "none" || value == "initial" || value == "inherit" || value == "unset";
    if (!color && !is_none) report_unsupported(name + ": " + value);
  }
  if (!color || color->is_transparent()) return;
  FillShape shape;
  shape.path.add_rect(0, 0, drawing_.width, drawing_.height);
  shape.paint.color = *color;
  drawing_.has_transparency = drawing_.has_transparency || color->alpha != 255;
  drawing_.items.emplace_back(std::move(shape));
}

/// The first child of a `switch` that can be drawn: not HTML, and not for readers of a single language, since the child
/// for all others comes last. If there is nothing else, the first one is chosen.
std::size_t SvgDrawer::chosen_child(const SvgElement& element) const {
  std::size_t first = 0;
  for (const SvgElement::Child& child : element.children) {
    if (child.element == 0) continue;
    const SvgElement& one = document_.elements[child.element];
    if (one.name != "foreignObject" && one.attribute("systemLanguage").empty()) return child.element;
    if (first == 0 || document_.elements[first].name == "foreignObject") first = child.element;
  }
  return first;
}

/// The elements below that may be drawn: of a `switch`, the chosen one.
std::vector<std::size_t> SvgDrawer::drawn_children(const SvgElement& element) const {
  std::vector<std::size_t> children;
  if (element.name == "switch") {
    children.push_back(chosen_child(element));
  } else {
    for (const SvgElement::Child& child : element.children) children.push_back(child.element);
  }
  std::erase(children, 0);
  return children;
}

void SvgDrawer::draw_children(const SvgElement& element, const Context& context) {
  for (const std::size_t child : drawn_children(element)) {
    draw_element(child, context);
    if (failed_) return;
  }
}

void SvgDrawer::draw_element(std::size_t index, const Context& parent) {
  const SvgElement& element = document_.elements[index];
  current_ = index;
  if (!spend(1) || (is_silent(element.name) && element.name != "switch")) return;
  if (parent.depth >= kDeepest) {
    spend(kMaxPoints + 1);
    return;
  }
  Context context = parent;
  ++context.depth;
  context.style = style_of(element, parent);
  if (!context.style.displayed) return;
  context.transform = parent.transform.after(own_transform(index, context));
  draw_within_effects(index, context, [&] { draw_visible(index, element, context); });
}

void SvgDrawer::draw_within_effects(std::size_t index, const Context& context, const std::function<void()>& draw) {
  const std::size_t before = drawing_.items.size();
  const std::size_t texts_before = drawing_.texts.size();
  const double opacity = context.style.opacity;
  if (opacity <= 0) return;
  std::vector<BeginClip> clips;
  SvgClipper clipper(*this);
  if (context.style.has_clip()) clips = clipper.clips_of(index, context);
  SvgClipper::UsedMask mask;
  if (!context.style.mask.empty()) mask = clipper.make_mask(index, context);
  if (mask.hides_all) return;
  std::move(mask.clips.begin(), mask.clips.end(), std::back_inserter(clips));
  const bool is_group = opacity < 1 || mask.number;
  for (const BeginClip& clip : clips) drawing_.items.emplace_back(clip);
  if (is_group) drawing_.items.emplace_back(BeginGroup{opacity, mask.number});
  in_masks_ += mask.number ? 1 : 0;
  if (context.style.filter.empty())
    draw();
  else
    SvgFilterDrawer(*this, index, context).draw(draw);
  in_masks_ -= mask.number ? 1 : 0;
  if (is_group) {
    drawing_.items.emplace_back(EndGroup{});
    drawing_.has_transparency = true;
  }
  for (std::size_t i = 0; i < clips.size(); ++i) drawing_.items.emplace_back(EndClip{});
  const std::size_t wrappers = 2 * clips.size() + (is_group ? 2U : 0U);
  const bool is_empty = drawing_.items.size() == before + wrappers && drawing_.texts.size() == texts_before;
  if (is_empty) drawing_.items.resize(before, EndGroup{});
}

void SvgDrawer::draw_visible(std::size_t index, const SvgElement& element, const Context& context) {
  if (const auto path = shape_path(element, context.style, context.viewport)) {
    draw_shape(*path, with_scaled_dashes(element, *path, context));
    const bool has_vertices =
        element.name == "path" || element.name == "line" || element.name == "polyline" || element.name == "polygon";
    if (has_vertices && context.style.markers.any() && context.style.visible)
      SvgMarkerDrawer(*this).draw(*path, context);
    return;
  }
  if (element.name == "svg") return draw_nested_at_corner(element, context, size_of(element, context));
  if (is_container(element.name)) return draw_children(element, context);
  if (element.name == "use") return draw_use(index, element, context);
  if (element.name == "text") return SvgTextDrawer(*this).draw(element, context);
  if (element.name == "image") return SvgPictureDrawer(*this).draw(index, element, context);
  if (element.name == "foreignObject") return SvgHtmlDrawer(*this).draw(element, context);
  report_unsupported("<" + element.name + ">");
}

namespace {

bool can_be_dashed(const Path& path, const std::vector<double>& dashes) {
  constexpr double kMostDashes = 100'000;
  const double period = std::accumulate(dashes.begin(), dashes.end(), 0.0);
  double length = 0;  // of the lines between the points: no curve is longer
  for (std::size_t i = 1; i < path.points.size(); ++i) {
    length += std::hypot(path.points[i].x - path.points[i - 1].x, path.points[i].y - path.points[i - 1].y);
  }
  return period <= 0 || length / period * static_cast<double>(dashes.size()) <= kMostDashes;
}

}  // namespace

/// `pathLength` is the length of the path in the units of its dashes (SVG 2 section 9.6.1).
SvgDrawer::Context SvgDrawer::with_scaled_dashes(const SvgElement& element, const Path& path, Context context) {
  const auto measured = parse_length(element.attribute("pathLength"), 1, 1);
  base::StrokeStyle& line = context.style.line;
  if (line.dashes.empty() || !measured || *measured <= 0) return context;
  if (!spend(path.points.size() * PathWalk::kLinesOfCurve)) return context;
  const double scale = PathWalk(path).length() / *measured;
  for (double& dash : line.dashes) dash *= scale;
  line.dash_offset *= scale;
  return context;
}

void SvgDrawer::draw_shape(const Path& path, const Context& context) {
  if (path.empty() || !context.style.visible || !spend(path.points.size())) return;
  if (!context.style.strokes_first) draw_fill(path, context);
  draw_stroke(path, context);
  if (context.style.strokes_first) draw_fill(path, context);
}

void SvgDrawer::draw_stroke(const Path& path, const Context& context) {
  const SvgStyle& style = context.style;
  // In PDF the thinnest lines become hairlines.
  constexpr double kThinnest = 0.002;
  const double scale = style.has_fixed_stroke ? 1 : std::sqrt(std::abs(context.transform.determinant()));
  if (style.line.width * scale < kThinnest || context.transform.determinant() == 0) return;
  const std::size_t pattern = pattern_of(style.stroke);
  if (pattern != 0 && !open_.contains(pattern)) return stroke_with_pattern(pattern, path, context);
  if (const auto paint = resolve_paint(style.stroke, style.stroke_opacity, path, context)) {
    StrokeShape stroke{path, context.transform, style.line, *paint};
    if (style.has_fixed_stroke) {
      stroke.path = {};
      stroke.path.append(path, context.transform);
      stroke.transform = {};
    }
    drawing_.items.emplace_back(std::move(stroke));
    // Each dash takes time wherever the drawing is shown.
    base::StrokeStyle& line = std::get<StrokeShape>(drawing_.items.back()).style;
    if (!line.dashes.empty() && !can_be_dashed(path, line.dashes)) {
      report_unsupported("stroke-dasharray");
      line.dashes.clear();
    }
  }
}

void SvgDrawer::draw_fill(const Path& path, const Context& context) {
  const SvgStyle& style = context.style;
  // Programs that show PDF draw a hairline for a fill without area.
  if (!has_area(path)) return;
  const std::size_t pattern = pattern_of(style.fill);
  if (pattern != 0 && !open_.contains(pattern)) return fill_with_pattern(pattern, path, context);
  if (const auto paint = resolve_paint(style.fill, style.fill_opacity, path, context)) {
    FillShape shape;
    shape.path.append(path, context.transform);
    shape.rule = style.fill_rule;
    shape.paint = *paint;
    drawing_.items.emplace_back(std::move(shape));
  }
}

base::PathPoint SvgDrawer::corner_of(const SvgElement& element, const Context& context) {
  const double font_size = context.style.font_size;
  return {parse_length(element.attribute("x"), context.viewport.width, font_size).value_or(0),
          parse_length(element.attribute("y"), context.viewport.height, font_size).value_or(0)};
}

SvgViewport SvgDrawer::size_of(const SvgElement& element, const Context& context) {
  const SvgViewport& around = context.viewport;
  const double font_size = context.style.font_size;
  return {parse_length(element.attribute("width"), around.width, font_size).value_or(around.width),
          parse_length(element.attribute("height"), around.height, font_size).value_or(around.height)};
}

SvgDrawer::Context SvgDrawer::inside(const SvgElement& element, Context context, const SvgViewport& size) {
  context.viewport = size;
  if (const auto box = parse_view_box(element.attribute("viewBox"))) {
    context.transform = context.transform.after(
        view_box_transform(*box, element.attribute("preserveAspectRatio"), size.width, size.height));
    context.viewport = {box->width, box->height};
  }
  return context;
}

SvgDrawer::Context SvgDrawer::definition(std::size_t index, const Context& context) {
  std::vector<std::size_t> chain;
  for (std::size_t at = index; at > 1 && spend(1); at = parents_[at]) chain.push_back(at);
  Context inner = context;
  inner.style = root_style_;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) inner.style = style_of(document_.elements[*at], inner);
  return inner;
}

namespace {

bool has_side(const SvgElement& element, std::string_view name) {
  const std::string_view value = base::trim_ascii_space(element.attribute(name));
  return !value.empty() && value != "auto";
}

}  // namespace

/// Draws a nested drawing with the sides that a reference gives it (SVG 2 section 5.6.2).
void SvgDrawer::draw_resized(const SvgElement& use, std::size_t target, const Context& parent) {
  const SvgElement& drawing = document_.elements[target];
  Context context = parent;
  ++context.depth;
  context.style = style_of(drawing, parent);
  if (!context.style.displayed || context.depth >= kDeepest) return;
  context.transform = parent.transform.after(own_transform(target, context));
  SvgViewport size = size_of(drawing, context);
  const SvgViewport asked = size_of(use, parent);
  if (has_side(use, "width")) size.width = asked.width;
  if (has_side(use, "height")) size.height = asked.height;
  draw_within_effects(target, context, [&] { draw_nested_at_corner(drawing, context, size); });
}

/// SVG 1.1 §5.6: draws the referenced element at another position; a symbol like a nested drawing.
void SvgDrawer::draw_use(std::size_t index, const SvgElement& element, const Context& context) {
  const std::string id = reference(element);
  const std::size_t target = find(id);
  if (target == 0 && !id.empty()) report_unsupported("use: #" + id);
  if (target == 0 || failed_ || open_.contains(target) || target == index) return;
  Context inner = context;
  const base::PathPoint corner = corner_of(element, context);
  inner.transform = context.transform.after({1, 0, 0, 1, corner.x, corner.y});
  inner.style.is_referred_to = true;
  open_.insert(target);
  const SvgElement& referred = document_.elements[target];
  if (referred.name == "symbol") {
    const SvgViewport size = size_of(element, context);
    inner.style = style_of(referred, inner);
    ++inner.depth;
    draw_nested(referred, inner, size);
  } else if (referred.name == "svg" && (has_side(element, "width") || has_side(element, "height"))) {
    draw_resized(element, target, inner);
  } else {
    draw_element(target, inner);
  }
  open_.erase(target);
}

void SvgDrawer::draw_nested_at_corner(const SvgElement& element, const Context& context, const SvgViewport& size) {
  Context inner = context;
  const base::PathPoint corner = corner_of(element, context);
  inner.transform = context.transform.after({1, 0, 0, 1, corner.x, corner.y});
  draw_nested(element, std::move(inner), size);
}

/// A nested drawing has its own viewport, which clips its content.
void SvgDrawer::draw_nested(const SvgElement& element, Context context, const SvgViewport& size) {
  if (size.width <= 0 || size.height <= 0 || is_flat_view_box(element.attribute("viewBox"))) return;
  BeginClip clip;
  Path edge;
  edge.add_rect(0, 0, size.width, size.height);
  clip.path.append(edge, context.transform);
  const bool clips = !context.style.shows_overflow;
  if (clips) drawing_.items.emplace_back(std::move(clip));
  draw_children(element, inside(element, std::move(context), size));
  if (clips) drawing_.items.emplace_back(EndClip{});
}

}  // namespace gongwen::images
