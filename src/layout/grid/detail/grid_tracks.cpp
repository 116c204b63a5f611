#include "layout/grid/detail/grid_tracks.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace gongwen::layout {
// Track sizing (css-grid-1 section 12.3 on), in the order of the specification: initial sizes, intrinsic sizes from the
// items, maximizing, flexible tracks, stretching. Works on one axis; sizes are content-box lengths, `kInfinite` an
// infinite growth limit.
namespace {

using style::TrackBreadth;
using BreadthKind = TrackBreadth::Kind;

constexpr LayoutUnit kInfinite = LayoutUnit::max();

/// A track while it is sized: the steps raise its base size and growth limit.
struct Track {
  BreadthKind least = BreadthKind::Auto;  // of its minimum: never Flex
  BreadthKind most = BreadthKind::Auto;
  bool is_fit_content = false;
  bool is_collapsed = false;
  LayoutUnit fit_limit = kInfinite;
  LayoutUnit most_length;  // where `most` is a length
  double flex = 0;
  LayoutUnit base;
  LayoutUnit limit = kInfinite;  // growth limit
  LayoutUnit planned;
  LayoutUnit incurred;
  bool grows_infinitely = false;

  bool is_flexible() const { return most == BreadthKind::Flex; }
  bool has_intrinsic_least() const { return least != BreadthKind::Length; }
  bool has_intrinsic_most() const { return most != BreadthKind::Length && most != BreadthKind::Flex; }
};

/// The steps of §12.5: which size they raise, and by which contribution. Planned increases are collected over all items
/// of a step before any track changes, so their order does not matter.
enum class Phase : std::uint8_t {
  Minimums,
  MinContentMinimums,
  MaxContentMinimums,
  MinContentLimits,
  MaxContentLimits
};

bool raises_limits(Phase phase) { return phase == Phase::MinContentLimits || phase == Phase::MaxContentLimits; }

/// Runs the algorithm for one axis.
class TrackSizer {
 public:
  TrackSizer(const GridTrackList& list, const std::vector<GridSpan>& spans, GridContributions& contributions,
             const GridTrackRoom& room)
      : list_(list), spans_(spans), contributions_(contributions), room_(room) {}

  /// The steps of §12.3, each relying on the ones before.
  std::vector<LayoutUnit> run() {
    begin();
    count_gaps();
    resolve_intrinsic();
    maximize();
    expand_flexible();
    if (room_.stretches) stretch();
    std::vector<LayoutUnit> sizes;
    sizes.reserve(tracks_.size());
    for (const Track& track : tracks_) sizes.push_back(track.base);
    return sizes;
  }

 private:
  // §12.4: base sizes and growth limits from the track sizing functions.
  void begin() {
    tracks_.reserve(list_.sizes.size());
    for (std::size_t i = 0; i < list_.sizes.size(); ++i) {
      tracks_.push_back(list_.is_collapsed(i) ? collapsed() : initial(list_.sizes[i]));
    }
  }

  /// A collapsed track has no size and no gaps (§7.2.3.2).
  static Track collapsed() {
    Track track;
    track.least = track.most = BreadthKind::Length;
    track.limit = {};
    track.is_collapsed = true;
    return track;
  }

  bool is_definite(const TrackBreadth& breadth) const {
    return breadth.is_length() && (!breadth.length.has_percent() || room_.size);
  }
  LayoutUnit length_of(const style::LengthPercentage& length) const {
    return std::max(LayoutUnit(), length.resolve(room_.size.value_or(LayoutUnit())));
  }

  /// Lengths are definite; percentages of an unknown size are `auto` (§7.2.1); a flexible maximum leaves the limit
  /// infinite.
  Track initial(const style::TrackSize& size) const {
    Track track;
    if (is_definite(size.least)) {
      track.least = BreadthKind::Length;
      track.base = length_of(size.least.length);
    } else {
      track.least = size.least.is_length() || size.least.is_flex() ? BreadthKind::Auto : size.least.kind;
    }
    if (is_definite(size.most)) {
      track.most = BreadthKind::Length;
      // A maximum smaller than the minimum counts as the minimum (§12.4).
      track.most_length = std::max(length_of(size.most.length), track.base);
      track.limit = track.most_length;
    } else {
      track.most = size.most.is_length() ? BreadthKind::Auto : size.most.kind;
      track.flex = size.most.flex;
    }
    track.is_fit_content = size.is_fit_content;
    if (size.is_fit_content && (!size.limit.has_percent() || room_.size)) track.fit_limit = length_of(size.limit);
    return track;
  }

  /// The gaps between the visible tracks of a span; from running counts, since every item needs them.
  LayoutUnit gaps_in(GridSpan span) const {
    const std::uint32_t shown = shown_[span.end] - shown_[span.begin];
    // The number of gaps is one less than that of shown tracks.
    return room_.gap * static_cast<int>(shown > 0 ? shown - 1 : 0);
  }
  void count_gaps() {
    shown_.assign(tracks_.size() + 1, 0);
    for (std::size_t i = 0; i < tracks_.size(); ++i) shown_[i + 1] = shown_[i] + (tracks_[i].is_collapsed ? 0U : 1U);
  }
  LayoutUnit all_gaps() const { return gaps_in({0, static_cast<std::uint32_t>(tracks_.size())}); }

  std::span<Track> tracks_of(GridSpan span) { return std::span(tracks_).subspan(span.begin, span.size()); }
  bool spans_flexible(GridSpan span) {
    const auto tracks = tracks_of(span);
    return std::any_of(tracks.begin(), tracks.end(), [](const Track& track) { return track.is_flexible(); });
  }

  // §12.5: items of one track first, then by rising span; items over flexible tracks last, all together.
  void resolve_intrinsic() {
    std::vector<std::size_t> order;
    std::vector<std::size_t> over_flexible;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      const auto tracks = tracks_of(spans_[i]);
      // Items that span only fixed tracks change nothing.
      const bool matters = std::any_of(tracks.begin(), tracks.end(), [](const Track& track) {
        return track.has_intrinsic_least() || track.has_intrinsic_most();
      });
      if (matters) (spans_flexible(spans_[i]) ? over_flexible : order).push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return spans_[a].size() < spans_[b].size(); });
    for (std::size_t begin = 0; begin < order.size();) {
      std::size_t end = begin;
      while (end < order.size() && spans_[order[end]].size() == spans_[order[begin]].size()) ++end;
      raise_for(std::span(order).subspan(begin, end - begin), false);
      begin = end;
    }
    raise_for(over_flexible, true);
    // Limits that no item raised are as large as the base size.
    for (Track& track : tracks_) {
      if (track.limit == kInfinite) track.limit = track.base;
      track.limit = std::max(track.limit, track.base);
    }
  }

  /// All steps of §12.5 for items of one span, or for those over flexible tracks.
  void raise_for(std::span<const std::size_t> items, bool flexible) {
    if (items.empty()) return;
    // Each step uses the sizes that the step before has left.
    raise(Phase::Minimums, items, flexible);
    raise(Phase::MinContentMinimums, items, flexible);
    raise(Phase::MaxContentMinimums, items, flexible);
    // Limits may not be below base sizes that were just raised.
    for (Track& track : tracks_) {
      if (track.limit != kInfinite) track.limit = std::max(track.limit, track.base);
    }
    // Flexible tracks have no growth limits to raise.
    if (flexible) return;
    raise(Phase::MinContentLimits, items, false);
    raise(Phase::MaxContentLimits, items, false);
    for (Track& track : tracks_) track.grows_infinitely = false;
  }

  /// Whether a step raises this track.
  bool is_affected(Phase phase, const Track& track, bool flexible) const {
    // Items over flexible tracks raise only these (§12.5 step 4).
    if (flexible && !track.is_flexible()) return false;
    switch (phase) {
      case Phase::Minimums: return track.has_intrinsic_least();
      case Phase::MinContentMinimums:
        return track.least == BreadthKind::MinContent || track.least == BreadthKind::MaxContent;
      case Phase::MaxContentMinimums:
        return track.least == BreadthKind::MaxContent ||
               (track.least == BreadthKind::Auto && room_.constraint == GridConstraint::MaxContent &&
                !track.is_flexible());
      case Phase::MinContentLimits: return track.has_intrinsic_most();
      case Phase::MaxContentLimits: return track.most == BreadthKind::MaxContent || track.most == BreadthKind::Auto;
    }
    return false;
  }

  /// The contribution of an item in a step.
  LayoutUnit contribution(Phase phase, std::size_t item) {
    switch (phase) {
      case Phase::Minimums: return minimum(item);
      case Phase::MaxContentMinimums: return limited_max_content(item);
      case Phase::MaxContentLimits: return contributions_.max_content(item);
      case Phase::MinContentMinimums:
      case Phase::MinContentLimits: break;
    }
    return contributions_.min_content(item);
  }

  /// The total that the spanned tracks may reach, if all have a definite maximum; `Fixed` counts the argument of
  /// fit-content() as one.
  enum class FitContent : bool { Open, Fixed };
  std::optional<LayoutUnit> fixed_limit(GridSpan span, FitContent fit_content) {
    LayoutUnit sum = gaps_in(span);
    for (const Track& track : tracks_of(span)) {
      if (track.most == BreadthKind::Length) {
        sum += track.most_length;
      } else if (fit_content == FitContent::Fixed && track.is_fit_content && track.fit_limit != kInfinite) {
        sum += track.fit_limit;
      } else {
        // One open track makes the total open.
        return std::nullopt;
      }
    }
    return sum;
  }

  /// The minimum contribution of an item (§6.6). The automatic minimum applies if the item spans an `auto` track and,
  /// over several tracks, none is flexible.
  LayoutUnit minimum(std::size_t item) {
    const GridSpan span = spans_[item];
    const auto tracks = tracks_of(span);
    const bool any_auto =
        std::any_of(tracks.begin(), tracks.end(), [](const Track& track) { return track.least == BreadthKind::Auto; });
    const bool has_automatic = any_auto && (span.size() == 1 || !spans_flexible(span));
    const LayoutUnit least = contributions_.minimum(item, has_automatic, fixed_limit(span, FitContent::Open));
    if (room_.constraint == GridConstraint::None) return least;
    const auto limit = fixed_limit(span, FitContent::Fixed);
    // Limited min-content contributions, under a constraint only (§12.5, step 2).
    return std::max(least, std::min(contributions_.min_content(item), limit.value_or(kInfinite)));
  }

  /// Limited max-content contribution (§12.5, step 4), under a max-content constraint only.
  LayoutUnit limited_max_content(std::size_t item) {
    const LayoutUnit size = contributions_.max_content(item);
    if (room_.constraint != GridConstraint::MaxContent) return size;
    const auto limit = fixed_limit(spans_[item], FitContent::Fixed);
    return limit ? std::max(minimum(item), std::min(size, *limit)) : size;
  }

  /// One step for a group of items: collects planned increases, then applies them.
  void raise(Phase phase, std::span<const std::size_t> items, bool flexible) {
    std::vector<std::uint32_t> touched;
    for (const std::size_t item : items) raise_for_item(phase, item, flexible, touched);
    // All items of the step are known: the planned increases become real.
    for (const std::uint32_t index : touched) {
      Track& track = tracks_[index];
      if (raises_limits(phase)) {
        if (track.limit == kInfinite) {
          // A limit that this step made finite may still grow in the next one (§12.5.1).
          track.limit = track.base + track.planned;
          track.grows_infinitely = phase == Phase::MinContentLimits;
        } else {
          track.limit += track.planned;
        }
      } else {
        track.base += track.planned;
      }
      track.planned = {};
    }
  }

  /// Distributes the size that one item needs beyond its tracks over those tracks that the step affects (§12.5.1).
  void raise_for_item(Phase phase, std::size_t item, bool flexible, std::vector<std::uint32_t>& touched) {
    const GridSpan span = spans_[item];
    // `taken` is the size that the spanned tracks have already.
    affected_.clear();
    LayoutUnit taken = gaps_in(span);
    for (std::uint32_t i = span.begin; i < span.end; ++i) {
      const Track& track = tracks_[i];
      taken += raises_limits(phase) && track.limit != kInfinite ? track.limit : track.base;
      if (is_affected(phase, track, flexible)) affected_.push_back(i);
    }
    if (affected_.empty()) return;
    LayoutUnit space = contribution(phase, item) - taken;
    for (const std::uint32_t i : affected_) tracks_[i].incurred = {};
    if (space > LayoutUnit()) {
      // Flexible tracks share by their factors, all others equally.
      if (flexible) {
        share_by_flex(space);
      } else {
        space = share_up_to_limits(phase, space);
        if (space > LayoutUnit()) share_beyond_limits(phase, space);
      }
    }
    for (const std::uint32_t i : affected_) {
      // If there are several items, the largest increase counts, not the sum.
      tracks_[i].planned = std::max(tracks_[i].planned, tracks_[i].incurred);
      touched.push_back(i);
    }
  }

  /// Gives all tracks the same amount until they are full; those with the smallest headroom come first, so one pass is
  /// enough. Returns the remainder.
  template <typename Headroom>
  LayoutUnit share_equally(std::vector<std::uint32_t>& indexes, LayoutUnit space, const Headroom& headroom) {
    std::stable_sort(indexes.begin(), indexes.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return headroom(a) < headroom(b); });
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      const LayoutUnit part = std::min(headroom(indexes[i]), space / static_cast<int>(indexes.size() - i));
      tracks_[indexes[i]].incurred += part;
      space -= part;
    }
    return space;
  }

  /// How far a track may grow before the step that exceeds limits.
  LayoutUnit headroom_of(Phase phase, const Track& track) const {
    // Base sizes grow up to the limit, of fit-content() up to its argument.
    if (!raises_limits(phase)) {
      const LayoutUnit limit = std::min(track.limit, track.fit_limit);
      return limit == kInfinite ? kInfinite : std::max(LayoutUnit(), limit - track.base);
    }
    // Only infinite limits, or those that became finite in this group of steps, may grow.
    if (track.limit != kInfinite && !track.grows_infinitely) return {};
    if (track.fit_limit == kInfinite) return kInfinite;
    const LayoutUnit from = track.limit == kInfinite ? track.base : track.limit;
    return std::max(LayoutUnit(), track.fit_limit - from);
  }

  LayoutUnit share_up_to_limits(Phase phase, LayoutUnit space) {
    return share_equally(affected_, space,
                         [&](std::uint32_t i) { return headroom_of(phase, tracks_[i]) - tracks_[i].incurred; });
  }

  /// When all tracks are at their limits, the ones with an intrinsic maximum take the rest (§12.5.1).
  void share_beyond_limits(Phase phase, LayoutUnit space) {
    std::vector<std::uint32_t> wanted;
    for (const std::uint32_t i : affected_) {
      const Track& track = tracks_[i];
      // Base sizes beyond limits: tracks with a matching intrinsic maximum take the space.
      const bool may_grow = phase == Phase::MaxContentMinimums
                                ? track.most == BreadthKind::MaxContent || track.most == BreadthKind::Auto
                                : track.has_intrinsic_most();
      if (may_grow) wanted.push_back(i);
    }
    if (raises_limits(phase)) {
      // A known limit does not grow, nor one of fit-content() beyond its argument.
      std::erase_if(wanted, [&](std::uint32_t i) { return tracks_[i].is_fit_content; });
      if (wanted.empty()) return;
    }
    std::vector<std::uint32_t>& growing = wanted.empty() ? affected_ : wanted;
    share_equally(growing, space, [](std::uint32_t) { return kInfinite; });
  }

  /// §12.5 step 4: distributes space by flex factors, or equally if these are 0.
  void share_by_flex(LayoutUnit space) {
    double sum = 0;
    for (const std::uint32_t i : affected_) sum += tracks_[i].flex;
    if (sum <= 0) {
      share_equally(affected_, space, [](std::uint32_t) { return kInfinite; });
      return;
    }
    // Rounded down in each step, so that the sum is never exceeded; the rest stays.
    LayoutUnit left = space;
    for (const std::uint32_t i : affected_) {
      const LayoutUnit part = std::min(left, LayoutUnit::multiplied(space, tracks_[i].flex / sum));
      tracks_[i].incurred = part;
      left -= part;
    }
  }

  LayoutUnit sum_of_bases() const {
    return std::accumulate(tracks_.begin(), tracks_.end(), LayoutUnit(),
                           [](LayoutUnit sum, const Track& track) { return sum + track.base; });
  }

  // §12.6: raises base sizes towards growth limits, as far as free space reaches.
  void maximize() {
    if (room_.constraint == GridConstraint::MinContent) return;
    const bool is_contribution = !room_.size && room_.constraint == GridConstraint::MaxContent;
    const LayoutUnit most = is_contribution ? kInfinite : room_.size.value_or(room_.most);
    LayoutUnit sum = all_gaps();
    for (const Track& track : tracks_) sum += track.limit;
    // Without a definite size, all tracks reach their limits.
    if (most == kInfinite || (!room_.size && sum <= most)) {
      for (Track& track : tracks_) track.base = track.limit;
      return;
    }
    // A definite size: only the free space is distributed.
    const LayoutUnit free = most - all_gaps() - sum_of_bases();
    if (free <= LayoutUnit()) return;
    std::vector<std::uint32_t> all(tracks_.size());
    std::iota(all.begin(), all.end(), 0U);
    for (Track& track : tracks_) track.incurred = {};
    share_equally(all, free, [&](std::uint32_t i) { return tracks_[i].limit - tracks_[i].base; });
    for (Track& track : tracks_) track.base += track.incurred;
  }

  // §12.7: gives flexible tracks their sizes, in px as doubles, since `fr` are real numbers.
  void expand_flexible() {
    std::vector<std::uint32_t> flexible;
    for (std::uint32_t i = 0; i < tracks_.size(); ++i) {
      if (tracks_[i].is_flexible()) flexible.push_back(i);
    }
    if (flexible.empty() || (!room_.size && room_.constraint == GridConstraint::MinContent)) return;
    const GridSpan all{0, static_cast<std::uint32_t>(tracks_.size())};
    double fraction = 0;
    // A definite size is divided; otherwise items determine the size of a `fr`.
    if (room_.size) {
      fraction = fraction_of(all, *room_.size);
    } else {
      fraction = fraction_by_items(flexible);
      LayoutUnit sum = all_gaps();
      for (const Track& track : tracks_) sum += std::max(track.base, flexed(track, fraction));
      // The container's limits apply to the sum: then `fr` is computed from the limit.
      if (room_.constraint == GridConstraint::None && sum < room_.least) fraction = fraction_of(all, room_.least);
      if (room_.constraint == GridConstraint::None && sum > room_.most) fraction = fraction_of(all, room_.most);
    }
    // The remainder of rounding is carried to the next track, so that together they fill the space exactly.
    double owed = 0;
    for (const std::uint32_t i : flexible) {
      const double exact = fraction * tracks_[i].flex + owed;
      const LayoutUnit size = LayoutUnit::round_from_px(exact);
      owed = exact - size.to_px();
      tracks_[i].base = std::max(tracks_[i].base, size);
    }
  }

  static LayoutUnit flexed(const Track& track, double fraction) {
    return track.is_flexible() ? LayoutUnit::round_from_px(fraction * track.flex) : LayoutUnit();
  }

  /// §12.7.1: the size of one `fr`, in px, if the tracks of a span fill a space. Tracks whose base is larger than their
  /// share count as inflexible; those with the largest base per factor are taken out first, so one pass is enough.
  double fraction_of(GridSpan span, LayoutUnit space) {
    double left = (space - gaps_in(span)).to_px();
    double factors = 0;
    std::vector<const Track*> flexible;
    // Tracks that are not flexible take their base sizes off the space.
    for (const Track& track : tracks_of(span)) {
      // A track of `0fr` has no share.
      if (track.is_flexible() && track.flex > 0) {
        flexible.push_back(&track);
        factors += track.flex;
      } else {
        left -= track.base.to_px();
      }
    }
    std::stable_sort(flexible.begin(), flexible.end(), [](const Track* a, const Track* b) {
      return a->base.to_px() * b->flex > b->base.to_px() * a->flex;
    });
    // A track whose base is larger than its share keeps the base and leaves the others less.
    for (const Track* track : flexible) {
      // Factors below 1 in sum leave some space empty.
      const double fraction = left / std::max(factors, 1.0);
      if (fraction * track->flex >= track->base.to_px()) break;
      left -= track->base.to_px();
      factors -= track->flex;
    }
    return std::max(0.0, left / std::max(factors, 1.0));
  }

  /// The size of one `fr` without a definite size: the largest that any flexible track or any item over one needs.
  double fraction_by_items(const std::vector<std::uint32_t>& flexible) {
    double fraction = 0;
    for (const std::uint32_t i : flexible) {
      fraction = std::max(fraction, tracks_[i].base.to_px() / std::max(1.0, tracks_[i].flex));
    }
    for (std::size_t item = 0; item < spans_.size(); ++item) {
      if (!spans_flexible(spans_[item])) continue;
      fraction = std::max(fraction, fraction_of(spans_[item], contributions_.max_content(item)));
    }
    return fraction;
  }

  // §12.8: `auto` tracks share the rest equally.
  void stretch() {
    const LayoutUnit size = room_.size.value_or(room_.least);
    const LayoutUnit free = size - all_gaps() - sum_of_bases();
    std::vector<std::uint32_t> autos;
    for (std::uint32_t i = 0; i < tracks_.size(); ++i) {
      if (tracks_[i].most == BreadthKind::Auto) autos.push_back(i);
    }
    if (autos.empty() || free <= LayoutUnit()) return;
    for (Track& track : tracks_) track.incurred = {};
    share_equally(autos, free, [](std::uint32_t) { return kInfinite; });
    for (Track& track : tracks_) track.base += track.incurred;
  }

  const GridTrackList& list_;
  const std::vector<GridSpan>& spans_;
  GridContributions& contributions_;
  const GridTrackRoom& room_;
  std::vector<Track> tracks_;
  std::vector<std::uint32_t> shown_;  // tracks before each one that are not collapsed
  std::vector<std::uint32_t> affected_;
};

}  // namespace

std::vector<LayoutUnit> size_grid_tracks(const GridTrackList& tracks, const std::vector<GridSpan>& spans,
                                         GridContributions& contributions, const GridTrackRoom& room) {
  return TrackSizer(tracks, spans, contributions, room).run();
}

LayoutUnit grid_gaps(const GridTrackList& tracks, GridSpan span, LayoutUnit gap) {
  int shown = 0;
  for (std::uint32_t i = span.begin; i < span.end; ++i) shown += tracks.is_collapsed(i) ? 0 : 1;
  return gap * std::max(0, shown - 1);
}

/// A track is fixed if its minimum is a length, and its maximum one that is not larger.
std::optional<LayoutUnit> fixed_track_size(const style::TrackSize& size, std::optional<LayoutUnit> containing) {
  const auto is_fixed = [&](const TrackBreadth& breadth) {
    return breadth.is_length() && (!breadth.length.has_percent() || containing);
  };
  if (size.is_fit_content || !is_fixed(size.least) || !is_fixed(size.most)) return std::nullopt;
  const LayoutUnit least = size.least.length.resolve(containing.value_or(LayoutUnit()));
  const LayoutUnit most = size.most.length.resolve(containing.value_or(LayoutUnit()));
  return least >= most ? std::optional(least) : std::nullopt;
}

}  // namespace gongwen::layout
