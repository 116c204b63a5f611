// FaceMeasures: what style asks of faces, answered by the fonts of the run.
#pragma once

#include "style/font_measures.h"
#include "text/font_context.h"

namespace gongwen::layout {

class FaceMeasures : public style::FontMeasures {
 public:
  explicit FaceMeasures(text::FontContext& fonts) : fonts_(fonts) {}
  double x_height(const style::ComputedStyle& style) override;
  double zero_advance(const style::ComputedStyle& style) override;

 private:
  text::FontContext& fonts_;
};

}  // namespace gongwen::layout
