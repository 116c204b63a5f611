#include "dom/sequence_diff.h"

#include <algorithm>
#include <unordered_map>

namespace gongwen::dom {
namespace {

using Kind = DiffStep::Kind;

/// More steps do not make a readable text, and the time of the search is quadratic in them.
constexpr std::int32_t kMaxSteps = 1000;

void append_replacement(std::vector<DiffStep>& steps, std::uint32_t former_begin, std::uint32_t former_end,
                        std::uint32_t current_begin, std::uint32_t current_end) {
  for (std::uint32_t i = former_begin; i < former_end; ++i) steps.push_back({Kind::Removed, i, current_begin});
  for (std::uint32_t i = current_begin; i < current_end; ++i) steps.push_back({Kind::Added, former_end, i});
}

/// The search for a minimal difference; keeps the farthest positions that each number of steps reaches.
class StepSearch {
 public:
  StepSearch(std::span<const std::uint32_t> former, std::span<const std::uint32_t> current)
      : former_(former),
        current_(current),
        n_(static_cast<std::int32_t>(former.size())),
        m_(static_cast<std::int32_t>(current.size())) {}

  /// Returns false if there are too many steps.
  bool search() {
    const std::int32_t bound = std::min(n_ + m_, kMaxSteps);
    std::vector<std::int32_t> reached(static_cast<std::size_t>(2 * bound) + 3, 0);
    const auto at = [&](std::int32_t k) -> std::int32_t& {
      return reached[static_cast<std::size_t>(k + bound + 1)];
    };
    for (std::int32_t steps = 0; steps <= bound; ++steps) {
      std::vector<std::int32_t>& row = rows_.emplace_back();
      for (std::int32_t k = -steps; k <= steps; k += 2) {
        const bool down = k == -steps || (k != steps && at(k - 1) < at(k + 1));
        std::int32_t x = down ? at(k + 1) : at(k - 1) + 1;
        while (x < n_ && x - k < m_ && same(x, x - k)) ++x;
        at(k) = x;
        row.push_back(x);
        if (x >= n_ && x - k >= m_) return true;
      }
    }
    return false;
  }

  /// Traces the steps back from the end to the start.
  std::vector<DiffStep> steps(std::uint32_t offset) const {
    std::vector<DiffStep> found;
    std::int32_t x = n_;
    std::int32_t y = m_;
    const auto add = [&](Kind kind) {
      found.push_back({kind, offset + static_cast<std::uint32_t>(x), offset + static_cast<std::uint32_t>(y)});
    };
    for (auto steps = static_cast<std::int32_t>(rows_.size()) - 1; steps > 0; --steps) {
      const std::int32_t k = x - y;
      const bool down = k == -steps || (k != steps && reached(steps - 1, k - 1) < reached(steps - 1, k + 1));
      const std::int32_t before = down ? reached(steps - 1, k + 1) : reached(steps - 1, k - 1);
      const std::int32_t before_y = before - (down ? k + 1 : k - 1);
      while (x > before && y > before_y) {
        --x;
        --y;
        add(Kind::Kept);
      }
      x = before;
      y = before_y;
      add(down ? Kind::Added : Kind::Removed);
    }
    while (x > 0) {
      --x;
      --y;
      add(Kind::Kept);
    }
    std::reverse(found.begin(), found.end());
    return found;
  }

 private:
  bool same(std::int32_t x, std::int32_t y) const {
    return former_[static_cast<std::size_t>(x)] == current_[static_cast<std::size_t>(y)];
  }
  /// A number of steps reaches every second diagonal, starting with -steps.
  std::int32_t reached(std::int32_t steps, std::int32_t k) const {
    const std::vector<std::int32_t>& row = rows_[static_cast<std::size_t>(steps)];
    const auto index = static_cast<std::size_t>((k + steps) / 2);
    return k < -steps || index >= row.size() ? -1 : row[index];
  }

  std::span<const std::uint32_t> former_;
  std::span<const std::uint32_t> current_;
  std::int32_t n_;
  std::int32_t m_;
  std::vector<std::vector<std::int32_t>> rows_;
};

/// Within each change, puts removed items before added ones.
std::vector<DiffStep> with_removed_first(std::vector<DiffStep> steps) {
  for (auto begin = steps.begin(); begin != steps.end();) {
    const auto is_kept = [](const DiffStep& step) {
      return step.kind == Kind::Kept;
    };
    const auto first = std::find_if_not(begin, steps.end(), is_kept);
    const auto last = std::find_if(first, steps.end(), is_kept);
    std::stable_partition(first, last, [](const DiffStep& step) { return step.kind == Kind::Removed; });
    begin = last;
  }
  return steps;
}

/// A run of steps that are all kept, or all changed.
struct Stretch {
  bool kept = false;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t removed = 0;  // weights
  std::uint32_t added = 0;

  std::uint32_t weight() const { return std::max(removed, added); }
};

std::vector<Stretch> stretches_of(const std::vector<DiffStep>& steps, std::span<const std::uint32_t> former_weights,
                                  std::span<const std::uint32_t> current_weights) {
  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool kept = steps[i].kind == Kind::Kept;
    if (stretches.empty() || stretches.back().kept != kept) stretches.push_back({kept, i, i, 0, 0});
    Stretch& stretch = stretches.back();
    stretch.end = i + 1;
    if (steps[i].kind != Kind::Added) stretch.removed += former_weights[steps[i].former];
    if (steps[i].kind != Kind::Removed) stretch.added += current_weights[steps[i].current];
  }
  return stretches;
}

/// Merges kept runs that weigh little with the changes around them.
void absorb_light_stretches(std::vector<Stretch>& stretches) {
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 1; i + 1 < stretches.size(); ++i) {
      const Stretch& kept = stretches[i];
      if (!kept.kept || kept.weight() > std::min(stretches[i - 1].weight(), stretches[i + 1].weight())) continue;
      Stretch joined = stretches[i - 1];
      joined.end = stretches[i + 1].end;
      joined.removed += kept.removed + stretches[i + 1].removed;
      joined.added += kept.added + stretches[i + 1].added;
      stretches[i - 1] = joined;
      stretches.erase(stretches.begin() + static_cast<std::ptrdiff_t>(i),
                      stretches.begin() + static_cast<std::ptrdiff_t>(i) + 2);
      again = true;
      --i;
    }
  }
}

/// Whether so little is kept that readers see two texts rather than one changed text.
bool has_little_in_common(const std::vector<Stretch>& stretches) {
  constexpr std::uint32_t kShort = 6;
  std::uint32_t kept = 0;
  std::uint32_t removed = 0;
  std::uint32_t added = 0;
  for (const Stretch& stretch : stretches) {
    if (stretch.kept) kept += stretch.removed;
    removed += stretch.removed;
    added += stretch.added;
  }
  const std::uint32_t smaller = std::min(removed, added);
  return smaller > kShort && kept * 4 < smaller;
}

}  // namespace

std::vector<DiffStep> diff_sequences(std::span<const std::uint32_t> former, std::span<const std::uint32_t> current) {
  const auto n = static_cast<std::uint32_t>(former.size());
  const auto m = static_cast<std::uint32_t>(current.size());
  std::uint32_t head = 0;
  while (head < std::min(n, m) && former[head] == current[head]) ++head;
  std::uint32_t tail = 0;
  while (tail < std::min(n, m) - head && former[n - 1 - tail] == current[m - 1 - tail]) ++tail;
  std::vector<DiffStep> steps;
  for (std::uint32_t i = 0; i < head; ++i) steps.push_back({Kind::Kept, i, i});
  StepSearch search(former.subspan(head, n - head - tail), current.subspan(head, m - head - tail));
  if (search.search()) {
    const std::vector<DiffStep> between = search.steps(head);
    steps.insert(steps.end(), between.begin(), between.end());
  } else {
    append_replacement(steps, head, n - tail, head, m - tail);
  }
  for (std::uint32_t i = tail; i > 0; --i) steps.push_back({Kind::Kept, n - i, m - i});
  return with_removed_first(std::move(steps));
}

std::vector<DiffStep> readable_steps(const std::vector<DiffStep>& steps, std::span<const std::uint32_t> former_weights,
                                     std::span<const std::uint32_t> current_weights) {
  std::vector<Stretch> stretches = stretches_of(steps, former_weights, current_weights);
  absorb_light_stretches(stretches);
  if (has_little_in_common(stretches)) stretches = {{false, 0, steps.size(), 0, 0}};
  std::vector<DiffStep> readable;
  for (const Stretch& stretch : stretches) {
    for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
      const DiffStep& step = steps[i];
      if (stretch.kept || step.kind != Kind::Kept) {
        readable.push_back(step);
      } else {
        readable.push_back({Kind::Removed, step.former, step.current});
        readable.push_back({Kind::Added, step.former + 1, step.current});
      }
    }
  }
  return with_removed_first(std::move(readable));
}

std::vector<DiffStep> unique_anchors(std::span<const std::uint64_t> former, std::span<const std::uint64_t> current) {
  struct Place {
    std::uint32_t former_count = 0;
    std::uint32_t current_count = 0;
    std::uint32_t former = 0;
  };
  std::unordered_map<std::uint64_t, Place> places;
  for (std::uint32_t i = 0; i < former.size(); ++i) {
    Place& place = places[former[i]];
    ++place.former_count;
    place.former = i;
  }
  for (const std::uint64_t key : current) ++places[key].current_count;
  // Find the longest increasing subsequence of their positions (patience sorting).
  std::vector<DiffStep> candidates;
  std::vector<std::size_t> piles;
  std::vector<std::size_t> before;
  constexpr auto kNone = static_cast<std::size_t>(-1);
  for (std::uint32_t i = 0; i < current.size(); ++i) {
    const Place& place = places[current[i]];
    if (place.former_count != 1 || place.current_count != 1) continue;
    const auto pile = std::lower_bound(piles.begin(), piles.end(), place.former,
                                       [&](std::size_t c, std::uint32_t f) { return candidates[c].former < f; });
    before.push_back(pile == piles.begin() ? kNone : *(pile - 1));
    if (pile == piles.end()) {
      piles.push_back(candidates.size());
    } else {
      *pile = candidates.size();
    }
    candidates.push_back({Kind::Kept, place.former, i});
  }
  std::vector<DiffStep> anchors;
  for (std::size_t at = piles.empty() ? kNone : piles.back(); at != kNone; at = before[at]) {
    anchors.push_back(candidates[at]);
  }
  std::reverse(anchors.begin(), anchors.end());
  return anchors;
}

}  // namespace gongwen::dom
