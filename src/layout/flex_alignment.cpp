#include "layout/flex_alignment.h"

namespace gongwen::layout {

using base::LayoutUnit;
using style::ContentAlignment;
using style::ItemAlignment;

SpaceShares share_space(ContentAlignment alignment, LayoutUnit free, std::size_t count, bool reversed) {
  const auto parts = static_cast<int>(count);
  const SpaceShares at_start{reversed ? free : LayoutUnit(), {}};
  const SpaceShares at_end{reversed ? LayoutUnit() : free, {}};
  switch (alignment) {
    case ContentAlignment::Normal:
    case ContentAlignment::Stretch:
    case ContentAlignment::FlexStart: return {};
    case ContentAlignment::FlexEnd: return {free, {}};
    case ContentAlignment::Start:
    case ContentAlignment::Left: return at_start;
    case ContentAlignment::End:
    case ContentAlignment::Right: return at_end;
    case ContentAlignment::Center: return {free / 2, {}};
    case ContentAlignment::SpaceBetween:
      if (free < LayoutUnit() || parts < 2) return {};
      return {{}, free / (parts - 1)};
    case ContentAlignment::SpaceAround:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts * 2), free / parts};
    case ContentAlignment::SpaceEvenly:
      if (free < LayoutUnit()) return at_start;
      return {free / (parts + 1), free / (parts + 1)};
  }
  return {};
}

LayoutUnit aligned_offset(ItemAlignment alignment, LayoutUnit free, bool reversed) {
  switch (alignment) {
    case ItemAlignment::Auto:
    case ItemAlignment::Normal:
    case ItemAlignment::Stretch:
    case ItemAlignment::Baseline:
    case ItemAlignment::FlexStart: return {};
    case ItemAlignment::FlexEnd: return free;
    case ItemAlignment::Start:
    case ItemAlignment::SelfStart: return reversed ? free : LayoutUnit();
    case ItemAlignment::End:
    case ItemAlignment::SelfEnd: return reversed ? LayoutUnit() : free;
    case ItemAlignment::Center: return free / 2;
  }
  return {};
}

}  // namespace gongwen::layout
