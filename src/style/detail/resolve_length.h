// Turns specified lengths into computed ones: units, percentages and mathematical functions (css-values-4).
#pragma once

#include "style/css/value.h"
#include "style/font_measures.h"

namespace gongwen::style {

class DocumentFacts;

/// The bases of relative units.
struct LengthContext {
  FontSize font_size;                         // em, ic
  FontSize root_font_size;                    // rem
  LayoutUnit line_height;                     // lh
  LayoutUnit root_line_height;                // rlh
  const ComputedStyle* font_style = nullptr;  // ex, ch: its fonts are already computed
  FontMeasures* measures = nullptr;           // null: ex and ch are half an em (css-values-4 section 6.1.1)
  const DocumentFacts* facts = nullptr;       // vw, vh
};

/// In px; for dimensions only. ic equals an em, as in all faces with Han characters.
double dimension_to_px(double number, css::Unit unit, const LengthContext& context);

/// A dimension, a percentage, or a mathematical function of them.
LengthPercentage resolve_length_percentage(const css::Value& value, const LengthContext& context);
/// The same without percentages.
LayoutUnit resolve_length(const css::Value& value, const LengthContext& context);
/// In px, unrounded, with percentages referring to `percent_base` px: for font sizes.
double resolve_to_px(const css::Value& value, double percent_base, const LengthContext& context);
/// Numbers, including calculated ones.
double resolve_number(const css::Value& value);

/// A width, a height or a limit of one: a percentage of 0 depends on its base like any other.
LengthPercentage resolve_size(const css::Value& value, const LengthContext& context);
/// A margin or an inset: `auto` or a length.
Margin resolve_margin(const css::Value& value, const LengthContext& context);
/// An integer, limited to the range for counts and indices.
std::int32_t resolve_integer(const css::Value& value);

}  // namespace gongwen::style
