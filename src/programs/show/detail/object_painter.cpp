#include "programs/show/detail/object_painter.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/show.h"
#include "paint/glyph_placement.h"
#include "programs/show/detail/masked_picture.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace gongwen::show {

namespace messages = diagnostics::messages;
using base::Transform;

namespace {

/// Finer lines are drawn this wide, in mm: a width of 0 means the finest line of a device.
constexpr double kMinLineWidth = 0.05;
/// By how much, in mm, an object may reach beyond its boundary before it is clipped there: programs round boxes.
constexpr double kTolerance = 0.2;

Transform shifted(const Transform& map, double x, double y) { return map.after({1, 0, 0, 1, x, y}); }

base::Path moved(const base::Path& path, const Transform& map) {
  base::Path out;
  out.append(path, map);
  return out;
}

/// Whether the transform keeps the shape of circles, so that a line's width can be scaled.
bool is_similarity(const Transform& map) {
  const double across = std::hypot(map.a, map.b);
  const double down = std::hypot(map.c, map.d);
  return std::abs(across - down) <= 1e-6 * std::max(across, down) &&
         std::abs(map.a * map.c + map.b * map.d) <= 1e-6 * across * down;
}

css::Color with_alpha(css::Color color, double alpha) {
  color.alpha = static_cast<std::uint8_t>(std::lround(color.alpha * alpha));
  return color;
}

bool is_object(std::string_view name) {
  return name == "TextObject" || name == "PathObject" || name == "ImageObject" || name == "CompositeObject";
}

}  // namespace

bool bounds_of(const base::Path& path, double& left, double& top, double& right, double& bottom) {
  if (path.points.empty()) return false;
  left = right = path.points.front().x;
  top = bottom = path.points.front().y;
  for (const base::PathPoint& point : path.points) {
    left = std::min(left, point.x);
    right = std::max(right, point.x);
    top = std::min(top, point.y);
    bottom = std::max(bottom, point.y);
  }
  return true;
}

ObjectFrame ObjectPainter::frame_of_layer(const Element& layer, const ObjectFrame& frame) const {
  ObjectFrame inner = frame;
  inner.style = styles_.style_of(layer, frame.style);
  return inner;
}

void ObjectPainter::paint_all(const Element& container, const ObjectFrame& frame) {
  for (const Element& object : container.children) {
    context_.reporter.sink().go_on();
    if (object.name == "PageBlock") {
      if (frame.depth >= kMaxObjectDepth) {
        context_.reporter.of_object(messages::ShowTooDeep, value_of(object, "ID"));
        continue;
      }
      ObjectFrame inner = frame;
      ++inner.depth;
      paint_all(object, inner);
    } else if (is_object(object.name)) {
      paint_object(object, frame);
    } else if (object.name != "Actions" && object.name != "Clips") {
      context_.reporter.of_object(messages::ShowUnknownObject, value_of(object, "ID"), object.name);
    }
  }
}

void ObjectPainter::paint_object(const Element& object, const ObjectFrame& frame) {
  ObjectCounts& counts = context_.counts;
  ++counts.read;
  if (counts.read > kMaxObjects) {
    // One message for all that are over the limit; they are not drawn.
    if (counts.read == kMaxObjects + 1) context_.reporter.of_file(messages::ShowTooLarge, std::to_string(kMaxObjects));
    ++counts.reported;
    return;
  }
  Unit unit{object, value_of(object, "ID"), {}, frame.map, frame.map};
  const std::string_view boundary = value_of(object, "Boundary");
  if (const auto box = read_box(boundary)) {
    unit.boundary = *box;
    unit.has_boundary = true;
  } else if (!boundary.empty()) {
    context_.reporter.of_object(messages::ShowBadValue, unit.id, "Boundary", boundary, 2);
  }
  unit.space = shifted(frame.map, unit.boundary.left, unit.boundary.top);
  unit.map = unit.space;
  if (const std::string_view matrix = value_of(object, "CTM"); !matrix.empty()) {
    if (const auto ctm = read_matrix(matrix)) {
      unit.map = unit.space.after(*ctm);
    } else {
      context_.reporter.of_object(messages::ShowBadValue, unit.id, "CTM", matrix, 2);
    }
  }
  if (const std::string_view alpha = value_of(object, "Alpha"); !alpha.empty()) {
    if (const auto number = read_number(alpha)) {
      unit.alpha = std::clamp(*number / 255, 0.0, 1.0);
    } else {
      context_.reporter.of_object(messages::ShowBadValue, unit.id, "Alpha", alpha, 2);
    }
  }
  if (object.child("Actions") != nullptr && visit_actions_) visit_actions_(object, frame.map, unit.boundary);
  Outcome outcome = Outcome::Hidden;
  if (read_flag(value_of(object, "Visible"), true)) outcome = paint_known(unit, frame);
  if (outcome == Outcome::Drawn) ++counts.drawn;
  if (outcome == Outcome::Reported) ++counts.reported;
  if (outcome == Outcome::Hidden) ++counts.hidden;
}

ObjectPainter::Outcome ObjectPainter::paint_known(const Unit& unit, const ObjectFrame& frame) {
  const std::size_t clips = push_clips(unit);
  // Several shapes of one object are made translucent together.
  const bool is_group =
      unit.alpha < 1 && (unit.element.name == "CompositeObject" || unit.element.name == "ImageObject");
  if (is_group) canvas_.push_group(unit.alpha);
  Outcome outcome = Outcome::Drawn;
  if (unit.element.name == "TextObject") outcome = paint_text(unit, frame);
  if (unit.element.name == "PathObject") outcome = paint_path(unit, frame);
  if (unit.element.name == "ImageObject") outcome = paint_image(unit);
  if (unit.element.name == "CompositeObject") outcome = paint_composite(unit, frame);
  if (is_group) canvas_.pop_group();
  for (std::size_t i = 0; i < clips; ++i) canvas_.pop_clip();
  return outcome;
}

// Clips (8.4).

base::Path ObjectPainter::clip_path(const Element& clip, const Unit& unit) {
  base::Path all;
  for (const Element& area : clip.children) {
    if (area.name != "Area") continue;
    const bool turns = read_flag(value_of(*unit.element.child("Clips"), "TransFlag"), true);
    Transform map = turns ? unit.map : unit.space;
    if (const auto matrix = read_matrix(value_of(area, "CTM"))) map = map.after(*matrix);
    for (const Element& shape : area.children) {
      Transform inner = map;
      if (const auto box = read_box(value_of(shape, "Boundary"))) inner = shifted(inner, box->left, box->top);
      if (const auto matrix = read_matrix(value_of(shape, "CTM"))) inner = inner.after(*matrix);
      if (shape.name == "Text") {
        const base::Path outlines = setter_.set(shape, inner).outlines();
        all.append(outlines, {});
      }
      const Element* const data = shape.name == "Path" ? shape.child("AbbreviatedData") : nullptr;
      if (data == nullptr) continue;
      if (const auto path = read_path_data(data->text)) {
        all.append(*path, inner);
      } else {
        context_.reporter.of_object(messages::ShowBadValue, unit.id, "AbbreviatedData", data->text.substr(0, 40), 2);
      }
    }
  }
  return all;
}

std::size_t ObjectPainter::push_clips(const Unit& unit) {
  const Element* const clips = unit.element.child("Clips");
  if (clips == nullptr) return 0;
  std::size_t count = 0;
  for (const Element& clip : clips->children) {
    base::Path path = clip_path(clip, unit);
    // A clip that could not be read would hide everything.
    if (clip.name != "Clip" || path.empty()) continue;
    canvas_.push_clip(std::move(path), base::FillRule::NonZero);
    ++count;
  }
  return count;
}

bool ObjectPainter::push_boundary(const Unit& unit, const base::Path& path, double reach) {
  if (!unit.has_boundary || unit.boundary.width <= 0 || unit.boundary.height <= 0) return false;
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  if (!bounds_of(path, left, top, right, bottom)) return false;
  base::Path box;
  box.add_rect(0, 0, unit.boundary.width, unit.boundary.height);
  box = moved(box, unit.space);
  double box_left = 0;
  double box_top = 0;
  double box_right = 0;
  double box_bottom = 0;
  bounds_of(box, box_left, box_top, box_right, box_bottom);
  const double slack = (kTolerance + reach) * kPxOfMm;
  if (left >= box_left - slack && top >= box_top - slack && right <= box_right + slack && bottom <= box_bottom + slack)
    return false;
  canvas_.push_clip(std::move(box), base::FillRule::NonZero);
  return true;
}

// Areas and lines.

css::Color ObjectPainter::plain_color(const ObjectPaint& paint, const Unit& unit) const {
  if (paint.effect == nullptr) return with_alpha(paint.color, unit.alpha);
  double sums[4] = {0, 0, 0, 0};
  double count = 0;
  for (const Element& part : paint.effect->children) {
    const Element* const color = part.name == "Color" ? &part : part.child("Color");
    if (color == nullptr) continue;
    const css::Color one = styles_.color_of(*color, unit.id);
    sums[0] += one.red;
    sums[1] += one.green;
    sums[2] += one.blue;
    sums[3] += one.alpha;
    ++count;
  }
  if (count == 0) return with_alpha(paint.color, unit.alpha);
  const auto mean = [&](int i) {
    return static_cast<std::uint8_t>(std::lround(sums[i] / count));
  };
  return with_alpha({mean(0), mean(1), mean(2), mean(3)}, unit.alpha);
}

void ObjectPainter::fill_area(const base::Path& path, base::FillRule rule, const ObjectPaint& paint, const Unit& unit,
                              const ObjectFrame& frame) {
  if (paint.effect == nullptr) return canvas_.fill(path, rule, with_alpha(paint.color, unit.alpha));
  if (paint.effect->name == "Pattern") return fill_pattern(path, rule, *paint.effect, unit, frame);
  if (paint.effect->name == "AxialShd" || paint.effect->name == "RadialShd")
    return fill_gradient(path, rule, *paint.effect, unit);
  context_.reporter.of_object(messages::ShowSimplified, unit.id, paint.effect->name);
  canvas_.fill(path, rule, plain_color(paint, unit));
}

void ObjectPainter::stroke_path(const base::Path& path, const ObjectStyle& style, const Unit& unit) {
  ObjectPaint paint;
  if (style.stroke_color != nullptr) paint = styles_.paint_of(*style.stroke_color, unit.id);
  if (paint.effect != nullptr) context_.reporter.of_object(messages::ShowSimplified, unit.id, paint.effect->name);
  const css::Color color = plain_color(paint, unit);
  base::StrokeStyle stroke = style.stroke;
  stroke.width = std::max(stroke.width, kMinLineWidth);
  stroke.miter_limit = std::max(stroke.miter_limit, 1.0);
  const bool scales = is_similarity(unit.map);
  const double scale = scales ? std::hypot(unit.map.a, unit.map.b) : kPxOfMm;
  stroke.width *= scale;
  stroke.dash_offset *= scale;
  for (double& dash : stroke.dashes) dash *= scale;
  if (scales) return canvas_.stroke(moved(path, unit.map), std::move(stroke), color);
  // The pen itself is turned and stretched.
  canvas_.push_transform(unit.map.after({1 / kPxOfMm, 0, 0, 1 / kPxOfMm, 0, 0}));
  canvas_.stroke(moved(path, {kPxOfMm, 0, 0, kPxOfMm, 0, 0}), std::move(stroke), color);
  canvas_.pop_transform();
}

ObjectPainter::Outcome ObjectPainter::paint_path(const Unit& unit, const ObjectFrame& frame) {
  const Element* const data = unit.element.child("AbbreviatedData");
  const auto path = data == nullptr ? std::nullopt : read_path_data(data->text);
  if (!path) {
    context_.reporter.of_object(messages::ShowBadValue, unit.id, "AbbreviatedData",
                                data == nullptr ? std::string() : data->text.substr(0, 40), 1);
    return Outcome::Reported;
  }
  // A degenerate transform leaves nothing to be seen.
  if (path->empty() || unit.map.determinant() == 0) return Outcome::Drawn;
  const ObjectStyle style = styles_.style_of(unit.element, frame.style);
  const bool fills = read_flag(value_of(unit.element, "Fill"), false);
  const bool strokes = read_flag(value_of(unit.element, "Stroke"), true);
  const base::FillRule rule =
      value_of(unit.element, "Rule") == "Even-Odd" ? base::FillRule::EvenOdd : base::FillRule::NonZero;
  const base::Path placed = moved(*path, unit.map);
  const bool clips = push_boundary(unit, placed, strokes ? style.stroke.width : 0);
  // Without a colour an area is transparent (9.1).
  if (fills && style.fill_color != nullptr)
    fill_area(placed, rule, styles_.paint_of(*style.fill_color, unit.id), unit, frame);
  if (strokes) stroke_path(*path, style, unit);
  if (clips) canvas_.pop_clip();
  return Outcome::Drawn;
}

// Text.

ObjectPainter::Outcome ObjectPainter::paint_text(const Unit& unit, const ObjectFrame& frame) {
  if (unit.map.determinant() == 0) {
    context_.reporter.of_object(messages::ShowBadValue, unit.id, "CTM", value_of(unit.element, "CTM"), 1);
    return Outcome::Reported;
  }
  SetText text = setter_.set(unit.element, unit.map);
  const ObjectStyle style = styles_.style_of(unit.element, frame.style);
  const bool fills = read_flag(value_of(unit.element, "Fill"), true);
  const bool strokes = read_flag(value_of(unit.element, "Stroke"), false);
  ObjectPaint paint;
  if (style.fill_color != nullptr) paint = styles_.paint_of(*style.fill_color, unit.id);
  // Glyphs that are not simply coloured are drawn as outlines, with invisible text above.
  // The copies in a pattern are ornament, which is read once.
  const bool is_plain = fills && paint.effect == nullptr && frame.counts_text;
  if (fills && !is_plain) fill_area(text.outlines(), base::FillRule::NonZero, paint, unit, frame);
  css::Color color = with_alpha(paint.color, unit.alpha);
  if (!is_plain) color = css::kTransparent;
  const bool is_placed = !text.place.is_identity();
  if (is_placed) canvas_.push_transform(text.place);
  for (const SetRun& set : text.runs) {
    if (!frame.counts_text) break;
    layout::QuarterTurn turn = layout::QuarterTurn::None;
    if (text.turn == 90) turn = layout::QuarterTurn::Clockwise;
    if (text.turn == 270) turn = layout::QuarterTurn::Counterclockwise;
    if (text.turn == 180) canvas_.push_transform({-1, 0, 0, -1, 2 * set.exact.x, 2 * set.exact.y});
    canvas_.glyphs(set.position, set.run, color, turn);
    if (text.turn == 180) canvas_.pop_transform();
  }
  if (is_placed) canvas_.pop_transform();
  if (strokes && style.stroke_color != nullptr) {
    Unit outlined = unit;
    outlined.map = unit.map;
    const base::Path outlines = moved(text.outlines(), paint::inverse(unit.map));
    stroke_path(outlines, style, outlined);
  }
  if (frame.counts_text) {
    context_.counts.characters += text.characters;
    lines_.push_back({std::move(text.text), text.from, text.to, text.size});
  }
  return Outcome::Drawn;
}

// Images with their masks and frames (GB/T 33190-2016, chapter 10).

const images::Image* ObjectPainter::load_image(const Unit& unit, std::string_view id) {
  const auto resource = resources_.media.find(id);
  if (resource == resources_.media.end()) {
    context_.reporter.of_object(messages::ShowNoResource, unit.id, id);
    return nullptr;
  }
  const images::ImageId loaded = context_.images.load(resource->second.file, {});
  if (loaded) return &context_.images.image(loaded);
  const auto bytes = context_.parts.bytes(resource->second.file);
  std::string_view format = bytes ? ofd_check::recognise_image(*bytes) : std::string_view();
  if (format.empty()) format = resource->second.format;
  context_.reporter.of_object(messages::ShowImageLost, unit.id, resource->second.file, format);
  return nullptr;
}

const images::Image* ObjectPainter::picture_of(const Unit& unit) {
  const std::string_view id = value_of(unit.element, "ResourceID");
  const images::Image* const picture = load_image(unit, id);
  const std::string_view mask_id = value_of(unit.element, "ImageMask");
  if (picture == nullptr || mask_id.empty()) return picture;
  // If the mask is lost, the whole picture is shown, and the loss is reported.
  const images::Image* const mask = load_image(unit, mask_id);
  if (mask == nullptr) return picture;
  const auto* const pixels = std::get_if<images::RasterImage>(&picture->picture);
  const auto* const shapes = std::get_if<images::RasterImage>(&mask->picture);
  if (pixels == nullptr || shapes == nullptr) {
    context_.reporter.of_object(messages::ShowSimplified, unit.id, "ImageMask");
    return picture;
  }
  // The key has their files, since the same number may mean another image on another page.
  std::string key = "masked:" + resources_.media.find(id)->second.file;
  key += '\n';
  key += resources_.media.find(mask_id)->second.file;
  if (const images::Image* const known = context_.images.find_made(key)) return known;
  return &context_.images.add_made(std::move(key), {picture->size, masked_picture(*pixels, *shapes)});
}

void ObjectPainter::paint_border(const Element& border, const Transform& map, const Unit& unit) {
  const double width = std::hypot(map.a, map.b) / kPxOfMm;
  const double height = std::hypot(map.c, map.d) / kPxOfMm;
  ObjectStyle style = styles_.style_of(border, {});
  style.stroke_color = border.child("BorderColor");
  // The second name is that of the standard's schema.
  const auto radius = [&](std::string_view name, std::string_view other) {
    return read_number(value_of(border, name)).value_or(read_number(value_of(border, other)).value_or(0));
  };
  Unit framed = unit;
  framed.map = map.after({1 / width, 0, 0, 1 / height, 0, 0});
  base::Path box;
  box.add_round_rect(0, 0, width, height, radius("HorizontalCornerRadius", "HorizonalCornerRadius"),
                     radius("VerticalCornerRadius", {}));
  stroke_path(box, style, framed);
}

ObjectPainter::Outcome ObjectPainter::paint_image(const Unit& unit) {
  const images::Image* const image = picture_of(unit);
  if (image == nullptr) return Outcome::Reported;
  // Without a matrix the image would measure 1 mm; programs that leave it out mean the boundary.
  Transform map = unit.map;
  if (value_of(unit.element, "CTM").empty() && unit.has_boundary)
    map = unit.space.after({unit.boundary.width, 0, 0, unit.boundary.height, 0, 0});
  if (map.determinant() == 0) return Outcome::Drawn;
  base::Path outline;
  outline.add_rect(0, 0, 1, 1);
  base::Path placed;
  placed.append(outline, map);
  const bool clips = push_boundary(unit, placed, 0);
  const auto at = [](double x, double y) {
    return base::Point{base::LayoutUnit::round_from_px(x), base::LayoutUnit::round_from_px(y)};
  };
  if (map.b == 0 && map.c == 0 && map.a > 0 && map.d > 0) {
    const base::Point from = at(map.e, map.f);
    const base::Point to = at(map.e + map.a, map.f + map.d);
    canvas_.image(*image, {from, {to.x - from.x, to.y - from.y}});
  } else {
    constexpr double kSide = 1'000;  // px: the place of an image is a whole number of 1/64 px
    canvas_.push_transform(map.after({1 / kSide, 0, 0, 1 / kSide, 0, 0}));
    canvas_.image(*image, {{}, {base::LayoutUnit::round_from_px(kSide), base::LayoutUnit::round_from_px(kSide)}});
    canvas_.pop_transform();
  }
  if (clips) canvas_.pop_clip();
  if (const Element* const border = unit.element.child("Border")) paint_border(*border, map, unit);
  return Outcome::Drawn;
}

// Composites.

ObjectPainter::Outcome ObjectPainter::paint_composite(const Unit& unit, const ObjectFrame& frame) {
  const std::string_view id = value_of(unit.element, "ResourceID");
  const auto resource = resources_.composites.find(id);
  const Element* const content = resource == resources_.composites.end() ? nullptr : resource->second->child("Content");
  if (content == nullptr) {
    context_.reporter.of_object(messages::ShowNoResource, unit.id, id);
    return Outcome::Reported;
  }
  if (frame.depth >= kMaxObjectDepth) {
    context_.reporter.of_object(messages::ShowTooDeep, unit.id);
    return Outcome::Reported;
  }
  ObjectFrame inner = frame;
  inner.map = unit.map;
  ++inner.depth;
  paint_all(*content, inner);
  return Outcome::Drawn;
}

}  // namespace gongwen::show
