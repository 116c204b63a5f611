// From specified lengths to computed ones: units, percentages and mathematical functions (css-values-4).
#pragma once

#include "css/value.h"
#include "style/computed_style.h"

namespace gongwen::style {

/// What relative units refer to.
struct LengthContext {
  FontSize font_size;           // em, ex, ch, ic
  FontSize root_font_size;      // rem
  LayoutUnit line_height;       // lh
  LayoutUnit root_line_height;  // rlh
};

/// In px; dimensions only. ex and ch count as half an em, ic as one: what the faces here measure, and what the
/// specification falls back to.
double dimension_to_px(double number, css::Unit unit, const LengthContext& context);

/// A dimension, a percentage or a mathematical function of both.
LengthPercentage resolve_length_percentage(const css::Value& value, const LengthContext& context);
/// The same without percentages.
LayoutUnit resolve_length(const css::Value& value, const LengthContext& context);
/// In px, unrounded, with percentages referring to `percent_base` px: for font sizes.
double resolve_to_px(const css::Value& value, double percent_base, const LengthContext& context);
/// Numbers, also calculated ones.
double resolve_number(const css::Value& value);

}  // namespace gongwen::style
