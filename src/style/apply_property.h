// From a declared value to the computed one: one property at a time, written into a ComputedStyle under construction.
#pragma once

#include "css/declaration.h"
#include "style/computed_style.h"
#include "style/detail/resolve_length.h"

namespace gongwen::style {

struct ApplyContext {
  const ComputedStyle& parent;
  LengthContext lengths;
};

/// `values` fit the property's grammar. Font sizes must be applied before the properties that count in em.
void apply_property(css::PropertyId property, const std::vector<css::Value>& values, const ApplyContext& context,
                    ComputedStyle& style);

/// Those of them that concern positioned, floating and flexible boxes, images and decorations.
void apply_layout_property(css::PropertyId property, const std::vector<css::Value>& values, const ApplyContext& context,
                           ComputedStyle& style);

/// Those of them that concern the setting of lines.
void apply_text_property(css::PropertyId property, const std::vector<css::Value>& values, const ApplyContext& context,
                         ComputedStyle& style);

/// The content-list values of `content`, string-set and bookmark-label.
ContentList content_list(std::span<const css::Value> values);

/// What `line-height` comes to for a font size: `normal` counts as 1.2 here; layout asks the face.
LayoutUnit line_height_length(const LineHeight& line_height, FontSize font_size);

}  // namespace gongwen::style
