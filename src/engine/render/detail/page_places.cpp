#include "engine/render/detail/page_places.h"

#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace gongwen::engine {
namespace {

using base::PathPoint;
using base::Transform;
using diagnostics::OriginId;

/// How far beside a text a click still means it, in px: the leading of a line, the rest of a cell.
constexpr double kNear = 40;
/// Of the font size: how far a line of text reaches above and below its baseline.
constexpr double kAscent = 0.95;
constexpr double kDescent = 0.2;

/// Plays the commands of a page, under the transforms that apply to them.
class PlaceCollector {
 public:
  PlaceCollector(std::uint32_t page, const Transform& shown, std::vector<PagePlace>& places)
      : page_(page), transforms_{shown}, places_(places) {}

  void collect(const paint::PageDisplay& page) {
    for (const paint::DisplayItem& item : page.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
    for (const paint::FieldArea& field : page.fields) add(field.rect, field.origin, true);
  }

 private:
  void play(const paint::FillRect& item) { add(item.rect, item.origin, false); }
  void play(const paint::FillPath& item) { add(item.path, item.origin); }
  void play(const paint::StrokePath& item) { add(item.path, item.origin); }
  void play(const paint::DrawImage& item) { add(item.rect, item.origin, true); }
  void play(const paint::TileImage& item) { add(item.area, item.origin, false); }
  void play(const paint::DrawGlyphs& item) {
    const double size = item.run->size.to_px();
    const double length = paint::run_length(*item.run) * item.run->x_scale;
    Transform place = paint::turn_transform(item.turn);
    place.e = item.position.x.to_px();
    place.f = item.position.y.to_px();
    const bool upright = item.run->is_upright;
    const PathPoint first = upright ? PathPoint{-size / 2, 0} : PathPoint{0, -kAscent * size};
    const PathPoint last = upright ? PathPoint{size / 2, length} : PathPoint{length, kDescent * size};
    add(first, last, place, item.origin, true);
  }
  void play(const paint::PushTransform& item) { transforms_.push_back(transforms_.back().after(item.transform)); }
  void play(const paint::PopTransform&) { transforms_.pop_back(); }
  // Content that is cut off still has its place.
  void play(const paint::PushClip&) {}
  void play(const paint::PopClip&) {}
  void play(const paint::PushGroup&) {}
  void play(const paint::PopGroup&) {}
  void play(const paint::BeginTag&) {}
  void play(const paint::BeginArtifact&) {}
  void play(const paint::EndTag&) {}

  void add(const base::Rect& rect, OriginId origin, bool is_content) {
    const PathPoint first{rect.left().to_px(), rect.top().to_px()};
    add(first, {first.x + rect.size.width.to_px(), first.y + rect.size.height.to_px()}, {}, origin, is_content);
  }

  void add(const base::Path& path, OriginId origin) {
    if (path.points.empty()) return;
    PathPoint first = path.points.front();
    PathPoint last = first;
    for (const PathPoint& point : path.points) {
      first = {std::min(first.x, point.x), std::min(first.y, point.y)};
      last = {std::max(last.x, point.x), std::max(last.y, point.y)};
    }
    add(first, last, {}, origin, false);
  }

  void add(PathPoint first, PathPoint last, const Transform& transform, OriginId origin, bool is_content) {
    const Transform shown = transforms_.back().after(transform);
    PagePlace place{page_,
                    std::numeric_limits<float>::max(),
                    std::numeric_limits<float>::max(),
                    std::numeric_limits<float>::lowest(),
                    std::numeric_limits<float>::lowest(),
                    origin,
                    is_content};
    for (const PathPoint corner : {first, PathPoint{last.x, first.y}, last, PathPoint{first.x, last.y}}) {
      const PathPoint at = shown.apply(corner);
      place.left = std::min(place.left, static_cast<float>(at.x));
      place.top = std::min(place.top, static_cast<float>(at.y));
      place.right = std::max(place.right, static_cast<float>(at.x));
      place.bottom = std::max(place.bottom, static_cast<float>(at.y));
    }
    places_.push_back(place);
  }

  std::uint32_t page_;
  std::vector<Transform> transforms_;
  std::vector<PagePlace>& places_;
};

double distance(const PagePlace& place, PathPoint point) {
  const double x = std::max({place.left - point.x, point.x - place.right, 0.0});
  const double y = std::max({place.top - point.y, point.y - place.bottom, 0.0});
  return std::hypot(x, y);
}

}  // namespace

PagePlaces::PagePlaces(const paint::PaintedDocument& document) {
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    PlaceCollector(static_cast<std::uint32_t>(i), paint::picture_of(document.pages[i]).shown, places_)
        .collect(document.pages[i]);
  }
}

const PagePlace* PagePlaces::at(std::size_t page, PathPoint point) const {
  const PagePlace* content = nullptr;
  const PagePlace* behind = nullptr;
  double nearest = kNear;
  for (const PagePlace& place : places_) {
    if (place.page != page) continue;
    const double away = distance(place, point);
    if (place.is_content ? away <= nearest : false) {
      nearest = away;
      content = &place;
    }
    if (!place.is_content && away == 0) behind = &place;
  }
  // A text in a tinted box is meant before the box, a box before a text beside it.
  return content != nullptr && (nearest == 0 || behind == nullptr) ? content : behind;
}

const PagePlace* PagePlaces::best(const std::function<int(OriginId)>& rank) const {
  const PagePlace* best = nullptr;
  int best_rank = 0;
  OriginId last;
  int last_rank = 0;
  for (const PagePlace& place : places_) {
    if (!(place.origin == last)) last_rank = rank(last = place.origin);
    if (last_rank <= best_rank) continue;
    best = &place;
    best_rank = last_rank;
  }
  return best;
}

PagePlace PagePlaces::around(const PagePlace& place) const {
  PagePlace all = place;
  for (const PagePlace& other : places_) {
    if (other.page != place.page || !(other.origin == place.origin) || other.is_content != place.is_content) continue;
    all.left = std::min(all.left, other.left);
    all.top = std::min(all.top, other.top);
    all.right = std::max(all.right, other.right);
    all.bottom = std::max(all.bottom, other.bottom);
  }
  return all;
}

}  // namespace gongwen::engine
