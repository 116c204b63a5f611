// Colours written as functions: rgb(), hsl(), hwb() (css-color-4) and device-cmyk() (css-color-5).
#pragma once

#include "css/color.h"
#include "css/token_stream.h"

namespace gongwen::css {

/// At a Function: takes it and gives its colour; false when it is none or ill-formed.
bool match_color_function(TokenStream& stream, Color& color);

}  // namespace gongwen::css
