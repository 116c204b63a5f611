// Layers: what of a page is painted as a whole above or below the rest: positioned boxes and stacking contexts, in
// their order (CSS 2.2 appendix E). A page without any has one layer.
#pragma once

#include "layout/core/box_transform.h"
#include "layout/core/context.h"
#include "layout/pages/page_sequence.h"

#include <optional>
#include <utility>
#include <vector>

namespace gongwen::paint {

/// What cuts a layer off: a fragment on this page that hides overflow, at its place, or what `clip` leaves of one.
struct CutOff {
  const layout::Fragment* fragment = nullptr;
  layout::Point position;
  std::optional<layout::Rect> remaining = std::nullopt;  // by `clip`
};

struct Layer {
  Layer(const layout::Fragment* whose, layout::Point place, bool repeated, std::int32_t level = 0,
        std::vector<CutOff> cut_by = {})
      : fragment(whose), position(place), is_repeated(repeated), z(level), cuts(std::move(cut_by)) {}

  const layout::Fragment* fragment = nullptr;
  layout::Point position;
  bool is_repeated = false;  // read out on an earlier page
  std::int32_t z = 0;
  std::vector<CutOff> cuts;  // outermost first
  /// What its own `clip` leaves of it: in its own coordinates, which its transform moves (css-masking-1 section 9).
  std::optional<layout::Rect> clip;
  /// Of a row: the rows of its group on this page, where the group is transformed.
  std::optional<layout::Rect> group;
  /// What the perspective of the box around does to it.
  std::optional<layout::SpaceTransform> perspective;
  bool is_in_space = false;   // of the box around: it has depth there (css-transforms-2 section 3)
  std::vector<Layer> layers;  // of this stacking context, lowest first, in the order of the document among equals
};

/// Whether a fragment inside another is painted as its own layer.
bool forms_layer(const layout::Fragment& fragment, const layout::LayoutContext& context);

/// Whether a fragment cuts off what overflows it, in one direction at least (css-overflow-3 section 3, css-contain-2
/// section 3.3).
bool clips_content(const layout::Fragment& fragment, const layout::LayoutContext& context);

/// The children of a fragment as they are painted: items of a flex container by their `order` (css-flexbox-1 section
/// 5.4), all others as they are in the document.
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

/// Whether a document has layers at all.
bool has_layers(const layout::LayoutContext& context);

/// One layer for the content of a page, and one for each area beside it.
std::vector<Layer> collect_layers(const layout::PageLayout& page, const layout::LayoutContext& context);

/// Of a fragment that is in the margin of the page: repeated from page to page.
Layer collect_repeated_layers(const layout::Fragment& fragment, layout::Point position,
                              const layout::LayoutContext& context);

}  // namespace gongwen::paint
