#include "layout/flex/detail/flex_plan.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/flex/detail/flex_items.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {

// The flex algorithm (css-flexbox-1 section 9) without pages: lines, main sizes, cross sizes, alignment. Everything is
// computed along the axes, from main-start and cross-start; place_items() turns it into physical places at the end.
using base::LayoutUnit;

/// §4.1: the position of a box out of flow is the one it would have as the only item of its container.
StaticHalves flex_static_position(BoxId child, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(context.box(child).parent);
  const style::ComputedStyle& own = context.style_of(child);
  const FlexAxes axes = FlexAxes::of(style);
  const ContentAlignment main = axes.line_relative(style.justify_content);
  const ItemAlignment cross = used_alignment(own.align_self, style.align_items);
  const auto shared = [](ContentAlignment alignment, bool reversed) {
    using enum style::ContentAlignment;
    // A single box is in the centre with `space-around` and `space-evenly`, even if it overflows.
    const bool is_around = alignment.position == SpaceAround || alignment.position == SpaceEvenly;
    if (is_around) alignment.position = Center;
    return AlignedHalves::of([&](LayoutUnit free) { return share_space(alignment, free, 1, reversed).before; });
  };
  AlignedHalves along = shared(main, axes.main_flipped);
  AlignedHalves across =
      AlignedHalves::of([&](LayoutUnit free) { return aligned_offset(cross, free, axes.cross_flipped); });
  // In a multi-line container its single line is aligned (§4.1), unless it fills the container.
  const auto line = style.align_content.position;
  const bool fills = line == style::ContentAlignment::Normal || line == style::ContentAlignment::Stretch;
  if (style.flex_wrap != style::FlexWrap::Nowrap && !fills) across = shared(style.align_content, axes.cross_flipped);
  if (axes.main_reversed) along = along.reversed();
  if (axes.cross_reversed) across = across.reversed();
  return axes.is_row ? StaticHalves{along, across} : StaticHalves{across, along};
}

namespace {

__extension__ using Wide = __int128;

/// `amount` × `part` ÷ `whole`, rounded to nearest. 128 bits: factors are scaled by 2^20 and lengths by 64.
LayoutUnit share(LayoutUnit amount, Wide part, Wide whole) {
  // No weights: nothing to distribute.
  if (whole == 0) return {};
  const Wide product = static_cast<Wide>(amount.raw()) * part;
  const Wide half = whole / 2;
  const Wide quotient = product < 0 ? (product - half) / whole : (product + half) / whole;
  if (quotient > LayoutUnit::max().raw()) return LayoutUnit::max();
  if (quotient < LayoutUnit::min().raw()) return LayoutUnit::min();
  return LayoutUnit::from_raw(static_cast<std::int64_t>(quotient));
}

/// A size within the limits of the item.
LayoutUnit clamped(const FlexItem& item, LayoutUnit size) { return std::max(std::min(size, item.most), item.least); }

/// Resolves the flexible lengths of one line (css-flexbox-1 §9.7). Sizes that hit their limits are frozen, and the
/// space is distributed again among the others until none does; each round freezes at least one item.
class FlexLengthResolver {
 public:
  FlexLengthResolver(std::span<FlexItem> items, const FlexAxes& axes, LayoutUnit available)
      : items_(items), axes_(axes), available_(available), frozen_(items.size(), false) {}

  void resolve() {
    // The order of §9.7: direction, inflexible items, then rounds.
    choose_factor();
    freeze_inflexible();
    // Factors below 1 refer to the space before the first round.
    const LayoutUnit initial = free_space();
    while (open_ > 0) {
      distribute(initial);
      freeze_violations();
    }
  }

 private:
  /// Step 1: items grow if they do not fill the line, otherwise they shrink.
  void choose_factor() {
    LayoutUnit sum;
    for (const FlexItem& item : items_) sum += item.hypothetical + axes_.main_sum(item.margins);
    growing_ = sum < available_;
  }

  /// Grow or shrink factor, by the direction of the line.
  std::int64_t factor(const FlexItem& item) const { return growing_ ? item.grow : item.shrink; }

  /// An item's share of the free space: its grow factor, or its shrink factor times its inner base size, so that small
  /// items do not shrink to nothing before large ones.
  Wide weight(const FlexItem& item) const {
    if (growing_) return item.grow;
    return static_cast<Wide>(item.shrink) * (item.base - item.main_edges).raw();
  }

  /// Step 3: freezes items that cannot flex in this direction.
  void freeze_inflexible() {
    open_ = items_.size();
    for (std::size_t i = 0; i < items_.size(); ++i) {
      FlexItem& item = items_[i];
      item.main_size = item.base;
      const bool inflexible =
          factor(item) == 0 || (growing_ ? item.base > item.hypothetical : item.base < item.hypothetical);
      if (inflexible) freeze(i, item.hypothetical);
    }
  }

  /// The size is final.
  void freeze(std::size_t i, LayoutUnit size) {
    items_[i].main_size = size;
    frozen_[i] = true;
    --open_;
  }

  /// Step 4: the space that frozen sizes and the base sizes of the others leave.
  LayoutUnit free_space() const {
    LayoutUnit space = available_;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const FlexItem& item = items_[i];
      space -= (frozen_[i] ? item.main_size : item.base) + axes_.main_sum(item.margins);
    }
    return space;
  }

  /// Step 5 b and c: gives each open item its share of the free space.
  void distribute(LayoutUnit initial) {
    LayoutUnit space = free_space();
    Wide factors = 0;
    Wide weights = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (frozen_[i]) continue;
      factors += factor(items_[i]);
      weights += weight(items_[i]);
    }
    if (factors < FlexItem::kFactorUnit) {
      // Factors that sum to less than 1 take only that share of the space (`flex: 0.5` alone fills half of it).
      const LayoutUnit part = share(initial, factors, FlexItem::kFactorUnit);
      const auto magnitude = [](LayoutUnit length) {
        return length < LayoutUnit() ? -length : length;
      };
      // Uses the value that is closer to 0 (§9.7, step 4 b).
      if (magnitude(part) < magnitude(space)) space = part;
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!frozen_[i]) items_[i].main_size = items_[i].base + share(space, weight(items_[i]), weights);
    }
  }

  /// Step 5 d and e: clamps sizes to their limits. Depending on whether that added or removed more in total, the items
  /// clamped in that direction are final; the others get another round.
  void freeze_violations() {
    LayoutUnit total;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!frozen_[i]) total += clamped(items_[i], items_[i].main_size) - items_[i].main_size;
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (frozen_[i]) continue;
      const LayoutUnit size = clamped(items_[i], items_[i].main_size);
      const LayoutUnit violation = size - items_[i].main_size;
      const bool is_final =
          total.is_zero() || (total > LayoutUnit() ? violation > LayoutUnit() : violation < LayoutUnit());
      if (is_final) freeze(i, size);
    }
  }

  std::span<FlexItem> items_;
  const FlexAxes& axes_;
  LayoutUnit available_;
  std::vector<bool> frozen_;
  std::size_t open_ = 0;
  bool growing_ = false;
};

/// Forced breaks end a line, also without pages (§10).
bool forces_line(const FlexItem& before, const FlexItem& after, const LayoutContext& context) {
  return break_after(before.box, {}, context).is_forced() || break_before(after.box, {}, context).is_forced();
}

}  // namespace

/// The length of a line before items flex, with margins and gaps.
LayoutUnit hypothetical_length(std::span<const FlexItem> items, const FlexAxes& axes, LayoutUnit gap) {
  LayoutUnit length;
  for (std::size_t i = 0; i < items.size(); ++i) {
    length += items[i].hypothetical + axes.main_sum(items[i].margins);
    if (i > 0) length += gap;
  }
  return length;
}

/// Collects lines (§9.3). `begun_lines` are ranges of items that earlier pages have placed.
std::vector<FlexLine> collect_flex_lines(const std::vector<FlexItem>& items, const FlexContainer& container,
                                         LayoutUnit available, LayoutUnit gap, const LayoutContext& context) {
  std::vector<FlexLine> lines;
  if (items.empty()) return lines;
  const auto add = [&](std::size_t begin, std::size_t end) {
    FlexLine line;
    line.begin = begin;
    line.end = end;
    lines.push_back(line);
  };
  // A single-line container ignores sizes and breaks.
  if (!container.is_multi_line) {
    add(0, items.size());
    return lines;
  }
  // Divides a range of items into lines: each takes as many as fit, and at least one.
  const auto divide = [&](std::size_t begin, std::size_t end) {
    LayoutUnit used;
    for (std::size_t i = begin; i < end; ++i) {
      const LayoutUnit length = items[i].hypothetical + container.axes.main_sum(items[i].margins);
      const bool is_first = i == begin;
      const LayoutUnit wanted = is_first ? length : used + gap + length;
      // The first item of a line is taken even if it does not fit.
      if (is_first || wanted > available || forces_line(items[i - 1], items[i], context)) {
        add(i, i + 1);
        used = length;
      } else {
        lines.back().end = i + 1;
        used = wanted;
      }
    }
  };
  // Lines that have started on earlier pages stay as they are; the items between them are divided again.
  std::size_t next = 0;
  for (const FlexLineRange& begun : container.begun_lines) {
    divide(next, begun.begin);
    if (begun.begin < begun.end) add(begun.begin, begun.end);
    next = begun.end;
  }
  divide(next, items.size());
  return lines;
}

/// Gives the items of one line their main sizes (§9.7).
void resolve_flexible_lengths(std::span<FlexItem> items, const FlexAxes& axes, LayoutUnit available) {
  FlexLengthResolver(items, axes, available).resolve();
}

namespace {

using Content = style::ContentAlignment;

/// Makes the plan of one container, step by step in the order of the specification.
class FlexPlanner {
 public:
  FlexPlanner(const FlexContainer& container, LayoutContext& context)
      : context_(context), axes_(container.axes), style_(*container.style) {
    plan_.container = container;
  }

  /// Collapsed items need two passes: the first with them finds how high their lines are, the second without them uses
  /// that height as a strut (§4.4).
  FlexPlan make() {
    plan_.items = collect_flex_items(plan_.container, context_);
    resolve_gaps();
    if (std::any_of(plan_.items.begin(), plan_.items.end(), is_collapsed)) remove_collapsed();
    set_main_sizes();
    set_cross_sizes();
    align_lines();
    for (FlexLine& line : plan_.lines) {
      stretch_items(line);
      align_main(line);
      align_cross(line);
    }
    place_items();
    choose_baselines();
    return std::move(plan_);
  }

 private:
  /// The remainder of a collapsed item: its line has at least this cross size (§4.4).
  struct Strut {
    std::size_t before = 0;  // the item after it
    LayoutUnit cross_size;
  };

  static bool is_collapsed(const FlexItem& item) { return item.style->visibility == style::Visibility::Collapse; }

  /// Lays out with the collapsed items, then removes them and keeps the cross sizes of their lines as struts.
  void remove_collapsed() {
    // Lines that have started on earlier pages count the remaining items only, so they are set aside meanwhile.
    const std::vector<FlexLineRange> begun = std::exchange(plan_.container.begun_lines, {});
    set_main_sizes();
    set_cross_sizes();
    align_lines();
    plan_.container.begun_lines = begun;
    std::vector<FlexItem> kept;
    for (const FlexLine& line : plan_.lines) {
      for (const FlexItem& item : items_of(line)) {
        if (is_collapsed(item)) {
          struts_.push_back({kept.size(), line.cross_size});
        } else {
          kept.push_back(item);
        }
      }
    }
    plan_.items = std::move(kept);
  }

  /// Makes lines at least as high as the struts in them. A strut is in the line of the item before it; lines and struts
  /// are in the order of the items.
  void add_struts() {
    auto strut = struts_.begin();
    for (FlexLine& line : plan_.lines) {
      for (; strut != struts_.end() && (strut->before == 0 ? 0 : strut->before - 1) < line.end; ++strut) {
        line.cross_size = std::max(line.cross_size, strut->cross_size);
      }
    }
  }

  std::span<FlexItem> items_of(const FlexLine& line) { return std::span(plan_.items).subspan(line.begin, line.size()); }

  LayoutUnit outer_main(const FlexItem& item) const { return item.main_size + axes_.main_sum(item.margins); }
  LayoutUnit outer_cross(const FlexItem& item) const { return item.cross_size + axes_.cross_sum(item.margins); }

  LayoutUnit clamped_height(LayoutUnit height) const {
    return std::max(std::min(height, plan_.container.max_height), plan_.container.min_height);
  }

  /// css-align-3 §8: percentages refer to the content box, and count as 0 where its size is not known.
  void resolve_gaps() {
    const LayoutUnit height = plan_.container.definite_height().value_or(LayoutUnit());
    const LayoutUnit row_gap = used_gap(style_.row_gap, height);
    const LayoutUnit column_gap = used_gap(style_.column_gap, plan_.container.width);
    plan_.main_gap = axes_.is_row ? column_gap : row_gap;
    cross_gap_ = axes_.is_row ? row_gap : column_gap;
  }

  /// §9.3 and §9.7: divides items into lines, and resolves their main sizes within each.
  void set_main_sizes() {
    const FlexContainer& container = plan_.container;
    // Without a height, a column wraps at its maximum height, or at that which its ratio gives.
    const LayoutUnit most = container.ratio_height.is_zero() ? container.max_height : container.ratio_height;
    const LayoutUnit limit = axes_.is_row ? container.width : container.height.value_or(most);
    plan_.lines = collect_flex_lines(plan_.items, container, limit, plan_.main_gap, context_);
    LayoutUnit longest;
    for (const FlexLine& line : plan_.lines) {
      longest = std::max(longest, hypothetical_length(items_of(line), axes_, plan_.main_gap));
    }
    main_size_ = axes_.is_row ? container.width : container.height.value_or(clamped_height(longest));
    if (!axes_.is_row) plan_.natural_height = longest;
    for (const FlexLine& line : plan_.lines) {
      const LayoutUnit gaps = plan_.main_gap * static_cast<int>(line.size() - 1);
      resolve_flexible_lengths(items_of(line), axes_, main_size_ - gaps);
    }
  }

  /// §9.4 steps 7 and 8, and step 15: cross sizes of items, of lines, and of the container.
  void set_cross_sizes() {
    LayoutUnit sum;
    for (FlexLine& line : plan_.lines) measure_line(line);
    add_struts();
    for (const FlexLine& line : plan_.lines) sum += line.cross_size;
    // All items have collapsed: there is no line, but the struts still count.
    if (plan_.lines.empty()) {
      for (const Strut& strut : struts_) sum = std::max(sum, strut.cross_size);
    }
    if (plan_.lines.size() > 1) sum += cross_gap_ * static_cast<int>(plan_.lines.size() - 1);
    plan_.lines_sum = sum;
    const FlexContainer& container = plan_.container;
    if (axes_.is_row) plan_.natural_height = sum;
    cross_size_ = axes_.is_row ? container.height.value_or(clamped_height(sum)) : container.width;
    // A single line is as high, or wide, as its container.
    if (!container.is_multi_line && !plan_.lines.empty()) {
      plan_.lines.front().cross_size = cross_size_;
      plan_.lines_sum = cross_size_;
    }
  }

  /// The cross size of a line: the largest item, or the largest extents above and below a shared baseline together.
  void measure_line(FlexLine& line) {
    for (FlexItem& item : items_of(line)) {
      const std::optional<LayoutUnit> baseline = measure_item(item);
      if (baseline) {
        item.ascent = item.margins.top + *baseline;
        BaselineGroup& group = line.group_of(item);
        group.above = std::max(group.above, item.ascent);
        group.below = std::max(group.below, outer_cross(item) - item.ascent);
        line.cross_size = std::max(line.cross_size, group.above + group.below);
      } else {
        line.cross_size = std::max(line.cross_size, outer_cross(item));
      }
    }
  }

  /// Finds the hypothetical cross size of an item. Returns the baseline in its border box if the item is aligned by it.
  std::optional<LayoutUnit> measure_item(FlexItem& item) {
    if (!axes_.is_row) {
      set_width_by_ratio(item);
      return std::nullopt;
    }
    const LayoutResult result = measured_box(flex_item_input(item, item.main_size, plan_.container), context_);
    item.cross_size = result.fragment->size.height;
    // A height by ratio is a minimum for content that needs more.
    if (item.style->height.is_auto() && !item.stretches) {
      if (const auto by_ratio = height_by_ratio(item, item.main_size)) {
        item.cross_size = clamp_cross_size(item, std::max(*by_ratio, item.cross_size), plan_.container, context_);
        item.cross_is_fixed = true;
      }
    }
    if (!item.aligns_baseline) return std::nullopt;
    return item_baseline(*result.fragment, item.align.is_last, style_);
  }

  /// In a column, the width of an item with a ratio follows its flexed height, unless a single line stretches it.
  void set_width_by_ratio(FlexItem& item) {
    const bool is_stretched = item.stretches && !plan_.container.is_multi_line;
    if (!item.style->width.is_auto() || is_stretched || item.main_size == item.base) return;
    const LayoutUnit height = std::max(LayoutUnit(), item.main_size - item.edges.vertical());
    const auto width = ratio_width(item.box, height, item.edges, context_);
    if (width) item.cross_size = clamp_cross_size(item, *width, plan_.container, context_);
  }

  /// §9.4 step 9 and §9.6 step 16: lines stretch into free cross space, or are aligned in it.
  void align_lines() {
    ContentAlignment alignment = style_.align_content;
    if (alignment.position == Content::Normal) alignment.position = Content::Stretch;
    const auto count = plan_.lines.size();
    if (count == 0) return;
    LayoutUnit free = cross_size_ - plan_.lines_sum;
    if (!plan_.container.is_multi_line) free = {};
    if (alignment.position == Content::Stretch && free > LayoutUnit()) {
      // The remainder of the division goes to later lines.
      LayoutUnit left = free;
      for (std::size_t i = 0; i < count; ++i) {
        const LayoutUnit part = left / static_cast<int>(count - i);
        plan_.lines[i].cross_size += part;
        left -= part;
      }
      free = {};
    }
    const SpaceShares shares = share_space(alignment, free, count, axes_.cross_flipped);
    LayoutUnit offset = shares.before;
    for (FlexLine& line : plan_.lines) {
      line.cross_offset = offset;
      offset += line.cross_size + shares.between + cross_gap_;
    }
  }

  /// §9.4 step 11: stretched items become as high, or wide, as their line.
  void stretch_items(const FlexLine& line) {
    for (FlexItem& item : items_of(line)) {
      if (!item.stretches) continue;
      const LayoutUnit outer = line.cross_size - axes_.cross_sum(item.margins);
      const LayoutUnit size = clamp_cross_size(item, outer, plan_.container, context_);
      // The items of a single-line column were measured with the stretched width already.
      item.cross_is_fixed = axes_.is_row || size != item.cross_size;
      item.cross_size = size;
    }
  }

  /// §9.5 step 12: free main space goes to `auto` margins; without these `justify-content` distributes it.
  void align_main(const FlexLine& line) {
    LayoutUnit free = main_size_ - plan_.main_gap * static_cast<int>(line.size() - 1);
    int autos = 0;
    for (const FlexItem& item : items_of(line)) {
      free -= outer_main(item);
      autos += item.main_start_auto + item.main_end_auto;
    }
    LayoutUnit auto_margin;
    if (autos > 0 && free > LayoutUnit()) {
      auto_margin = free / autos;
      free = {};
    }
    const ContentAlignment alignment = axes_.line_relative(style_.justify_content);
    const SpaceShares shares = share_space(alignment, free, line.size(), axes_.main_flipped);
    LayoutUnit offset = shares.before;
    for (FlexItem& item : items_of(line)) {
      if (item.main_start_auto) offset += auto_margin;
      item.main_offset = offset + axes_.main_start(item.margins);
      offset += outer_main(item) + plan_.main_gap + shares.between;
      if (item.main_end_auto) offset += auto_margin;
    }
  }

  /// §9.6 steps 13 and 14: places items across their line.
  void align_cross(const FlexLine& line) {
    for (FlexItem& item : items_of(line)) {
      const LayoutUnit free = line.cross_size - outer_cross(item);
      LayoutUnit offset;
      if (item.cross_start_auto || item.cross_end_auto) {
        // Overflowing items with `auto` margins stick out at the end of the line, not at its start.
        if (free < LayoutUnit()) {
          offset = axes_.cross_flipped ? free : LayoutUnit();
        } else if (item.cross_start_auto) {
          offset = item.cross_end_auto ? free / 2 : free;
        }
      } else if (item.aligns_baseline) {
        offset = baseline_offset(item, line);
      } else {
        offset = aligned_offset(item.align, free, axes_.cross_flipped);
      }
      item.cross_offset = line.cross_offset + offset + axes_.cross_start(item.margins);
    }
  }

  /// Among items aligned by first baselines, the one that reaches farthest touches the cross-start edge of the line;
  /// among those aligned by last baselines, the cross-end edge.
  LayoutUnit baseline_offset(const FlexItem& item, const FlexLine& line) const {
    const BaselineGroup& group = line.group_of(item);
    const LayoutUnit above = group.above - item.ascent;
    const LayoutUnit below = group.below - (outer_cross(item) - item.ascent);
    if (!item.align.is_last) return axes_.cross_reversed ? below : above;
    return line.cross_size - outer_cross(item) - (axes_.cross_reversed ? above : below);
  }

  /// From offsets along the axes to physical places, now that all sizes are final.
  void place_items() {
    plan_.size = axes_.size(main_size_, cross_size_);
    for (FlexItem& item : plan_.items) {
      item.place =
          axes_.physical(item.main_offset, item.cross_offset, axes_.size(item.main_size, item.cross_size), plan_.size);
    }
    for (FlexLine& line : plan_.lines) {
      line.start = axes_.cross_reversed ? cross_size_ - line.cross_offset - line.cross_size : line.cross_offset;
    }
    plan_.lines_reversed = axes_.cross_reversed;
    plan_.items_reversed = axes_.main_reversed;
  }

  /// The first item of a line that takes part in first, or last, baseline alignment.
  std::optional<BaselineSource> shared_baseline(const FlexLine& line, bool is_last) const {
    for (std::size_t i = line.begin; i < line.end; ++i) {
      const FlexItem& item = plan_.items[i];
      if (item.aligns_baseline && item.align.is_last == is_last) return BaselineSource{i, is_last};
    }
    return std::nullopt;
  }

  /// §8.5: the baseline that items of the line share, otherwise that of its first, or last, item.
  BaselineSource baseline_of(const FlexLine& line, bool is_last) const {
    for (const bool kind : {is_last, !is_last}) {
      if (const auto shared = shared_baseline(line, kind)) return *shared;
    }
    return {is_last ? line.end - 1 : line.begin, is_last};
  }

  /// The container's first baseline comes from its uppermost line, the last one from its lowermost.
  void choose_baselines() {
    if (plan_.lines.empty()) return;
    plan_.baseline = baseline_of(axes_.cross_reversed ? plan_.lines.back() : plan_.lines.front(), false);
    plan_.last_baseline = baseline_of(axes_.cross_reversed ? plan_.lines.front() : plan_.lines.back(), true);
  }

  LayoutContext& context_;
  const FlexAxes axes_;
  const style::ComputedStyle& style_;
  FlexPlan plan_;
  std::vector<Strut> struts_;
  LayoutUnit cross_gap_;
  LayoutUnit main_size_;
  LayoutUnit cross_size_;
};

/// A plan depends on the container's measures and on the lines that have started.
struct PlanKey {
  MeasureKey measures;
  std::vector<FlexLineRange> begun_lines;
  friend bool operator==(const PlanKey&, const PlanKey&) = default;
};
struct PlanKeyHash {
  std::size_t operator()(const PlanKey& key) const { return MeasureKeyHash()(key.measures); }
};

struct FlexPlans : LayoutCache {
  std::unordered_map<PlanKey, std::unique_ptr<const FlexPlan>, PlanKeyHash> plans;
  void begin_round() override { plans.clear(); }
};

/// Whether each range is a line of the plan; an empty range must be a border between lines.
bool has_lines(const FlexPlan& plan, const std::vector<FlexLineRange>& ranges) {
  const auto is_line = [&](const FlexLineRange& range) {
    return std::any_of(plan.lines.begin(), plan.lines.end(), [&](const FlexLine& line) {
      if (range.begin == range.end) return line.begin == range.begin || line.end == range.begin;
      return line.begin == range.begin && line.end == range.end;
    });
  };
  return std::all_of(ranges.begin(), ranges.end(), is_line);
}

const FlexPlan& known_plan(const FlexContainer& container, LayoutContext& context) {
  const PlanKey key{container.key(), container.begun_lines};
  const auto& known = context.cache<FlexPlans>().plans;
  const auto found = known.find(key);
  if (found != known.end()) return *found->second;
  auto plan = std::make_unique<const FlexPlan>(FlexPlanner(container, context).make());
  return *context.cache<FlexPlans>().plans.emplace(key, std::move(plan)).first->second;
}

}  // namespace

/// Usually the plan from the first page still has the lines that have started, and is used on; only another width on
/// the next page needs a separate plan.
const FlexPlan& flex_plan(const FlexContainer& container, LayoutContext& context) {
  FlexContainer afresh = container;
  afresh.begun_lines.clear();
  const FlexPlan& plan = known_plan(afresh, context);
  return has_lines(plan, container.begun_lines) ? plan : known_plan(container, context);
}

/// The sizes of the plan, as the input that layout uses on pages: fixed where flexing or stretching decided, free where
/// the item keeps its natural size.
LayoutInput final_item_input(const FlexItem& item, const FlexPlan& plan) {
  const FlexContainer& container = plan.container;
  const bool row = container.axes.is_row;
  LayoutInput input = flex_item_input(item, row ? item.main_size : item.cross_size, container);
  if (row && item.cross_is_fixed) {
    // §9.8: a stretched size is definite. Pages may make it higher if the line's height came from its items.
    input.fixed_block_size = {item.cross_size, true, container.is_multi_line || container.style->height.is_auto()};
  } else if (!row) {
    const bool is_definite = container.definite_height().has_value() || (item.base_is_definite && item.grow == 0);
    const bool can_shrink = item.shrink > 0 && container.height;
    const bool may_grow = item.style->height.is_auto() && (!can_shrink || item.style->min_height.is_auto());
    // An item without flexing was measured already; laid out freely again, it comes from the cache.
    const bool is_natural = !is_definite && !item.cross_is_fixed && item.natural_height == item.main_size;
    if (!is_natural) input.fixed_block_size = {item.main_size, is_definite, may_grow};
  }
  return input;
}

}  // namespace gongwen::layout
