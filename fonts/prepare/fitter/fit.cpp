#include "fit.h"

#include "cost.h"
#include "pieces.h"
#include "spline.h"

#include <algorithm>
#include <limits>

namespace fitter {
namespace {

/// Longest run tried. Longer ones are rare and cost time.
constexpr std::size_t kLongestRun = 20;
/// Cosine of the sharpest turn between longer segments that a run may pass, about 45 degrees.
constexpr double kSmoothTurn = 0.7;
/// Cosine of the sharpest turn at a point that is left to TrueType.
constexpr double kImplied = 0.9;
/// Turns of segments up to this length are the noise of tracing.
constexpr double kShort = 7;

class ContourFitter {
 public:
  ContourFitter(Contour contour, const Fit& fit) : segments_(std::move(contour)), fit_(fit) {
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      turns_.push_back(turn_between(segments_[i == 0 ? segments_.size() - 1 : i - 1], segments_[i]));
    }
    // At the sharpest corner, so that no run need pass the first point.
    const auto corner = std::min_element(turns_.begin(), turns_.end()) - turns_.begin();
    std::rotate(segments_.begin(), segments_.begin() + corner, segments_.end());
    std::rotate(turns_.begin(), turns_.begin() + corner, turns_.end());
    for (std::size_t i = 0; i < segments_.size(); ++i) knots_.push_back(places_for(i));
    knots_.front().resize(1);
    knots_.push_back(knots_.front());
  }

  /// Of all ways around the contour the one with the fewest bits.
  PointContour points() {
    for (const std::vector<Point>& places : knots_) ways_.emplace_back(places.size());
    ways_.front().front().bits = 0;
    for (std::size_t start = 0; start < segments_.size(); ++start) add_pieces_from(start);
    std::vector<Piece> pieces = cheapest_pieces();
    for (std::size_t i = 0; i < pieces.size(); ++i) imply_end(pieces[i], pieces[i + 1 == pieces.size() ? 0 : i + 1]);
    PointContour points;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Piece& before = pieces[i == 0 ? pieces.size() - 1 : i - 1];
      if (!before.implies_end) add(points, pieces[i].begin, true);
      for (const Point control : pieces[i].controls) add(points, control, false);
    }
    return points;
  }

 private:
  /// The best way to a knot: its last piece.
  struct Way {
    double bits = std::numeric_limits<double>::infinity();
    std::size_t start = 0;
    std::size_t place = 0;  // of the knot that the piece starts from
    Controls controls;
  };

  /// A line or curve of the way that was chosen.
  struct Piece {
    std::size_t start;
    std::size_t stop;
    Controls controls;
    Point begin;
    Point end;
    bool implies_end = false;
  };

  std::vector<Piece> cheapest_pieces() {
    std::vector<Piece> pieces;
    Way* way = &ways_.back().front();
    for (std::size_t stop = segments_.size(), place = 0; stop > 0; way = &ways_[stop][place]) {
      const Point end = knots_[stop][place];
      const Point begin = knots_[way->start][way->place];
      if (!way->controls.empty() || !(begin == end)) pieces.push_back({way->start, stop, way->controls, begin, end});
      stop = way->start;
      place = way->place;
    }
    std::reverse(pieces.begin(), pieces.end());
    return pieces;
  }

  /// Where a knot may lie, the nearest place first.
  std::vector<Point> places_for(std::size_t knot) const {
    const Point nearest = fit_.snapped(segments_[knot].start);
    std::vector<Point> places{nearest};
    const Segment& before = segments_[knot == 0 ? segments_.size() - 1 : knot - 1];
    if (!fit_.moves_points || turns_[knot] < kSmoothTurn || is_stem(before, fit_) || is_stem(segments_[knot], fit_))
      return places;
    for (const int dx : {-1, 0, 1}) {
      for (const int dy : {-1, 0, 1}) {
        const Point place = nearest + Point{double(dx), double(dy)} * fit_.grid;
        if (place != nearest && distance(place, segments_[knot].start) <= fit_.tolerance) places.push_back(place);
      }
    }
    return places;
  }

  /// A point between two controls may move to where TrueType implies it.
  void imply_end(Piece& before, Piece& after) {
    const std::size_t knot = before.stop == segments_.size() ? 0 : before.stop;
    if (&before == &after || before.controls.empty() || after.controls.empty() || after.start != knot) return;
    if (turns_[knot] < kImplied) return;
    const Point middle = (before.controls.back() + after.controls.front()) * 0.5;
    if (!is_near_source(before, before.begin, middle) || !is_near_source(after, middle, after.end)) return;
    before.end = after.begin = middle;
    before.implies_end = true;
  }

  bool is_near_source(const Piece& piece, Point begin, Point end) const {
    std::vector<Point> polygon{segments_[piece.start].start};
    for (std::size_t i = piece.start; i < piece.stop; ++i) flatten(segments_[i], polygon);
    return is_near({{}, {}, polygon, {}, begin, end}, piece.controls, fit_);
  }

  /// The first piece, of one segment, is always there; after three runs that nothing fits longer ones are not tried.
  void add_pieces_from(std::size_t start) {
    std::vector<Point> probes;
    std::vector<Point> polygon{segments_[start].start};
    int misfits = 0;
    const std::size_t limit = std::min(segments_.size(), start + kLongestRun);
    for (std::size_t stop = start + 1; stop <= limit && misfits < 3; ++stop) {
      if (stop > start + 1) {
        if (is_corner(stop - 1)) return;
        probes.push_back(segments_[stop - 1].start);
      }
      add_probes(segments_[stop - 1], probes);
      flatten(segments_[stop - 1], polygon);
      const std::vector<double> shares = shares_of_way(probes, segments_[start].start, segments_[stop - 1].end);
      Run run{std::span(segments_).subspan(start, stop - start), probes, polygon, shares, {}, {}};
      run.start = knots_[start].front();
      run.end = knots_[stop].front();
      if (stop > start + 1 && !may_fit(run, fit_)) return;
      if (!add_pieces(run, start, stop)) ++misfits;
    }
  }

  /// Returns: whether there may be one between places of the two knots.
  bool add_pieces(Run& run, std::size_t start, std::size_t stop) {
    bool is_found = false;
    for (std::size_t from = 0; from < knots_[start].size(); ++from) {
      for (std::size_t to = 0; to < knots_[stop].size(); ++to) {
        run.start = knots_[start][from];
        run.end = knots_[stop][to];
        const double bits = ways_[start][from].bits;
        Way& best = ways_[stop][to];
        const double most = best.bits - bits;
        std::optional<Controls> controls = controls_for(run, fit_, most);
        if (!controls && from == 0 && to == 0 && run.segments.size() == 1) controls = controls_for_segment(run, fit_);
        if (!controls) continue;
        is_found = true;
        const double taken = bits_of(run, *controls);
        if (taken < most) best = {bits + taken, start, from, std::move(*controls)};
      }
    }
    return is_found;
  }

  /// Whether no run may pass a knot.
  bool is_corner(std::size_t knot) const {
    const Segment& before = segments_[knot - 1];
    const Segment& after = segments_[knot];
    return turns_[knot] < kSmoothTurn && distance(before.start, before.end) > kShort &&
           distance(after.start, after.end) > kShort;
  }

  static void add(PointContour& points, Point point, bool on_curve) {
    points.push_back({static_cast<int>(point.x), static_cast<int>(point.y), on_curve});
  }

  Contour segments_;
  const Fit& fit_;
  std::vector<double> turns_;
  std::vector<std::vector<Point>> knots_;
  std::vector<std::vector<Way>> ways_;
};

}  // namespace

PointContour fit_contour(Contour contour, const Fit& fit) {
  PointContour points = ContourFitter(std::move(contour), fit).points();
  if (points.size() < 3) points.clear();
  return points;
}

}  // namespace fitter
