#include "ofd/detail/canvas.h"

#include "base/decimal.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::ofd {
namespace {

using base::Path;
using base::Transform;

/// Finer lines are invisible.
constexpr double kMinLineWidth = 0.01;

Path moved_path(const Path& path, const Transform& transform) {
  Path out;
  out.append(path, transform);
  return out;
}

std::uint8_t mixed(std::uint8_t channel, double share) {
  return static_cast<std::uint8_t>(std::lround(channel * share + 255 * (1 - share)));
}

css::Color mean_color(const images::Gradient& gradient) {
  double sums[3] = {0, 0, 0};
  for (const images::Gradient::Stop& stop : gradient.stops) {
    sums[0] += stop.color.red;
    sums[1] += stop.color.green;
    sums[2] += stop.color.blue;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(gradient.stops.size(), 1));
  const auto mean = [&](int i) {
    return static_cast<std::uint8_t>(std::lround(sums[i] / count));
  };
  return {mean(0), mean(1), mean(2), 255};
}

std::string_view cap_name(base::LineCap cap) {
  switch (cap) {
    case base::LineCap::Butt: break;
    case base::LineCap::Round: return "Round";
    case base::LineCap::Square: return "Square";
  }
  return {};
}

std::string_view join_name(base::LineJoin join) {
  switch (join) {
    case base::LineJoin::Miter: break;
    case base::LineJoin::Round: return "Round";
    case base::LineJoin::Bevel: return "Bevel";
  }
  return {};
}

/// How far a stroke reaches beyond its path.
double reach_of(const base::StrokeStyle& style, double width) {
  const bool has_spikes = style.join == base::LineJoin::Miter;
  return width / 2 * (has_spikes ? std::max(style.miter_limit, 1.5) : 1.5);
}

}  // namespace

void Canvas::push_transform(const Transform& added) { transforms_.push_back(transform().after(added)); }

void Canvas::push_clip(const Path& path, base::FillRule rule) {
  Path shape = moved_path(path, transform());
  const bool is_rectangular = is_rectangle(shape);
  if (rule == base::FillRule::EvenOdd) shape = with_turned_holes(shape);
  const Box box = box_of(shape);
  clips_.push_back({std::move(shape), box, is_rectangular});
}

void Canvas::push_group(double opacity) { groups_.push_back({opacity, painted_.size(), {}}); }

/// The opacity of a group is applied to its objects. That is visible where they overlap and there is more than paper
/// below the group, so it is reported then.
void Canvas::pop_group() {
  const Group group = groups_.back();
  groups_.pop_back();
  if (group.opacity >= 1) return;
  for (std::size_t i = group.first_box; i < painted_.size(); ++i) {
    if (is_over_paper(painted_[i], group.first_box)) continue;
    for (std::size_t other = group.first_box; other < painted_.size(); ++other) {
      if (other == i || !painted_[i].overlaps(painted_[other])) continue;
      left_out_.try_emplace(LeftOut::GroupOpacity, group.origin);
      return;
    }
  }
}

Box Canvas::clipped(const Box& box) const {
  Box out = box;
  for (const Clip& clip : clips_) out = intersection(out, clip.box);
  return out;
}

double Canvas::group_opacity() const {
  double opacity = 1;
  for (const Group& group : groups_) opacity *= group.opacity;
  return opacity;
}

int Canvas::group_alpha(int alpha) const { return static_cast<int>(std::lround(alpha * group_opacity())); }

/// Whether none of the first `count` painted boxes lies below it.
bool Canvas::is_over_paper(const Box& box, std::size_t count) const {
  const auto end = painted_.begin() + static_cast<std::ptrdiff_t>(count);
  return std::none_of(painted_.begin(), end, [&](const Box& below) { return below.overlaps(box); });
}

/// No reader supports the alpha of paths. An object with only paper below it gets the resulting opaque colour; so do
/// all objects of a group that has only paper below it, even if they overlap.
css::Color Canvas::visible_color(css::Color color, const Box& box) {
  const auto translucent =
      std::find_if(groups_.rbegin(), groups_.rend(), [](const Group& group) { return group.opacity < 1; });
  if (translucent != groups_.rend() && is_over_paper(box, translucent->first_box)) {
    const double opacity = group_opacity();
    color.red = mixed(color.red, opacity);
    color.green = mixed(color.green, opacity);
    color.blue = mixed(color.blue, opacity);
  } else {
    color.alpha = static_cast<std::uint8_t>(group_alpha(color.alpha));
  }
  if (color.alpha == 255 || !is_over_paper(box, painted_.size())) return color;
  const double share = color.alpha / 255.0;
  return {mixed(color.red, share), mixed(color.green, share), mixed(color.blue, share), 255};
}

void Canvas::note_painted(const Box& box) {
  painted_.push_back(box);
  for (Group& group : groups_) {
    if (!group.origin) group.origin = origin_;
  }
}

void Canvas::finish() {
  finish_text();
  finish_rectangles();
}

Identifier Canvas::next_identifier() {
  const Identifier identifier = identifiers_.next();
  if (collected_ != nullptr) collected_->push_back(identifier);
  return identifier;
}

void Canvas::open(std::string_view element, const Boundary& boundary) {
  finish_text();
  finish_rectangles();
  start_element(element, next_identifier(), boundary);
}

void Canvas::start_element(std::string_view element, Identifier identifier, const Boundary& boundary) {
  XmlPen pen(out_, element.size() + 16 + XmlPen::kMaxNumber + kBoundaryRoom);
  pen.put("<ofd:");
  pen.put_text(element);
  pen.put(" ID=\"");
  pen.number(identifier);
  pen.put('"');
  put_boundary(pen, boundary);
}

bool Canvas::is_cut(const Box& box) const {
  return std::any_of(clips_.begin(), clips_.end(),
                     [&](const Clip& clip) { return !clip.is_rectangle || !clip.box.contains(box); });
}

/// Writes the clips that cut the box, in the object's space.
void Canvas::append_clips(const Box& box, const Boundary& boundary, const Transform& matrix) {
  if (!is_cut(box)) return;
  std::string clips;
  for (const Clip& clip : clips_) {
    if (clip.is_rectangle && clip.box.contains(box)) continue;
    const base::PathPoint corner = boundary.corner();
    Path shape = clip.path;
    const bool is_moved = !matrix.is_identity();
    for (base::PathPoint& point : shape.points) point = {point.x - corner.x, point.y - corner.y};
    if (is_moved) shape = moved_path(shape, paint::inverse(matrix));
    const Boundary frame = boundary_of(box_of(shape));
    clips += "<ofd:Clip><ofd:Area><ofd:Path";
    append_boundary(clips, frame);
    clips += " Stroke=\"false\" Fill=\"true\"><ofd:AbbreviatedData>";
    append_path_commands(clips, shape, frame.corner());
    clips += "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip>";
  }
  if (!clips.empty()) out_ += "<ofd:Clips>" + clips + "</ofd:Clips>";
}

namespace {

/// Returns the end of an axis from `from` such that colours in OFD stay the same at a right angle to it. If a transform
/// skews the sides or scales them differently, the transformed axis is not at a right angle to its colours.
base::PathPoint end_of_axis(const images::Gradient& gradient, const Transform& t, base::PathPoint from) {
  const double across = gradient.to.x - gradient.from.x;
  const double down = gradient.to.y - gradient.from.y;
  const double square = across * across + down * down;
  const double scale = t.determinant() * square;
  if (scale == 0) return t.apply(gradient.to);
  // How fast, and in which direction, the position in the gradient grows on the page.
  const base::PathPoint growth{(t.d * across - t.b * down) / scale, (t.a * down - t.c * across) / scale};
  const double growth_square = growth.x * growth.x + growth.y * growth.y;
  return {from.x + growth.x / growth_square, from.y + growth.y / growth_square};
}

}  // namespace

/// Extend="3" continues the colours beyond both ends. OFD is given circles only, so radii are scaled by the mean scale
/// of the transform.
void Canvas::append_gradient(const images::Gradient& gradient, double opacity, const Boundary& boundary) {
  const Transform to_page = transform().after(gradient.transform);
  const base::PathPoint corner = boundary.corner();
  const auto append_point = [&](std::string_view name, base::PathPoint point) {
    out_.append(" ").append(name).append("=\"");
    append_mm(out_, point.x - corner.x);
    out_.push_back(' ');
    append_mm(out_, point.y - corner.y);
    out_.push_back('"');
  };
  const std::string_view element = gradient.is_radial ? "ofd:RadialShd" : "ofd:AxialShd";
  out_.append("<").append(element).append(" Extend=\"3\"");
  const base::PathPoint start = to_page.apply(gradient.from);
  append_point("StartPoint", start);
  if (gradient.is_radial) {
    const double scale = std::sqrt(std::abs(to_page.determinant()));
    out_ += " StartRadius=\"";
    append_mm(out_, gradient.from_radius * scale);
    out_ += "\"";
    append_point("EndPoint", to_page.apply(gradient.to));
    out_ += " EndRadius=\"";
    append_mm(out_, gradient.to_radius * scale);
    out_ += "\"";
  } else {
    append_point("EndPoint", end_of_axis(gradient, to_page, start));
  }
  out_ += ">";
  for (const images::Gradient::Stop& stop : gradient.stops) {
    css::Color color = stop.color;
    color.alpha = static_cast<std::uint8_t>(std::lround(color.alpha * opacity));
    out_ += "<ofd:Segment Position=\"";
    base::append_decimal(out_, stop.offset, 4);
    out_ += "\">";
    append_color_element(out_, "Color", color);
    out_ += "</ofd:Segment>";
  }
  out_.append("</").append(element).append(">");
}

/// Many readers need the average colour besides a gradient.
void Canvas::append_paint(std::string_view name, const CanvasPaint& paint, const Box& box, const Boundary& boundary) {
  if (paint.gradient == nullptr) return append_color_element(out_, name, visible_color(paint.color, box));
  const int alpha = group_alpha(paint.color.alpha);
  css::Color mean = mean_color(*paint.gradient);
  mean.alpha = static_cast<std::uint8_t>(alpha);
  out_.append("<ofd:").append(name);
  append_color_value(out_, mean);
  out_ += ">";
  append_gradient(*paint.gradient, alpha / 255.0, boundary);
  out_.append("</ofd:").append(name).append(">");
}

void Canvas::fill(const Box& box, css::Color color) {
  Path path;
  path.add_rect(box.left, box.top, box.right, box.bottom);
  fill(path, base::FillRule::NonZero, {color});
}

void Canvas::fill(const Path& path, base::FillRule rule, const CanvasPaint& paint) {
  if (paint.color.is_transparent()) return;
  fill_on_page(moved_path(path, transform()), rule, paint);
}

/// Consecutive opaque rectangles of one colour look the same as one object, even if they overlap; a table has hundreds.
void Canvas::add_rectangle(const Box& box, css::Color color) {
  Rectangles& last = rectangles_;
  const bool continues =
      last.identifier != 0 && color.alpha == 255 && color == last.color && collected_ == last.collected;
  if (!continues) {
    finish_text();
    finish_rectangles();
    last = {next_identifier(), {}, color, collected_};
  }
  last.boxes.push_back(box);
}

void Canvas::finish_rectangles() {
  const Rectangles done = std::exchange(rectangles_, {});
  if (done.identifier == 0) return;
  const DrawnBoxes drawn = split_frames(done.boxes);
  if (drawn.frames.lines.empty()) return append_boxes(done.identifier, drawn.boxes, done.color);
  append_frames(done.identifier, drawn.frames, done.color);
  if (drawn.boxes.empty()) return;
  const Identifier second = identifiers_.next();
  if (done.collected != nullptr) done.collected->push_back(second);
  append_boxes(second, drawn.boxes, done.color);
}

void Canvas::append_boxes(Identifier identifier, const Path& boxes, css::Color color) {
  const Boundary boundary = boundary_of(box_of(boxes));
  start_element("PathObject", identifier, boundary);
  out_ += " Stroke=\"false\" Fill=\"true\">";
  append_color_element(out_, "FillColor", color);
  out_ += "<ofd:AbbreviatedData>";
  append_path_commands(out_, boxes, boundary.corner());
  out_ += "</ofd:AbbreviatedData></ofd:PathObject>";
}

void Canvas::append_frames(Identifier identifier, const Frames& frames, css::Color color) {
  const Boundary boundary = boundary_of(box_of(frames.lines).grown(frames.width / 2));
  start_element("PathObject", identifier, boundary);
  out_ += " Stroke=\"true\" LineWidth=\"";
  append_mm(out_, frames.width);
  out_ += "\">";
  append_color_element(out_, "StrokeColor", color);
  out_ += "<ofd:AbbreviatedData>";
  append_path_commands(out_, frames.lines, boundary.corner());
  out_ += "</ofd:AbbreviatedData></ofd:PathObject>";
}

void Canvas::fill_on_page(const Path& path, base::FillRule rule, const CanvasPaint& paint) {
  Path shape = path;
  Box box = box_of(shape);
  // A rectangle under rectangular clips is cut here, so that its object needs no clips.
  if (is_rectangle(shape) &&
      std::all_of(clips_.begin(), clips_.end(), [](const Clip& clip) { return clip.is_rectangle; })) {
    box = clipped(box);
    shape = {};
    if (!box.empty()) shape.add_rect(box.left, box.top, box.right, box.bottom);
  }
  if (box.empty() || clipped(box).empty()) return;
  // Plain rectangles are collected, to become one object.
  if (paint.gradient == nullptr && is_rectangle(shape) && !is_cut(box)) {
    add_rectangle(box, visible_color(paint.color, box));
    return note_painted(box);
  }
  const Boundary boundary = boundary_of(box);
  if (rule == base::FillRule::EvenOdd) shape = with_turned_holes(shape);
  open("PathObject", boundary);
  out_ += " Stroke=\"false\" Fill=\"true\"";
  if (rule == base::FillRule::EvenOdd) out_ += " Rule=\"Even-Odd\"";
  out_ += ">";
  append_clips(box, boundary, {});
  append_paint("FillColor", paint, box, boundary);
  out_ += "<ofd:AbbreviatedData>";
  append_path_commands(out_, shape, boundary.corner());
  out_ += "</ofd:AbbreviatedData></ofd:PathObject>";
  note_painted(box);
}

void Canvas::stroke(const Path& path, const base::StrokeStyle& style, const CanvasPaint& paint) {
  if (paint.color.is_transparent() || path.empty()) return;
  if (!style.dashes.empty()) {
    const DashedLine dashed = split_dashes(path, style);
    base::StrokeStyle solid = style;
    solid.dashes.clear();
    if (!dashed.dots.empty()) fill(dashed.dots, base::FillRule::NonZero, paint);
    if (!dashed.pieces.empty()) stroke(dashed.pieces, solid, paint);
    return;
  }
  const Path shape = moved_path(path, transform());
  // A line has one width in all directions: it is scaled by the mean scale of the transform.
  const double width = std::max(style.width * std::sqrt(std::abs(transform().determinant())), kMinLineWidth);
  const Box box = box_of(shape).grown(reach_of(style, width));
  if (clipped(box).empty()) return;
  const Boundary boundary = boundary_of(box);
  open("PathObject", boundary);
  out_ += " Stroke=\"true\" LineWidth=\"";
  append_mm(out_, width);
  out_ += "\"";
  if (const std::string_view cap = cap_name(style.cap); !cap.empty()) out_.append(" Cap=\"").append(cap).append("\"");
  if (const std::string_view join = join_name(style.join); !join.empty()) {
    out_.append(" Join=\"").append(join).append("\"");
  } else {
    out_ += " MiterLimit=\"";
    base::append_decimal(out_, style.miter_limit);
    out_ += "\"";
  }
  out_ += ">";
  append_clips(box, boundary, {});
  append_paint("StrokeColor", paint, box, boundary);
  out_ += "<ofd:AbbreviatedData>";
  append_path_commands(out_, shape, boundary.corner());
  out_ += "</ofd:AbbreviatedData></ofd:PathObject>";
  note_painted(box);
}

/// The boundary is the visible part of the image: readers without clips may cut there.
void Canvas::image(Identifier resource, const Transform& placed) {
  const Transform to_page = transform().after(placed);
  const Box box = moved({0, 0, 1, 1}, to_page);
  const Box seen = clipped(box);
  if (seen.empty() || to_page.determinant() == 0) return;
  const Boundary boundary = boundary_of(seen);
  Transform matrix = to_page;
  matrix.e -= boundary.corner().x;
  matrix.f -= boundary.corner().y;
  open("ImageObject", boundary);
  // The matrix maps the unit square, which has no px, to mm.
  Transform in_mm = matrix;
  for (double* const value : {&in_mm.a, &in_mm.b, &in_mm.c, &in_mm.d}) *value *= kMmOfPx;
  append_matrix(out_, in_mm);
  append_number_attribute(out_, "ResourceID", resource);
  if (const int alpha = group_alpha(255); alpha != 255)
    append_number_attribute(out_, "Alpha", static_cast<unsigned>(alpha));
  const std::size_t before = out_.size();
  out_ += ">";
  // The object's space is the unit square, not px.
  append_clips(box, boundary, matrix.after({kMmOfPx, 0, 0, kMmOfPx, 0, 0}));
  if (out_.size() == before + 1) {
    out_.resize(before);
    out_ += "/>";
  } else {
    out_ += "</ofd:ImageObject>";
  }
  note_painted(seen);
}

/// Consecutive lines of a paragraph become one object: that is shorter, and searching finds words that continue on the
/// next line.
void Canvas::text(TextPiece& piece) {
  const Transform to_page = transform().after(piece.matrix);
  const Box box = moved(piece.box, to_page);
  if (box.empty() || to_page.determinant() == 0 || clipped(box).empty()) return;
  piece.color = visible_color(piece.color, box);
  note_painted(box);
  const bool is_whole = !is_cut(box);
  const bool continues = is_whole && text_.identifier != 0 && collected_ != nullptr && collected_ == text_.collected &&
                         is_next_line(text_.piece, text_.to_page, piece, to_page);
  if (continues) return append_line(text_.piece, text_.to_page, piece, to_page);
  finish_text();
  finish_rectangles();
  const Identifier identifier = next_identifier();
  if (!is_whole) return append_text(identifier, piece, to_page, box);
  std::swap(text_.piece, piece);
  text_.identifier = identifier;
  text_.to_page = to_page;
  text_.collected = collected_;
}

void Canvas::finish_text() {
  if (text_.identifier == 0) return;
  append_text(std::exchange(text_.identifier, 0), text_.piece, text_.to_page, {});
}

/// `box` is the area that clips may cut; empty: none.
void Canvas::append_text(Identifier identifier, const TextPiece& piece, const Transform& to_page, const Box& box) {
  const Boundary boundary = text_boundary(piece.box, to_page);
  const TextPlacement placement = place_text(to_page, boundary);
  start_element("TextObject", identifier, boundary);
  append_text_attributes(out_, piece, placement);
  if (!box.empty()) append_clips(box, boundary, placement.matrix);
  text_writer_.append(out_, piece, placement);
  out_.append(std::string_view("</ofd:TextObject>"));
}

}  // namespace gongwen::ofd
