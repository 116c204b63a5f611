// Reads the values of images, borders and outlines: positions, gradients, colours, widths.
#pragma once

#include "style/computed_style.h"
#include "style/css/value.h"
#include "style/detail/resolve_length.h"

#include <span>

namespace gongwen::style {

/// A side, a distance, or a distance from a side, in one direction.
LengthPercentage axis_position_of(std::span<const css::Value> values, const LengthContext& context);
/// One, two or four values (css-values-4 section 8.3).
ImagePosition image_position_of(std::span<const css::Value> values, const LengthContext& context);

/// `none`, an address or a gradient. Lengths in gradients are made absolute; percentages are kept: they refer to the
/// gradient line, and those of its position to the area that it fills (css-images-3 section 3).
ImageValue image_of(const css::Value& value, const LengthContext& context);

/// `currentcolor` or a colour.
ColorValue color_value_of(const css::Value& value);

/// `thin`, `medium`, `thick` or a length (css-backgrounds-3 section 3.3): 1, 3 and 5 px, as in browsers. The width of a
/// border without a style becomes 0 in the cascade.
LayoutUnit line_width_of(const css::Value& value, const LengthContext& context);

/// In radians; accepts angles in all units. The grammar accepts no calculated
/// angles.
double angle_of(const css::Value& value);

}  // namespace gongwen::style
