#include "images/detail/path_walk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace gongwen::images {
namespace {

using base::Path;
using base::PathPoint;
using Verb = base::Path::Verb;

/// The direction from one point to another; nullopt if they are equal.
std::optional<double> direction(PathPoint from, PathPoint to) {
  if (from == to) return std::nullopt;
  return std::atan2(to.y - from.y, to.x - from.x);
}

/// The direction of a curve is that to the next control point in another place.
std::optional<double> first_direction(const std::array<PathPoint, 4>& points) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (const auto found = direction(points[0], points[i])) return found;
  }
  return std::nullopt;
}

std::optional<double> last_direction(const std::array<PathPoint, 4>& points) {
  for (std::size_t i = points.size() - 1; i-- > 0;) {
    if (const auto found = direction(points[i], points.back())) return found;
  }
  return std::nullopt;
}

/// Halfway between two directions, on the side where they are closer together.
double bisector(double in, double out) {
  if (std::abs(in - out) > std::numbers::pi) (in < out ? in : out) += 2 * std::numbers::pi;
  return (in + out) / 2;
}

class VertexCollector {
 public:
  std::vector<PathVertex> run(const Path& path) {
    std::size_t point = 0;
    for (const Verb verb : path.verbs) {
      switch (verb) {
        case Verb::Move:
          begin_ = vertices_.size();
          vertices_.push_back({path.points[point++], {}, {}});
          break;
        case Verb::Line: {
          const PathPoint to = path.points[point++];
          add({here(), here(), to, to});
          break;
        }
        case Verb::Cubic:
          add({here(), path.points[point], path.points[point + 1], path.points[point + 2]});
          point += 3;
          break;
        case Verb::Close: close(); break;
      }
    }
    std::vector<PathVertex> made;
    for (const Vertex& vertex : vertices_) made.push_back({vertex.at, angle_of(vertex)});
    return made;
  }

 private:
  struct Vertex {
    PathPoint at;
    std::optional<double> in, out;
  };

  PathPoint here() const { return vertices_.empty() ? PathPoint{} : vertices_.back().at; }

  void add(const std::array<PathPoint, 4>& points) {
    if (vertices_.empty()) return;
    const auto in = last_direction(points);
    vertices_.back().out = first_direction(points);
    // A segment without length has the direction of the one before it.
    if (!vertices_.back().out) vertices_.back().out = vertices_.back().in;
    vertices_.push_back({points[3], in ? in : vertices_.back().in, {}});
  }

  /// The line back to the start; both ends of the subpath have the directions of that line and of the first segment.
  void close() {
    if (vertices_.empty()) return;
    const PathPoint start = vertices_[begin_].at;
    add({here(), here(), start, start});
    vertices_.back().out = vertices_[begin_].out;
    vertices_[begin_].in = vertices_.back().in;
  }

  static double angle_of(const Vertex& vertex) {
    if (vertex.in && vertex.out) return bisector(*vertex.in, *vertex.out);
    return vertex.in ? *vertex.in : vertex.out.value_or(0);
  }

  std::vector<Vertex> vertices_;
  std::size_t begin_ = 0;  // of the subpath
};

PathPoint point_of_curve(const std::array<PathPoint, 4>& points, double t) {
  const double s = 1 - t;
  const double weights[] = {s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
  PathPoint sum;
  for (std::size_t i = 0; i < points.size(); ++i) {
    sum.x += weights[i] * points[i].x;
    sum.y += weights[i] * points[i].y;
  }
  return sum;
}

}  // namespace

std::vector<PathVertex> path_vertices(const Path& path) { return VertexCollector().run(path); }

PathWalk::PathWalk(const Path& path) {
  std::size_t point = 0;
  PathPoint here;
  PathPoint start;
  for (const Verb verb : path.verbs) {
    switch (verb) {
      case Verb::Move: here = start = path.points[point++]; break;
      case Verb::Line:
        add(here, path.points[point]);
        here = path.points[point++];
        break;
      case Verb::Cubic: {
        const std::array<PathPoint, 4> points{here, path.points[point], path.points[point + 1], path.points[point + 2]};
        for (int i = 1; i <= kLinesOfCurve; ++i) {
          const PathPoint next = point_of_curve(points, static_cast<double>(i) / kLinesOfCurve);
          add(here, next);
          here = next;
        }
        point += 3;
        break;
      }
      case Verb::Close:
        add(here, start);
        here = start;
        break;
    }
  }
}

void PathWalk::add(PathPoint from, PathPoint to) {
  if (from == to) return;
  lines_.push_back({from, to, length() + std::hypot(to.x - from.x, to.y - from.y)});
}

std::optional<PathVertex> PathWalk::at(double distance) const {
  if (!(distance >= 0) || distance > length() || lines_.empty()) return std::nullopt;
  const auto line = std::lower_bound(lines_.begin(), lines_.end(), distance,
                                     [](const Line& one, double wanted) { return one.end_distance < wanted; });
  const double size = std::hypot(line->to.x - line->from.x, line->to.y - line->from.y);
  const double left = (line->end_distance - distance) / size;
  return PathVertex{{line->to.x + (line->from.x - line->to.x) * left, line->to.y + (line->from.y - line->to.y) * left},
                    std::atan2(line->to.y - line->from.y, line->to.x - line->from.x)};
}

namespace {

/// Calls `use` with the first verb and point of each stretch between two Moves, and the ones after its last.
template <typename Use>
void for_each_stretch(const base::Path& path, const Use& use) {
  std::size_t point = 0;
  for (std::size_t verb = 0; verb < path.verbs.size();) {
    std::size_t end = verb;
    std::size_t end_point = point;
    do {
      const base::Path::Verb one = path.verbs[end++];
      end_point += one == base::Path::Verb::Cubic ? 3 : one == base::Path::Verb::Close ? 0 : 1;
    } while (end < path.verbs.size() && path.verbs[end] != base::Path::Verb::Move);
    use(verb, end, point, end_point);
    verb = end;
    point = end_point;
  }
}

double cross(base::PathPoint origin, base::PathPoint a, base::PathPoint b) {
  return (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x);
}

}  // namespace

double turn_of(const base::Path& path) {
  double turn = 0;
  for_each_stretch(path, [&](std::size_t, std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin + 1; i + 1 < end; ++i)
      turn += cross(path.points[begin], path.points[i], path.points[i + 1]);
  });
  return turn;
}

bool has_area(const base::Path& path) {
  bool found = false;
  for_each_stretch(path, [&](std::size_t, std::size_t, std::size_t begin, std::size_t end) {
    // All points are on the line through the first point and one other.
    std::size_t other = begin;
    for (std::size_t i = begin; i < end && !found; ++i) {
      if (path.points[other] == path.points[begin]) other = i;
      found = cross(path.points[begin], path.points[other], path.points[i]) != 0;
    }
  });
  return found;
}

base::Path reversed(const base::Path& path) {
  using Verb = base::Path::Verb;
  base::Path out;
  for_each_stretch(path, [&](std::size_t verb, std::size_t end_verb, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    std::size_t at = end - 1;
    out.move_to(path.points[at]);
    bool closes = false;
    for (std::size_t i = end_verb; i-- > verb + 1;) {
      switch (path.verbs[i]) {
        case Verb::Close: closes = true; break;
        case Verb::Cubic:
          out.cubic_to(path.points[at - 1], path.points[at - 2], path.points[at - 3]);
          at -= 3;
          break;
        case Verb::Line:
        case Verb::Move:
          out.line_to(path.points[at - 1]);
          --at;
          break;
      }
    }
    if (closes) out.close();
  });
  return out;
}

}  // namespace gongwen::images
