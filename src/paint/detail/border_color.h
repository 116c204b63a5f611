// The colours of the border styles that look carved (css-backgrounds-3 section 3.2 leaves them open; these are the
// browsers').
#pragma once

#include "css/color.h"

namespace gongwen::paint {

struct CarvedColors {
  css::Color dark;
  css::Color light;
};
CarvedColors carved_colors(css::Color color);

}  // namespace gongwen::paint
