#include "base/path.h"

#include <algorithm>

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

void Path::add_round_rect(double left, double top, double right, double bottom, double across, double down) {
  across = std::clamp(across, 0.0, (right - left) / 2);
  down = std::clamp(down, 0.0, (bottom - top) / 2);
  if (across == 0 || down == 0) {
    add_rect(left, top, right, bottom);
    return;
  }
  const double x = across * (1 - kCircleControl);
  const double y = down * (1 - kCircleControl);
  move_to({left + across, top});
  line_to({right - across, top});
  cubic_to({right - x, top}, {right, top + y}, {right, top + down});
  line_to({right, bottom - down});
  cubic_to({right, bottom - y}, {right - x, bottom}, {right - across, bottom});
  line_to({left + across, bottom});
  cubic_to({left + x, bottom}, {left, bottom - y}, {left, bottom - down});
  line_to({left, top + down});
  cubic_to({left, top + y}, {left + x, top}, {left + across, top});
  close();
}

void Path::append(const Path& other, const Transform& transform) {
  verbs.insert(verbs.end(), other.verbs.begin(), other.verbs.end());
  for (const PathPoint& point : other.points) points.push_back(transform.apply(point));
}

}  // namespace gongwen::base
