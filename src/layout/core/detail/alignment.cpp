#include "layout/core/detail/alignment.h"

namespace gongwen::layout {

using base::LayoutUnit;
SpaceShares share_space(const ContentAlignment& alignment, LayoutUnit free, std::size_t count, bool reversed) {
  const auto parts = static_cast<int>(count);
  const SpaceShares at_start{reversed ? free : LayoutUnit(), {}};
  const SpaceShares at_end{reversed ? LayoutUnit() : free, {}};
  using enum style::ContentAlignment;
  if (alignment.is_safe && free < LayoutUnit()) return at_start;
  switch (alignment.position) {
    case Normal:
    case Stretch:
    case FlexStart: return {};
    case FlexEnd: return {free, {}};
    case Start:
    case Left: return at_start;
    case End:
    case Right: return at_end;
    case Center: return {free / 2, {}};
    case SpaceBetween:
      if (free < LayoutUnit() || parts < 2) return {};
      return {{}, free / (parts - 1)};
    case SpaceAround:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts * 2), free / parts};
    case SpaceEvenly:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts + 1), free / (parts + 1)};
    case Baseline: return alignment.is_last && free > LayoutUnit() ? at_end : at_start;
  }
  return {};
}

LayoutUnit aligned_offset(const ItemAlignment& alignment, LayoutUnit free, bool reversed) {
  using enum style::ItemAlignment;
  const LayoutUnit start = reversed ? free : LayoutUnit();
  const LayoutUnit end = reversed ? LayoutUnit() : free;
  if (alignment.is_safe && free < LayoutUnit()) return start;
  switch (alignment.position) {
    case Auto:
    case Normal:
    case Stretch:
    case FlexStart: return {};
    case FlexEnd: return free;
    case Start:
    case SelfStart:
    case Left: return start;
    case End:
    case SelfEnd:
    case Right: return end;
    case Center: return free / 2;
    case Baseline: return alignment.is_last && free > LayoutUnit() ? free : LayoutUnit();
  }
  return {};
}

}  // namespace gongwen::layout
