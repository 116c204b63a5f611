#include "ofd/detail/ofd_text.h"

#include "base/decimal.h"
#include "base/escapes.h"
#include "base/utf8.h"
#include "base/xml_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongwen::ofd {
namespace {

constexpr Micrometres kThousand = 1000;
/// Beyond it nothing is drawn; numbers stay numbers.
constexpr double kFarthest = 1e9;
/// A millionth of a page is far less than anything shows.
constexpr int kMatrixDecimals = 6;
constexpr double kPxOfMicrometre = 1 / (kMmOfPx * kThousand);

void append_point(std::string& out, base::PathPoint point, base::PathPoint corner) {
  out.push_back(' ');
  append_mm(out, point.x - corner.x);
  out.push_back(' ');
  append_mm(out, point.y - corner.y);
}

}  // namespace

Micrometres to_micrometres(double px) {
  const double value = px * kMmOfPx * static_cast<double>(kThousand);
  if (std::isnan(value)) return 0;
  return std::llround(std::clamp(value, -kFarthest, kFarthest));
}

void append_micrometres(std::string& out, Micrometres value) {
  char digits[32];
  char* end = digits;
  if (value < 0) *end++ = '-';
  const Micrometres magnitude = value < 0 ? -value : value;
  end = std::to_chars(end, digits + sizeof digits, magnitude / kThousand).ptr;
  Micrometres fraction = magnitude % kThousand;
  if (fraction != 0) *end++ = '.';
  for (Micrometres unit = kThousand / 10; fraction != 0; unit /= 10) {
    *end++ = static_cast<char>('0' + fraction / unit);
    fraction %= unit;
  }
  out.append(digits, end);
}

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

Box joined(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
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
  const base::PathPoint corners[] = {transform.apply({box.left, box.top}), transform.apply({box.right, box.top}),
                                     transform.apply({box.right, box.bottom}), transform.apply({box.left, box.bottom})};
  const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [top, bottom] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  return {left, top, right, bottom};
}

bool is_rectangle(const base::Path& path) {
  using Verb = base::Path::Verb;
  const std::vector<base::PathPoint>& p = path.points;
  // The last side may be stated or left to the end of the path.
  const bool is_closed = path.verbs.size() == 5 && path.verbs.back() == Verb::Close;
  if (p.size() != 4 || (path.verbs.size() != 4 && !is_closed) || path.verbs.front() != Verb::Move) return false;
  if (!std::all_of(path.verbs.begin() + 1, path.verbs.begin() + 4, [](Verb verb) { return verb == Verb::Line; })) {
    return false;
  }
  const bool across = p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x;
  const bool down = p[0].x == p[1].x && p[1].y == p[2].y && p[2].x == p[3].x && p[3].y == p[0].y;
  return across || down;
}

namespace {

/// Characters of Chinese, which nearly all are, in one step.
void append_character(std::string& out, char32_t c) {
  if (c < 0x800 || c > 0xFFFF) return base::append_utf8(out, c);
  const char bytes[] = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
                        static_cast<char>(0x80 | (c & 0x3F))};
  out.append(bytes, sizeof bytes);
}

}  // namespace

base::PathPoint Boundary::corner() const {
  return {static_cast<double>(left) * kPxOfMicrometre, static_cast<double>(top) * kPxOfMicrometre};
}

Boundary boundary_of(const Box& box) {
  const Micrometres left = to_micrometres(box.left);
  const Micrometres top = to_micrometres(box.top);
  return {left, top, std::max<Micrometres>(to_micrometres(box.right) - left, 1),
          std::max<Micrometres>(to_micrometres(box.bottom) - top, 1)};
}

void append_boundary(std::string& out, const Boundary& boundary) {
  out += " Boundary=\"";
  append_micrometres(out, boundary.left);
  for (const Micrometres value : {boundary.top, boundary.width, boundary.height}) {
    out.push_back(' ');
    append_micrometres(out, value);
  }
  out.push_back('"');
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
  out.append(" ").append(name).append("=\"").append(std::to_string(value)).append("\"");
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
  const base::PathPoint* next = path.points.data();
  bool is_first = true;
  const auto append_command = [&](char letter, int points) {
    if (!is_first) out.push_back(' ');
    is_first = false;
    out.push_back(letter);
    for (int i = 0; i < points; ++i) append_point(out, *next++, corner);
  };
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move: append_command('M', 1); break;
      case base::Path::Verb::Line: append_command('L', 1); break;
      case base::Path::Verb::Cubic: append_command('B', 3); break;
      case base::Path::Verb::Close: append_command('C', 0); break;
    }
  }
}

void append_xml_text(std::string& out, std::u32string_view text) {
  for (const char32_t c : text) {
    switch (c) {
      case U'&': out.append(std::string_view("&amp;")); break;
      case U'<': out.append(std::string_view("&lt;")); break;
      case U'>': out.append(std::string_view("&gt;")); break;
      default: append_character(out, c); break;
    }
  }
}

std::string xml_text(std::string_view text) { return base::escape_markup(base::xml_characters(text)); }
std::string xml_attribute(std::string_view text) { return base::escape_attribute(base::xml_characters(text)); }

}  // namespace gongwen::ofd
