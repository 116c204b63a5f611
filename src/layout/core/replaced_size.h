// The sizes of images in the layout (CSS 2.2 sections 10.3.2, 10.4, 10.6.2; css-sizing-4 section 6 for aspect-ratio).
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// The known lengths when a replaced box is sized; percentages of unknown lengths count as auto.
struct ReplacedSpace {
  std::optional<LayoutUnit> inline_size;  // width of the containing block
  std::optional<LayoutUnit> block_size;
  std::optional<LayoutUnit> fixed_width;  // of the content box, set from outside
};

/// The natural size of a replaced box along the lines of its flow: in a vertical flow, width and height change places.
images::NaturalSize natural_size_in_flow(BoxId box, const LayoutContext& context);

/// The content box of a replaced box.
Size replaced_content_size(BoxId box, const ReplacedSpace& space, LayoutContext& context);

/// The same by the natural size alone, for an image without a box in the content of a page margin.
Size image_content_size(const images::NaturalSize& natural, const style::ComputedStyle& style,
                        const ReplacedSpace& space);

/// The content width for a content height, by the used ratio (css-sizing-4 section 6.1); nullopt without a ratio.
std::optional<LayoutUnit> replaced_width_of_height(BoxId box, LayoutUnit height, LayoutContext& context);

/// Border-box widths of a replaced box: percentages let it shrink to nothing (css-sizing-3 section 5.2.2).
IntrinsicSizes replaced_intrinsic_sizes(BoxId box, LayoutContext& context);

/// Whether the width of an image depends on that of its containing block.
bool shrinks_with_container(const style::ComputedStyle& style);

/// The rectangle in which an image with its own size is drawn in a box (css-images-3 section 5.5).
Rect object_rect(const images::NaturalSize& natural, const style::ComputedStyle& style, const Rect& content_box);

/// Lays out an image as a box in one piece, which never breaks (css-break-3 section 4.1).
LayoutResult layout_replaced(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
