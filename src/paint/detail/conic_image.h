// Gradients around a centre as images (css-images-4 section 3.3).
#pragma once

#include "images/image.h"
#include "layout/core/context.h"
#include "style/computed_style.h"

namespace gongwen::paint {

/// The colours around a centre in an area of that size; each image is made once.
const images::Image& conic_image(const style::GradientValue& gradient, const base::Size& size, css::Color current,
                                 const layout::LayoutContext& context);

}  // namespace gongwen::paint
