#include "layout/flex/detail/flex_lines.h"

#include "layout/core/detail/breaking.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

__extension__ using Wide = __int128;

/// `amount` × `part` ÷ `whole`, to the nearest.
LayoutUnit share(LayoutUnit amount, Wide part, Wide whole) {
  if (whole == 0) return {};
  const Wide product = static_cast<Wide>(amount.raw()) * part;
  const Wide half = whole / 2;
  const Wide quotient = product < 0 ? (product - half) / whole : (product + half) / whole;
  if (quotient > LayoutUnit::max().raw()) return LayoutUnit::max();
  if (quotient < LayoutUnit::min().raw()) return LayoutUnit::min();
  return LayoutUnit::from_raw(static_cast<std::int64_t>(quotient));
}

LayoutUnit clamped(const FlexItem& item, LayoutUnit size) { return std::max(std::min(size, item.most), item.least); }

/// css-flexbox-1 §9.7.
class FlexLengthResolver {
 public:
  FlexLengthResolver(std::span<FlexItem> items, const FlexAxes& axes, LayoutUnit available)
      : items_(items), axes_(axes), available_(available), frozen_(items.size(), false) {}

  void resolve() {
    choose_factor();
    freeze_inflexible();
    const LayoutUnit initial = free_space();
    while (open_ > 0) {
      distribute(initial);
      freeze_violations();
    }
  }

 private:
  /// Step 1.
  void choose_factor() {
    LayoutUnit sum;
    for (const FlexItem& item : items_) sum += item.hypothetical + axes_.main_sum(item.margins);
    growing_ = sum < available_;
  }

  std::int64_t factor(const FlexItem& item) const { return growing_ ? item.grow : item.shrink; }

  /// What counts when free space is shared: the grow factor, or the shrink factor scaled by the inner base size.
  Wide weight(const FlexItem& item) const {
    if (growing_) return item.grow;
    return static_cast<Wide>(item.shrink) * (item.base - item.main_edges).raw();
  }

  /// Step 3.
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

  void freeze(std::size_t i, LayoutUnit size) {
    items_[i].main_size = size;
    frozen_[i] = true;
    --open_;
  }

  /// Step 4: what frozen sizes and the bases of the others leave.
  LayoutUnit free_space() const {
    LayoutUnit space = available_;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const FlexItem& item = items_[i];
      space -= (frozen_[i] ? item.main_size : item.base) + axes_.main_sum(item.margins);
    }
    return space;
  }

  /// Step 5 b and c.
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
      // Factors that sum to less than 1 take only that share of the space.
      const LayoutUnit part = share(initial, factors, FlexItem::kFactorUnit);
      const auto magnitude = [](LayoutUnit length) {
        return length < LayoutUnit() ? -length : length;
      };
      if (magnitude(part) < magnitude(space)) space = part;
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!frozen_[i]) items_[i].main_size = items_[i].base + share(space, weight(items_[i]), weights);
    }
  }

  /// Step 5 d and e: sizes beyond their limits are put right, and those that the sum of it speaks for are final.
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

bool forces_line(const FlexItem& before, const FlexItem& after, const LayoutContext& context) {
  return break_after(before.box, {}, context).is_forced() || break_before(after.box, {}, context).is_forced();
}

}  // namespace

LayoutUnit hypothetical_length(std::span<const FlexItem> items, const FlexAxes& axes, LayoutUnit gap) {
  LayoutUnit length;
  for (std::size_t i = 0; i < items.size(); ++i) {
    length += items[i].hypothetical + axes.main_sum(items[i].margins);
    if (i > 0) length += gap;
  }
  return length;
}

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
  if (!container.is_multi_line) {
    add(0, items.size());
    return lines;
  }
  const auto divide = [&](std::size_t begin, std::size_t end) {
    LayoutUnit used;
    for (std::size_t i = begin; i < end; ++i) {
      const LayoutUnit length = items[i].hypothetical + container.axes.main_sum(items[i].margins);
      const bool is_first = i == begin;
      const LayoutUnit wanted = is_first ? length : used + gap + length;
      if (is_first || wanted > available || forces_line(items[i - 1], items[i], context)) {
        add(i, i + 1);
        used = length;
      } else {
        lines.back().end = i + 1;
        used = wanted;
      }
    }
  };
  std::size_t next = 0;
  for (const FlexLineRange& begun : container.begun_lines) {
    divide(next, begun.begin);
    if (begun.begin < begun.end) add(begun.begin, begun.end);
    next = begun.end;
  }
  divide(next, items.size());
  return lines;
}

void resolve_flexible_lengths(std::span<FlexItem> items, const FlexAxes& axes, LayoutUnit available) {
  FlexLengthResolver(items, axes, available).resolve();
}

}  // namespace gongwen::layout
