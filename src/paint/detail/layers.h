// Layers: the parts of a page that are painted as a whole above or below the rest, in the order of CSS 2.2 appendix E:
// positioned boxes, stacking contexts. A page without any has one layer.
#pragma once

#include "layout/core/box_transform.h"
#include "layout/core/context.h"
#include "layout/pages/page_sequence.h"

#include <optional>
#include <utility>
#include <vector>

namespace gongwen::paint {

/// Clips a layer: a fragment on this page that hides overflow, at its place, or the part of one that `clip` leaves.
struct CutOff {
  const layout::Fragment* fragment = nullptr;
  layout::Point position;
  std::optional<layout::Rect> remaining = std::nullopt;  // what `clip` leaves
};

struct Layer {
  Layer(const layout::Fragment* whose, layout::Point place, bool repeated, std::int32_t level = 0,
        std::vector<CutOff> cut_by = {})
      : fragment(whose), position(place), is_repeated(repeated), z(level), cuts(std::move(cut_by)) {}

  const layout::Fragment* fragment = nullptr;
  layout::Point position;
  bool is_repeated = false;  // repeated content: an earlier page has it in the structure tree
  std::int32_t z = 0;
  std::vector<CutOff> cuts;  // outermost first
  /// What the layer's own `clip` leaves, in its own coordinates: its transform moves the clip too (css-masking-1
  /// section 9).
  std::optional<layout::Rect> clip;
  /// For a row of a transformed group: the rectangle around the group's rows on this page.
  std::optional<layout::Rect> group;
  /// The perspective that the surrounding box applies to it.
  std::optional<layout::SpaceTransform> perspective;
  bool is_in_space = false;   // has depth in the 3D space of the surrounding box (css-transforms-2 section 3)
  std::vector<Layer> layers;  // of this stacking context, lowest first; in document order if equal
};

/// Whether a fragment is painted as a separate layer rather than with its parent.
bool forms_layer(const layout::Fragment& fragment, const layout::LayoutContext& context);

/// Whether a fragment clips what overflows it, in at least one direction (css-overflow-3 section 3, css-contain-2
/// section 3.3).
bool clips_content(const layout::Fragment& fragment, const layout::LayoutContext& context);

/// The children of a fragment in painting order: items of a flex container by `order` (css-flexbox-1 section 5.4), all
/// others in document order.
class PaintingOrder {
 public:
  PaintingOrder(const layout::Fragment& fragment, const layout::LayoutContext& context);
  PaintingOrder(const PaintingOrder&) = delete;
  PaintingOrder& operator=(const PaintingOrder&) = delete;
  auto begin() const { return (sorted_.empty() ? children_ : sorted_).begin(); }
  auto end() const { return (sorted_.empty() ? children_ : sorted_).end(); }

 private:
  const std::vector<layout::ChildFragment>& children_;
  std::vector<layout::ChildFragment> sorted_;  // only where the order differs
};

/// Whether a document has any layers; if not, no page needs to be searched for them.
bool has_layers(const layout::LayoutContext& context);

/// The layers of a page: one for its content, and one for each area beside it.
std::vector<Layer> collect_layers(const layout::PageLayout& page, const layout::LayoutContext& context);

/// The layer of a fragment in the page margin, which is repeated from page to page.
Layer collect_repeated_layers(const layout::Fragment& fragment, layout::Point position,
                              const layout::LayoutContext& context);

}  // namespace gongwen::paint
