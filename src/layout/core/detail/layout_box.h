// The entry to the layout algorithms: functions that lay out and measure a box (css-sizing-3 section 5) by the
// algorithm of its kind. The algorithms know each other only through the table of formatting contexts, which
// formatting_contexts() fills.
#pragma once

#include "layout/core/box_metrics.h"
#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "layout/core/fragment.h"

#include <array>

// First, what depends on the direction in which the lines of a containing block run.
namespace gongwen::layout {

inline bool is_rtl(const style::ComputedStyle& style) { return style.direction == style::Direction::Rtl; }

/// Whether the block container of a box runs from right to left; inline boxes in between are skipped. The root's
/// container is the page, which has the root's direction.
inline bool is_in_rtl(BoxId box, const LayoutContext& context) {
  BoxId around = context.box(box).parent;
  while (around && context.box(around).kind == boxes::BoxKind::Inline) around = context.box(around).parent;
  return is_rtl(context.style_of(around ? around : box));
}

/// Left margin of a box of the given width in a containing block that runs in either direction. If both margins are
/// set, the one at the end of the lines is adjusted (CSS 2.2 §10.3.3).
inline LayoutUnit left_margin_in(bool runs_right_to_left, const style::ComputedStyle& style,
                                 LayoutUnit containing_width, LayoutUnit width) {
  if (!runs_right_to_left) return used_left_margin(style, containing_width, width);
  const Edges margins = margin_widths(style, containing_width);
  const LayoutUnit free = containing_width - width - margins.horizontal();
  const bool is_shared = style.margin_right.is_auto && free > LayoutUnit();
  const LayoutUnit right = !is_shared ? margins.right : style.margin_left.is_auto ? free / 2 : free;
  return containing_width - width - right;
}

/// The left margin of a box in its place in the box tree.
inline LayoutUnit left_margin_in_flow(BoxId box, LayoutUnit containing_width, LayoutUnit width,
                                      const LayoutContext& context) {
  return left_margin_in(is_in_rtl(box, context), context.style_of(box), containing_width, width);
}

/// Lays out a block-level box, or the part of it that `input.resume` continues.
LayoutResult layout_box(const LayoutInput& input, LayoutContext& context);

/// A fragment without size that marks the static position of a box out of flow; positioned boxes with `auto` offsets
/// are placed there.
const Fragment* make_anchor(BoxId box, LayoutContext& context, std::unique_ptr<const AnchorArea> area = nullptr);
/// The same in a line, where the direction of the surrounding text counts rather than that of the container.
const Fragment* make_anchor_in_line(BoxId box, bool is_rtl, LayoutContext& context);

/// A block in an inline box splits it (CSS 2.2 §9.2.1.1): the block goes into an anonymous block between the pieces.
/// Returns the inline box to which such an anonymous block belongs; an invalid id for other boxes.
BoxId inline_around(BoxId box, const LayoutContext& context);
/// The shift of an anonymous block by relatively positioned inline boxes around it: the block moves with them.
Point shift_of_inlines(BoxId box, const LayoutContext& context, LayoutUnit containing_width,
                       std::optional<LayoutUnit> containing_height);

/// Whether a box lays its content out in columns: a block container whose `column-width` or `column-count` is not auto.
bool is_multicol(BoxId box, const LayoutContext& context);

/// Whether the content of a box is scaled down as a whole (`-gw-fit`). On boxes without text of their own the property
/// has no effect.
bool holds_fitted(BoxId box, const LayoutContext& context);

/// Whether floats and margins of a box's content stay inside the box (CSS 2.2 §9.4.1).
bool establishes_formatting_context(BoxId box, const LayoutContext& context);

/// Whether a box is the containing block of positioned boxes inside, also fixed ones: it is transformed
/// (css-transforms-1 §2), or its layout or paint is contained (css-contain-2 §3.2, §3.3).
bool contains_fixed(BoxId box, const LayoutContext& context);

/// One layout algorithm: the functions that lay out and measure boxes of a kind.
struct FormattingContext {
  LayoutResult (*layout)(const LayoutInput& input, LayoutContext& context) = nullptr;
  /// Content-box widths by the content, regardless of the box's own width and its limits.
  IntrinsicSizes (*content_sizes)(BoxId box, LayoutContext& context) = nullptr;
  /// Border-box widths, for boxes that compute them without `content_sizes`; null for all others.
  IntrinsicSizes (*own_sizes)(BoxId box, LayoutContext& context) = nullptr;
};

/// The algorithm of each kind of box. The table breaks the cycle between the algorithms: a flex container lays out a
/// grid without including its header.
class FormattingContexts {
 public:
  /// `usual` is the algorithm of all kinds for which none is added.
  explicit FormattingContexts(const FormattingContext& usual) { by_kind_.fill(usual); }
  void add(boxes::BoxKind kind, const FormattingContext& formatting) {
    by_kind_[static_cast<std::size_t>(kind)] = formatting;
  }
  const FormattingContext& of(boxes::BoxKind kind) const { return by_kind_[static_cast<std::size_t>(kind)]; }
  /// The text of -gw-sum() in a table that is on one page; nullopt outside of tables.
  std::optional<std::string> (*sum_text)(BoxId reference, const style::ContentItem& item,
                                         LayoutContext& context) = nullptr;

 private:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(boxes::BoxKind::Cell) + 1;
  std::array<FormattingContext, kKinds> by_kind_;
};

/// The table of all formatting contexts, made once (formatting_contexts.cpp).
const FormattingContexts& formatting_contexts();

/// Border-box widths, without margins; cached in the context.
IntrinsicSizes intrinsic_sizes(BoxId box, LayoutContext& context);
/// Content-box widths by the content, regardless of the box's own width and its limits.
IntrinsicSizes content_sizes(BoxId box, LayoutContext& context);
/// Intrinsic widths with margins: the contribution of the box to the sizes of its parent.
IntrinsicSizes intrinsic_contribution(BoxId box, LayoutContext& context);

/// Border-box widths by the content alone, regardless of the style's width: the meaning of `min-content` and
/// `max-content`.
IntrinsicSizes content_based_sizes(BoxId box, LayoutContext& context);

// The layout of a box by itself and without pages, by which flex containers measure their items. Cached until the round
// ends: otherwise nested containers would be measured again at every level, and time would be exponential in the depth.

// How far down the content of a fragment reaches, its overflow included.

/// Measured from the fragment's top; overflow that a box clips does not count.
LayoutUnit overflow_bottom(const Fragment& fragment, const LayoutContext& context);

/// Everything that the result of measured_box() depends on.
struct MeasureKey {
  BoxId box;
  LayoutUnit inline_size;
  AvailableSize available;
  std::optional<LayoutUnit> block_size;
  bool is_definite = true;
  const SubgridTracks* subgrid = nullptr;
  friend bool operator==(const MeasureKey& a, const MeasureKey& b) {
    return a.box == b.box && a.inline_size == b.inline_size && a.available.inline_size == b.available.inline_size &&
           a.available.block_size == b.available.block_size && a.block_size == b.block_size &&
           a.is_definite == b.is_definite && a.subgrid == b.subgrid;
  }
};
struct MeasureKeyHash {
  std::size_t operator()(const MeasureKey& key) const;
};

/// Lays out a box by itself. `input` has a fixed width and neither strut nor `resume`; its `room` is ignored.
LayoutResult measured_box(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
