#include "images/detail/svg_values.h"

#include "base/path_arc.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace gongwen::images {
namespace {

using base::kCircleControl;
using base::Path;

void add_ellipse(Path& path, double cx, double cy, double rx, double ry) {
  const double kx = rx * kCircleControl;
  const double ky = ry * kCircleControl;
  path.move_to({cx + rx, cy});
  path.cubic_to({cx + rx, cy + ky}, {cx + kx, cy + ry}, {cx, cy + ry});
  path.cubic_to({cx - kx, cy + ry}, {cx - rx, cy + ky}, {cx - rx, cy});
  path.cubic_to({cx - rx, cy - ky}, {cx - kx, cy - ry}, {cx, cy - ry});
  path.cubic_to({cx + kx, cy - ry}, {cx + rx, cy - ky}, {cx + rx, cy});
  path.close();
}

Path rect_path(const std::optional<double> lengths[6]) {
  Path path;
  const double width = lengths[2].value_or(0);
  const double height = lengths[3].value_or(0);
  if (width <= 0 || height <= 0) return path;
  const double x = lengths[0].value_or(0);
  const double y = lengths[1].value_or(0);
  const double rx = lengths[4] ? *lengths[4] : lengths[5].value_or(0);
  const double ry = lengths[5] ? *lengths[5] : lengths[4].value_or(0);
  path.add_round_rect(x, y, x + width, y + height, rx, ry);
  return path;
}

Path polygon_path(const SvgElement& element) {
  Path path;
  const std::vector<double> numbers = parse_numbers(element.attribute("points"));
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    const base::PathPoint point{numbers[i], numbers[i + 1]};
    path.empty() ? path.move_to(point) : path.line_to(point);
  }
  if (element.name == "polygon" && !path.empty()) path.close();
  return path;
}

}  // namespace

css::Color with_opacity(css::Color color, double opacity) {
  color.alpha = static_cast<std::uint8_t>(color.alpha * opacity + 0.5);
  return color;
}

std::optional<Path> shape_path(const SvgElement& element, const SvgStyle& style, const SvgViewport& viewport) {
  const auto length = [&](std::string_view name, double base) {
    return parse_length(element.attribute(name), base, style.font_size);
  };
  const auto x = [&](std::string_view name) {
    return length(name, viewport.width).value_or(0);
  };
  const auto y = [&](std::string_view name) {
    return length(name, viewport.height).value_or(0);
  };
  const std::string& name = element.name;
  Path path;
  if (name == "path") return parse_path_data(element.attribute("d"));
  if (name == "polygon" || name == "polyline") return polygon_path(element);
  if (name == "rect") {
    const std::optional<double> lengths[6] = {length("x", viewport.width),     length("y", viewport.height),
                                              length("width", viewport.width), length("height", viewport.height),
                                              length("rx", viewport.width),    length("ry", viewport.height)};
    return rect_path(lengths);
  }
  if (name == "line") {
    path.move_to({x("x1"), y("y1")});
    path.line_to({x("x2"), y("y2")});
    return path;
  }
  if (name == "circle") {
    const double r = length("r", viewport.diagonal()).value_or(0);
    if (r > 0) add_ellipse(path, x("cx"), y("cy"), r, r);
    return path;
  }
  if (name == "ellipse") {
    const auto rx = length("rx", viewport.width);
    const auto ry = length("ry", viewport.height);
    const double width = rx ? *rx : ry.value_or(0);
    const double height = ry ? *ry : rx.value_or(0);
    if (width > 0 && height > 0) add_ellipse(path, x("cx"), y("cy"), width, height);
    return path;
  }
  return std::nullopt;
}

namespace {

/// Extends the range [low, high] to contain a cubic curve in one coordinate, whose extremes are where the derivative is
/// 0.
void hold_curve(const std::array<double, 4>& at, double& low, double& high) {
  const double a = at[3] - 3 * at[2] + 3 * at[1] - at[0];
  const double b = 2 * (at[2] - 2 * at[1] + at[0]);
  const double c = at[1] - at[0];
  const auto hold = [&](double t) {
    if (!(t > 0 && t < 1)) return;
    const double u = 1 - t;
    const double value = u * u * u * at[0] + 3 * u * u * t * at[1] + 3 * u * t * t * at[2] + t * t * t * at[3];
    low = std::min(low, value);
    high = std::max(high, value);
  };
  if (std::abs(a) < 1e-12) {
    if (b != 0) hold(-c / b);
    return;
  }
  const double root = b * b - 4 * a * c;
  if (root < 0) return;
  hold((-b + std::sqrt(root)) / (2 * a));
  hold((-b - std::sqrt(root)) / (2 * a));
}

}  // namespace

std::optional<PathBounds> path_bounds(const Path& path) {
  if (path.points.empty()) return std::nullopt;
  PathBounds bounds{path.points[0].x, path.points[0].y, path.points[0].x, path.points[0].y};
  std::size_t next = 0;
  for (const Path::Verb verb : path.verbs) {
    if (verb == Path::Verb::Close) continue;
    if (verb == Path::Verb::Cubic && next > 0) {
      const base::PathPoint* const p = &path.points[next - 1];
      hold_curve({p[0].x, p[1].x, p[2].x, p[3].x}, bounds.left, bounds.right);
      hold_curve({p[0].y, p[1].y, p[2].y, p[3].y}, bounds.top, bounds.bottom);
    }
    next += verb == Path::Verb::Cubic ? 3 : 1;
    const base::PathPoint& point = path.points[next - 1];
    bounds.left = std::min(bounds.left, point.x);
    bounds.top = std::min(bounds.top, point.y);
    bounds.right = std::max(bounds.right, point.x);
    bounds.bottom = std::max(bounds.bottom, point.y);
  }
  return bounds;
}

base::Transform unit_square_to(const PathBounds& bounds) {
  return {bounds.right - bounds.left, 0, 0, bounds.bottom - bounds.top, bounds.left, bounds.top};
}

namespace {

/// The share of the remaining space that comes before the drawing: by `xMin`, `xMid`, `xMax` at the position given.
double share(std::string_view align, std::size_t at) {
  const std::string_view word = align.size() >= at + 4 ? align.substr(at + 1, 3) : std::string_view();
  return word == "Min" || word == "min" ? 0 : word == "Max" || word == "max" ? 1 : 0.5;
}

}  // namespace

std::optional<ViewBox> parse_view_box(std::string_view text) {
  const std::vector<double> numbers = parse_numbers(text);
  if (numbers.size() != 4 || numbers[2] <= 0 || numbers[3] <= 0) return std::nullopt;
  return ViewBox{numbers[0], numbers[1], numbers[2], numbers[3]};
}

base::Transform view_box_transform(const ViewBox& box, std::string_view preserve, double width, double height) {
  preserve = base::trim_ascii_space(preserve);
  double scale_x = width / box.width;
  double scale_y = height / box.height;
  if (!preserve.starts_with("none")) {
    const bool slice = preserve.ends_with("slice");
    scale_x = scale_y = slice ? std::max(scale_x, scale_y) : std::min(scale_x, scale_y);
  }
  const double left = (width - box.width * scale_x) * share(preserve, 0);
  const double top = (height - box.height * scale_y) * share(preserve, 4);
  return {scale_x, 0, 0, scale_y, left - box.x * scale_x, top - box.y * scale_y};
}

namespace {

constexpr double kPi = 3.14159265358979323846;

/// Parses path data: a state machine in which each letter consumes its numbers.
class PathParser {
 public:
  explicit PathParser(std::string_view text) : scanner_(text) {}

  base::Path parse() {
    char command = 0;
    while (!scanner_.at_end()) {
      const char letter = scanner_.peek();
      if (base::is_ascii_alpha(letter) && letter != 'e' && letter != 'E') {
        command = letter;
        scanner_.skip(1);
        if (command == 'Z' || command == 'z') {
          close();
          continue;
        }
      } else if (command == 0 || command == 'Z' || command == 'z') {
        break;
      }
      if (path_.empty() && command != 'M' && command != 'm') break;
      if (!step(command)) break;
      if (command == 'M') command = 'L';
      if (command == 'm') command = 'l';
    }
    return std::move(path_);
  }

 private:
  using Point = base::PathPoint;

  void close() {
    if (path_.empty()) return;
    path_.close();
    at_ = start_;
    last_ = 0;
  }

  bool numbers(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::optional<double> number = scanner_.next();
      if (!number) return false;
      n_[i] = std::clamp(*number, -kFarthestLength, kFarthestLength);
    }
    return true;
  }

  Point point(std::size_t i, bool relative) const {
    return relative ? Point{at_.x + n_[i], at_.y + n_[i + 1]} : Point{n_[i], n_[i + 1]};
  }

  void line(Point to) {
    begin_if_closed();
    path_.line_to(to);
    at_ = to;
  }

  /// Drawing continues from the start of the closed subpath.
  void begin_if_closed() {
    if (path_.verbs.back() == base::Path::Verb::Close) path_.move_to(at_);
  }

  void cubic(Point control_1, Point control_2, Point to) {
    begin_if_closed();
    path_.cubic_to(control_1, control_2, to);
    control_ = control_2;
    at_ = to;
  }

  void quadratic(Point control, Point to) {
    const Point from = at_;
    const auto toward = [](Point end, Point middle) {
      return Point{end.x + (middle.x - end.x) * 2 / 3, end.y + (middle.y - end.y) * 2 / 3};
    };
    cubic(toward(from, control), toward(to, control), to);
    control_ = control;
  }

  Point reflected(bool follows) const { return follows ? Point{2 * at_.x - control_.x, 2 * at_.y - control_.y} : at_; }

  bool step(char command) {
    const bool relative = command >= 'a';
    const char kind = static_cast<char>(relative ? command - 'a' + 'A' : command);
    const char before = std::exchange(last_, kind);
    switch (kind) {
      case 'M':
        if (!numbers(2)) return false;
        at_ = start_ = point(0, relative);
        path_.move_to(at_);
        return true;
      case 'L':
        if (!numbers(2)) return false;
        line(point(0, relative));
        return true;
      case 'H':
        if (!numbers(1)) return false;
        line({relative ? at_.x + n_[0] : n_[0], at_.y});
        return true;
      case 'V':
        if (!numbers(1)) return false;
        line({at_.x, relative ? at_.y + n_[0] : n_[0]});
        return true;
      case 'C':
        if (!numbers(6)) return false;
        cubic(point(0, relative), point(2, relative), point(4, relative));
        return true;
      case 'S':
        if (!numbers(4)) return false;
        cubic(reflected(before == 'C' || before == 'S'), point(0, relative), point(2, relative));
        return true;
      case 'Q':
        if (!numbers(4)) return false;
        quadratic(point(0, relative), point(2, relative));
        return true;
      case 'T':
        if (!numbers(2)) return false;
        quadratic(reflected(before == 'Q' || before == 'T'), point(0, relative));
        return true;
      case 'A': return arc(relative);
      default: return false;
    }
  }

  bool arc(bool relative) {
    if (!numbers(3)) return false;
    const double rx = n_[0];
    const double ry = n_[1];
    const double angle = n_[2] * kPi / 180;
    const std::optional<bool> large = scanner_.next_flag();
    const std::optional<bool> sweep = scanner_.next_flag();
    if (!large || !sweep || !numbers(2)) return false;
    add_arc({std::abs(rx), std::abs(ry), angle, *large, *sweep}, point(0, relative));
    return true;
  }

  /// Drawing continues from the end of the arc, to which no curve refers back.
  void add_arc(const base::EllipticArc& form, Point to) {
    if (to == at_) return;
    begin_if_closed();
    base::append_arc(path_, at_, form, to);
    at_ = to;
  }

  NumberScanner scanner_;
  base::Path path_;
  Point at_;
  Point start_;
  Point control_;
  char last_ = 0;
  double n_[6] = {};
};

}  // namespace

void NumberScanner::skip_blanks() {
  while (!text_.empty() && (base::is_ascii_space(text_.front()) || text_.front() == ',')) text_.remove_prefix(1);
}

bool NumberScanner::at_end() {
  skip_blanks();
  return text_.empty();
}

char NumberScanner::peek() {
  skip_blanks();
  return text_.empty() ? '\0' : text_.front();
}

std::optional<double> NumberScanner::next() {
  skip_blanks();
  std::string_view text = text_;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
  return value;
}

std::optional<bool> NumberScanner::next_flag() {
  const char flag = peek();
  if (flag != '0' && flag != '1') return std::nullopt;
  skip(1);
  return flag == '1';
}

std::vector<double> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  NumberScanner scanner(text);
  while (const std::optional<double> number = scanner.next()) numbers.push_back(*number);
  return numbers;
}

bool is_percentage(std::string_view text) { return base::trim_ascii_space(text).ends_with('%'); }

std::optional<double> parse_length(std::string_view text, double base, double font_size) {
  NumberScanner scanner(text);
  const std::optional<double> number = scanner.next();
  if (!number) return std::nullopt;
  const std::string unit = base::ascii_lowercase(base::trim_ascii_space(scanner.rest()));
  const double value = std::clamp(*number, -kFarthestLength, kFarthestLength);
  if (unit.empty() || unit == "px") return value;
  if (unit == "%") return value * base / 100;
  if (unit == "pt") return value * 4 / 3;
  if (unit == "pc") return value * 16;
  if (unit == "mm") return value * 96 / 25.4;
  if (unit == "cm") return value * 96 / 2.54;
  if (unit == "in") return value * 96;
  if (unit == "em" || unit == "rem") return value * font_size;
  if (unit == "ex") return value * font_size / 2;
  return std::nullopt;
}

base::Path parse_path_data(std::string_view text) { return PathParser(text).parse(); }

}  // namespace gongwen::images
