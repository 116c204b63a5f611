#include "ofd/detail/strokes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace gongwen::ofd {
namespace {

constexpr std::size_t kSides = 4;
/// With fewer frames, a separate object for lines would be longer than their numbers.
constexpr std::size_t kMinFrames = 4;

struct Frame {
  Box outer;
  Box inner;

  /// The common width of all sides in micrometres; 0 if they differ.
  Micrometres width() const {
    const Micrometres width = to_micrometres(inner.left - outer.left);
    const bool is_even = width == to_micrometres(inner.top - outer.top) &&
                         width == to_micrometres(outer.right - inner.right) &&
                         width == to_micrometres(outer.bottom - inner.bottom);
    return is_even ? width : 0;
  }
};

/// The frame made of four boxes, in the order in which borders are painted: top, bottom, left, right.
std::optional<Frame> frame_of(const Box* sides) {
  const Box& top = sides[0];
  const Box& bottom = sides[1];
  const Box& left = sides[2];
  const Box& right = sides[3];
  const bool is_level = top.left == bottom.left && top.right == bottom.right && left.left == top.left &&
                        right.right == top.right && left.top == top.bottom && right.top == top.bottom &&
                        left.bottom == bottom.top && right.bottom == bottom.top;
  const Box space{left.right, top.bottom, right.left, bottom.top};
  if (!is_level || space.empty()) return std::nullopt;
  return Frame{{top.left, top.top, top.right, bottom.bottom}, space};
}

void add_frame(base::Path& path, const Frame& frame) {
  path.add_rect(frame.outer.left, frame.outer.top, frame.outer.right, frame.outer.bottom);
  path.move_to({frame.inner.left, frame.inner.top});
  path.line_to({frame.inner.left, frame.inner.bottom});
  path.line_to({frame.inner.right, frame.inner.bottom});
  path.line_to({frame.inner.right, frame.inner.top});
  path.close();
}

}  // namespace

DrawnBoxes split_frames(const std::vector<Box>& boxes) {
  DrawnBoxes drawn;
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < boxes.size();) {
    const auto frame = i + kSides <= boxes.size() ? frame_of(&boxes[i]) : std::nullopt;
    if (frame) {
      frames.push_back(*frame);
    } else {
      drawn.boxes.add_rect(boxes[i].left, boxes[i].top, boxes[i].right, boxes[i].bottom);
    }
    i += frame ? kSides : 1;
  }
  if (frames.empty()) return drawn;
  const Micrometres width = frames.front().width();
  const auto is_usual = [&](const Frame& frame) {
    return width != 0 && frame.width() == width;
  };
  const bool has_lines = std::ranges::count_if(frames, is_usual) >= static_cast<std::ptrdiff_t>(kMinFrames);
  for (const Frame& frame : frames) {
    if (!has_lines || !is_usual(frame)) {
      add_frame(drawn.boxes, frame);
      continue;
    }
    const Box& outer = frame.outer;
    const Box& inner = frame.inner;
    drawn.frames.width = inner.left - outer.left;
    drawn.frames.lines.add_rect((outer.left + inner.left) / 2, (outer.top + inner.top) / 2,
                                (outer.right + inner.right) / 2, (outer.bottom + inner.bottom) / 2);
  }
  return drawn;
}

namespace {

using base::Path;
using base::PathPoint;

/// Number of straight pieces per curve.
constexpr int kCurvePieces = 24;
/// A line with more dashes looks solid.
constexpr double kMaxDashes = 20'000;

/// One subpath.
struct Contour {
  PathPoint start;
  std::vector<Path::Verb> verbs;  // Line and Cubic
  std::vector<PathPoint> points;
  bool is_closed = false;
};

using Polyline = std::vector<PathPoint>;

PathPoint between(PathPoint a, PathPoint b, double share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

double distance(PathPoint a, PathPoint b) { return std::hypot(b.x - a.x, b.y - a.y); }

std::vector<Contour> contours_of(const Path& path) {
  std::vector<Contour> contours;
  const PathPoint* next = path.points.data();
  for (const Path::Verb verb : path.verbs) {
    if (verb == Path::Verb::Move) {
      contours.push_back({*next++, {}, {}});
    } else if (verb == Path::Verb::Close) {
      contours.back().is_closed = true;
    } else {
      const std::ptrdiff_t count = verb == Path::Verb::Cubic ? 3 : 1;
      contours.back().verbs.push_back(verb);
      contours.back().points.insert(contours.back().points.end(), next, next + count);
      next += count;
    }
  }
  return contours;
}

void add_curve(Polyline& line, const PathPoint* controls) {
  const PathPoint start = line.back();
  for (int i = 1; i <= kCurvePieces; ++i) {
    const double t = static_cast<double>(i) / kCurvePieces;
    const PathPoint a = between(start, controls[0], t);
    const PathPoint b = between(controls[0], controls[1], t);
    const PathPoint c = between(controls[1], controls[2], t);
    line.push_back(between(between(a, b, t), between(b, c, t), t));
  }
}

Polyline flattened(const Contour& contour) {
  Polyline line = {contour.start};
  const PathPoint* next = contour.points.data();
  for (const Path::Verb verb : contour.verbs) {
    if (verb == Path::Verb::Cubic) {
      add_curve(line, next);
      next += 3;
    } else {
      line.push_back(*next++);
    }
  }
  if (contour.is_closed) line.push_back(contour.start);
  return line;
}

void add_disc(Path& path, PathPoint center, double radius) {
  const double c = radius * base::kCircleControl;
  const auto at = [&](double x, double y) {
    return PathPoint{center.x + x, center.y + y};
  };
  path.move_to(at(radius, 0));
  path.cubic_to(at(radius, c), at(c, radius), at(0, radius));
  path.cubic_to(at(-c, radius), at(-radius, c), at(-radius, 0));
  path.cubic_to(at(-radius, -c), at(-c, -radius), at(0, -radius));
  path.cubic_to(at(c, -radius), at(radius, -c), at(radius, 0));
  path.close();
}

/// Walks along lines and cuts them where dashes end or start.
class DashCutter {
 public:
  DashCutter(const base::StrokeStyle& style, double period, DashedLine& out)
      : style_(style), period_(period), out_(out) {}

  void cut(const Polyline& line) {
    start_pattern();
    open_ = false;
    if (is_dash()) begin_dash(line.front());
    for (std::size_t i = 1; i < line.size(); ++i) walk(line[i - 1], line[i]);
  }

 private:
  bool is_dash() const { return turn_ % 2 == 0; }
  double length() const { return style_.dashes[turn_ % style_.dashes.size()]; }

  void start_pattern() {
    double rest = std::fmod(style_.dash_offset, period_);
    if (rest < 0) rest += period_;
    turn_ = 0;
    while (rest > 0 && rest >= length()) {
      rest -= length();
      ++turn_;
    }
    left_ = length() - rest;
  }

  void walk(PathPoint from, PathPoint to) {
    const double whole = distance(from, to);
    double at = 0;
    while (whole - at >= left_) {
      at += left_;
      const PathPoint here = between(from, to, whole > 0 ? at / whole : 0);
      if (open_) out_.pieces.line_to(here);
      open_ = false;
      ++turn_;
      left_ = length();
      if (is_dash()) begin_dash(here);
      if (whole == 0) return;
    }
    left_ -= whole - at;
    if (open_) out_.pieces.line_to(to);
  }

  void begin_dash(PathPoint at) {
    if (length() > 0) {
      out_.pieces.move_to(at);
      open_ = true;
    } else if (style_.cap == base::LineCap::Round) {
      add_disc(out_.dots, at, style_.width / 2);
    }
  }

  const base::StrokeStyle& style_;
  double period_;
  DashedLine& out_;
  std::size_t turn_ = 0;
  double left_ = 0;  // length of this dash or gap that remains
  bool open_ = false;
};

double length_of(const Polyline& line) {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) length += distance(line[i - 1], line[i]);
  return length;
}

Contour reversed(const Contour& contour) {
  std::vector<PathPoint> points = {contour.start};
  points.insert(points.end(), contour.points.begin(), contour.points.end());
  std::reverse(points.begin(), points.end());
  Contour out{points.front(), contour.verbs, {points.begin() + 1, points.end()}};
  std::reverse(out.verbs.begin(), out.verbs.end());
  return out;
}

double area_of(const Polyline& line) {
  double twice = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const PathPoint& a = line[i];
    const PathPoint& b = line[(i + 1) % line.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return twice / 2;
}

bool is_within(PathPoint point, const Polyline& line) {
  bool inside = false;
  for (std::size_t i = 0, before = line.size() - 1; i < line.size(); before = i++) {
    const PathPoint& a = line[i];
    const PathPoint& b = line[before];
    const bool crosses = (a.y > point.y) != (b.y > point.y);
    if (crosses && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

void append_contour(Path& path, const Contour& contour) {
  path.move_to(contour.start);
  path.verbs.insert(path.verbs.end(), contour.verbs.begin(), contour.verbs.end());
  path.points.insert(path.points.end(), contour.points.begin(), contour.points.end());
  path.close();
}

}  // namespace

DashedLine split_dashes(const Path& path, const base::StrokeStyle& style) {
  double period = 0;
  for (const double dash : style.dashes) period += dash;
  std::vector<Polyline> lines;
  double length = 0;
  for (const Contour& contour : contours_of(path)) {
    lines.push_back(flattened(contour));
    length += length_of(lines.back());
  }
  if (!(period > 0) || length / period > kMaxDashes) return {path, {}};
  if (style.dashes.size() % 2 != 0) period *= 2;
  DashedLine out;
  for (const Polyline& line : lines) DashCutter(style, period, out).cut(line);
  return out;
}

Path with_turned_holes(const Path& path) {
  const std::vector<Contour> contours = contours_of(path);
  if (contours.size() < 2) return path;
  std::vector<Polyline> lines;
  for (const Contour& contour : contours) lines.push_back(flattened(contour));
  Path out;
  for (std::size_t i = 0; i < contours.size(); ++i) {
    std::size_t depth = 0;
    for (std::size_t other = 0; other < contours.size(); ++other) {
      if (other != i && is_within(contours[i].start, lines[other])) ++depth;
    }
    const bool runs_forwards = area_of(lines[i]) >= 0;
    append_contour(out, runs_forwards == (depth % 2 == 0) ? contours[i] : reversed(contours[i]));
  }
  return out;
}

}  // namespace gongwen::ofd
