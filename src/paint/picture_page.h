// A page with a single picture, for writers of file formats that store pictures as separate files.
#pragma once

#include "base/geometry.h"
#include "images/image_set.h"
#include "paint/display_list.h"

namespace gongwen::paint {

/// A page of this size filled by the picture. Texts of a drawing become texts of the page; `parts` keeps the graphics
/// between them, and must outlive the page.
PageDisplay picture_page(const images::Image& image, base::Size size, images::ImageSet& parts);

}  // namespace gongwen::paint
