// Pictures under masks (GB/T 33190-2016, chapter 10: `ImageMask`).
#pragma once

#include "images/image_set.h"

namespace gongwen::show {

/// Returns a picture that is visible where its mask is white. Both should have the same size; otherwise the finer one
/// decides the size, so that a mask with the shapes of letters keeps them on a picture of few pixels.
images::RasterImage masked_picture(const images::RasterImage& picture, const images::RasterImage& mask);

}  // namespace gongwen::show
