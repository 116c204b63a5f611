// FontMeasures: the data of faces that relative lengths need (css-values-4 section 6.1.1). Styles know no fonts; the
// caller that computes them may provide an implementation.
#pragma once

#include "style/computed_style.h"

namespace gongwen::style {

/// Heights of a face's characters above the baseline and below it, in px.
struct LetterHeights {
  double ascent = 0;
  double descent = 0;
  double cap_height = 0;
};

class FontMeasures {
 public:
  virtual ~FontMeasures() = default;
  /// For the first face that the style requests, in px at its font size.
  virtual double x_height(const ComputedStyle& style) = 0;
  virtual double zero_advance(const ComputedStyle& style) = 0;
  virtual LetterHeights letter_heights(const ComputedStyle& style) = 0;
};

}  // namespace gongwen::style
