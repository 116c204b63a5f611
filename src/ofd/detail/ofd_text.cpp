#include "ofd/detail/ofd_text.h"

#include "base/decimal.h"
#include "base/escapes.h"

#include <algorithm>
#include <cmath>

namespace gongwen::ofd {
namespace {

/// A finer matrix makes no visible difference.
constexpr int kMatrixDecimals = 6;
constexpr double kPxOfMicrometre = 1 / (kMmOfPx * 1000);

void put_point(XmlPen& pen, base::PathPoint point, base::PathPoint corner) {
  pen.put(' ');
  pen.micrometres(to_micrometres(point.x - corner.x));
  pen.put(' ');
  pen.micrometres(to_micrometres(point.y - corner.y));
}

}  // namespace

void append_micrometres(std::string& out, Micrometres value) { XmlPen(out, XmlPen::kMaxNumber).micrometres(value); }

void append_mm(std::string& out, double px) { append_micrometres(out, to_micrometres(px)); }

bool Box::contains(const Box& other) const {
  return other.left >= left && other.top >= top && other.right <= right && other.bottom <= bottom;
}

bool Box::overlaps(const Box& other) const {
  return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
}

Box box_of(const base::Rect& rect) {
  return {rect.left().to_px(), rect.top().to_px(), rect.right().to_px(), rect.bottom().to_px()};
}

Box intersection(const Box& a, const Box& b) {
  return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
}

Box box_of(const base::Path& path) {
  if (path.points.empty()) return {};
  Box box{path.points.front().x, path.points.front().y, path.points.front().x, path.points.front().y};
  for (const base::PathPoint& point : path.points) {
    box.left = std::min(box.left, point.x);
    box.right = std::max(box.right, point.x);
    box.top = std::min(box.top, point.y);
    box.bottom = std::max(box.bottom, point.y);
  }
  return box;
}

Box moved(const Box& box, const base::Transform& transform) {
  if (transform.b == 0 && transform.c == 0 && transform.a > 0 && transform.d > 0) {
    return {transform.a * box.left + transform.e, transform.d * box.top + transform.f,
            transform.a * box.right + transform.e, transform.d * box.bottom + transform.f};
  }
  const base::PathPoint corners[] = {transform.apply({box.left, box.top}), transform.apply({box.right, box.top}),
                                     transform.apply({box.right, box.bottom}), transform.apply({box.left, box.bottom})};
  const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [top, bottom] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  return {left, top, right, bottom};
}

bool is_rectangle(const base::Path& path) {
  using Verb = base::Path::Verb;
  const std::vector<base::PathPoint>& p = path.points;
  // The last side may be explicit or left to Close.
  const bool is_closed = path.verbs.size() == 5 && path.verbs.back() == Verb::Close;
  if (p.size() != 4 || (path.verbs.size() != 4 && !is_closed) || path.verbs.front() != Verb::Move) return false;
  if (!std::all_of(path.verbs.begin() + 1, path.verbs.begin() + 4, [](Verb verb) { return verb == Verb::Line; })) {
    return false;
  }
  const bool across = p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x;
  const bool down = p[0].x == p[1].x && p[1].y == p[2].y && p[2].x == p[3].x && p[3].y == p[0].y;
  return across || down;
}

base::PathPoint Boundary::corner() const {
  return {static_cast<double>(left) * kPxOfMicrometre, static_cast<double>(top) * kPxOfMicrometre};
}

Boundary boundary_of(const Box& box) {
  const Micrometres left = to_micrometres(box.left);
  const Micrometres top = to_micrometres(box.top);
  return {left, top, std::max<Micrometres>(to_micrometres(box.right) - left, 1),
          std::max<Micrometres>(to_micrometres(box.bottom) - top, 1)};
}

void put_boundary(XmlPen& pen, const Boundary& boundary) {
  pen.put(" Boundary=\"");
  pen.micrometres(boundary.left);
  for (const Micrometres value : {boundary.top, boundary.width, boundary.height}) {
    pen.put(' ');
    pen.micrometres(value);
  }
  pen.put('"');
}

void append_boundary(std::string& out, const Boundary& boundary) {
  XmlPen pen(out, kBoundaryRoom);
  put_boundary(pen, boundary);
}

void append_matrix(std::string& out, const base::Transform& matrix) {
  out += " CTM=\"";
  for (const double value : {matrix.a, matrix.b, matrix.c, matrix.d}) {
    base::append_decimal(out, value, kMatrixDecimals);
    out.push_back(' ');
  }
  append_mm(out, matrix.e);
  out.push_back(' ');
  append_mm(out, matrix.f);
  out.push_back('"');
}

void append_number_attribute(std::string& out, std::string_view name, std::uint64_t value) {
  XmlPen pen(out, name.size() + XmlPen::kMaxNumber + 4);
  pen.put(' ');
  pen.put_text(name);
  pen.put("=\"");
  pen.number(value);
  pen.put('"');
}

void append_color_value(std::string& out, css::Color color) {
  out += " Value=\"" + std::to_string(color.red) + " " + std::to_string(color.green) + " " +
         std::to_string(color.blue) + "\"";
  if (color.alpha != 255) append_number_attribute(out, "Alpha", color.alpha);
}

void append_color_element(std::string& out, std::string_view name, css::Color color) {
  out.append("<ofd:").append(name);
  append_color_value(out, color);
  out += "/>";
}

void append_path_commands(std::string& out, const base::Path& path, base::PathPoint corner) {
  XmlPen pen(out, 2 * path.verbs.size() + 2 * XmlPen::kMaxNumber * path.points.size());
  const base::PathPoint* next = path.points.data();
  bool is_first = true;
  const auto put_command = [&](char letter, int points) {
    if (!is_first) pen.put(' ');
    is_first = false;
    pen.put(letter);
    for (int i = 0; i < points; ++i) put_point(pen, *next++, corner);
  };
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move: put_command('M', 1); break;
      case base::Path::Verb::Line: put_command('L', 1); break;
      case base::Path::Verb::Cubic: put_command('B', 3); break;
      case base::Path::Verb::Close: put_command('C', 0); break;
    }
  }
}

std::string xml_text(std::string_view text) { return base::escape_markup(base::xml_characters(text)); }
std::string xml_attribute(std::string_view text) { return base::escape_attribute(base::xml_characters(text)); }

}  // namespace gongwen::ofd
