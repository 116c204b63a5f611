// FragmentBuilder: the fragment of a box, or of the part of it that is on one page or in one column: which of its
// borders and paddings that part has, how high it is, and whether the box continues (css-break-3 section 5.4).
#pragma once

#include "layout/core/detail/breaking.h"

#include <algorithm>
#include <optional>

namespace gongwen::layout {

/// What the height of a part is worked out from; content-box heights.
struct PartContent {
  LayoutUnit content;     // what is in this part needs
  LayoutUnit wanted;      // of the box's height, without what earlier parts had
  LayoutUnit left;        // of the page or column
  bool goes_on = false;   // some of the content comes later
  bool is_fixed = false;  // the box has a height, which content does not change
};
struct PartHeight {
  LayoutUnit height;
  bool goes_on = false;  // some of the box's own height comes later
};

/// A fragment of a box with nothing in it yet: whose it is, and how that looks.
Fragment fragment_of(BoxId box, const LayoutContext& context);

class FragmentBuilder {
 public:
  /// A part that continues from an earlier one has nothing at its start, unless the box clones its decoration.
  FragmentBuilder(const LayoutInput& input, const LayoutContext& context, EndSpace end_space);
  /// Of a box that draws nothing itself: its borders, its paddings and its background belong to one inside of it.
  static FragmentBuilder of_wrapper(const LayoutInput& input, LayoutContext& context);

  bool is_first_part() const { return !goes_on_inside(input_.resume); }
  /// The box itself ended in an earlier part; only its overflow continues.
  bool is_done() const { return input_.resume != nullptr && input_.resume->box_done; }
  /// What earlier parts had of the box's height.
  LayoutUnit consumed() const { return is_first_part() ? LayoutUnit() : input_.resume->consumed; }

  /// Above and below, of the box in one piece.
  LayoutUnit whole_edges() const { return whole_edges_; }
  /// The borders and paddings of this part.
  Edges edges() const { return borders + padding; }
  LayoutUnit bottom_edges() const { return borders.bottom + padding.bottom; }
  /// Kept free at the end of the page for the box's own end.
  LayoutUnit reserve() const { return reserve_; }
  /// From the border box's corner to the content box's.
  Point content_offset() const { return {borders.left + padding.left, borders.top + padding.top}; }
  /// Left for content in a room that starts `above` the border box.
  Fragmentainer content_room(LayoutUnit above) const;

  /// Of the content box, of a border box as wide as `width`.
  LayoutUnit content_width(LayoutUnit width) const {
    return std::max(LayoutUnit(), width - borders.horizontal() - padding.horizontal());
  }
  /// Of the content box in one piece, if the style or the caller sets it.
  std::optional<LayoutUnit> definite_height() const;
  /// A height of the content box in one piece, between min-height and max-height.
  LayoutUnit clamped_height(LayoutUnit height) const;

  PartHeight height_of(const PartContent& part) const;
  /// More padding above and below.
  void grow(LayoutUnit above, LayoutUnit below);
  /// The box continues: this part has nothing at its end, unless the box clones its decoration.
  void cut_end();

  /// The fragment with what was placed in `content`, whose offsets and baselines count from the content box's corner.
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

/// All of a fragment but its children, and what it holds of the places in it: inner borders, columns, the area of an
/// anchor.
Fragment copy_without_children(const Fragment& fragment);

/// The same fragment with more room at its end; itself where it is high enough.
const Fragment* grown_fragment(const Fragment* fragment, LayoutUnit height, LayoutContext& context);

/// The token of a box that continues inside: what all algorithms have in it.
std::shared_ptr<BreakToken> token_inside(BoxId box, LayoutUnit consumed = {});

}  // namespace gongwen::layout
