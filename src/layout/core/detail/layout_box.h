// The entry to the layout algorithms: functions that lay out and measure a box (css-sizing-3 section 5) by the
// algorithm of its kind. The algorithms know each other by the table of formatting contexts alone, which
// formatting_contexts() fills with all of them.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <array>

namespace gongwen::layout {

/// Lays out a block-level box, or the rest of it that `input.resume` names.
LayoutResult layout_box(const LayoutInput& input, LayoutContext& context);

/// A fragment without size that marks the place of a box out of flow.
const Fragment* make_anchor(BoxId box, LayoutContext& context, std::unique_ptr<const AnchorArea> area = nullptr);
/// The same in a line, where text of another direction may be around it.
const Fragment* make_anchor_in_line(BoxId box, bool is_rtl, LayoutContext& context);

/// A block in an inline box splits it (CSS 2.2 §9.2.1.1): the block goes into an anonymous block between the pieces.
/// This returns the inline box that such an anonymous block belongs to; none for other boxes.
BoxId inline_around(BoxId box, const LayoutContext& context);
/// By how much the inline boxes around an anonymous block move it: it goes with them when they are relatively
/// positioned.
Point shift_of_inlines(BoxId box, const LayoutContext& context, LayoutUnit containing_width,
                       std::optional<LayoutUnit> containing_height);

/// Whether a box lays its content out in columns: a block container whose `column-width` or `column-count` is not auto.
bool is_multicol(BoxId box, const LayoutContext& context);

/// Whether a box keeps floats and margins of its content inside (CSS 2.2 §9.4.1).
bool establishes_formatting_context(BoxId box, const LayoutContext& context);

/// Whether positioned boxes in a box refer to it, also fixed ones: it is transformed (css-transforms-1 §2), or its
/// layout or paint is contained (css-contain-2 §3.2, §3.3).
bool contains_fixed(BoxId box, const LayoutContext& context);

struct FormattingContext {
  LayoutResult (*layout)(const LayoutInput& input, LayoutContext& context) = nullptr;
  /// Content-box widths that the content asks for, whatever the box's own width and its limits.
  IntrinsicSizes (*content_sizes)(BoxId box, LayoutContext& context) = nullptr;
  /// Border-box widths of boxes that work these out by themselves; null for all others.
  IntrinsicSizes (*own_sizes)(BoxId box, LayoutContext& context) = nullptr;
};

class FormattingContexts {
 public:
  /// All kinds that are not registered otherwise are laid out like this.
  explicit FormattingContexts(const FormattingContext& usual) { by_kind_.fill(usual); }
  void add(boxes::BoxKind kind, const FormattingContext& formatting) {
    by_kind_[static_cast<std::size_t>(kind)] = formatting;
  }
  const FormattingContext& of(boxes::BoxKind kind) const { return by_kind_[static_cast<std::size_t>(kind)]; }

 private:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(boxes::BoxKind::Cell) + 1;
  std::array<FormattingContext, kKinds> by_kind_;
};

/// All formatting contexts that gongwen has.
const FormattingContexts& formatting_contexts();

/// Border-box widths, without margins; remembered in the context.
IntrinsicSizes intrinsic_sizes(BoxId box, LayoutContext& context);
/// Content-box widths that the content asks for, whatever the box's own width and its limits.
IntrinsicSizes content_sizes(BoxId box, LayoutContext& context);
/// The same with margins, as the box counts for its parent.
IntrinsicSizes intrinsic_contribution(BoxId box, LayoutContext& context);

/// Border-box widths by the content alone, whatever width the style sets: what `min-content` and `max-content` mean.
IntrinsicSizes content_based_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
