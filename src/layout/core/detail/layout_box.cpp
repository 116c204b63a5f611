#include "layout/core/detail/layout_box.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/fragment_builder.h"

#include <algorithm>

namespace gongwen::layout {
// The entry points dispatch by the kind of box. Measuring has two caches per round, one of whole results (measured_box)
// and one of intrinsic widths (intrinsic_sizes), since both are requested repeatedly at each level of nested
// containers.

namespace {

/// Results by their key; cleared each round, since page references may change the content.
struct MeasuredBoxes : LayoutCache {
  std::unordered_map<MeasureKey, LayoutResult, MeasureKeyHash> results;
  void begin_round() override { results.clear(); }
};

}  // namespace

/// FNV-1a over the parts of the key. An absent height counts as the minimum value, which no real height has.
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

/// Containers of items measure the same item several times with the same sizes: when they distribute space, when they
/// align, and when they place it. One layout serves them all.
LayoutResult measured_box(const LayoutInput& input, LayoutContext& context) {
  MeasureKey key{input.box, *input.fixed_inline_size, input.available, std::nullopt, true, input.subgrid.get()};
  if (input.fixed_block_size) {
    key.block_size = input.fixed_block_size->size;
    key.is_definite = input.fixed_block_size->is_definite;
  }
  const auto& known = context.cache<MeasuredBoxes>().results;
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  // Measuring is independent of pages and floats: the result depends on the key alone.
  LayoutInput alone = input;
  alone.room = {};
  alone.is_formatting_root = true;
  LayoutResult result = layout_box(alone, context);
  context.cache<MeasuredBoxes>().results.emplace(key, result);
  return result;
}

/// Recursive: visible overflow of a child also overflows the parent.
LayoutUnit overflow_bottom(const Fragment& fragment, const LayoutContext& context) {
  LayoutUnit bottom = fragment.size.height;
  const bool is_shrunk = fragment.shrunk_to != 100;  // its children are drawn smaller than their sizes
  if (fragment.kind != FragmentKind::Box || is_shrunk || overflow_cut(fragment, context).down) return bottom;
  for (const ChildFragment& child : fragment.children) {
    bottom = std::max(bottom, child.offset.y + overflow_bottom(*child.fragment, context));
  }
  return bottom;
}

/// Every box passes through here, so this is where a cancelled run stops (`go_on`).
LayoutResult layout_box(const LayoutInput& input, LayoutContext& context) {
  context.sink.go_on();
  return context.formatting_contexts->of(context.box(input.box).kind).layout(input, context);
}

namespace {

const Fragment* add_anchor(BoxId box, bool is_rtl, std::unique_ptr<const AnchorArea> area, LayoutContext& context) {
  Fragment anchor = fragment_of(box, context);
  anchor.kind = FragmentKind::Anchor;
  anchor.is_rtl = is_rtl;
  anchor.anchor_area = std::move(area);
  return context.fragments.add(std::move(anchor));
}

}  // namespace

/// An anchor marks where a positioned box would be in the flow; the box itself is laid out after its containing block.
const Fragment* make_anchor(BoxId box, LayoutContext& context, std::unique_ptr<const AnchorArea> area) {
  return add_anchor(box, is_in_rtl(box, context), std::move(area), context);
}

/// In a line the direction comes from the inline box around, which may differ from that of the block.
const Fragment* make_anchor_in_line(BoxId box, bool is_rtl, LayoutContext& context) {
  return add_anchor(box, is_rtl, nullptr, context);
}

/// A block in an inline box splits it (CSS 2.2 §9.2.1.1): box generation puts the block into an anonymous one, which
/// refers to the inline box.
BoxId inline_around(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const bool is_around = box.kind == boxes::BoxKind::Block && box.part == boxes::BoxPart::Anonymous && box.content != 0;
  return is_around ? BoxId(box.content) : BoxId();
}

/// The anonymous block is between pieces of its inline boxes, so all relatively positioned ones around it count.
Point shift_of_inlines(BoxId box, const LayoutContext& context, LayoutUnit containing_width,
                       std::optional<LayoutUnit> containing_height) {
  Point shift;
  const BoxId around = inline_around(box, context);
  BoxId at = around ? around : context.box(box).parent;
  for (; at && context.box(at).kind == boxes::BoxKind::Inline; at = context.box(at).parent) {
    shift = shift + relative_shift(context.style_of(at), containing_width, containing_height);
  }
  return shift;
}

/// Only block containers have columns; if `column-width` and `column-count` are both auto, there are none.
bool is_multicol(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const bool is_container = box.kind == boxes::BoxKind::Block || box.kind == boxes::BoxKind::InlineBlock ||
                            box.kind == boxes::BoxKind::Cell || box.kind == boxes::BoxKind::TableCaption;
  if (!is_container) return false;
  const style::ComputedStyle& style = context.styles.style(box.style);
  return style.column_width.has_value() || style.column_count.has_value();
}

bool holds_fitted(BoxId box, const LayoutContext& context) {
  const BoxId first = context.box(box).first_child;
  return first && context.box(first).is_fitted;
}

/// Also boxes with block steps: their height must not depend on margins of their content that stick out.
bool establishes_formatting_context(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const style::ComputedStyle& style = context.styles.style(box.style);
  if (box.kind != boxes::BoxKind::Block || !boxes::is_in_flow(box)) return true;
  if (is_multicol(id, context) || style.column_span == style::ColumnSpan::All) return true;
  if (style.align_content.position != style::ContentAlignment::Normal) return true;
  if (box.is_fitted || holds_fitted(id, context)) return true;
  return style.display == style::Display::FlowRoot || style.display == style::Display::FlowRootListItem ||
         !style.block_step_size.is_zero() || is_contained(box, style) || style.is_scroll_container();
}

/// Transforms and containment make a box the containing block of `position: fixed` (css-transforms-1 §2, css-contain-2
/// §3).
bool contains_fixed(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const style::ComputedStyle& style = context.styles.style(box.style);
  return box.kind != boxes::BoxKind::Inline && (transforms_content(style) || is_contained(box, style));
}

using boxes::BoxKind;
using style::ComputedStyle;

/// css-contain-2 §3.1: with size containment a box is as wide as `contain-intrinsic-width`. A grid keeps its tracks,
/// which exist without content, unless a width is given.
IntrinsicSizes content_sizes(BoxId box, LayoutContext& context) {
  const LayoutUnit intrinsic = context.style_of(box).contain_intrinsic_width;
  // The tracks of an empty grid are not changed.
  const bool has_tracks = context.box(box).kind == BoxKind::Grid && intrinsic.is_zero();
  if (contains_width(box, context) && !has_tracks) return {intrinsic, intrinsic};
  return context.formatting_contexts->of(context.box(box).kind).content_sizes(box, context);
}

namespace {

/// Intrinsic border-box widths, by box.
struct KnownSizes : RoundFacts {
  std::unordered_map<std::uint32_t, IntrinsicSizes> sizes;
  void begin_round() override { sizes.clear(); }
};

/// The length of `fit-content(…)` as a border-box width; nullopt for other values. Percentages do not resolve here.
std::optional<LayoutUnit> fit_limit(const style::Size& size, LayoutUnit edges, style::BoxSizing sizing) {
  if (size.kind != style::Size::Kind::FitContentLength) return std::nullopt;
  return border_box_size({style::Size::Kind::Length, size.value}, std::nullopt, edges, sizing);
}

/// Limits sizes by `min-width` and `max-width`. A percentage counts as 0 in the former and as none in the latter
/// (css-sizing-3 §5.2.1).
IntrinsicSizes clamped_sizes(IntrinsicSizes sizes, BoxId box, LayoutUnit edges, LayoutContext& context) {
  using Kind = style::Size::Kind;
  const ComputedStyle& style = context.style_of(box);
  const auto limit = [&](const style::Size& size, const IntrinsicSizes& content, LayoutUnit of_percentage) {
    switch (size.kind) {
      case Kind::MinContent: return std::optional(content.min_content);
      case Kind::MaxContent: return std::optional(content.max_content);
      case Kind::FitContentLength:
        return std::optional(content.fit(fit_limit(size, edges, style.box_sizing).value_or(of_percentage)));
      default: return border_box_size(size, std::nullopt, edges, style.box_sizing);
    }
  };
  const auto needs_content = [](const style::Size& size) {
    return size.kind == Kind::MinContent || size.kind == Kind::MaxContent || size.kind == Kind::FitContentLength;
  };
  // Content is measured only if a limit refers to it.
  IntrinsicSizes content;
  if (needs_content(style.max_width) || needs_content(style.min_width)) content = content_based_sizes(box, context);
  if (const auto max = limit(style.max_width, content, LayoutUnit::max())) {
    sizes = {std::min(sizes.min_content, *max), std::min(sizes.max_content, *max)};
  }
  if (const auto min = limit(style.min_width, content, LayoutUnit())) {
    sizes = {std::max(sizes.min_content, *min), std::max(sizes.max_content, *min)};
  }
  return sizes;
}

/// Intrinsic widths of the border box: a width that is set is used for both; otherwise those of the content, plus
/// borders and paddings.
IntrinsicSizes compute_sizes(BoxId box, LayoutContext& context) {
  context.sink.go_on();
  const FormattingContext& formatting = context.formatting_contexts->of(context.box(box).kind);
  // Tables: their widths follow from columns, captions and the box's own limits together.
  if (formatting.own_sizes != nullptr) return formatting.own_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  // Percentages of an unknown width count as auto (css-sizing-3 §5.2.1).
  std::optional<LayoutUnit> fixed = border_box_size(style.width, std::nullopt, edges, style.box_sizing);
  // A height and a ratio give a width as if it were set (css-sizing-4 §5).
  if (style.aspect_ratio.has_ratio() && context.box(box).kind != BoxKind::Cell) {
    const Edges around = border_widths(style) + padding_widths(style, LayoutUnit());
    const auto height = content_height(style, std::nullopt, around.vertical());
    if (!fixed && height) fixed = ratio_width(box, *height, around, context);
  }
  IntrinsicSizes sizes;
  if (fixed && context.box(box).kind == BoxKind::Cell) {
    // A cell with a width may still become as narrow as its content (css-tables-3 §3.8.1).
    const LayoutUnit least = content_sizes(box, context).min_content + edges;
    sizes = {least, std::max(least, *fixed)};
  } else if (fixed) {
    sizes = {*fixed, *fixed};
  } else {
    const IntrinsicSizes content = content_sizes(box, context);
    sizes = {content.min_content + edges, content.max_content + edges};
    if (style.width.kind == style::Size::Kind::MinContent) sizes.max_content = sizes.min_content;
    if (style.width.kind == style::Size::Kind::MaxContent) sizes.min_content = sizes.max_content;
    if (const auto limit = fit_limit(style.width, edges, style.box_sizing)) {
      // `fit-content(…)` gives a single width, regardless of the container's size.
      sizes.min_content = sizes.max_content = sizes.fit(*limit);
    }
    // `min-height` and `max-height` limit the width through the ratio.
    if (style.aspect_ratio.has_ratio() && context.box(box).kind != BoxKind::Cell) {
      const Edges around = border_widths(style) + padding_widths(style, LayoutUnit());
      sizes.min_content = transferred_width(sizes.min_content, style, std::nullopt, around);
      sizes.max_content = transferred_width(sizes.max_content, style, std::nullopt, around);
    }
  }
  return clamped_sizes(sizes, box, edges, context);
}

}  // namespace

/// As if `width` were `auto`: limits such as `min-width: min-content` refer to the content even if a width is set.
IntrinsicSizes content_based_sizes(BoxId box, LayoutContext& context) {
  const FormattingContext& formatting = context.formatting_contexts->of(context.box(box).kind);
  if (formatting.content_sizes == nullptr) return formatting.own_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const IntrinsicSizes content = content_sizes(box, context);
  return {content.min_content + edges, content.max_content + edges};
}

/// Cached, since nested containers request at each level the sizes of everything below: otherwise the time would grow
/// exponentially with the depth.
IntrinsicSizes intrinsic_sizes(BoxId box, LayoutContext& context) {
  const auto& known = context.cache<KnownSizes>().sizes;
  const auto found = known.find(box.value);
  if (found != known.end()) return found->second;
  const IntrinsicSizes sizes = compute_sizes(box, context);
  context.cache<KnownSizes>().sizes.emplace(box.value, sizes);
  return sizes;
}

/// Negative margins may reduce the contribution of a box, but not below zero.
IntrinsicSizes intrinsic_contribution(BoxId box, LayoutContext& context) {
  IntrinsicSizes sizes = intrinsic_sizes(box, context);
  const LayoutUnit margins = margin_widths(context.style_of(box), LayoutUnit()).horizontal();
  sizes.min_content = std::max(LayoutUnit(), sizes.min_content + margins);
  sizes.max_content = std::max(LayoutUnit(), sizes.max_content + margins);
  return sizes;
}

}  // namespace gongwen::layout
