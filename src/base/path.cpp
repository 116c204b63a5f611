#include "base/path.h"

namespace gongwen::base {

Transform Transform::after(const Transform& first) const {
  return {a * first.a + c * first.b, b * first.a + d * first.b,     a * first.c + c * first.d,
          b * first.c + d * first.d, a * first.e + c * first.f + e, b * first.e + d * first.f + f};
}

void Path::move_to(PathPoint p) {
  verbs.push_back(Verb::Move);
  points.push_back(p);
}

void Path::line_to(PathPoint p) {
  verbs.push_back(Verb::Line);
  points.push_back(p);
}

void Path::cubic_to(PathPoint control_1, PathPoint control_2, PathPoint end) {
  verbs.push_back(Verb::Cubic);
  points.insert(points.end(), {control_1, control_2, end});
}

void Path::close() { verbs.push_back(Verb::Close); }

void Path::add_rect(double left, double top, double right, double bottom) {
  move_to({left, top});
  line_to({right, top});
  line_to({right, bottom});
  line_to({left, bottom});
  close();
}

void Path::add_rect(const Rect& rect) {
  add_rect(rect.left().to_px(), rect.top().to_px(), rect.right().to_px(), rect.bottom().to_px());
}

void Path::append(const Path& other, const Transform& transform) {
  verbs.insert(verbs.end(), other.verbs.begin(), other.verbs.end());
  for (const PathPoint& point : other.points) points.push_back(transform.apply(point));
}

}  // namespace gongwen::base
