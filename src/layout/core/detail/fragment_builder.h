// FragmentBuilder: makes the fragment of a box, or of the part of it on one page or in one column: it decides which
// borders and paddings that part has, how high it is, and whether the box continues (css-break-3 section 5.4).
#pragma once

#include "base/geometry.h"
#include "layout/core/detail/breaking.h"
#include "style/computed_style.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace gongwen::layout {

// How free space is shared among items, lines and tracks, and where a box is placed in it (css-align-3 sections 4 and
// 5, css-flexbox-1 section 8).

/// Space before the first of several things in a row, and extra space between neighbours.
struct SpaceShares {
  base::LayoutUnit before;
  base::LayoutUnit between;
};

using ContentAlignment = style::Alignment<style::ContentAlignment>;
using ItemAlignment = style::Alignment<style::ItemAlignment>;

/// The shares of `count` things in the free space, by `align-content` or `justify-content`. `reversed`: the axis runs
/// from right to left or upwards, so that `start` is at its end. If `free` is negative, `space-*` leaves things at the
/// start. Baselines of lines do not share space: they fall back to the start, the last ones to the end (section 5.4).
SpaceShares share_space(const ContentAlignment& alignment, base::LayoutUnit free, std::size_t count, bool reversed);

/// The distance of a box with this alignment from the start of a space that is `free` larger than it. In a column,
/// baseline alignment means `flex-start`, last baseline `flex-end` unless there is too little space (css-flexbox-1
/// section 8.3).
base::LayoutUnit aligned_offset(const ItemAlignment& alignment, base::LayoutUnit free, bool reversed);

/// The heights from which that of a part is computed. All are heights of the content box.
struct PartContent {
  LayoutUnit content;     // needed by the content of this part
  LayoutUnit wanted;      // of the box's own height, less that of earlier parts
  LayoutUnit left;        // space left on the page or in the column
  bool goes_on = false;   // some of the content is in later parts
  bool is_fixed = false;  // the box has a height that does not depend on its content
};
struct PartHeight {
  LayoutUnit height;
  bool goes_on = false;  // some of the box's own height is in later parts
};

/// An empty fragment of a box: only its box, style and origin are set.
Fragment fragment_of(BoxId box, const LayoutContext& context);

class FragmentBuilder {
 public:
  /// `end_space` determines if space for the lower border and padding is kept free. A part that continues from an
  /// earlier page has no border or padding at its start, unless the box clones its decoration.
  FragmentBuilder(const LayoutInput& input, const LayoutContext& context, EndSpace end_space);
  /// A builder for a box that draws nothing itself, such as the box around a table and its captions: borders, paddings
  /// and background belong to a box inside it.
  static FragmentBuilder of_wrapper(const LayoutInput& input, LayoutContext& context);

  bool is_first_part() const { return !goes_on_inside(input_.resume); }
  /// Whether the box itself ended in an earlier part, so that only its overflow continues.
  bool is_done() const { return input_.resume != nullptr && input_.resume->box_done; }
  /// The part of the box's height that earlier parts have used up.
  LayoutUnit consumed() const { return is_first_part() ? LayoutUnit() : input_.resume->consumed; }

  /// Height of borders and paddings above and below, for the box in one piece.
  LayoutUnit whole_edges() const { return whole_edges_; }
  /// The borders and paddings of this part.
  Edges edges() const { return borders + padding; }
  LayoutUnit bottom_edges() const { return borders.bottom + padding.bottom; }
  /// Space kept free at the end of the page for the lower border and padding of the box.
  LayoutUnit reserve() const { return reserve_; }
  /// From the corner of the border box to that of the content box.
  Point content_offset() const { return {borders.left + padding.left, borders.top + padding.top}; }
  /// The space left for content if the border box starts `above` below the start of the room.
  Fragmentainer content_room(LayoutUnit above) const;

  /// Width of the content box, given that of the border box.
  LayoutUnit content_width(LayoutUnit width) const {
    return std::max(LayoutUnit(), width - borders.horizontal() - padding.horizontal());
  }
  /// Height of the content box in one piece, if the style or the caller sets it.
  std::optional<LayoutUnit> definite_height() const;
  /// A height of the content box in one piece, limited by `min-height` and `max-height`.
  LayoutUnit clamped_height(LayoutUnit height) const;

  /// The height of this part: that of its content, or as much of the box's own height as fits on the page.
  PartHeight height_of(const PartContent& part) const;
  /// Adds padding above and below: block steps (css-rhythm-1).
  void grow(LayoutUnit above, LayoutUnit below);
  /// Ends this part because the box continues: it has no lower edges, unless the box clones its decoration.
  void cut_end();

  /// Makes the fragment from what was placed in `content`. Offsets and baselines in it count from the corner of the
  /// content box.
  const Fragment* finish(Fragment content, Size border_box, Outcome outcome, LayoutContext& context) const;

  Edges borders;  // of this part
  Edges padding;

 private:
  FragmentBuilder(const LayoutInput& input, const LayoutContext& context, style::StyleId style);

  const LayoutInput& input_;
  const boxes::Box& box_;
  style::StyleId style_id_;
  const style::ComputedStyle& style_;
  bool clones_ = false;
  LayoutUnit whole_edges_;
  LayoutUnit reserve_;
};

/// Copies a fragment without its children and the positions inside it: inner borders, columns, the area of an anchor.
Fragment copy_without_children(const Fragment& fragment);

/// Returns a copy of the fragment that is `height` high; the fragment itself if it is high enough.
const Fragment* grown_fragment(const Fragment* fragment, LayoutUnit height, LayoutContext& context);

/// A token for a box that continues inside; the algorithm adds its own payload.
std::shared_ptr<BreakToken> token_inside(BoxId box, LayoutUnit consumed = {});

// BlockHeight: the minimum, maximum and preferred height of a container, over all the parts into which pages cut it
// (CSS 2.2 section 10.6, css-sizing-4 section 5).

class BlockHeight {
 public:
  /// `width` is that of the border box, from which `aspect-ratio` derives a height.
  BlockHeight(const LayoutInput& input, const LayoutContext& context, const FragmentBuilder& builder, LayoutUnit width);

  /// The height of the whole content box; nullopt if it is not set.
  const std::optional<LayoutUnit>& definite() const { return definite_; }
  /// The height that percentages of children's heights refer to; set also if `aspect-ratio` gives a height that content
  /// may exceed.
  std::optional<LayoutUnit> percentage_base() const {
    return definite_ || by_ratio_.is_zero() ? definite_ : std::optional(by_ratio_);
  }
  /// The minimum that `aspect-ratio` asks for; content may need more.
  LayoutUnit min_by_ratio() const { return by_ratio_; }
  bool is_zero() const { return definite_.value_or(std::max(contained_.value_or(LayoutUnit()), by_ratio_)).is_zero(); }
  /// The height that the content counts as: the actual one, unless containment replaces it.
  LayoutUnit content(LayoutUnit content_here) const { return contained_.value_or(content_here); }
  /// The height that replaces that of the content (`contain: size`).
  const std::optional<LayoutUnit>& contained() const { return contained_; }
  /// Whether the height stays the same if the content needs more.
  bool is_fixed() const { return definite_ || contained_; }
  /// Whether the height came from the content (of a flex item). Parts on several pages may need more than it is in one
  /// piece.
  bool may_grow() const { return input_.fixed_block_size && input_.fixed_block_size->may_grow; }

  /// Whether min-height decides. Then the margin of the last child does not adjoin the box's own (CSS 2.2 §8.3.1) but
  /// stays inside the box. With max-height it does adjoin.
  bool is_limited(LayoutUnit content_here) const;
  /// The rest of the box's height if its content is unlimited; LayoutUnit::max() if nothing limits it.
  LayoutUnit max_left() const;
  /// The rest of the box's height, regardless of the page; `goes_on`: some of its content is in later parts.
  LayoutUnit wanted(LayoutUnit content_here, bool goes_on) const;

 private:
  void use_aspect_ratio(const boxes::Box& box, LayoutUnit width);
  void contain(boxes::BoxKind kind);
  LayoutUnit given_up(LayoutUnit blank) const;

  const LayoutInput& input_;
  const style::ComputedStyle& style_;
  const FragmentBuilder& builder_;
  bool is_cell_;
  std::optional<LayoutUnit> definite_;
  LayoutUnit by_ratio_;
  std::optional<LayoutUnit> contained_;
};

}  // namespace gongwen::layout
