#include "layout/core/detail/measured_box.h"

#include "layout/core/detail/layout_box.h"
#include "layout/core/shown_part.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

struct MeasuredBoxes : LayoutCache {
  std::unordered_map<MeasureKey, LayoutResult, MeasureKeyHash> results;
  void begin_round() override { results.clear(); }
};

}  // namespace

std::size_t MeasureKeyHash::operator()(const MeasureKey& key) const {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
  const auto mix = [&](std::uint32_t part) {
    hash = (hash ^ part) * 0x0000'0100'0000'01b3U;
  };
  const auto mix_optional = [&](const std::optional<LayoutUnit>& part) {
    mix(static_cast<std::uint32_t>(part.value_or(LayoutUnit::min()).raw()));
  };
  mix(key.box.value);
  mix(static_cast<std::uint32_t>(key.inline_size.raw()));
  mix(static_cast<std::uint32_t>(key.available.inline_size.raw()));
  mix_optional(key.available.block_size);
  mix_optional(key.block_size);
  mix(key.is_definite ? 1 : 0);
  return static_cast<std::size_t>(hash ^ (hash >> 29));
}

LayoutResult measured_box(const LayoutInput& input, LayoutContext& context) {
  MeasureKey key{input.box, *input.fixed_inline_size, input.available, std::nullopt, true, input.subgrid.get()};
  if (input.fixed_block_size) {
    key.block_size = input.fixed_block_size->size;
    key.is_definite = input.fixed_block_size->is_definite;
  }
  const auto& known = context.cache<MeasuredBoxes>().results;
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  LayoutInput alone = input;
  alone.room = {};
  alone.is_formatting_root = true;
  LayoutResult result = layout_box(alone, context);
  context.cache<MeasuredBoxes>().results.emplace(key, result);
  return result;
}

LayoutUnit overflow_bottom(const Fragment& fragment, const LayoutContext& context) {
  LayoutUnit bottom = fragment.size.height;
  if (fragment.kind != FragmentKind::Box || overflow_cut(fragment, context).down) return bottom;
  for (const ChildFragment& child : fragment.children) {
    bottom = std::max(bottom, child.offset.y + overflow_bottom(*child.fragment, context));
  }
  return bottom;
}

}  // namespace gongwen::layout
